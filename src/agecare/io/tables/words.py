"""The words a cell may use for a coded value: the code itself, or its word in any language."""

import functools
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType

from agecare.locale import LANGUAGES, catalogue
from agecare.model import (
    Accessibility,
    Achievement,
    AreaLevel,
    BusinessStatus,
    CallReason,
    CapacityUnit,
    CarePlanStatus,
    CaseReason,
    CaseStage,
    CaseStatus,
    CaseSubject,
    CoachingPhase,
    CompetencyArea,
    ConsentStatus,
    CountedFrom,
    Country,
    Coupling,
    DayUnit,
    DeadlineStep,
    DecisionKind,
    EligibilityKind,
    EntryReason,
    ExitReason,
    FeeUnit,
    FileItem,
    Gender,
    GoalStatus,
    HolidayAction,
    Instrument,
    MeetingStatus,
    MissedReason,
    NeedDomain,
    OutcomeStatus,
    PetitionKind,
    PetitionOutcome,
    PopulationGroup,
    Priority,
    ReferralRule,
    ReferralStatus,
    RefusalReason,
    RequestStatus,
    RiskLevel,
    RuleStanding,
    Season,
    Sector,
    ServiceStatus,
    ServiceType,
    Severity,
    TaskStatus,
    TeamRole,
    TimeZone,
    TravelMode,
    Weekday,
)

ENUMS: Mapping[str, type[StrEnum]] = {
    enum.__name__: enum
    for enum in (
        Accessibility,
        Achievement,
        AreaLevel,
        BusinessStatus,
        CallReason,
        CapacityUnit,
        CarePlanStatus,
        CaseReason,
        CaseStage,
        CaseStatus,
        CaseSubject,
        CoachingPhase,
        CompetencyArea,
        ConsentStatus,
        CountedFrom,
        Country,
        Coupling,
        DayUnit,
        DeadlineStep,
        DecisionKind,
        EligibilityKind,
        EntryReason,
        ExitReason,
        FeeUnit,
        FileItem,
        Gender,
        GoalStatus,
        HolidayAction,
        Instrument,
        MeetingStatus,
        MissedReason,
        NeedDomain,
        OutcomeStatus,
        PetitionKind,
        PetitionOutcome,
        PopulationGroup,
        Priority,
        ReferralRule,
        ReferralStatus,
        RefusalReason,
        RequestStatus,
        RiskLevel,
        RuleStanding,
        Season,
        Sector,
        ServiceStatus,
        ServiceType,
        Severity,
        TaskStatus,
        TeamRole,
        TimeZone,
        TravelMode,
        Weekday,
    )
}

SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What counts as blank: the characters that records are trimmed of (Unicode ``White_Space``)."""

_UNSEEN = SPACES + "\u200b\u200e\u200f\u2060\ufeff"
_EXTRA_WEEKDAYS = {"tues": "tue", "thur": "thu", "thurs": "thu"}


def trim(text: str) -> str:
    """``text`` without spaces and invisible marks at its ends."""
    return text.strip(_UNSEEN)


def fold(text: str) -> str:
    """``text`` as it is compared: small letters, single spaces, ``е`` for ``ё``, no trailing star or dot.

    >>> fold("  Need  help *")
    'need help'
    """
    plain = " ".join(trim(text).casefold().split()).replace("ё", "е").replace("_", "-")
    return plain.rstrip("*.: ")


@functools.cache
def codes_by_word(name: str) -> Mapping[str, str]:
    """Code by folded word, for an enum (``Gender``), for ``language`` (spoken languages) or ``item`` (of instruments).

    Examples
    --------
    >>> codes_by_word("Gender")["эмэгтэй"]
    'female'
    """
    found: dict[str, str] = {}
    for code in codes(name):
        found[fold(code)] = code
    for language in LANGUAGES:
        for code in codes(name):
            word = fold(word_for(name, code, language))
            for variant in (word, fold(re.sub(r"\(.*\)", "", word))):
                found.setdefault(variant, code)
            if name == "Weekday":
                found.setdefault(fold(catalogue(language, "codes")[f"weekday-short.{code}"]), code)
    if name == "Weekday":
        found.update(_EXTRA_WEEKDAYS)
    return MappingProxyType(found)


@functools.cache
def codes(name: str) -> tuple[str, ...]:
    """The codes of an enum, or the spoken languages or items that have a word, in their own order."""
    if name in ENUMS:
        return tuple(member.value for member in ENUMS[name])
    return tuple(key.partition(".")[2] for key in catalogue("en", "codes") if key.startswith(f"{name}."))


def word_for(name: str, code: str, language: str) -> str:
    """The word of a code in one language; the code itself where there is none."""
    return catalogue(language, "codes").get(f"{name}.{code}", code)


def weekday_short(code: str, language: str) -> str:
    """The short word of a weekday."""
    return catalogue(language, "codes")[f"weekday-short.{code}"]


@functools.cache
def yes_no(language: str) -> tuple[str, str]:
    """The words for yes and no."""
    words = catalogue(language, "sheets")
    return words["yes"], words["no"]


@functools.cache
def truth_by_word() -> Mapping[str, bool]:
    """Yes or no by folded word in any language."""
    found = {"true": True, "y": True, "1": True, "false": False, "n": False, "0": False}
    for language in LANGUAGES:
        yes, no = yes_no(language)
        found |= {fold(yes): True, fold(no): False}
    return MappingProxyType(found)


@functools.cache
def none_words() -> frozenset[str]:
    """Words for "nobody" in the column of the second worker."""
    words = {fold(catalogue(language, "sheets")["none"]) for language in LANGUAGES}
    return frozenset(words | {word for word, truth in truth_by_word().items() if not truth} | {"-", "none"})


def nearest(wanted: str, options: Iterable[str], cutoff: float = 0.72) -> str | None:
    """The folded option that ``wanted`` was probably meant to be.

    >>> nearest("femle", ["female", "male"])
    'female'
    """
    close = get_close_matches(fold(wanted)[:200], list(options), n=1, cutoff=cutoff)
    return close[0] if close else None
