"""Hypothesis strategies of records: registers in which every reference resolves, with odd texts and dates."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from agecare.model import (
    SCALES,
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
    Register,
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
    default_competencies,
)
from agecare.model.cases import STATUSES, states_of
from agecare.model.eligibility import MEASURED, WORDS
from agecare.model.faults import latin_twin

Fields = dict[str, Any]

LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CYRILLIC = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯабвгдежзиклмнопрстуфхцчшэюяҮүӨөҢң"
LANGUAGES = ("mn", "kk", "ky", "ru", "uz", "tg", "tyv", "en", "de", "tr")

texts: SearchStrategy[str] = st.one_of(
    st.text(max_size=30),
    st.builds(
        str.__add__,
        st.sampled_from(["=", "+", "-", "@", "\t", "\0", "'", "'=", "_x0041_", "#REF!"]),
        st.text(max_size=9),
    ),
    st.sampled_from(["", "TRUE", "017", "1e5", "01.02.2026", "a,b;c", 'say "no"', "two\nlines", "Ыйман"]),
)
"""Short texts, also those that a spreadsheet would take for something else."""

dates = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
latitudes = st.floats(-90, 90, allow_nan=False)
longitudes = st.floats(-180, 180, allow_nan=False)
clocks = st.integers(0, 1440)


def enum(of: type) -> SearchStrategy[Any]:
    """A member of an enum."""
    return st.sampled_from(list(of))


def maybe(strategy: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """The value or ``None``."""
    return st.none() | strategy


def one_of(ids: Sequence[str]) -> SearchStrategy[str | None]:
    """One of the ids or ``None``."""
    return maybe(st.sampled_from(ids)) if ids else st.none()


def some_of(ids: Sequence[str]) -> SearchStrategy[list[str]]:
    """A few of the ids."""
    return st.lists(st.sampled_from(ids), max_size=3) if ids else st.just([])


@st.composite
def ids(draw: DrawFn, most: int) -> list[str]:
    """Different ids in one alphabet (ids that mix look-alike letters are valid, but the reader reports them)."""
    letters = draw(st.sampled_from([LATIN, CYRILLIC]))
    first = st.sampled_from(letters + "0123456789")
    rest = st.text(st.sampled_from(letters + "0123456789._-"), max_size=12)
    return draw(st.lists(st.builds(str.__add__, first, rest), max_size=most, unique_by=latin_twin))


@st.composite
def periods(draw: DrawFn) -> Fields:
    """A period of validity."""
    first, last = draw(maybe(dates)), draw(maybe(dates))
    if first and last and last < first:
        first, last = last, first
    return {"valid_from": first, "valid_to": last}


@st.composite
def spans(draw: DrawFn) -> tuple[int, int]:
    """Two different times of day in order."""
    start = draw(st.integers(0, 1439))
    return start, draw(st.integers(start + 1, 1440))


@st.composite
def weekdays(draw: DrawFn, least: int = 0) -> list[Weekday]:
    """Weekdays in any order."""
    return draw(st.lists(enum(Weekday), min_size=least, max_size=7))


@st.composite
def skill_levels(draw: DrawFn, skills: Sequence[str]) -> list[Fields]:
    """Skills with levels."""
    chosen = draw(some_of(skills))
    return [{"skill": skill, "level": draw(st.integers(1, 5))} for skill in chosen]


@st.composite
def centres(draw: DrawFn, areas: Sequence[str]) -> Fields:
    """A centre with its settings."""
    weight = st.integers(0, 10_000_000)
    return {
        "id": draw(ids(1).filter(bool))[0],
        "name": draw(texts),
        "country": draw(enum(Country)),
        "timezone": draw(enum(TimeZone)),
        "language": draw(st.sampled_from(["en", "mn", "ky", "ru"])),
        "area": draw(one_of(areas)),
        "winter_from": draw(st.sampled_from(["11-01", "02-29", "10-15"])),
        "daily_minutes": draw(st.integers(1, 1440)),
        "weekly_minutes": draw(st.integers(1, 10080)),
        "overtime_minutes": draw(st.integers(0, 480)),
        "weights": {"travel": draw(weight), "mandatory": draw(weight), "change": draw(weight)},
        "matching": {"distance": draw(weight), "keep": draw(weight)},
        "referral_rules": {
            "silent_days_routine": draw(st.integers(0, 3660)),
            "off": draw(st.lists(enum(ReferralRule), max_size=3)),
        },
    }


@st.composite
def clients(draw: DrawFn, id_: str, areas: Sequence[str], workers: Sequence[str]) -> Fields:
    """A client; nobody is both wished for and refused."""
    half = len(workers) // 2
    return {
        "id": id_,
        "name": draw(texts),
        "birth_date": draw(maybe(dates)),
        "gender": draw(enum(Gender)),
        "group": draw(enum(PopulationGroup)),
        "languages": draw(st.lists(st.sampled_from(LANGUAGES), max_size=3)),
        "risk": draw(maybe(enum(RiskLevel))),
        "area": draw(one_of(areas)),
        "phone": draw(texts),
        "worker_gender": draw(maybe(enum(Gender))),
        "worker_language": draw(maybe(st.sampled_from(LANGUAGES))),
        "usual_worker": draw(one_of(workers[:half])),
        "preferred_workers": draw(some_of(workers[:half])),
        "refused_workers": draw(some_of(workers[half:])),
        "documents": draw(ids(2)),
        "income": draw(maybe(st.integers(0, 10**9))),
        "household": draw(maybe(st.sampled_from(["H-1", "H-2"]))),
        "accessibility": draw(st.lists(enum(Accessibility), max_size=2)),
        "note": draw(texts),
        **draw(periods()),
    }


@st.composite
def addresses(draw: DrawFn, client: str, areas: Sequence[str]) -> list[Fields]:
    """One address, or a winter and a summer camp."""
    plain = {"client": client, "area": draw(one_of(areas)), "text": draw(texts)}
    camps = [("2025-11-01", "2026-03-31"), ("2026-04-01", "2026-10-31")]
    periods_here = draw(st.sampled_from([[], camps]))
    found = [{"valid_from": first, "valid_to": last, "yearly": True} for first, last in periods_here] or [
        draw(periods())
    ]
    return [{**plain, "latitude": draw(latitudes), "longitude": draw(longitudes), **period} for period in found]


@st.composite
def workers(
    draw: DrawFn, id_: str, organizations: Sequence[str], locations: Sequence[str], skills: Sequence[str]
) -> Fields:
    """A worker, at home or at the locations where the day begins and ends."""
    at_home = not locations or draw(st.booleans())
    home = {"home_latitude": draw(latitudes), "home_longitude": draw(longitudes)} if at_home else {}
    place = one_of(locations) if at_home else st.sampled_from(locations)
    return {
        "id": id_,
        "name": draw(texts),
        "organization": draw(one_of(organizations)),
        "sector": draw(maybe(enum(Sector))),
        "gender": draw(enum(Gender)),
        "languages": draw(st.lists(st.sampled_from(LANGUAGES), max_size=3)),
        "skills": draw(skill_levels(skills)),
        "mode": draw(enum(TravelMode)),
        **home,
        "start_location": draw(place),
        "end_location": draw(place),
        "daily_minutes": draw(maybe(st.integers(1, 1440))),
        "weekly_minutes": draw(maybe(st.integers(1, 10080))),
        "overtime_minutes": draw(maybe(st.integers(0, 480))),
        "phone": draw(texts),
        **draw(periods()),
    }


@st.composite
def shifts(draw: DrawFn, worker: str) -> Fields:
    """A shift with or without a break."""
    start, end = draw(spans())
    pause = draw(st.integers(0, 240))
    earliest, latest = sorted((draw(st.integers(start, end)), draw(st.integers(start, end))))
    return {
        "worker": worker,
        "days": draw(weekdays(least=1)),
        "start": start,
        "end": end,
        "break_minutes": pause,
        **({"break_earliest": earliest, "break_latest": latest} if pause else {}),
        "on_holidays": draw(st.booleans()),
        **draw(periods()),
    }


@st.composite
def absences(draw: DrawFn, people: tuple[str, Sequence[str]]) -> Fields:
    """Days, or hours of days, away."""
    field, whose = people
    first, last = sorted((draw(dates), draw(dates)))
    hours = dict(zip(("start", "end"), draw(spans()), strict=True)) if draw(st.booleans()) else {}
    return {field: draw(st.sampled_from(whose)), "first_day": first, "last_day": last, "reason": draw(texts), **hours}


@st.composite
def visit_requests(
    draw: DrawFn, id_: str, clients_here: Sequence[str], plans: dict[str, str], skills: Sequence[str]
) -> Fields:
    """A visit of one or two workers."""
    client = draw(st.sampled_from(clients_here))
    cuts = sorted(draw(st.lists(clocks, min_size=2, max_size=12, unique=True)))
    found = [{"start": cuts[at], "end": cuts[at + 1]} for at in range(0, len(cuts) - 1, 2)]
    longest = max(window["end"] - window["start"] for window in found)
    coupling = draw(maybe(enum(Coupling)))
    soft = draw(st.booleans())
    most = 720 if soft else min(720, longest)
    lags = sorted((draw(st.integers(0, 720)), draw(st.integers(0, 720)))) if coupling is Coupling.FOLLOWING else [0, 0]
    return {
        "id": id_,
        "client": client,
        "care_plan": draw(one_of([plan for plan, owner in plans.items() if owner == client])),
        "service": draw(texts),
        "every_weeks": draw(st.integers(1, 52)),
        "days": draw(weekdays()),
        "days_between": draw(st.integers(1, 7)),
        "windows": found,
        "soft_end": soft,
        "roles": [
            {"skills": draw(skill_levels(skills)), "minutes": draw(st.integers(1, most))}
            for _ in range(2 if coupling else 1)
        ],
        "coupling": coupling,
        "lag_min": lags[0],
        "lag_max": lags[1],
        "priority": draw(enum(Priority)),
        "mandatory": draw(st.booleans()),
        "note": draw(texts),
        **draw(periods()),
    }


@st.composite
def lasting(draw: DrawFn, begun: bool = True) -> Fields:
    """A time since a day, perhaps until another."""
    first, last = sorted((draw(dates), draw(dates)))
    return {"since": first if begun else draw(st.sampled_from([None, first])), "until": draw(maybe(st.just(last)))}


@st.composite
def assessments(draw: DrawFn, id_: str, clients_here: Sequence[str], authors: Sequence[str]) -> Fields:
    """A result by items, or by its total."""
    scale = SCALES[draw(enum(Instrument))]
    on, until = sorted((draw(dates), draw(dates)))
    result: Fields
    if scale.items and draw(st.booleans()):
        result = {"items": [{"item": item.id, "score": draw(st.sampled_from(item.scores))} for item in scale.items]}
    else:
        result = {
            "total": scale.least + scale.step * draw(st.integers(0, int((scale.most - scale.least) / scale.step)))
        }
    return {
        "id": id_,
        "client": draw(st.sampled_from(clients_here)),
        "instrument": scale.instrument,
        "on": on,
        "by": draw(one_of(authors)),
        "valid_until": draw(maybe(st.just(until))),
        **result,
    }


RULES = (
    "FREQ=DAILY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
    "FREQ=MONTHLY;BYDAY=1MO,-1FR",
    "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=7",
)


@st.composite
def services(draw: DrawFn, id_: str, known: dict[str, Sequence[str]]) -> Fields:
    """A service, given at its locations or at home."""
    days = sorted((draw(dates), draw(dates)))
    visit = {"minutes": draw(st.integers(1, 720)), "skills": draw(skill_levels(known["skills"]))}
    return {
        "id": id_,
        "name": draw(texts),
        "type": draw(enum(ServiceType)),
        "organization": draw(one_of(known["organizations"])),
        "locations": draw(some_of(known["locations"])),
        "domains": draw(st.lists(enum(NeedDomain), min_size=1, max_size=3)),
        "status": draw(enum(ServiceStatus)),
        "status_from": draw(maybe(st.just(days[0]))),
        "status_to": draw(maybe(st.just(days[1]))),
        "languages": draw(st.lists(st.sampled_from(LANGUAGES), max_size=2)),
        "accessibility": draw(st.lists(enum(Accessibility), max_size=2)),
        "fee": draw(maybe(st.integers(0, 10**9))),
        "currency": draw(st.sampled_from([None, "MNT", "KGS"])),
        "fee_unit": draw(maybe(enum(FeeUnit))),
        **draw(st.sampled_from([{}, {"visit": visit}, {"visit": visit, "visits_per_week": 3}])),
        "together_with": draw(one_of(known["services"])),
        "phone": draw(texts),
        "assured_on": draw(maybe(dates)),
        "note": draw(texts),
    }


@st.composite
def eligibility(draw: DrawFn, service: str, areas: Sequence[str]) -> list[Fields]:
    """Some rules of one service, one of each kind, so that none contradicts another."""
    found: list[Fields] = []
    for kind in draw(st.lists(enum(EligibilityKind), max_size=3, unique=True)):
        words: SearchStrategy[list[Any]] = st.just(["one-card", "other-card"])
        if kind in WORDS:
            words = st.lists(enum(WORDS[kind]), min_size=1, max_size=3)
        elif kind is EligibilityKind.LANGUAGE:
            words = st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=2)
        elif kind is EligibilityKind.AREA:
            words = some_of(areas)
        bounds = sorted((draw(st.floats(0, 1e6)), draw(st.floats(0, 1e6))))
        rule = {"least": bounds[0], "most": draw(maybe(st.just(bounds[1])))} if kind in MEASURED else {}
        allowed = [] if kind in MEASURED else draw(words)
        if allowed or rule:
            found.append({"service": service, "kind": kind, "allowed": allowed, "text": draw(texts), **rule})
    return found


@st.composite
def directory(draw: DrawFn, known: dict[str, Sequence[str]], people: Sequence[str], needs: dict[str, str]) -> Fields:
    """Services with all that belongs to them, and who has them or waits."""
    all_ids = known["services"]
    asked = draw(ids(2)) if all_ids and people else []
    owners = {id_: draw(st.sampled_from(people)) for id_ in asked}
    status = draw(st.sampled_from([{}, {"status": RequestStatus.REVOKED, "reason": draw(enum(RefusalReason))}]))
    return {
        "services": [draw(services(id_, known)) for id_ in all_ids],
        "opening_times": [
            {
                "service": id_,
                "rule": draw(st.sampled_from(RULES)),
                "windows": [dict(zip(("start", "end"), draw(spans()), strict=True))],
                "on_holidays": draw(st.booleans()),
                "valid_from": dt.date(2026, 1, 1),
            }
            for id_ in all_ids
        ],
        "eligibility": [rule for id_ in all_ids for rule in draw(eligibility(id_, known["areas"]))],
        "capacities": [
            {"service": id_, "unit": draw(enum(CapacityUnit)), "total": total, "taken": draw(st.integers(0, total))}
            for id_ in all_ids
            if (total := draw(st.integers(0, 10**6)))
        ],
        "coverage_targets": [
            {"area": id_, "domain": draw(maybe(enum(NeedDomain))), "share": draw(st.floats(0, 1)), **draw(periods())}
            for id_ in known["areas"]
        ],
        "placements": [
            {
                "id": id_,
                "client": owner,
                "service": all_ids[0],
                "need": draw(one_of([need for need, whose in needs.items() if whose == owner])),
                "units": draw(st.integers(1, 1000)),
                "requested_on": draw(maybe(dates)),
                **draw(lasting()),
            }
            for owner, id_ in ({whose: id_ for id_, whose in owners.items()}).items()
        ],
        "service_requests": [
            {
                "id": id_,
                "client": owner,
                "service": all_ids[-1],
                "need": draw(one_of([need for need, whose in needs.items() if whose == owner])),
                "priority": draw(enum(Priority)),
                "note": draw(texts),
                **draw(lasting()),
                **status,
            }
            for owner, id_ in ({whose: id_ for id_, whose in owners.items()}).items()
        ],
    }


@st.composite
def moments(draw: DrawFn) -> dt.datetime:
    """A day and time to the second, now and then with a zone."""
    zones = st.sampled_from([None, None, dt.UTC, dt.timezone(dt.timedelta(hours=8))])
    found = draw(st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2199, 12, 31), timezones=zones))
    return found.replace(microsecond=0)


@st.composite
def referrals(draw: DrawFn, known: dict[str, Sequence[str]], people: Sequence[str], needs: dict[str, str]) -> Fields:
    """Referrals of any status with consents and events, as damaged as a history may be."""
    owners = {id_: draw(st.sampled_from(people)) for id_ in draw(ids(3))} if people else {}
    consents = {id_: draw(st.sampled_from(people)) for id_ in draw(ids(2))} if people else {}
    actors = [*known["organizations"], "GP", "Family"]
    return {
        "consents": [
            {"id": id_, "client": owner, "status": draw(enum(ConsentStatus)), **draw(periods())}
            for id_, owner in consents.items()
        ],
        "referrals": [
            {
                "id": id_,
                "client": owner,
                "need": draw(one_of([need for need, whose in needs.items() if whose == owner])),
                "service": draw(one_of(known["services"])),
                "service_type": draw(st.sampled_from(["day-care", "nursing", "shoes"])),
                "requester": draw(st.sampled_from(actors)),
                "performer": draw(one_of(actors)),
                "consent": draw(one_of(list(consents))),
                "priority": draw(enum(Priority)),
                "status": draw(enum(ReferralStatus)),
                "business_status": draw(maybe(enum(BusinessStatus))),
                "reason": draw(maybe(enum(RefusalReason))),
                "note": draw(texts),
                "part_of": draw(one_of(list(owners))),
                "replaces": draw(st.sampled_from([None, "R-gone"])),
                "authored": draw(moments()),
            }
            for id_, owner in owners.items()
        ],
        "referral_events": [
            {
                "referral": id_,
                "at": draw(moments()),
                "actor": draw(st.sampled_from(actors)),
                "from_status": draw(maybe(enum(ReferralStatus))),
                "to_status": draw(enum(ReferralStatus)),
                "reason": draw(maybe(enum(RefusalReason))),
                "note": draw(texts),
            }
            for id_ in owners
            if draw(st.booleans())
        ],
    }


@st.composite
def cases(
    draw: DrawFn, people: Sequence[str], workers: Sequence[str], areas: Sequence[str], plans: dict[str, str]
) -> Fields:
    """Cases in any stage with goals, tasks and events, petitions, and a centre's own rules; ``plan_cases`` apart."""
    owners = dict(zip(draw(ids(3)), people, strict=False))
    at_most_one = {owner: id_ for id_, owner in owners.items()}
    plan_cases = {plan: draw(one_of([at_most_one[owner]])) for plan, owner in plans.items() if owner in at_most_one}
    goals = {id_: draw(st.sampled_from(list(plans))) for id_ in draw(ids(2))} if plans else {}
    tasks = {id_: draw(st.sampled_from(list(owners))) for id_ in draw(ids(2))} if owners else {}

    def case(id_: str, owner: str) -> Fields:
        stage = draw(enum(CaseStage))
        since = draw(dates)
        closed = stage is CaseStage.CLOSED
        return {
            "id": id_,
            "client": owner,
            "since": since,
            "until": draw(st.dates(since, dt.date.max)) if closed else None,
            "stage": stage,
            "status": draw(st.sampled_from([*STATUSES[stage], CaseStatus.ENTERED_IN_ERROR])),
            "case_manager": draw(one_of(workers)),
            "reviewed": draw(maybe(dates)),
            "reason": draw(enum(CaseReason)) if closed else draw(maybe(enum(CaseReason))),
            "note": draw(texts),
        }

    def event(id_: str) -> Fields:
        named = {CaseSubject.CASE: [None], CaseSubject.GOAL: list(goals), CaseSubject.TASK: list(tasks)}
        subject = draw(st.sampled_from([each for each, records in named.items() if records]))
        states = states_of(subject)
        return {
            "case": id_,
            "at": draw(moments()),
            "actor": "HEAD",
            "subject": subject,
            "record": draw(st.sampled_from(named[subject])),
            "from_state": draw(one_of(states)),
            "to_state": draw(st.sampled_from(states)),
            "reason": draw(maybe(enum(CaseReason))),
            "case_manager": draw(one_of(workers)),
            "note": draw(texts),
        }

    def petition(id_: str) -> Fields:
        received = draw(st.dates(max_value=dt.date(9000, 1, 1)))
        later = st.dates(received, dt.date(9999, 1, 1))
        answered, extended = draw(maybe(later)), draw(maybe(later))
        return {
            "id": id_,
            "kind": draw(enum(PetitionKind)),
            "received": received,
            "registered": draw(maybe(later)),
            "area": draw(one_of(areas)),
            "petitioner": draw(texts),
            "text": draw(texts),
            "owner": draw(one_of(workers)),
            "answered": answered,
            "outcome": draw(enum(PetitionOutcome)) if answered else None,
            "answer": draw(texts),
            **(
                {
                    "extended_on": extended,
                    "extended_by": "HEAD",
                    "extended_days": draw(st.integers(1, 3660)),
                    "told_on": draw(maybe(later)),
                }
                if extended
                else {}
            ),
        }

    risks = draw(st.lists(maybe(enum(RiskLevel)), unique=True, max_size=2))
    return {
        "cases": [case(id_, owner) for id_, owner in owners.items()],
        "case_events": [event(id_) for id_ in owners if draw(st.booleans())],
        "goals": [
            {
                "id": id_,
                "care_plan": plan,
                "text": draw(texts),
                "status": draw(enum(GoalStatus)),
                "achievement": draw(maybe(enum(Achievement))),
                "due": draw(maybe(dates)),
            }
            for id_, plan in goals.items()
        ],
        "tasks": [
            {"id": id_, "case": owner, "text": draw(texts), "due": draw(maybe(dates)), "status": draw(enum(TaskStatus))}
            for id_, owner in tasks.items()
        ],
        "petitions": [petition(id_) for id_ in draw(ids(2))],
        "deadline_rules": [
            {
                "id": id_,
                "country": draw(enum(Country)),
                "kind": draw(enum(PetitionKind)),
                "step": draw(enum(DeadlineStep)),
                "days": draw(st.integers(0, 3660)),
                "unit": draw(enum(DayUnit)),
                "counted_from": draw(enum(CountedFrom)),
                "rolls": draw(st.booleans()),
                "standing": draw(enum(RuleStanding)),
                "source": draw(texts),
                **draw(periods()),
            }
            for id_ in draw(ids(1))
        ],
        "review_intervals": [{"risk": risk, "days": draw(st.integers(1, 3660))} for risk in risks],
        "plan_cases": plan_cases,
    }


@st.composite
def teamwork(draw: DrawFn, areas: Sequence[str], people: Sequence[str], staff: Sequence[str]) -> Fields:
    """Joint teams, conferences with decisions, coaching, and who came onto the register and left it."""
    found: Fields = {
        "movements": [
            {"client": id_, "on": day, "note": draw(texts), way: draw(enum(reasons))}
            for id_ in people
            for day, (way, reasons) in zip(
                sorted(draw(st.sets(dates, max_size=3))),
                (("entry", EntryReason), ("exit", ExitReason)) * 2,
                strict=False,
            )
        ],
        "competencies": [
            {
                "id": id_,
                "area": draw(enum(CompetencyArea)),
                "name": draw(texts),
                "target": draw(st.integers(1, 4)),
            }
            for id_ in draw(ids(2))
        ],
    }
    if not staff or draw(st.booleans()):
        return found
    own = [each["id"] for each in found["competencies"]]
    coached = st.sampled_from([*own, *default_competencies()])
    held = {"status": MeetingStatus.FULFILLED, "attended": draw(some_of(staff)), "guests": draw(st.integers(0, 500))}
    waiting = {"status": draw(st.sampled_from([MeetingStatus.PROPOSED, MeetingStatus.BOOKED]))}
    teams = draw(ids(2))
    conferences = draw(ids(2)) if people else []
    plans = {id_: draw(st.sampled_from(staff)) for id_ in draw(ids(2))}
    return {
        **found,
        "teams": [{"id": id_, "name": draw(texts), "areas": draw(some_of(areas)), **draw(periods())} for id_ in teams],
        "team_members": [
            {"team": id_, "worker": staff[0], "role": draw(enum(TeamRole)), "sector": draw(maybe(enum(Sector)))}
            for id_ in teams
        ],
        "conferences": [
            {
                "id": id_,
                "client": draw(st.sampled_from(people)),
                "team": draw(one_of(teams)),
                "reasons": draw(st.lists(enum(CallReason), min_size=1, max_size=3)),
                "on": draw(dates),
                "chair": draw(one_of(staff)),
                "invited": draw(some_of(staff)),
                "note": draw(texts),
                **(waiting if position else held),
            }
            for position, id_ in enumerate(conferences)
        ],
        "decisions": [
            {
                "id": id_,
                "conference": conferences[0],
                "kind": draw(enum(DecisionKind)),
                "text": draw(texts),
                "owner": staff[0],
                "due": dt.date.max,
            }
            for id_ in (draw(ids(2)) if conferences else [])
        ],
        "coaching_plans": [
            {
                "id": id_,
                "worker": worker,
                "coach": draw(one_of([each for each in staff if each != worker])),
                "goals": draw(
                    st.lists(st.fixed_dictionaries({"competency": coached, "level": st.integers(1, 4)}), max_size=3)
                ),
                "note": draw(texts),
                **draw(lasting()),
            }
            for id_, worker in plans.items()
        ],
        "coaching_sessions": [
            {
                "id": id_,
                "on": draw(dates),
                "coach": staff[0],
                "workers": draw(some_of(staff).filter(bool)),
                "competencies": draw(st.lists(coached, max_size=3)),
                "minutes": draw(maybe(st.integers(1, 720))),
                "status": draw(enum(MeetingStatus)),
                "note": draw(texts),
            }
            for id_ in draw(ids(2))
        ],
        "competency_scores": [
            {
                "plan": id_,
                "phase": phase,
                "competency": draw(coached),
                "level": draw(st.integers(1, 4)),
                "on": draw(maybe(dates)),
                "by": draw(one_of(staff)),
            }
            for id_ in plans
            for phase in CoachingPhase
        ],
    }


@st.composite
def loops(draw: DrawFn, requests: Sequence[str], workers: Sequence[str]) -> Fields:
    """What became of visits, and a centre's own rules about case files."""

    def outcome(id_: str, date: dt.date) -> Fields:
        status = draw(enum(OutcomeStatus))
        missed = {"reason": draw(st.sampled_from([each for each in MissedReason if each is not MissedReason.OTHER]))}
        seen = {"minutes": draw(maybe(st.integers(0, 1440))), "progress": draw(maybe(enum(Achievement)))}
        more = missed if status.is_missed else seen
        return {"request": id_, "date": date, "worker": draw(one_of(workers)), "status": status, **more}

    return {
        "visit_outcomes": [
            {**outcome(id_, date), "note": draw(texts)} for id_ in requests for date in draw(st.sets(dates, max_size=2))
        ],
        "file_rules": [
            {
                "item": item,
                "document": draw(ids(1).map(lambda found: (*found, "card")[0])) if item is FileItem.DOCUMENT else None,
                "stage": draw(enum(CaseStage)),
                "group": draw(maybe(enum(PopulationGroup))),
                "required": draw(st.booleans()),
            }
            for item in draw(st.sets(enum(FileItem), max_size=2))
        ],
    }


@st.composite
def registers(draw: DrawFn, most: int = 4) -> Register:
    """A register with up to ``most`` records of each kind, every reference resolved.

    Anything the model takes may come, but ids within one register keep to one alphabet each.
    """
    organizations, areas, skills, locations_ids = (draw(ids(most)) for _ in range(4))
    people = draw(ids(3 * most).filter(lambda found: not set(found) & set(locations_ids)))
    worker_ids, client_ids = people[::2], people[1::2]
    plans = {plan: draw(st.sampled_from(client_ids)) for plan in draw(ids(most))} if client_ids else {}
    requests = draw(ids(most)) if client_ids else []
    need_ids = {id_: draw(st.sampled_from(client_ids)) for id_ in draw(ids(most))} if client_ids else {}
    known = {
        "organizations": organizations,
        "areas": areas,
        "skills": skills,
        "locations": locations_ids,
        "services": draw(ids(2)),
    }
    of_cases = draw(cases(client_ids, worker_ids, areas, plans))
    plan_cases = of_cases.pop("plan_cases")
    everyone = [("worker", worker_ids), ("client", client_ids)]
    anywhere = [*client_ids, *worker_ids, *locations_ids]
    records = {
        "centre": draw(centres(areas)),
        "organizations": [
            {"id": id_, "name": draw(texts), "sector": draw(maybe(enum(Sector)))} for id_ in organizations
        ],
        "locations": [
            {
                "id": id_,
                "name": draw(texts),
                "organization": draw(one_of(organizations)),
                "area": draw(one_of(areas)),
                "latitude": draw(latitudes),
                "longitude": draw(longitudes),
            }
            for id_ in locations_ids
        ],
        "areas": [
            {
                "id": id_,
                "name": draw(texts),
                "level": draw(enum(AreaLevel)),
                "parent": draw(one_of(areas[:position])),
                "country": draw(maybe(enum(Country))),
                "elders": draw(maybe(st.integers(0, 10**7))),
                **draw(periods()),
            }
            for position, id_ in enumerate(areas)
        ],
        "skills": [{"id": id_, "name": draw(texts)} for id_ in skills],
        "clients": [draw(clients(id_, areas, worker_ids)) for id_ in client_ids],
        "addresses": [each for id_ in client_ids for each in draw(addresses(id_, areas))],
        "carers": [
            {"id": id_, "client": draw(st.sampled_from(client_ids)), "name": draw(texts), "relation": draw(texts)}
            for id_ in (draw(ids(most)) if client_ids else [])
        ],
        "needs": [
            {
                "id": id_,
                "client": owner,
                "domain": draw(enum(NeedDomain)),
                "severity": draw(enum(Severity)),
                "note": draw(texts),
                **draw(lasting(begun=False)),
            }
            for id_, owner in need_ids.items()
        ],
        "assessments": [draw(assessments(id_, client_ids, worker_ids)) for id_ in (draw(ids(2)) if client_ids else [])],
        **draw(directory(known, client_ids, need_ids)),
        **draw(referrals(known, client_ids, need_ids)),
        **draw(teamwork(areas, client_ids, worker_ids)),
        **draw(loops(requests, worker_ids)),
        "workers": [draw(workers(id_, organizations, locations_ids, skills)) for id_ in worker_ids],
        "shifts": [draw(shifts(id_)) for id_ in worker_ids],
        "absences": [draw(absences(people)) for people in everyone if people[1]],
        "care_plans": [
            {
                "id": plan,
                "client": owner,
                "status": draw(enum(CarePlanStatus)),
                "author": draw(one_of(worker_ids)),
                "note": draw(texts),
                "case": plan_cases.get(plan),
                "approved_on": draw(maybe(dates)),
                **draw(periods()),
            }
            for plan, owner in plans.items()
        ],
        **of_cases,
        "visit_requests": [draw(visit_requests(id_, client_ids, plans, skills)) for id_ in requests],
        "locks": [{"request": id_, "worker": worker_ids[0]} for id_ in requests if worker_ids and draw(st.booleans())],
        "holiday_changes": [
            {"date": draw(dates), "action": draw(enum(HolidayAction)), "name": draw(texts)}
            for _ in range(draw(st.integers(0, 2)))
        ],
        "travel_speeds": [
            {
                "mode": draw(enum(TravelMode)),
                "season": draw(enum(Season)),
                "km_per_hour": draw(st.floats(0, 150, exclude_min=True, allow_subnormal=False)),
                "detour_factor": draw(st.floats(1, 5)),
                "fixed_minutes": draw(st.integers(0, 120)),
            }
            for _ in range(draw(st.integers(0, 2)))
        ],
        "travel_times": [
            {
                "origin": draw(st.sampled_from(anywhere)),
                "destination": draw(st.sampled_from(anywhere)),
                "minutes": draw(st.integers(0, 1440)),
                "mode": draw(maybe(enum(TravelMode))),
                "season": draw(maybe(enum(Season))),
                "both_ways": draw(st.booleans()),
            }
            for _ in range(draw(st.integers(0, 2)) if anywhere else 0)
        ],
    }
    # A lock may name a worker whom the client refuses; such locks are left out.
    refused = {client["id"]: client["refused_workers"] for client in records["clients"]}
    owner = {request["id"]: request["client"] for request in records["visit_requests"]}
    records["locks"] = [lock for lock in records["locks"] if lock["worker"] not in refused[owner[lock["request"]]]]
    return Register.model_validate(records)
