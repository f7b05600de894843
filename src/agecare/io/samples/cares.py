"""What is done at home: the kinds of visit that the samples ask for, in English, Mongolian and Kyrgyz."""

from collections.abc import Mapping, Sequence
from random import Random

import attrs

from agecare.model import NeedDomain, PopulationGroup, SkillLevel, TimeWindow

MORNING = ("09:00-13:00",)
EARLY = ("08:30-12:00",)
AFTERNOON = ("13:30-17:30",)
ALL_DAY = ("08:30-17:30",)
NOT_AT_NOON = ("08:30-12:30", "14:00-17:30")


def windows(spans: Sequence[str]) -> tuple[TimeWindow, ...]:
    """Windows of texts such as ``09:00-13:00``."""
    return tuple(TimeWindow.model_validate(dict(zip(("start", "end"), span.split("-"), strict=True))) for span in spans)


@attrs.frozen
class Care:
    """One kind of visit: its words, usual minutes and hours, the need it answers and the skill it takes."""

    words: Mapping[str, str]
    need: NeedDomain
    minutes: tuple[int, ...]
    hours: tuple[tuple[str, ...], ...]
    skill: str | None
    level: int
    optional: bool

    @property
    def skills(self) -> tuple[SkillLevel, ...]:
        """What the worker must be able to do."""
        return (SkillLevel(skill=self.skill, level=self.level),) if self.skill else ()


_USUAL_HOURS = (ALL_DAY, ALL_DAY, MORNING, AFTERNOON, NOT_AT_NOON)


def _care(
    en: str,
    mn: str,
    ky: str,
    need: NeedDomain,
    minutes: tuple[int, ...],
    skill: str | None = None,
    *,
    level: int = 1,
    hours: tuple[tuple[str, ...], ...] = _USUAL_HOURS,
    optional: bool = False,
) -> Care:
    return Care({"en": en, "mn": mn, "ky": ky}, need, minutes, hours, skill, level, optional)


CARES: Mapping[str, Care] = {
    "cooking": _care("cooking", "хоол хийх", "тамак жасоо", NeedDomain.NUTRITION, (60, 75)),
    "cleaning": _care(
        "cleaning and laundry",
        "гэр цэвэрлэх, хувцас угаах",
        "үй тазалоо, кир жуу",
        NeedDomain.HOUSEHOLD,
        (60, 75, 90),
    ),
    "shopping": _care("shopping", "хүнс авчрах", "азык-түлүк алып келүү", NeedDomain.HOUSEHOLD, (60, 75)),
    "fuel": _care(
        "coal, wood and water",
        "түлээ, нүүрс, ус зөөх",
        "отун, көмүр, суу ташуу",
        NeedDomain.HOUSEHOLD,
        (45, 60, 75),
    ),
    "stove": _care(
        "stove and home safety check",
        "зуух, гэрийн аюулгүй байдал шалгах",
        "мешти жана үйдүн коопсуздугун текшерүү",
        NeedDomain.HOUSING,
        (30, 45),
    ),
    "washing": _care(
        "washing and dressing",
        "нүүр гар угаалгах, хувцаслах",
        "жуунтуу, кийинтүү",
        NeedDomain.SELF_CARE,
        (45, 60, 75),
        "care",
        hours=(MORNING, EARLY, ALL_DAY),
    ),
    "bathing": _care(
        "bathing",
        "усанд оруулах",
        "жуундуруу",
        NeedDomain.SELF_CARE,
        (60, 75, 90),
        "care",
        hours=(ALL_DAY, MORNING, AFTERNOON),
    ),
    "lifting": _care(
        "lifting and changing the bed",
        "өргөж шилжүүлэх, ор солих",
        "көтөрүү, төшөк алмаштыруу",
        NeedDomain.MOBILITY,
        (45, 60),
        "care",
        hours=(ALL_DAY, MORNING, AFTERNOON),
    ),
    "walk": _care("a walk outdoors", "гадаа салхинд гаргах", "сейилдетүү", NeedDomain.MOBILITY, (60,)),
    "medicines": _care(
        "medicines for the week",
        "долоо хоногийн эм бэлдэх",
        "жумалык дары даярдоо",
        NeedDomain.MEDICATION,
        (30, 45),
        "care",
    ),
    "memory": _care("memory exercises", "ой санамжийн дасгал", "эс тутум көнүгүүлөрү", NeedDomain.COGNITION, (45, 60)),
    "talk": _care("a talk", "ярилцлага", "маек", NeedDomain.MOOD, (45, 60), "social-work"),
    "company": _care("company", "хань болох", "жанында болуу", NeedDomain.COMPANY, (60,), optional=True),
    "papers": _care(
        "pension and papers",
        "тэтгэвэр, бичиг баримт",
        "пенсия, документтер",
        NeedDomain.INCOME,
        (60, 75),
        "social-work",
    ),
    "rights": _care(
        "advice on rights",
        "эрх зүйн зөвлөгөө",
        "укуктук кеңеш",
        NeedDomain.LEGAL,
        (45, 60),
        "social-work",
        level=2,
    ),
    "family": _care(
        "talk with the family",
        "гэр бүлийн зөвлөгөө",
        "үй-бүлө менен сүйлөшүү",
        NeedDomain.SAFETY,
        (60, 75),
        "social-work",
        level=2,
    ),
    "lessons": _care(
        "help with lessons",
        "хичээл давтуулах",
        "сабакка жардам",
        NeedDomain.EDUCATION,
        (60, 90),
        hours=(AFTERNOON, AFTERNOON, ("13:00-16:30",)),
    ),
    "pressure": _care(
        "blood pressure and check",
        "даралт үзэх, шалгах",
        "кан басымын өлчөө, кароо",
        NeedDomain.NURSING,
        (30, 45),
        "nursing",
    ),
    "injection": _care(
        "injection",
        "тариа хийх",
        "ийне саюу",
        NeedDomain.NURSING,
        (30,),
        "nursing",
        hours=(MORNING, ALL_DAY, NOT_AT_NOON),
    ),
    "wound": _care(
        "wound dressing",
        "шархны боолт солих",
        "жараны таңуу",
        NeedDomain.NURSING,
        (30, 45),
        "nursing",
        level=2,
        hours=(MORNING, ALL_DAY),
    ),
    "exercises": _care(
        "physiotherapy",
        "хөдөлгөөн засал",
        "физиотерапия",
        NeedDomain.REHABILITATION,
        (45, 60),
        "physiotherapy",
    ),
}

WEEKS: Mapping[PopulationGroup, tuple[str, ...]] = {
    PopulationGroup.ELDER_ALONE: (
        "cooking",
        "cleaning",
        "shopping",
        "fuel",
        "washing",
        "medicines",
        "company",
    ),
    PopulationGroup.ELDER: ("washing", "walk", "medicines", "company", "memory", "cleaning"),
    PopulationGroup.DISABILITY: ("washing", "cooking", "cleaning", "walk", "shopping", "papers"),
    PopulationGroup.CHILD: ("lessons", "lessons", "family", "cooking"),
    PopulationGroup.FAMILY: ("family", "papers", "lessons", "stove"),
    PopulationGroup.OTHER: ("papers", "talk", "cleaning", "shopping"),
}
"""What a client of each group usually gets, the commoner twice."""


def usual_cares(rng: Random, group: PopulationGroup, visits: int) -> list[tuple[str, int]]:
    """Kinds of visit and how often a week, ``visits`` in all: one main kind, and mostly a second one once."""
    wanted = list(WEEKS[group])
    main = rng.choice(wanted)
    others = sorted({care for care in wanted if care != main})
    if visits < 2 or (visits == 2 and rng.random() < 0.6):
        return [(main, visits)]
    return [(main, visits - 1), (rng.choice(others), 1)]
