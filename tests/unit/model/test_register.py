"""The register: each rule between records fires at its place, and a clean register has no fault."""

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from agecare import (
    Absence,
    Address,
    Area,
    CarePlan,
    Carer,
    Client,
    Consent,
    Location,
    Lock,
    Need,
    Organization,
    Referral,
    ReferralEvent,
    Register,
    Skill,
    TravelTime,
)
from agecare.errors import Fault, FormatError, UnknownIdError
from agecare.model.base import Record
from agecare.model.register import REGISTER_RULES, register_faults
from builders import rich_register, tiny_register, windows
from small_worlds import centre, home, request, shift, small_register, worker
from worlds import random_register

E1, E2 = Client(id="E-1"), Client(id="E-2")
W1, W2 = worker("W-1", "care"), worker("W-2", "care")
R1, R2 = request("R-1"), request("R-2")
TWO = ({"minutes": 30}, {"minutes": 30})
BASE = {
    "centre": centre(),
    "locations": (Location(id="HQ", name="Centre", latitude=49.48, longitude=105.92),),
    "skills": (Skill(id="care"),),
    "clients": (E1, E2),
    "addresses": (home("E-1"), home("E-2", 2)),
    "workers": (W1, W2),
    "shifts": (shift("W-1"), shift("W-2")),
    "visit_requests": (R1, R2),
}


def faults(**records: object) -> list[Fault]:
    """Faults of the base register with some kinds of record replaced."""
    return register_faults({**BASE, **records})


def found(**records: object) -> list[tuple[str, str]]:
    """Code and place of each fault."""
    return [(fault.code, str(fault.place)) for fault in faults(**records)]


def chain(**parents: str) -> tuple[Area, ...]:
    return tuple(Area(id=id_, name=id_, level="bag", parent=parent or None) for id_, parent in parents.items())


def lock(**fields: object) -> Lock:
    return Lock(**{"request": "R-1", **fields})


def two_addresses(one: tuple[object, ...], two: tuple[object, ...]) -> tuple[Address, ...]:
    """Two addresses of E-1 with (first day, last day, yearly), and one of E-2."""
    names = ("valid_from", "valid_to", "yearly")
    return (*(home("E-1", **dict(zip(names, period, strict=True))) for period in (one, two)), home("E-2"))


def referral(**fields: object) -> Referral:
    known = {"id": "R-1", "client": "E-1", "service_type": "day-care", "requester": "W-1", "authored": AT}
    return Referral(**{**known, **fields})


AT = "2026-03-30 09:30"
Case = tuple[str, Sequence[str], dict[str, object]]
DATE = "2026-04-06"
CASES: dict[str, Case] = {
    "client id twice": ("AC3001", ["clients[2].id"], {"clients": (E1, E2, E1)}),
    "area id thrice": ("AC3001", ["areas[1].id", "areas[2].id"], {"areas": chain(A="") * 3}),
    "usual worker unknown": (
        "AC3002",
        ["clients[0].usual_worker"],
        {"clients": (Client(id="E-1", usual_worker="W-9"), E2)},
    ),
    "one of the preferred unknown": (
        "AC3002",
        ["clients[1].preferred_workers"],
        {"clients": (E1, Client(id="E-2", preferred_workers=("W-1", "W-9")))},
    ),
    "refused unknown, twice": (
        "AC3002",
        ["clients[1].refused_workers"] * 2,
        {"clients": (E1, Client(id="E-2", refused_workers=("W-8", "W-9")))},
    ),
    "area of the centre unknown": ("AC3002", ["centre[0].area"], {"centre": centre(area="A-9"), "areas": chain(A="")}),
    "area of a client unknown": (
        "AC3002",
        ["clients[0].area"],
        {"clients": (Client(id="E-1", area="B"), E2), "areas": chain(A="")},
    ),
    "parent unknown": ("AC3002", ["areas[0].parent"], {"areas": chain(A="B")}),
    "organization of a location unknown": (
        "AC3002",
        ["locations[0].organization"],
        {
            "locations": (Location(id="HQ", name="Centre", organization="O-9", latitude=49, longitude=105),),
            "organizations": (Organization(id="O-1", name="One"),),
        },
    ),
    "organization of a worker unknown": (
        "AC3002",
        ["workers[1].organization"],
        {"workers": (W1, worker("W-2", organization="O-9")), "organizations": ()},
    ),
    "skill of a worker unknown": ("AC3002", ["workers[1].skills"], {"workers": (W1, worker("W-2", "care", "flying"))}),
    "skill of a role unknown": (
        "AC3002",
        ["visit_requests[0].roles.1.skills"],
        {
            "visit_requests": (
                request(
                    "R-1",
                    roles=({"minutes": 30}, {"minutes": 30, "skills": [{"skill": "flying"}]}),
                    coupling="together",
                ),
                R2,
            )
        },
    ),
    "start location unknown": (
        "AC3002",
        ["workers[1].start_location"],
        {"workers": (W1, worker("W-2", start_location="H"))},
    ),
    "end location unknown": ("AC3002", ["workers[1].end_location"], {"workers": (W1, worker("W-2", end_location="H"))}),
    "shift of nobody": ("AC3002", ["shifts[1].worker"], {"shifts": (shift("W-1"), shift("W-9"))}),
    "absence of no worker": (
        "AC3002",
        ["absences[0].worker"],
        {"absences": (Absence(worker="W-9", first_day=DATE, last_day=DATE),)},
    ),
    "absence of no client": (
        "AC3002",
        ["absences[0].client"],
        {"absences": (Absence(client="E-9", first_day=DATE, last_day=DATE),)},
    ),
    "address of no client": ("AC3002", ["addresses[2].client"], {"addresses": (*BASE["addresses"], home("E-9"))}),
    "carer of no client": ("AC3002", ["carers[0].client"], {"carers": (Carer(id="F-1", client="E-9"),)}),
    "need of no client": ("AC3002", ["needs[0].client"], {"needs": (Need(id="N-1", client="E-9", domain="mood"),)}),
    "care plan of no client": ("AC3002", ["care_plans[0].client"], {"care_plans": (CarePlan(id="CP", client="E-9"),)}),
    "care plans by strangers, each told once": (
        "AC3002",
        ["care_plans[0].author", "care_plans[2].approved_by"],
        {
            "organizations": (Organization(id="O-1", name="One"),),
            "care_plans": (
                CarePlan(id="CP-1", client="E-1", author="W-9", approved_by="O-1"),
                CarePlan(id="CP-2", client="E-2", author="W-9", approved_by="W-2"),
                CarePlan(id="CP-3", client="E-2", approved_by="W-9"),
            ),
        },
    ),
    "request under no care plan": (
        "AC3002",
        ["visit_requests[0].care_plan"],
        {"visit_requests": (request("R-1", care_plan="CP-9"), R2), "care_plans": ()},
    ),
    "request after none": (
        "AC3002",
        ["visit_requests[0].after"],
        {"visit_requests": (request("R-1", after="R-9"), R2)},
    ),
    "lock of no request": ("AC3002", ["locks[0].request"], {"locks": (Lock(request="R-9", date=DATE),)}),
    "lock on nobody": (
        "AC3002",
        ["locks[0].worker", "locks[0].second_worker"],
        {
            "visit_requests": (request("R-1", roles=TWO, coupling="together"), R2),
            "locks": (lock(worker="W-8", second_worker="W-9"),),
        },
    ),
    "way to nowhere": (
        "AC3002",
        ["travel_times[0].destination"],
        {"travel_times": (TravelTime(origin="HQ", destination="E-9", minutes=5),)},
    ),
    "way from nowhere": (
        "AC3002",
        ["travel_times[0].origin"],
        {"travel_times": (TravelTime(origin="R-1", destination="E-1", minutes=5),)},
    ),
    "worker called like a client": (
        "AC3003",
        ["workers[2].id"],
        {"workers": (W1, W2, worker("E-1"))},
    ),
    "location called like a client": (
        "AC3003",
        ["locations[1].id"],
        {"locations": (*BASE["locations"], Location(id="E-2", name="x", latitude=49, longitude=105))},
    ),
    "area in itself": ("AC3004", ["areas[0].parent"], {"areas": chain(A="A")}),
    "areas in a circle": (
        "AC3004",
        [f"areas[{n}].parent" for n in (1, 2, 3)],
        {"areas": chain(X="A", A="B", B="C", C="A")},
    ),
    "request after itself": (
        "AC3005",
        ["visit_requests[0].after"],
        {"visit_requests": (request("R-1", after="R-1"), R2)},
    ),
    "requests in a circle": (
        "AC3005",
        ["visit_requests[0].after", "visit_requests[1].after"],
        {"visit_requests": (request("R-1", after="R-2"), request("R-2", after="R-1"))},
    ),
    "after a request of another client": (
        "AC3006",
        ["visit_requests[1].after"],
        {"visit_requests": (R1, request("R-2", "E-2", after="R-1"))},
    ),
    "after one with more visits a week": (
        "AC3007",
        ["visit_requests[1].visits_per_week"],
        {"visit_requests": (request("R-1", visits_per_week=2), request("R-2", after="R-1"))},
    ),
    "after one in other weeks": (
        "AC3007",
        ["visit_requests[1].visits_per_week"],
        {"visit_requests": (request("R-1", every_weeks=2), request("R-2", after="R-1"))},
    ),
    "two addresses for ever": (
        "AC3008",
        ["addresses[1].valid_from"],
        {"addresses": two_addresses((None, None, False), (None, None, False))},
    ),
    "two addresses share one day": (
        "AC3008",
        ["addresses[1].valid_from"],
        {"addresses": two_addresses((None, DATE, False), (DATE, None, False))},
    ),
    "winter camp and winter house": (
        "AC3008",
        ["addresses[1].valid_from"],
        {"addresses": two_addresses(("2020-11-01", "2021-03-31", True), ("2024-03-31", "2024-05-31", True))},
    ),
    "a year round house and a spring camp": (
        "AC3008",
        ["addresses[1].valid_from"],
        {"addresses": two_addresses(("2026-01-01", "2026-12-31", False), ("2001-04-01", "2001-04-30", True))},
    ),
    "client without address": (
        "AC3009",
        ["clients[1].id"],
        {"addresses": (home("E-1"),), "visit_requests": (R1, request("R-2", "E-2"))},
    ),
    "care plan of another client": (
        "AC3010",
        ["visit_requests[0].care_plan"],
        {"visit_requests": (request("R-1", care_plan="CP"), R2), "care_plans": (CarePlan(id="CP", client="E-2"),)},
    ),
    "three visits on two days": (
        "AC3011",
        ["visit_requests[0].visits_per_week"],
        {"visit_requests": (request("R-1", visits_per_week=3, days=("mon", "tue")), R2)},
    ),
    "three visits, three days apart": (
        "AC3011",
        ["visit_requests[1].visits_per_week"],
        {"visit_requests": (R1, request("R-2", visits_per_week=3, days_between=4))},
    ),
    "window shorter than the visit": (
        "AC3012",
        ["visit_requests[0].windows"],
        {"visit_requests": (request("R-1", "E-1", "08:00-08:20", "09:00-09:29"), R2)},
    ),
    "window shorter than the second role": (
        "AC3012",
        ["visit_requests[0].windows"],
        {
            "visit_requests": (
                request("R-1", "E-1", "08:00-08:40", roles=({"minutes": 30}, {"minutes": 41}), coupling="together"),
                R2,
            )
        },
    ),
    "preferred and refused": (
        "AC3013",
        ["clients[1].refused_workers"],
        {"clients": (E1, Client(id="E-2", preferred_workers=("W-1",), refused_workers=("W-2", "W-1")))},
    ),
    "usual and refused": (
        "AC3013",
        ["clients[1].refused_workers"],
        {"clients": (E1, Client(id="E-2", usual_worker="W-2", refused_workers=("W-2",)))},
    ),
    "skill at a level nobody has": (
        "AC3014",
        ["visit_requests[0].roles.0.skills"],
        {"visit_requests": (request("R-1", roles=({"minutes": 30, "skills": [{"skill": "care", "level": 2}]},)), R2)},
    ),
    "two shifts at once": (
        "AC3015",
        ["shifts[2].start"],
        {"shifts": (shift("W-1"), shift("W-2"), shift("W-1", "15:59-18:00", ("sun", "fri")))},
    ),
    "two shifts on the day on which one ends and one begins": (
        "AC3015",
        ["shifts[1].start"],
        {"shifts": (shift("W-1", valid_to=DATE), shift("W-1", valid_from=DATE))},
    ),
    "second worker of a visit of one": ("AC3016", ["locks[0].second_worker"], {"locks": (lock(second_worker="W-1"),)}),
    "lock on a day that is not allowed": (
        "AC3017",
        ["locks[0].date"],
        {"visit_requests": (request("R-1", days=("tue",)), R2), "locks": (lock(date=DATE),)},
    ),
    "lock before the request begins": (
        "AC3017",
        ["locks[0].date"],
        {"visit_requests": (request("R-1", valid_from="2026-04-07"), R2), "locks": (lock(date=DATE),)},
    ),
    "lock one minute too late for the window": (
        "AC3018",
        ["locks[0].start"],
        {"locks": (lock(date=DATE, start="15:31"),)},
    ),
    "lock one minute before the window": ("AC3018", ["locks[0].start"], {"locks": (lock(date=DATE, start="07:59"),)}),
    "lock one minute before a window with a soft end": (
        "AC3018",
        ["locks[0].start"],
        {
            "visit_requests": (request("R-1", "E-1", "08:00-09:00", "11:00-12:00", soft_end=True), R2),
            "locks": (lock(date=DATE, start="07:59"),),
        },
    ),
    "lock on a refused worker": (
        "AC3019",
        ["locks[0].worker"],
        {"clients": (Client(id="E-1", refused_workers=("W-1",)), E2), "locks": (lock(worker="W-1"),)},
    ),
    "lock on a refused second worker": (
        "AC3019",
        ["locks[0].second_worker"],
        {
            "clients": (Client(id="E-1", refused_workers=("W-1",)), E2),
            "visit_requests": (request("R-1", roles=TWO, coupling="together"), R2),
            "locks": (lock(second_worker="W-1"),),
        },
    ),
    "one worker locked twice for one visit": (
        "AC3020",
        ["locks[0].second_worker"],
        {
            "visit_requests": (request("R-1", roles=TWO, coupling="together"), R2),
            "locks": (lock(worker="W-1", second_worker="W-1"),),
        },
    ),
    "two locks for every visit": ("AC3021", ["locks[1].request"], {"locks": (lock(worker="W-1"), lock(worker="W-2"))}),
    "two locks on one day": (
        "AC3021",
        ["locks[1].request"],
        {"visit_requests": (request("R-1", visits_per_week=2), R2), "locks": (lock(date=DATE),) * 2},
    ),
    "referral of no client": ("AC3002", ["referrals[0].client"], {"referrals": (referral(client="E-9"),)}),
    "referral to no service": (
        "AC3002",
        ["referrals[0].service"],
        {"services": (), "referrals": (referral(service="S"),)},
    ),
    "referral for no need": ("AC3002", ["referrals[0].need"], {"needs": (), "referrals": (referral(need="N"),)}),
    "consent of no client": ("AC3002", ["consents[0].client"], {"consents": (Consent(id="CN", client="E-9"),)}),
    "event of no referral": (
        "AC3002",
        ["referral_events[0].referral"],
        {"referrals": (), "referral_events": (ReferralEvent(referral="R", at=AT, actor="W-1", to_status="draft"),)},
    ),
    "referral id twice": ("AC3001", ["referrals[1].id"], {"referrals": (referral(), referral())}),
    "sent by strangers": (
        "AC3002",
        ["referrals[0].requester", "referrals[0].performer"],
        {
            "organizations": (),
            "referrals": (referral(requester="GP", performer="DAY"), referral(id="R-2", performer="GP")),
        },
    ),
    "referral to an unknown kind of service": (
        "AC3002",
        ["referrals[0].service_type"],
        {"referrals": (referral(service_type="day-cere"), referral(id="R-2", service_type="day-cere"))},
    ),
    "more locks in a week than visits": (
        "AC3022",
        ["locks[1].date"],
        {"locks": (lock(date=DATE), lock(date="2026-04-12"))},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_contradiction_is_found_at_its_place_and_alone(name: str) -> None:
    code, places, records = CASES[name]
    assert found(**records) == [(code, place) for place in places]


def test_every_rule_of_the_register_is_covered() -> None:
    codes = {f"AC30{number:02d}" for number in range(1, 23)}
    assert {code for code, _, _ in CASES.values()} == codes
    for rule in REGISTER_RULES:
        if rule.__module__.endswith((".services", ".cases", ".teams", ".outcomes")):
            continue  # test_register_services.py and _cases, _teams; outcomes: unit/cases/test_outcomes.py
        assert any(list(rule({**BASE, **records})) for _, _, records in CASES.values()), rule.__name__


@pytest.mark.parametrize("name", CASES)
def test_a_faulty_register_cannot_be_made(name: str) -> None:
    code, places, records = CASES[name]
    if {fault.severity for fault in faults(**records)} == {"warning"}:
        told = [(fault.code, str(fault.place)) for fault in Register(**{**BASE, **records}).warnings]
        assert told == [(code, place) for place in places]
        return
    with pytest.raises(FormatError) as caught:
        Register(**{**BASE, **records})
    assert [fault.code for fault in caught.value.faults] == [code] * len(places)


CLEAN: dict[str, dict[str, object]] = {
    "the base": {},
    "nothing but a centre": {kind: () for kind in BASE if kind != "centre"},
    "one id in two kinds that travel times do not name": {
        "areas": chain(**{"E-1": ""}),
        "visit_requests": (request("E-1"),),
    },
    "a chain of areas": {"areas": chain(A="B", B="C", C="")},
    "a chain of visits": {"visit_requests": (R1, request("R-2", after="R-1"), request("R-3", after="R-2"))},
    "two visits after the same": {"visit_requests": (R1, request("R-2", after="R-1"), request("R-3", after="R-1"))},
    "one address after the other": {"addresses": two_addresses((None, "2026-04-05", False), (DATE, None, False))},
    "summer and winter camp": {
        "addresses": two_addresses(("2020-11-01", "2021-03-31", True), ("1999-04-01", "1999-10-31", True))
    },
    "a camp in a year without the house": {
        "addresses": two_addresses(("2026-05-01", "2026-12-31", False), ("2001-04-01", "2001-04-30", True))
    },
    "a client without visits needs no address": {"addresses": (home("E-1"),)},
    "as many visits as days": {
        "visit_requests": (request("R-1", visits_per_week=7), request("R-2", visits_per_week=2, days_between=6))
    },
    "three visits, three days apart": {"visit_requests": (request("R-1", visits_per_week=3, days_between=3), R2)},
    "a window as long as the visit": {"visit_requests": (request("R-1", "E-1", "08:00-08:20", "09:00-09:30"), R2)},
    "a soft window shorter than the visit": {
        "visit_requests": (request("R-1", "E-1", "08:00-08:20", soft_end=True), R2)
    },
    "shifts that touch": {"shifts": (shift("W-1", "08:00-12:00"), shift("W-1", "12:00-16:00"))},
    "shifts that touch, the later one first": {"shifts": (shift("W-1", "12:00-16:00"), shift("W-1", "08:00-12:00"))},
    "shifts of other seasons, the later one first": {
        "shifts": (shift("W-1", valid_from=DATE), shift("W-1", valid_to="2026-04-05"))
    },
    "one of two workers has the level": {
        "workers": (worker("W-1", "care:2"), W2),
        "visit_requests": (request("R-1", roles=({"minutes": 30, "skills": [{"skill": "care", "level": 2}]},)), R2),
    },
    "shifts on other days": {"shifts": (shift("W-1", days=("mon",)), shift("W-1", days=("tue",)))},
    "shifts of other seasons": {"shifts": (shift("W-1", valid_to="2026-04-05"), shift("W-1", valid_from=DATE))},
    "a lock that fits to the minute": {"locks": (lock(date=DATE, start="15:30", worker="W-1"), lock(worker="W-1"))},
    "a lock past a soft end": {
        "visit_requests": (request("R-1", "E-1", "08:00-09:00", soft_end=True), R2),
        "locks": (lock(date=DATE, start="10:00"),),
    },
    "a lock where a soft window begins": {
        "visit_requests": (request("R-1", "E-1", "08:00-09:00", soft_end=True), R2),
        "locks": (lock(date=DATE, start="08:00"),),
    },
    "care plans by workers and organizations": {
        "organizations": (Organization(id="O-1", name="One"),),
        "care_plans": (
            CarePlan(id="CP-1", client="E-1", author="W-2", approved_by="O-1"),
            CarePlan(id="CP-2", client="E-2"),
        ),
    },
    "locks of one visit in each of two weeks": {"locks": (lock(date=DATE), lock(date="2026-04-13"))},
    "two locks on two days": {
        "visit_requests": (request("R-1", visits_per_week=2), R2),
        "locks": (lock(date=DATE), lock(date="2026-04-07")),
    },
    "ways between all kinds of place": {
        "travel_times": (
            TravelTime(origin="HQ", destination="E-1", minutes=5),
            TravelTime(origin="W-1", destination="E-2", minutes=5),
        )
    },
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_register_without_contradiction(name: str) -> None:
    records = {**BASE, **CLEAN[name]}
    assert register_faults(records) == []
    assert Register(**records).warnings == ()


OPEN = [
    ((None, "2026-02-01", False), ("2026-03-01", "2026-04-15", True)),
    (("2026-10-01", None, False), ("2020-03-01", "2020-04-15", True)),
    (("2021-10-01", "2023-02-01", False), ("2030-03-01", "2030-04-15", True)),
    (("2024-02-29", None, False), ("2023-02-01", "2023-02-03", True)),
]


@pytest.mark.parametrize(("one", "two"), [*OPEN, *(pair[::-1] for pair in OPEN)])
def test_an_open_period_meets_a_yearly_one_in_another_year(one: tuple[object, ...], two: tuple[object, ...]) -> None:
    """The shared day lies in none of the years that the two addresses name."""
    (fault,) = faults(addresses=two_addresses(one, two))
    day = dt.date.fromisoformat(fault.params["day"])
    assert fault.code == "AC3008"
    assert all(address.valid_on(day) for address in two_addresses(one, two)[:2])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("2026-01-01", "9999-12-31", False), (None, "2025-12-31", False)),
        (("0001-01-01", "2025-12-31", False), ("2026-01-01", None, False)),
        (("0001-01-01", "0001-03-31", True), ("9999-04-01", "9999-10-31", True)),
    ],
)
def test_the_first_and_the_last_year_of_the_calendar_are_no_trouble(
    one: tuple[object, ...], two: tuple[object, ...]
) -> None:
    """31 December 9999 is how many a table writes "no end"."""
    assert faults(addresses=two_addresses(one, two)) == []


def test_shared_days_agree_with_a_day_by_day_search() -> None:
    """Every pair of some twenty periods, compared with looking at each day of twelve years."""
    days = [dt.date(2018, 1, 1) + dt.timedelta(days=n) for n in range(12 * 366)]
    marks = [None, "2021-02-10", "2022-06-01", "2023-01-15", "2024-02-29"]
    periods = [(a, b, False) for a in marks for b in marks if not (a and b) or a <= b]
    periods += [
        ("2022-11-01", "2023-01-20", True),
        ("2020-02-29", "2020-03-10", True),
        ("2021-05-01", "2021-06-02", True),
    ]
    valid = [
        {
            day
            for day in days
            if home("E-1", **dict(zip(("valid_from", "valid_to", "yearly"), p, strict=True))).valid_on(day)
        }
        for p in periods
    ]
    for one, period in enumerate(periods):
        for two, other in enumerate(periods[:one]):
            told = [fault.code for fault in faults(addresses=two_addresses(period, other))]
            assert told == (["AC3008"] if valid[one] & valid[two] else []), (period, other)


def test_a_kind_that_could_not_be_read_is_not_held_against_others() -> None:
    records = {**BASE, "clients": (Client(id="E-1", usual_worker="W-9", area="A-9"), E2)}
    del records["workers"]
    assert register_faults(records) == []


def test_the_suggestion_is_the_id_that_was_meant() -> None:
    (fault,) = faults(shifts=(shift("W-01"), shift("W-2")))
    assert (fault.value, fault.suggestion) == ("W-01", "W-1")
    assert "Did you mean W-1?" in str(fault)


def test_all_contradictions_come_at_once() -> None:
    with pytest.raises(FormatError) as caught:
        Register(
            **{
                **BASE,
                "clients": (E1, E2, E1),
                "shifts": (shift("W-9"),),
                "locks": (lock(date=DATE, start="07:00", second_worker="W-1"),),
            }
        )
    codes = [fault.code for fault in caught.value.faults]
    assert codes == ["AC3001", "AC3002", "AC3016", "AC3018"]
    assert all(fault.place.kind and fault.place.index is not None for fault in caught.value.faults)


def test_a_stranger_who_wrote_a_care_plan_may_be_a_slip() -> None:
    (fault,) = faults(organizations=(), care_plans=(CarePlan(id="CP", client="E-1", author="W-01"),))
    assert (fault.severity, fault.value, fault.suggestion) == ("warning", "W-01", "W-1")


def test_replacing_makes_another_register_and_leaves_the_first() -> None:
    register = small_register([R1])
    _ = register.addresses_of, register.warnings, register.client("E-1")
    moved = register.replace(addresses=(home("E-1", 5),))
    assert moved.addresses_of["E-1"] == (home("E-1", 5),)
    assert register.addresses_of["E-1"] == (home("E-1", 1),)
    assert moved.replace(addresses=register.addresses) == register
    assert register.replace() == register


def test_replacing_resolves_every_reference_anew() -> None:
    register = small_register([R1])
    assert register.replace(visit_requests=(R1, request("R-9"))).visit_request("R-9").client == "E-1"
    with pytest.raises(FormatError) as caught:
        register.replace(workers=())
    assert [str(fault.place) for fault in caught.value.faults] == ["shifts[0].worker"]
    asks = request("R-1", roles=({"minutes": 30, "skills": [{"skill": "physio"}]},))
    assert [fault.code for fault in register.replace(visit_requests=(asks,)).warnings] == ["AC3014"]


LOOK_UPS: dict[str, tuple[str, Callable[[Register], Callable[[str], Record]]]] = {
    "clients": ("E-1", lambda register: register.client),
    "workers": ("W-1", lambda register: register.worker),
    "visit_requests": ("R-1", lambda register: register.visit_request),
    "locations": ("HQ", lambda register: register.location),
    "areas": ("bag-1", lambda register: register.area),
}


@pytest.mark.parametrize("kind", LOOK_UPS)
def test_records_are_found_by_id(kind: str) -> None:
    known, look_up = LOOK_UPS[kind]
    find = look_up(tiny_register())
    assert find(known).id == known
    with pytest.raises(UnknownIdError) as caught:
        find(known.lower() + "0")
    assert (caught.value.kind, caught.value.unknown) == (kind, known.lower() + "0")


def test_an_unknown_id_suggests_a_near_one() -> None:
    with pytest.raises(UnknownIdError) as caught:
        tiny_register().client("Е-01")
    assert caught.value.near == ("E-1",)


def test_addresses_and_shifts_are_grouped() -> None:
    register = rich_register()
    assert len(register.addresses_of["E-09"]) == 2
    assert [shift.start for shift in register.shifts_of["W-P1"]] == [510, 810]


@pytest.mark.parametrize("make", [tiny_register, rich_register, lambda: random_register(1), lambda: random_register(7)])
def test_json_there_and_back(make: Callable[[], Register]) -> None:
    register = make()
    _ = register.addresses_of, register.warnings
    again = Register.model_validate_json(register.model_dump_json())
    assert again == register
    assert again.model_dump_json() == register.model_dump_json()
    assert Register.model_validate(register.model_dump()) == register


def test_the_json_schema_can_be_built() -> None:
    schema = Register.model_json_schema()
    assert set(schema["properties"]) == set(Register.model_fields)
    assert schema["required"] == ["centre"]
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Shift"]["properties"]["start"]["type"] == "string"
    assert "minutes" in schema["$defs"]["TravelTime"]["required"]
    assert (
        Register.model_json_schema(mode="serialization")["$defs"]["TimeWindow"]["properties"]["end"]["type"] == "string"
    )


CANARY = "Xenofont"


def canaries() -> list[Record]:
    """A record of every kind that holds personal data, each personal field filled with a canary."""
    return [
        Client(id="E-1", name=CANARY, birth_date="1939-12-17", phone=CANARY, note=CANARY),
        Address(client="E-1", latitude=47.123456, longitude=107.654321, text=CANARY),
        Carer(id="F-1", client="E-1", name=CANARY, relation=CANARY, phone=CANARY),
        worker("W-1", name=CANARY, phone=CANARY, home_latitude=47.123456, home_longitude=107.654321),
        CarePlan(id="CP", client="E-1", note=CANARY),
        request("R-1", note=CANARY),
        Absence(client="E-1", first_day=DATE, last_day=DATE, reason=CANARY),
    ]


@pytest.mark.parametrize("record", canaries(), ids=lambda record: type(record).__name__)
def test_personal_fields_stay_out_of_repr(record: Record) -> None:
    shown = f"{record!r} {record}"
    assert record.model_dump_json().count(CANARY) >= 1
    for secret in (CANARY, "47.123456", "107.654321", "1939", "12, 17"):
        assert secret not in shown


def test_a_register_keeps_silent_too_also_when_it_fails() -> None:
    client, address, carer, person, plan, wish, absence = canaries()
    kinds = {
        "clients": (client,),
        "addresses": (address,),
        "carers": (carer,),
        "workers": (person,),
        "care_plans": (plan,),
        "visit_requests": (wish,),
        "absences": (absence,),
        "locations": BASE["locations"],
    }
    assert CANARY not in repr(Register(centre=centre(), **kinds))
    with pytest.raises(FormatError) as caught:
        Register(centre=centre(), **kinds, shifts=(shift("W-9"),), locks=(lock(date=DATE, start="23:00"),))
    assert CANARY not in f"{caught.value!r} {caught.value}"


def test_the_small_register_of_these_tests_is_clean() -> None:
    register = small_register([request("R-1"), request("R-2", "E-2")], overtime_minutes=30)
    assert register.warnings == ()
    assert register.visit_request("R-1").windows == windows("08:00-16:00")
