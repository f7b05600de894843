"""The three example centres: their sizes, their places, and every rule of the model used somewhere."""

from collections.abc import Iterator
from enum import EnumType
from typing import Any

import pytest
from pydantic.fields import FieldInfo

from agecare.io.samples import sample
from agecare.io.samples.places import distance_km, settlements
from agecare.model import (
    AreaLevel,
    CapacityUnit,
    CarePlanStatus,
    Coupling,
    EligibilityKind,
    HolidayAction,
    Instrument,
    NeedDomain,
    PopulationGroup,
    Priority,
    Register,
    RequestStatus,
    RiskLevel,
    Season,
    Sector,
    ServiceType,
    Severity,
    TravelMode,
    needs_from,
)
from agecare.model.base import Record
from agecare.model.time import Weekday, week_start

SIZES = {"darkhan": (90, 11), "mandal": (45, 6), "songinokhairkhan": (160, 18)}
LEFT = {"darkhan": 3, "mandal": 2, "songinokhairkhan": 5}
"""Who left the register in the half-year before."""


@pytest.fixture(scope="module")
def centres() -> dict[str, Register]:
    """All three, built once."""
    return {name: sample(name) for name in SIZES}


@pytest.mark.parametrize("name", sorted(SIZES))
def test_the_sizes_are_those_of_the_pilot_sites(centres: dict[str, Register], name: str) -> None:
    clients, workers = SIZES[name]
    assert (len(centres[name].clients), len(centres[name].workers)) == (clients + LEFT[name], workers)


@pytest.mark.parametrize("name", sorted(SIZES))
def test_everybody_lives_around_a_real_settlement(centres: dict[str, Register], name: str) -> None:
    places = [(place.latitude, place.longitude) for unit in ("23", "16", "20") for place in settlements("MN", unit)]
    register = centres[name]
    points = [(address.latitude, address.longitude) for address in register.addresses]
    points += [(location.latitude, location.longitude) for location in register.locations]
    points += [
        (worker.home_latitude, worker.home_longitude)
        for worker in register.workers
        if worker.home_latitude is not None and worker.home_longitude is not None
    ]
    assert max(min(distance_km(point, place) for place in places) for point in points) < 60


def records_in(record: Record) -> Iterator[Record]:
    """The record and all records inside it."""
    yield record
    for name in type(record).model_fields:
        value = getattr(record, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Record):
                yield from records_in(item)


def neutral(field: FieldInfo) -> Any:
    """What the field holds when nobody uses it."""
    return None if field.is_required() else field.get_default()


def test_every_field_of_every_record_is_used_somewhere(centres: dict[str, Register]) -> None:
    used: dict[str, bool] = {}
    for register in centres.values():
        for record in records_in(register):
            if type(record).__name__ in ("Weights", "MatchingWeights", "ReferralRules", "OutcomeRules"):
                continue  # prices and limits: one that differs shows that the rest could
            for name, field in type(record).model_fields.items():
                key = f"{type(record).__name__}.{name}"
                value = getattr(record, name)
                used[key] = used.get(key, False) or value != neutral(field)
    assert sorted(name for name, found in used.items() if not found) == []
    assert len(used) > 120


def test_the_prices_of_a_centre_are_used(centres: dict[str, Register]) -> None:
    assert centres["mandal"].centre.weights != centres["darkhan"].centre.weights
    assert centres["mandal"].centre.matching != centres["darkhan"].centre.matching
    assert centres["mandal"].centre.referral_rules != centres["darkhan"].centre.referral_rules


@pytest.mark.parametrize(
    ("kind", "field", "values"),
    [
        ("clients", "group", PopulationGroup),
        ("clients", "risk", RiskLevel),
        ("workers", "mode", TravelMode),
        ("workers", "sector", Sector),
        ("needs", "domain", NeedDomain),
        ("needs", "severity", Severity),
        ("visit_requests", "priority", Priority),
        ("visit_requests", "coupling", Coupling),
        ("travel_speeds", "season", Season),
        ("holiday_changes", "action", HolidayAction),
        ("assessments", "instrument", Instrument),
        ("eligibility", "kind", EligibilityKind),
        ("capacities", "unit", CapacityUnit),
        ("services", "type", ServiceType),
    ],
)
def test_every_value_is_used_somewhere(centres: dict[str, Register], kind: str, field: str, values: EnumType) -> None:
    found = {getattr(record, field) for register in centres.values() for record in getattr(register, kind)}
    assert set(values) - found == set()


def test_the_levels_of_mongolia_and_the_states_of_a_plan_are_used(centres: dict[str, Register]) -> None:
    levels = {area.level for register in centres.values() for area in register.areas}
    assert levels == set(list(AreaLevel)[:7])
    states = {plan.status for register in centres.values() for plan in register.care_plans}
    assert {
        CarePlanStatus.ACTIVE,
        CarePlanStatus.DRAFT,
        CarePlanStatus.ON_HOLD,
        CarePlanStatus.COMPLETED,
        CarePlanStatus.REVOKED,
    } == states


def test_every_form_of_a_lock_is_used(centres: dict[str, Register]) -> None:
    forms = {
        (
            lock.date is not None,
            lock.start is not None,
            lock.worker is not None,
            lock.second_worker is not None,
        )
        for register in centres.values()
        for lock in register.locks
    }
    assert {
        (True, False, False, False),
        (False, False, True, False),
        (False, False, True, True),
        (True, False, True, False),
        (True, True, True, False),
        (True, True, True, True),
    } == forms


def test_several_windows_soft_ends_days_and_gaps_are_used(centres: dict[str, Register]) -> None:
    requests = [request for register in centres.values() for request in register.visit_requests]
    assert any(len(request.windows) == 2 for request in requests)
    assert any(request.soft_end for request in requests)
    assert any(request.days == (Weekday.TUE, Weekday.THU) for request in requests)
    assert {request.days_between for request in requests} == {1, 2, 3}
    assert {request.mandatory for request in requests} == {True, False}
    assert {asked.level for request in requests for role in request.roles for asked in role.skills} >= {
        1,
        2,
        5,
    }


@pytest.mark.parametrize("name", sorted(SIZES))
def test_somebody_is_away_in_the_example_week(centres: dict[str, Register], name: str) -> None:
    monday = week_start("2026-W15")
    away = [
        a for a in centres[name].absences if a.first_day <= monday.replace(day=monday.day + 4) and a.last_day >= monday
    ]
    assert any(absence.worker for absence in away)
    assert any(absence.client for absence in away)


def test_herders_move_with_the_season(centres: dict[str, Register]) -> None:
    mandal = centres["mandal"]
    herders = [client for client, homes in mandal.addresses_of.items() if len(homes) == 4]
    assert len(herders) >= 8
    for client in herders:
        camps = {}
        for week in ("2026-W05", "2026-W15", "2026-W27", "2026-W40"):
            held = [home for home in mandal.addresses_of[client] if home.valid_on(week_start(week))]
            assert len(held) == 1
            camps[week] = (held[0].latitude, held[0].longitude)
        assert len(set(camps.values())) == 4


def test_one_nurse_in_mandal_two_in_darkhan(centres: dict[str, Register]) -> None:
    for name, count in (("mandal", 1), ("darkhan", 2)):
        nurses = [w for w in centres[name].workers if any(has.skill == "nursing" for has in w.skills)]
        assert len(nurses) == count


def test_two_organisations_start_from_two_places(centres: dict[str, Register]) -> None:
    register = centres["songinokhairkhan"]
    starts = {(worker.organization, worker.start_location) for worker in register.workers if worker.start_location}
    assert starts == {("O-1", "L-1"), ("O-2", "L-2")}
    assert {worker.organization for worker in register.workers} == {"O-1", "O-2"}


@pytest.mark.parametrize("name", sorted(SIZES))
def test_one_skill_level_that_nobody_has_is_a_warning(centres: dict[str, Register], name: str) -> None:
    assert [fault.code for fault in centres[name].warnings] == ["AC3014"]


@pytest.mark.parametrize("name", sorted(SIZES))
def test_usual_workers_may_come(centres: dict[str, Register], name: str) -> None:
    register = centres[name]
    kept = [client for client in register.clients if client.usual_worker]
    assert len(kept) > 0.75 * len(register.clients)
    for client in kept:
        worker = register.worker(client.usual_worker or "")
        assert client.worker_gender in (None, worker.gender), client.id
        assert client.worker_language is None or client.worker_language in worker.languages, client.id


@pytest.mark.parametrize("name", sorted(SIZES))
def test_a_directory_of_services_with_places_held_waited_for_and_refused(
    centres: dict[str, Register], name: str
) -> None:
    register = centres[name]
    assert 15 <= len(register.services) <= 40
    waiting = [request for request in register.service_requests if request.waiting]
    refused = [request for request in register.service_requests if request.status is RequestStatus.REVOKED]
    assert len(waiting) >= 8
    assert len({request.reason for request in refused}) >= 3
    assert len([placement for placement in register.placements if placement.until is None]) > len(waiting)
    full = [
        capacity
        for capacity in register.capacities
        if capacity.total
        == capacity.taken
        + sum(placement.units for placement in register.placements_in.get(capacity.service, ()) if not placement.until)
    ]
    assert len(full) >= 4


@pytest.mark.parametrize("name", sorted(SIZES))
def test_what_assessments_found_is_among_the_needs(centres: dict[str, Register], name: str) -> None:
    register = centres[name]
    for assessment in register.assessments:
        found = {need.domain for need in needs_from(assessment)}
        assert found <= {need.domain for need in register.needs_of[assessment.client]}, assessment.id
