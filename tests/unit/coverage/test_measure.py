"""All measures on a district that can be reckoned by hand, and on random ones against the slow, obvious way."""

import datetime as dt
import math
import statistics

import pytest

from agecare import Address, Capacity, NeedDomain, PopulationGroup, Register, ServiceType, Severity, VisitRequest
from agecare.coverage import (
    AreaAccess,
    Catchment,
    Coverage,
    DomainStanding,
    GroupStanding,
    SectorCaseload,
    SectorStanding,
    Standing,
    gini,
    measure,
    theil,
)
from agecare.coverage.people import people_on
from agecare.coverage.supply import distances_km, open_to, supplies_on, units_each
from agecare.model.distance import km_between
from agecare.model.organizations import Sector
from covered_worlds import DAY, KM, district, random_district


@pytest.fixture(scope="module")
def measured() -> Coverage:
    return measure(district(), DAY)


def row(rows: tuple, **wanted: object) -> object:
    """The one row with these values."""
    (found,) = [each for each in rows if all(getattr(each, name) == value for name, value in wanted.items())]
    return found


def test_need_by_area_is_estimated_known_and_served(measured: Coverage) -> None:
    rows = [(each.area, each.depth, each.estimated, each.elders, each.people) for each in measured.areas]
    assert rows == [
        ("A-0", 0, 50, 3, Standing(4, 2, 1)),
        ("A-E", 1, 20, 2, Standing(2, 1, 1)),
        ("A-W", 1, 30, 1, Standing(2, 1, 0)),
    ]
    assert measured.whole.estimated == 50
    assert measured.people == Standing(4, 2, 1)
    assert measured.people.share == 0.5
    assert measured.areas[1].found == 0.1
    assert measured.unplaced == 0


def test_an_area_that_is_no_more_is_not_estimated_and_an_own_estimate_counts_before_that_of_the_parts() -> None:
    register = district()
    before = measure(register, dt.date(2025, 6, 1))
    assert before.whole.estimated == 57
    areas = [each.model_copy(update={"elders": 99}) if each.id == "A-0" else each for each in register.areas]
    assert measure(register.replace(areas=areas), DAY).whole.estimated == 99


def test_need_by_group_domain_and_sector(measured: Coverage) -> None:
    assert measured.groups == (
        GroupStanding(PopulationGroup.ELDER_ALONE, Standing(1, 1, 1)),
        GroupStanding(PopulationGroup.ELDER, Standing(2, 0, 0)),
        GroupStanding(PopulationGroup.DISABILITY, Standing(1, 1, 0)),
    )
    assert measured.domains == (
        DomainStanding(NeedDomain.NUTRITION, 2, 0, 1, 1),
        DomainStanding(NeedDomain.COMPANY, 4, 1, 1, 1),
    )
    assert measured.sectors == (SectorStanding(Sector.WELFARE, 1, 1), SectorStanding(None, 1, 1))


def test_access_by_type_is_reckoned_from_places_that_known_people_can_have(measured: Coverage) -> None:
    day = row(measured.types, type=ServiceType.DAY_CARE)
    # two places are left for the two people in the catchment of 10 km; the two in the west have none
    assert (day.services, day.places, day.free) == (1, 2, 1)
    assert (day.needing, day.without, day.severe, day.waiting, day.beyond) == (4, 3, 1, 1, 2)
    assert day.access == 0.5
    assert day.gini == 0.5
    assert day.between == pytest.approx(math.log(2))
    assert day.within == 0
    assert day.median_km == pytest.approx(1, abs=1e-4)
    assert day.far_km == pytest.approx(41, abs=1e-3)


def test_what_comes_home_is_nowhere_far(measured: Coverage) -> None:
    meals = row(measured.types, type=ServiceType.MEALS)
    assert (meals.median_km, meals.far_km, meals.beyond) == (0, 0, 0)
    assert (meals.needing, meals.without, meals.free, meals.access) == (2, 1, 0, 0.5)


def test_a_type_that_is_not_given_is_not_listed_but_its_need_is(measured: Coverage) -> None:
    register = district()
    assert ServiceType.LEGAL_HELP not in {each.type for each in measured.types}
    found = measure(register, dt.date(2026, 2, 1))
    assert row(found.domains, domain=NeedDomain.LEGAL) == DomainStanding(NeedDomain.LEGAL, 1, 0, 0, 0)


def test_access_by_area(measured: Coverage) -> None:
    east, west = (row(measured.by_area, area=area, type=ServiceType.DAY_CARE) for area in ("A-E", "A-W"))
    assert east == AreaAccess("A-E", ServiceType.DAY_CARE, 2, 1, 1.0, pytest.approx(0.5, abs=1e-4))
    assert west == AreaAccess("A-W", ServiceType.DAY_CARE, 2, 2, 0.0, pytest.approx(40.5, abs=1e-3))


def test_one_more_place_helps_most_where_many_with_severe_needs_have_none(measured: Coverage) -> None:
    # in the west: moderate (2) and severe (3), both near; in the east a place is free for the one who is without
    (site,) = (site for site in measured.sites if site.type is ServiceType.DAY_CARE)
    assert (site.area, site.service, site.people, site.severe, site.gain) == ("A-W", None, 2, 1, 5)
    assert site.nearest_km == pytest.approx(40.5, abs=1e-3)
    assert site.latitude == pytest.approx(49 + 40.5 * KM)
    gains = [site.gain for site in measured.sites]
    assert len(gains) > 1
    assert gains == sorted(gains, reverse=True)


def test_where_places_are_free_one_more_helps_nobody() -> None:
    register = district()
    found = measure(register.replace(capacities=[Capacity(service="S-MEAL", total=9)]), DAY)
    assert [site for site in found.sites if site.type is ServiceType.MEALS] == []
    full = measure(register, DAY)
    (site, *_) = [site for site in full.sites if site.type is ServiceType.MEALS]
    assert (site.service, site.people, site.gain) == ("S-MEAL", 1, 2)


def test_a_new_place_is_worth_the_less_the_more_are_free() -> None:
    register = district()
    worths = []
    for total in (1, 2, 3, 4):
        capacities = [Capacity(service="S-DAY", total=total), Capacity(service="S-MEAL", total=1)]
        east = [each for each in measure(register.replace(capacities=capacities), DAY).sites if each.service == "S-DAY"]
        worths.append(east[0].gain if east else 0)
    assert worths == [1, 0, 0, 0]


def test_visits_of_a_care_plan_that_is_not_in_force_count_for_nobody() -> None:
    def visits(**plan: object) -> float:
        register = district()
        client = next(client for client in register.clients if client.usual_worker)
        asked = VisitRequest(
            id="V-1",
            client=client.id,
            care_plan="CP-1",
            visits_per_week=3,
            windows=[{"start": "8:00", "end": "12:00"}],
            roles=[{"minutes": 30}],
        )
        care_plan = {"id": "CP-1", "client": client.id, **plan}
        world = register.replace(care_plans=[care_plan], visit_requests=[asked])
        return sum(row.visits_per_week for row in measure(world, DAY).caseloads)

    assert visits() == 3
    assert visits(status="draft") == visits(status="on-hold") == visits(valid_to=DAY - dt.timedelta(days=1)) == 0


def test_caseloads_of_workers_and_sectors(measured: Coverage) -> None:
    first, second = measured.caseloads
    assert (first.worker, first.sector, first.clients, first.high_risk) == ("W-1", Sector.HEALTH, 2, 1)
    assert (second.worker, second.sector, second.clients) == ("W-2", Sector.WELFARE, 0)
    assert measured.sector_caseloads == (
        SectorCaseload(Sector.HEALTH, 1, 2, 2),
        SectorCaseload(Sector.WELFARE, 1, 0, 0),
    )
    assert measured.sector_caseloads[0].mean == 2


def test_people_live_where_they_live_in_that_season() -> None:
    register = district()
    winter = Address(
        client="E-3",
        latitude=49.0,
        longitude=105.0,
        area="A-E",
        yearly=True,
        valid_from="2025-11-01",
        valid_to="2026-03-31",
    )
    summer = Address(
        client="E-3", latitude=49.36, longitude=105.0, yearly=True, valid_from="2026-04-01", valid_to="2026-10-31"
    )
    moved = register.replace(addresses=[*(each for each in register.addresses if each.client != "E-3"), winter, summer])
    cold, warm = measure(moved, dt.date(2026, 2, 2)), measure(moved, DAY)
    assert [area.people.known for area in cold.areas] == [4, 3, 1]
    assert [area.people.known for area in warm.areas] == [4, 2, 2]
    assert row(cold.types, type=ServiceType.DAY_CARE).beyond == 1
    assert row(warm.types, type=ServiceType.DAY_CARE).beyond == 2


def test_who_has_no_address_on_the_day_counts_but_in_no_distance() -> None:
    register = district()
    found = measure(register.replace(addresses=[each for each in register.addresses if each.client != "E-4"]), DAY)
    assert found.unplaced == 1
    day = row(found.types, type=ServiceType.DAY_CARE)
    assert (day.needing, day.without, day.beyond) == (4, 3, 1)
    assert day.access == pytest.approx(2 / 3)


def test_a_centre_without_people_or_services_has_empty_tables() -> None:
    register = Register(centre=district().centre.model_copy(update={"area": None}))
    found = measure(register, DAY)
    assert (found.people, found.whole.estimated, found.areas, found.types, found.sites) == (
        Standing(0, 0, 0),
        None,
        (),
        (),
        (),
    )
    assert found.people.share is None


@pytest.mark.parametrize(
    ("unit", "visits", "held", "expected"),
    [
        ("visits-a-week", 3, [2, 2], 3),
        ("visits-a-week", None, [2, 4], 3),
        ("slots-a-week", None, [2, 3], 2.5),
        ("places", None, [], 1),
    ],
)
def test_units_that_one_client_takes(unit: str, visits: int | None, held: list[int], expected: float) -> None:
    service = district().services[1].model_copy(update={"visits_per_week": visits})
    assert units_each(service, Capacity(service="S-MEAL", unit=unit, total=9), held) == expected


def test_rules_about_area_group_and_distance_are_heeded() -> None:
    register = random_district(1)
    people, supplies = people_on(register, DAY), supplies_on(register, DAY)
    allowed, km = open_to(register, people, supplies), distances_km(people, supplies)
    ids = [supply.service.id for supply in supplies]
    for index, person in enumerate(people):
        assert allowed[index, ids.index("S-0")] == (person.area in ("A-1", "A-1a", "A-1b", "A-1c", "A-2"))
        assert allowed[index, ids.index("S-1")] == (person.group in ("elder", "elder-alone"))
        assert allowed[index, ids.index("S-2")] == (km[index, ids.index("S-2")] <= 8)
        assert allowed[index, ids.index("S-3")]


@pytest.mark.parametrize("seed", range(4))
def test_a_random_district_the_slow_way(seed: int) -> None:
    register, catchment = random_district(seed), Catchment(12, "fast")
    found = measure(register, DAY, catchment)
    people, supplies = people_on(register, DAY), supplies_on(register, DAY)
    allowed = open_to(register, people, supplies)
    answered = {
        (placement.client, domain)
        for placement in register.placements
        for domain in register.service(placement.service).domains
    }
    needs = {(need.client, need.domain) for need in register.needs}
    severe = {(need.client, need.domain) for need in register.needs if need.severity is Severity.SEVERE}
    assert found.people.known == len({client for client, _ in needs})
    assert found.people.served == len({client for client, _ in needs & answered})
    assert found.people.fully == found.people.known - len({client for client, _ in needs - answered})
    for group in found.groups:
        assert group.people.known == sum(
            client.group is group.group and any(who == client.id for who, _ in needs) for client in register.clients
        )
    assert sum(area.people.known for area in found.areas if area.depth == 0) == found.people.known
    for type_ in found.types:
        own = [column for column, supply in enumerate(supplies) if supply.service.type is type_.type]
        domains = {domain for column in own for domain in supplies[column].service.domains}
        wanting = [n for n, person in enumerate(people) if any((person.id, domain) in needs for domain in domains)]
        missing = {client for client, domain in needs - answered if domain in domains}
        assert type_.needing == len(wanting)
        assert type_.without == len(missing)
        assert type_.severe == len({client for client, domain in severe - answered if domain in domains})

        def weight(person: int, column: int) -> float:
            supply = supplies[column]
            km = [
                float(km_between(people[person].latitude, people[person].longitude, at.latitude, at.longitude))
                for at in supply.locations
            ]
            near = people[person].is_placed and allowed[person, column]
            return float(catchment.weights(min(km, default=0.0))) if near else 0.0

        access = {}
        for person in wanting:
            access[person] = 0.0
            for column in own:
                asked = sum(weight(other, column) for other in wanting)
                ratio = (
                    1.0 if math.isinf(supplies[column].places) else supplies[column].places / asked if asked else 0.0
                )
                access[person] += weight(person, column) * ratio
        values = [access[person] for person in wanting if people[person].is_placed]
        assert type_.access == pytest.approx(statistics.fmean(values))
        assert type_.gini == pytest.approx(gini(values), abs=1e-9)
        parts = theil(values, [people[person].area for person in wanting if people[person].is_placed])
        assert (type_.between, type_.within) == pytest.approx((parts.between, parts.within), abs=1e-9)
        assert type_.beyond == sum(
            all(weight(person, column) == 0 for column in own) for person in wanting if people[person].is_placed
        )
        cells = [cell for cell in found.by_area if cell.type is type_.type]
        assert sum(cell.needing for cell in cells) == type_.needing
        assert sum(cell.without for cell in cells) == type_.without


def test_the_same_district_gives_the_same_figures() -> None:
    assert measure(random_district(2), DAY) == measure(random_district(2), DAY)
