"""Invented people: given names that many bear, put together by chance. Nobody in particular is meant."""

from random import Random

from agecare.model import Gender


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_MONGOLIAN_WOMEN = _words(
    "Алтанцэцэг Ариунаа Байгалмаа Батцэцэг Болормаа Бямбасүрэн Гэрэлмаа Дашзэвэг Доржханд Должин Дулмаа "
    "Ерөөлт Жаргалмаа Зулаа Ичинхорлоо Лхагвасүрэн Мөнхцэцэг Наранцэцэг Нарантуяа Норжмаа Нямсүрэн "
    "Оюунчимэг Отгонцэцэг Пүрэвжав Пүрэвсүрэн Сарантуяа Сувдаа Сэлэнгэ Тунгалаг Туяа Уранчимэг Ханд "
    "Хоролмаа Цэвэлмаа Цэрэндулам Цэцэгмаа Чимэгээ Энхтуяа Эрдэнэчимэг Янжмаа"
)
_MONGOLIAN_MEN = _words(
    "Алтангэрэл Амарсанаа Баатар Базаррагчаа Батболд Бат-Очир Батсайхан Болд Бямбажав Ганбаатар Ганбат "
    "Гомбо Дамдинсүрэн Даваасүрэн Дорж Дэмбэрэл Жамсран Жаргалсайхан Загд Лувсан Лхагважав Мөнхбат Намжил "
    "Нямдорж Очир Пүрэвдорж Равдан Сандаг Сүхбат Төмөр Түвшин Үржин Хишигт Цогт Цэдэн Чулуун Шагдар "
    "Энхбаяр Эрдэнэ Ядам"
)
_KAZAKH_WOMEN = _words("Айгүл Бахыт Гүлнар Сауле Күлпаш Райхан")
_KAZAKH_MEN = _words("Аскар Болат Ержан Кайрат Серик Талгат")
_KAZAKH_FATHERS = _words("К Х Ж Т О")

_KYRGYZ_WOMEN = _words(
    "Айгүл Айнура Айсулуу Алтынай Анара Асель Бактыгүл Батма Бермет Бүбүсара Гүлбара Гүлзат Гүлмира "
    "Гүлнара Дамира Жазгүл Жамал Жибек Жылдыз Зейнеп Зуура Кайыркүл Кенжекан Кумар Майрам Мээрим Назгүл "
    "Нургүл Нуржан Рахат Сайкал Салтанат Сонун Таалайкан Токтобүбү Турсун Үмүт Чолпон Шайыр Элмира"
)
_KYRGYZ_MEN = _words(
    "Абдыкадыр Азамат Айбек Акматбек Алмаз Асан Бакыт Бейшен Болот Данияр Доолот Жумабек Жыргал Замир "
    "Исмаил Калыбек Канат Кубан Курманбек Максат Марат Мирлан Мусабек Нурбек Өмүрбек Орозбек Рустам Сагын "
    "Садыр Самат Сооронбай Таалай Талант Темир Токтогул Улан Үсөн Чыңгыз Шамшы Эркин"
)
_KYRGYZ_FAMILIES = _words(
    "Абдиев Абдраимов Акматов Алиев Асанов Бекболотов Бердибаев Давлетов Досматов Жакыпов Жолдошев "
    "Жумабаев Исаков Калматов Каримов Касымов Кожомкулов Кочкоров Мамытов Матисаков Мурзаев Мусаев "
    "Назаров Омуралиев Орозов Осмонов Раимбеков Садыков Сатыбалдиев Сулайманов Сыдыков Ташматов "
    "Токтосунов Токтогулов Турдубаев Уметалиев Чокоев Шаимкулов Эргешов Эшматов"
)

_LATIN = dict(
    pair.split(":")
    for pair in _words(
        "а:a б:b в:v г:g д:d е:ye ё:yo ж:j з:z и:i й:i к:k л:l м:m н:n о:o ө:ö п:p р:r с:s т:t у:u ү:ü "
        "ф:f х:kh ц:ts ч:ch ш:sh щ:sh ъ: ы:y ь:i э:e ю:yu я:ya"
    )
)


def latin(text: str) -> str:
    """Mongolian Cyrillic in Latin letters, letter by letter, as passports do.

    >>> latin("Э. Нарантуяа"), latin("Цогт")
    ('E. Narantuyaa', 'Tsogt')
    """
    out = []
    for letter in text:
        plain = _LATIN.get(letter.lower(), letter)
        out.append(plain.capitalize() if letter.isupper() else plain)
    return "".join(out)


def mongolian_name(rng: Random, gender: Gender, *, kazakh: bool = False) -> str:
    """The father's initial and a given name, as a centre's list has them: ``Д. Нарантуяа``."""
    if kazakh:
        father, given = rng.choice(_KAZAKH_FATHERS), _KAZAKH_WOMEN if gender is Gender.FEMALE else _KAZAKH_MEN
    else:
        father = rng.choice(_MONGOLIAN_MEN)[0]
        given = _MONGOLIAN_WOMEN if gender is Gender.FEMALE else _MONGOLIAN_MEN
    return f"{father}. {rng.choice(given)}"


def kyrgyz_name(rng: Random, gender: Gender) -> str:
    """Family and given name: ``Асанова Жылдыз``."""
    family = rng.choice(_KYRGYZ_FAMILIES)
    if gender is Gender.FEMALE:
        return f"{family}а {rng.choice(_KYRGYZ_WOMEN)}"
    return f"{family} {rng.choice(_KYRGYZ_MEN)}"
