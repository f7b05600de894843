"""Kinds of service that the samples' directories list, in English, Mongolian and Kyrgyz."""

from collections.abc import Mapping

import attrs

from agecare.model import (
    Accessibility,
    CapacityUnit,
    EligibilityKind,
    FeeUnit,
    NeedDomain,
    PopulationGroup,
    ServiceType,
    SkillLevel,
    VisitRole,
)

PLACES, SLOTS, VISITS = CapacityUnit.PLACES, CapacityUnit.SLOTS, CapacityUnit.VISITS
WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
TWICE = "FREQ=WEEKLY;BYDAY=TU,TH"
ELDERS = (PopulationGroup.ELDER_ALONE.value, PopulationGroup.ELDER.value)
CARED_FOR = (*ELDERS, PopulationGroup.DISABILITY.value)
CHILDREN = (PopulationGroup.CHILD.value, PopulationGroup.FAMILY.value)
RULE_WORDS: Mapping[str, Mapping[str, str]] = {
    "from-60": {"en": "From 60 years", "mn": "60 ба түүнээс дээш настай", "ky": "60 жаштан тарта"},
    "to-17": {"en": "Up to 17 years", "mn": "17 хүртэлх настай", "ky": "17 жашка чейин"},
    "cared-for": {
        "en": "Elders and people with disabilities",
        "mn": "Ахмад настан, хөгжлийн бэрхшээлтэй иргэн",
        "ky": "Улгайгандар жана мүмкүнчүлүгү чектелген адамдар",
    },
    "alone": {
        "en": "Elders who live alone",
        "mn": "Ганцаар амьдардаг ахмад настан",
        "ky": "Жалгыз жашаган улгайгандар",
    },
    "children": {
        "en": "Children and families in hardship",
        "mn": "Хүнд нөхцөлд байгаа хүүхэд, гэр бүл",
        "ky": "Оор кырдаалдагы балдар жана үй-бүлөлөр",
    },
    "not-severe": {
        "en": "Not for people who need help all the time",
        "mn": "Байнгын тусламж шаардлагагүй хүн",
        "ky": "Дайыма жардамга муктаж эмес адамдарга",
    },
    "not-mild": {
        "en": "Cannot manage alone",
        "mn": "Бие даан амьдрах боломжгүй",
        "ky": "Өз алдынча жашай албаган",
    },
    "severe": {"en": "Severe need", "mn": "Хүнд хэрэгцээтэй", "ky": "Оор муктаждык"},
    "near": {"en": "Lives near", "mn": "Ойр амьдардаг", "ky": "Жакын жашаган"},
    "here": {"en": "Lives in the area", "mn": "Тухайн нутагт амьдардаг", "ky": "Ушул аймакта жашаган"},
    "form": {
        "en": "Referral form of the family doctor",
        "mn": "Өрхийн эмчийн илгээх бичиг",
        "ky": "Үй-бүлөлүк дарыгердин жолдомосу",
    },
    "card": {
        "en": "Disability card",
        "mn": "Хөгжлийн бэрхшээлтэй иргэний үнэмлэх",
        "ky": "Майыптык күбөлүгү",
    },
    "poor": {"en": "Low income", "mn": "Бага орлоготой", "ky": "Аз камсыз болгон"},
    "carer": {
        "en": "A family member looks after the person",
        "mn": "Гэр бүлийн асран хамгаалагчтай",
        "ky": "Жакыны карап турган",
    },
    "at-risk": {"en": "Medium or high risk", "mn": "Дунд ба өндөр эрсдэлтэй", "ky": "Орто же жогорку тобокелдик"},
    "another-need": {
        "en": "Also needs help with mobility or self-care",
        "mn": "Хөдөлгөөн, өөртөө үйлчлэх хэрэгцээтэй",
        "ky": "Кыймылга же өзүн тейлөөгө да муктаж",
    },
    "women": {"en": "For women", "mn": "Эмэгтэйчүүдэд", "ky": "Аялдар үчүн"},
    "speaks": {"en": "Speaks the group's language", "mn": "Тухайн хэлээр ярьдаг", "ky": "Ошол тилде сүйлөгөн"},
}
"""The rules in words."""


@attrs.frozen
class Rule:
    """A rule about who may have a service: the key of its words, and what a machine checks."""

    words: str
    kind: EligibilityKind
    allowed: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


FROM_60 = Rule("from-60", EligibilityKind.AGE, least=60)
UP_TO_17 = Rule("to-17", EligibilityKind.AGE, most=17)
FOR_CARED = Rule("cared-for", EligibilityKind.GROUP, CARED_FOR)
FOR_ALONE = Rule("alone", EligibilityKind.GROUP, ELDERS[:1])
FOR_CHILDREN = Rule("children", EligibilityKind.GROUP, CHILDREN)
NOT_SEVERE = Rule("not-severe", EligibilityKind.SEVERITY, ("mild", "moderate"))
NOT_MILD = Rule("not-mild", EligibilityKind.SEVERITY, ("moderate", "severe"))
SEVERE = Rule("severe", EligibilityKind.SEVERITY, ("severe",))
FORM = Rule("form", EligibilityKind.DOCUMENT, ("referral-form",))
CARD = Rule("card", EligibilityKind.DOCUMENT, ("disability-card", "referral-form"))
POOR = Rule("poor", EligibilityKind.INCOME, most=1)
"""``most`` is a share: each country has its own line."""
CARER = Rule("carer", EligibilityKind.CARERS, least=1)
AT_RISK = Rule("at-risk", EligibilityKind.RISK, ("medium", "high"))
ANOTHER_NEED = Rule("another-need", EligibilityKind.NEED, ("mobility", "self-care", "nursing"))
WOMEN = Rule("women", EligibilityKind.GENDER, ("female",))


def near(km: float) -> Rule:
    """Within so many kilometres."""
    return Rule("near", EligibilityKind.DISTANCE, most=km)


@attrs.frozen
class Offer:
    """One kind of service: its words, type, needs, capacity for each hundred clients, and rules."""

    words: Mapping[str, str]
    type: ServiceType
    domains: tuple[NeedDomain, ...]
    unit: CapacityUnit | None
    per_hundred: float
    rules: tuple[Rule, ...] = ()
    opens: str = WORKDAYS
    hours: str = "09:00-17:00"
    fee: int | None = 0
    """In hundreds of tögrög; a tenth of it in som."""
    fee_unit: FeeUnit | None = None
    visit: VisitRole | None = None
    visits_per_week: int | None = None
    accessibility: tuple[Accessibility, ...] = ()
    together_with: str | None = None
    """The key of another offer."""


def _offer(en: str, mn: str, ky: str, type_: ServiceType, *domains: NeedDomain, **fields: object) -> Offer:
    known: dict[str, object] = {"unit": None, "per_hundred": 0.0}
    return Offer({"en": en, "mn": mn, "ky": ky}, type_, domains, **(known | fields))  # type: ignore[arg-type]


def _visit(minutes: int, **skills: int) -> VisitRole:
    levels = tuple(SkillLevel(skill=name.replace("_", "-"), level=level) for name, level in skills.items())
    return VisitRole(minutes=minutes, skills=levels)


_STEP_FREE = (Accessibility.STEP_FREE, Accessibility.WHEELCHAIR)
OFFERS: Mapping[str, Offer] = {
    "information": _offer(
        "Information and advice", "Мэдээлэл, зөвлөгөө", "Маалымат жана кеңеш",
        ServiceType.INFORMATION, NeedDomain.INCOME, NeedDomain.LEGAL, NeedDomain.HOUSING,
        accessibility=(Accessibility.STEP_FREE, Accessibility.LARGE_PRINT),
    ),
    "clinic": _offer(
        "Family clinic", "Өрхийн эрүүл мэндийн төв", "Үй-бүлөлүк дарыгерлер тобу",
        ServiceType.FAMILY_CLINIC, NeedDomain.NURSING, NeedDomain.MEDICATION,
        unit=SLOTS, per_hundred=22, accessibility=_STEP_FREE, hours="08:00-17:00",
    ),
    "senses": _offer(
        "Eye and ear room", "Хараа, сонсголын кабинет", "Көз жана кулак кабинети",
        ServiceType.REHABILITATION, NeedDomain.SENSES,
        unit=SLOTS, per_hundred=6, rules=(FORM,), opens="FREQ=MONTHLY;BYDAY=1WE,3WE",
        accessibility=(Accessibility.STEP_FREE, Accessibility.HEARING_LOOP, Accessibility.SIGN_LANGUAGE),
    ),
    "home-nursing": _offer(
        "Nursing at home", "Гэрээр сувилах", "Үйдө медайымдык жардам",
        ServiceType.NURSING, NeedDomain.NURSING, NeedDomain.MEDICATION,
        unit=VISITS, per_hundred=14, rules=(NOT_MILD,), visit=_visit(40, nursing=2), visits_per_week=2,
    ),
    "rehabilitation": _offer(
        "Rehabilitation", "Сэргээн засах тасаг", "Реабилитация бөлүмү",
        ServiceType.REHABILITATION, NeedDomain.REHABILITATION, NeedDomain.MOBILITY,
        unit=SLOTS, per_hundred=9, rules=(FORM, near(12)), accessibility=(*_STEP_FREE, Accessibility.ACCESSIBLE_TOILET),
    ),
    "mental-health": _offer(
        "Talks with a psychologist", "Сэтгэл зүйчийн ярилцлага", "Психолог менен маек",
        ServiceType.MENTAL_HEALTH, NeedDomain.MOOD, NeedDomain.COGNITION,
        unit=SLOTS, per_hundred=8, opens=TWICE, hours="10:00-16:00",
    ),
    "day-centre": _offer(
        "Day centre", "Өдрийн төв", "Күндүзгү борбор",
        ServiceType.DAY_CARE, NeedDomain.COMPANY, NeedDomain.MOOD, NeedDomain.NUTRITION,
        unit=PLACES, per_hundred=9, rules=(FROM_60, NOT_SEVERE, near(6)), fee=20, fee_unit=FeeUnit.DAY,
        hours="09:00-15:00", accessibility=(*_STEP_FREE, Accessibility.TRANSPORT),
    ),
    "memory-group": _offer(
        "Memory group", "Ой санамжийн бүлэг", "Эс тутум тобу",
        ServiceType.DAY_CARE, NeedDomain.COGNITION, NeedDomain.COMPANY,
        unit=PLACES, per_hundred=5, rules=(FROM_60, near(8)), opens=TWICE, hours="10:00-13:00",
        accessibility=(Accessibility.STEP_FREE,),
    ),
    "respite": _offer(
        "Respite for families", "Асран хамгаалагчийг амраах", "Жакындарына эс алуу",
        ServiceType.RESPITE, NeedDomain.RESPITE,
        unit=PLACES, per_hundred=3, rules=(CARER, ANOTHER_NEED), fee=50, fee_unit=FeeUnit.DAY,
        together_with="day-centre",
    ),
    "residential": _offer(
        "Care home", "Асрамжийн газар", "Багуу үйү",
        ServiceType.RESIDENTIAL, NeedDomain.SELF_CARE, NeedDomain.SAFETY, NeedDomain.NURSING,
        unit=PLACES, per_hundred=2, rules=(FROM_60, FOR_ALONE, SEVERE, FORM), fee=3000, fee_unit=FeeUnit.MONTH,
        opens="FREQ=DAILY", hours="00:00-24:00", accessibility=(*_STEP_FREE, Accessibility.ACCESSIBLE_TOILET),
    ),
    "home-care": _offer(
        "Care at home", "Гэрийн асаргаа", "Үйдө багуу",
        ServiceType.HOME_CARE, NeedDomain.SELF_CARE, NeedDomain.MOBILITY,
        unit=VISITS, per_hundred=40, rules=(FOR_CARED, NOT_MILD), visit=_visit(60, care=1), visits_per_week=2,
    ),
    "home-help": _offer(
        "Help in the house", "Гэр ахуйн тусламж", "Үй иштерине жардам",
        ServiceType.HOME_CARE, NeedDomain.HOUSEHOLD, NeedDomain.NUTRITION,
        unit=VISITS, per_hundred=30, rules=(FOR_CARED,), visit=_visit(75), visits_per_week=1,
    ),
    "meals": _offer(
        "Meals brought home", "Хоол хүргэлт", "Үйгө тамак жеткирүү",
        ServiceType.MEALS, NeedDomain.NUTRITION,
        unit=PLACES, per_hundred=10, rules=(FOR_CARED, POOR), hours="11:00-14:00", fee=0, fee_unit=FeeUnit.DAY,
    ),
    "equipment": _offer(
        "Loan of equipment", "Туслах хэрэгсэл ашиглуулах", "Жабдык убактылуу берүү",
        ServiceType.EQUIPMENT_LOAN, NeedDomain.MOBILITY, NeedDomain.SAFETY, NeedDomain.REHABILITATION,
        unit=PLACES, per_hundred=8, rules=(CARD,), fee=100, fee_unit=FeeUnit.ONCE, opens="FREQ=MONTHLY;BYDAY=1MO,3MO",
    ),
    "transport": _offer(
        "Ride to the hospital", "Эмнэлэгт хүргэх унаа", "Ооруканага унаа",
        ServiceType.TRANSPORT, NeedDomain.MOBILITY, NeedDomain.NURSING,
        unit=SLOTS, per_hundred=7, rules=(FOR_CARED,), fee=30, fee_unit=FeeUnit.VISIT,
        accessibility=(Accessibility.WHEELCHAIR,),
    ),
    "volunteers": _offer(
        "Volunteers' visits", "Сайн дурынхны айлчлал", "Ыктыярчылардын баруусу",
        ServiceType.VOLUNTEERS, NeedDomain.COMPANY, NeedDomain.HOUSEHOLD,
        unit=VISITS, per_hundred=12, rules=(near(5),), visit=_visit(60), visits_per_week=1, opens=TWICE,
        hours="13:00-17:00",
    ),
    "legal": _offer(
        "Legal help", "Хууль зүйн туслалцаа", "Укуктук жардам",
        ServiceType.LEGAL_HELP, NeedDomain.LEGAL, NeedDomain.INCOME, NeedDomain.HOUSING,
        unit=SLOTS, per_hundred=6, rules=(POOR,), opens="FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", hours="10:00-16:00",
    ),
    "cash": _offer(
        "Social allowance", "Нийгмийн халамжийн тэтгэмж", "Социалдык жөлөкпул",
        ServiceType.CASH_HELP, NeedDomain.INCOME,
        rules=(POOR,),
    ),
    "housing": _offer(
        "Stove and house repair", "Зуух, гэр засвар", "Мешти жана үйдү оңдоо",
        ServiceType.HOUSING_HELP, NeedDomain.HOUSING, NeedDomain.SAFETY,
        unit=SLOTS, per_hundred=4, rules=(POOR, AT_RISK), fee=None,
    ),
    "lessons": _offer(
        "Afternoon lessons", "Хичээлээс гадуурх сургалт", "Сабактан тышкаркы окуу",
        ServiceType.EDUCATION, NeedDomain.EDUCATION, NeedDomain.COMPANY,
        unit=PLACES, per_hundred=6, rules=(FOR_CHILDREN, UP_TO_17), hours="13:00-17:00",
    ),
    "protection": _offer(
        "Child protection", "Хүүхэд хамгааллын үйлчилгээ", "Баланы коргоо кызматы",
        ServiceType.CHILD_PROTECTION, NeedDomain.SAFETY, NeedDomain.EDUCATION,
        rules=(FOR_CHILDREN,), opens="FREQ=DAILY", hours="00:00-24:00",
    ),
    "women": _offer(
        "Women's group", "Эмэгтэйчүүдийн бүлэг", "Аялдар тобу",
        ServiceType.MENTAL_HEALTH, NeedDomain.MOOD, NeedDomain.COMPANY,
        unit=PLACES, per_hundred=5, rules=(WOMEN, near(8)), opens="FREQ=WEEKLY;BYDAY=SA", hours="11:00-13:00",
    ),
}  # fmt: skip
"""What a directory may list, by key."""
