"""Published solutions become plans and back; their values are worked out by hand.

``mankowska-solution.json``: c1 goes d 10.5 p1, waits for 30, 12.375 p2 at 52.375, 15.5 p3, home 5.125; c2 goes
d 20.25 p2 and waits for c1, 15.5 p3 at 82.875, home 5.125; c3 goes d 8 p4 at 10, home 8. At p3 the second must come 10
after the first: 92.875. Travelled 43.5 + 40.875 + 16 = 100.375. Both services at p2 are 2.375 late: 4.75, the largest
2.375.

``uhhc-solution.json``, prices 2, 3, 5, 7, 11, 13, 17, 190, 23:

- c1 leaves d0 at 85 for p1 at 95 (not preferred), lunch at p2 140, p2 at 165 (waited 5), p3 at 207 (waited 10: 5 after
  c2), p4 at 230, back 249: idle 25 + 15 + 51 = 91. Way 10 + 15 + 12 + 8 + 9 = 54.
- c2 leaves d1 at 110, lunch at p2 130, the wait of 15 after it counts as idle only, p2 at 165, p3 at 202, p4 at 225,
  back 242, which is 42 late: idle 50 + 15 = 65. Way 20 + 12 + 8 + 7 = 47.
- c3 stays at home: idle 120, the largest, and her lunch is missed; c4 has no lunch to miss and is idle for 10.
- p2 ends 5 and 10 after 180: 15 late, the largest 10. p5 is left out.
"""

import json
from pathlib import Path

import attrs
import numpy as np
import pytest

from agecare.errors import FormatError
from agecare.io.benchmarks import Instance, read_solution, retimed, write_solution
from agecare.locale import LANGUAGES
from agecare.model.faults import describe
from agecare.visits.schedule import Schedule
from published import OWN, Data, changed, data_of, every_plan, own, put


def given(name: str) -> tuple[Instance, Schedule]:
    instance = own(name)
    return instance, read_solution(OWN / f"{name}-solution.json", instance)


def stop(data: Data, route: int, number: int) -> Data:
    found: Data = data["routes"][route]["locations"][number]
    return found


def same_plan(one: Schedule, other: Schedule) -> bool:
    names = ("visit_day", "task_route", "task_start", "break_start", "break_place")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def edited(tmp_path: Path, name: str, instance: Instance, change: object) -> Schedule:
    assert callable(change)
    return read_solution(put(tmp_path, f"{name}-solution", change), instance)


# --- values -----------------------------------------------------------------------------------------------------


def test_a_classic_solution_costs_what_one_finds_by_hand() -> None:
    instance, schedule = given("mankowska")
    assert instance.faults(schedule) == []
    assert instance.value(schedule) == pytest.approx((100.375 + 4.75 + 2.375) / 3, abs=1e-12)
    assert instance.components(schedule) == pytest.approx(
        {"travel_time": 100.375 / 3, "total_tardiness": 4.75 / 3, "highest_tardiness": 2.375 / 3}
    )


def test_a_unified_solution_costs_what_one_finds_by_hand() -> None:
    instance, schedule = given("uhhc")
    assert instance.faults(schedule) == []
    assert instance.components(schedule) == {
        "travel_time": 2 * 101,
        "total_tardiness": 3 * 15,
        "highest_tardiness": 5 * 10,
        "total_waiting_time": 7 * 15,
        "total_extra_time": 11 * 42,
        "max_idle_time": 13 * 120,
        "caregiver_preferences": 17,
        "optional_patients": 190,
        "missed_lunch_break": 23,
    }
    assert instance.value(schedule) == 2654


def test_the_claims_of_a_file_are_its_own(tmp_path: Path) -> None:
    """What the file says of its cost agrees here, and is not believed."""
    instance, schedule = given("uhhc")
    claimed = data_of("uhhc-solution")["cost_components"]
    names = {"preferences": "caregiver_preferences", "unscheduled": "optional_patients"}
    assert {names.get(name, name): value for name, value in claimed.items()} == instance.components(schedule)
    lied = edited(tmp_path, "uhhc", instance, lambda it: it["cost"].update(objective=1))
    assert instance.value(lied) == 2654


def test_starting_between_two_windows_is_late_against_the_earlier_one(tmp_path: Path) -> None:
    """p1 has 90-130 and 180-220: ending at 170 is 40 late, ending at 225 is 5 late, ending at 210 is not."""
    instance, late = own("uhhc"), []
    for start in (140, 195, 180, 100):

        def moved(data: Data, start: int = start) -> None:
            data["routes"] = [data["routes"][0]]
            data["routes"][0]["locations"] = [stop(data, 0, 1)]
            stop(data, 0, 0).update(arrival_time=start, departure_time=start + 30)

        schedule = edited(tmp_path, "uhhc", instance, moved)
        late.append(instance.components(schedule)["highest_tardiness"] // 5)
    assert late == [40, 5, 0, 0]


def test_each_service_of_an_independent_pair_is_priced_for_itself(tmp_path: Path) -> None:
    """p4's two services need not meet, but both must be done, by two."""
    instance = own("uhhc")

    def late(data: Data) -> None:
        stop(data, 1, 2).update(arrival_time=300, departure_time=310)

    apart = edited(tmp_path, "uhhc", instance, late)
    assert instance.faults(apart) == []
    assert instance.components(apart)["total_tardiness"] == 3 * (15 + 10)
    one = edited(tmp_path, "uhhc", instance, lambda it: it["routes"][1]["locations"].pop(2))
    assert [(fault.rule, fault.visit) for fault in instance.faults(one)] == [("complete", "p4")]


@pytest.mark.parametrize(("name", "start", "broken"), [("total_tardiness", 165, True), ("total_tardiness", 155, False)])
def test_hard_tardiness_forbids_what_it_priced(tmp_path: Path, name: str, start: int, broken: bool) -> None:
    """Two at p2 until 180: starting at 155, the longer of the two ends in time."""
    instance = changed(tmp_path, "uhhc", lambda it: it["metadata"]["cost_components"].update({name: "HARD"}))

    def only_p2(data: Data) -> None:
        data["routes"] = data["routes"][:2]
        for route in range(2):
            data["routes"][route]["locations"] = [stop(data, route, 0)]
            minutes = (20, 25)[route]
            stop(data, route, 0).update(arrival_time=start, departure_time=start + minutes)

    schedule = edited(tmp_path, "uhhc", instance, only_p2)
    assert [fault.rule for fault in instance.faults(schedule) if fault.rule == "window"] == [
        "window",
        "window",
    ] * broken


def test_hard_extra_time_forbids_a_late_return(tmp_path: Path) -> None:
    instance = changed(tmp_path, "uhhc", lambda it: it["metadata"]["cost_components"].update(total_extra_time="HARD"))
    schedule = read_solution(OWN / "uhhc-solution.json", instance)
    assert [(fault.rule, fault.worker) for fault in instance.faults(schedule)] == [("shift-end", "c2")]


def test_a_pair_out_of_step_is_a_fault(tmp_path: Path) -> None:
    """The publishers' own validator compares a start with itself here, and so never sees it."""
    instance = own("mankowska")
    apart = edited(
        tmp_path, "mankowska", instance, lambda it: stop(it, 0, 1).update(arrival_time=53, departure_time=68)
    )
    assert [fault.rule for fault in instance.faults(apart)] == ["together"]
    swapped = edited(
        tmp_path, "mankowska", instance, lambda it: stop(it, 0, 2).update(arrival_time=92.874, departure_time=97.874)
    )
    assert [fault.rule for fault in instance.faults(swapped)] == ["following"]


def test_a_lunch_that_is_missed_late_or_not_hers_counts(tmp_path: Path) -> None:
    instance = own("uhhc")
    without = edited(tmp_path, "uhhc", instance, lambda it: it["routes"][0]["locations"].pop(4))
    assert instance.faults(without) == []
    assert instance.components(without)["missed_lunch_break"] == 2 * 23
    assert instance.components(without)["total_waiting_time"] == 7 * (25 + 10)
    late = edited(tmp_path, "uhhc", instance, lambda it: stop(it, 1, 3).update(start_time=181, end_time=201))
    assert "break-time" in [fault.rule for fault in instance.faults(late)]

    def strangers(data: Data) -> None:
        data["routes"].append({"caregiver_id": "c4", "locations": [stop(data, 0, 4)]})

    assert [fault.rule for fault in instance.faults(edited(tmp_path, "uhhc", instance, strangers))] == ["break-time"]


# --- reading ----------------------------------------------------------------------------------------------------


def test_stops_may_come_in_any_order_and_under_other_names(tmp_path: Path) -> None:
    instance, schedule = given("uhhc")
    names = {
        "patient": "patient_id",
        "service": "service_id",
        "arrival_time": "start_service_time",
        "departure_time": "end_service_time",
    }

    def renamed(data: Data) -> None:
        for route in data["routes"]:
            route["locations"] = [
                {names.get(name, name): value for name, value in found.items()} for found in route["locations"][::-1]
            ]
        data["routes"].reverse()

    assert same_plan(edited(tmp_path, "uhhc", instance, renamed), schedule)


def test_an_unused_caregiver_needs_no_route_and_a_route_no_stops(tmp_path: Path) -> None:
    instance, schedule = given("uhhc")
    assert same_plan(edited(tmp_path, "uhhc", instance, lambda it: it["routes"].pop()), schedule)
    assert same_plan(edited(tmp_path, "uhhc", instance, lambda it: it["routes"][2].pop("locations")), schedule)
    ends = edited(tmp_path, "uhhc", instance, lambda it: stop(it, 0, 0).pop("departure_time"))
    assert same_plan(ends, schedule)


def test_a_lunch_is_where_the_named_patient_lives_or_at_the_own_depot(tmp_path: Path) -> None:
    """p5 is served by nobody, so a lunch there is one at the caregiver's own depot; so is one at a depot."""
    instance, schedule = given("uhhc")
    assert schedule.break_place.tolist() == [2, 2, -1, -1]
    for named in ("p5", "d0", "d1"):
        moved = edited(tmp_path, "uhhc", instance, lambda it, named=named: stop(it, 1, 3).update(patient=named))
        assert moved.break_place.tolist() == [2, 3, -1, -1]
    nowhere = edited(tmp_path, "uhhc", instance, lambda it: stop(it, 1, 3).pop("patient"))
    assert nowhere.break_place.tolist() == [2, 3, -1, -1]


FAULTS = {
    "no routes": (lambda it: it.pop("routes"), ("routes", "AC6004")),
    "no start": (lambda it: stop(it, 0, 1).pop("arrival_time"), ("routes[0].locations.1.start_service_time", "AC6004")),
    "unknown caregiver": (lambda it: it["routes"][1].update(caregiver_id="c8"), ("routes[1].caregiver_id", "AC6102")),
    "caregiver twice": (lambda it: it["routes"][1].update(caregiver_id="c1"), ("routes[0].caregiver_id", "AC6103")),
    "unknown patient": (lambda it: stop(it, 0, 1).update(patient="p77"), ("routes[0].locations.1.patient", "AC6102")),
    "no patient": (lambda it: stop(it, 0, 1).pop("patient"), ("routes[0].locations.1.patient", "AC6102")),
    "unwanted service": (lambda it: stop(it, 0, 1).update(service="s3"), ("routes[0].locations.1.service", "AC6113")),
    "service twice": (lambda it: stop(it, 0, 1).update(patient="p2"), ("routes[0].locations.1", "AC6103")),
    "stretched service": (lambda it: stop(it, 0, 1).update(departure_time=126), ("routes[0].locations.1", "AC6114")),
    "far future": (
        lambda it: stop(it, 0, 1).update(arrival_time=3e8, departure_time=3e8 + 30),
        ("routes[0].locations.1", "AC6106"),
    ),
    "endless": (
        lambda it: stop(it, 0, 1).update(arrival_time=float("inf")),
        ("routes[0].locations.1.arrival_time", "AC6006"),
    ),
    "stretched lunch": (lambda it: stop(it, 0, 4).update(end_time=165), ("routes[0].locations.4", "AC6114")),
    "two lunches": (
        lambda it: it["routes"][0]["locations"].append(stop(it, 0, 4)),
        ("routes[0].locations.5", "AC6103"),
    ),
    "lunch at a stranger's": (
        lambda it: stop(it, 0, 4).update(patient="p9"),
        ("routes[0].locations.4.patient", "AC6102"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_no_plan_can_express_is_a_fault_with_its_place(tmp_path: Path, name: str) -> None:
    change, expected = FAULTS[name]
    with pytest.raises(FormatError) as caught:
        edited(tmp_path, "uhhc", own("uhhc"), change)
    assert expected in [(str(fault.place), fault.code) for fault in caught.value.faults]
    assert all(describe(fault, language) for fault in caught.value.faults for language in LANGUAGES)


# --- times ------------------------------------------------------------------------------------------------------


def test_rounded_times_are_impossible_as_they_stand_and_right_when_computed_again(tmp_path: Path) -> None:
    """With two decimals c1 would be at p2 and p3 0.005 early."""
    instance, exact = given("mankowska")

    def rounded(data: Data) -> None:
        for route in data["routes"]:
            for found in route["locations"]:
                found["arrival_time"] = int(found["arrival_time"] * 100) / 100
                found["departure_time"] = int(found["departure_time"] * 100) / 100

    schedule = edited(tmp_path, "mankowska", instance, rounded)
    assert {fault.rule for fault in instance.faults(schedule)} == {"travel"}
    assert same_plan(retimed(instance, schedule), exact)


def test_times_are_the_smallest_of_all_that_keep_the_orders() -> None:
    """No service can start a unit earlier on its own, and later times shrink back to these."""
    instance, schedule = given("mankowska")
    later = attrs.evolve(schedule, task_start=schedule.task_start * 2 + 5_000)
    assert same_plan(retimed(instance, later), schedule)
    for task in range(len(schedule.task_start)):
        starts = schedule.task_start.copy()
        starts[task] -= 1
        assert instance.faults(attrs.evolve(schedule, task_start=starts)), task


def test_a_partner_who_must_not_come_too_late_pulls_the_first_one_back(tmp_path: Path) -> None:
    """p1's second service starts 4 to 6 after the first; c2 is held up at p2 until 60, so c1 waits until 57."""
    instance = changed(tmp_path, "kummer", lambda it: it["patients"][1].update(time_window=[49, 60]))
    path = tmp_path / "solution.json"
    stops = [("c1", "p1", "s1", 20), ("c2", "p2", "s2", 49), ("c2", "p1", "s2", 60), ("c2", "p3", "s1", 80)]
    routes = [
        {
            "caregiver_id": caregiver,
            "locations": [
                {"patient": patient, "service": service, "arrival_time": start}
                for by, patient, service, start in stops
                if by == caregiver
            ],
        }
        for caregiver in ("c1", "c2")
    ]
    path.write_text(json.dumps({"routes": routes}), encoding="utf-8")
    schedule = read_solution(path, instance)
    assert [fault.rule for fault in instance.faults(schedule)] == ["following"]
    again = retimed(instance, schedule)
    assert instance.faults(again) == []
    # p2 49-57, way 3, p1 at 60; the first at 60 - 6; then p1 69, way 4, p3 at 73
    assert again.task_start.tolist() == [54, 60, 49, 73]


def test_orders_that_wait_for_each_other_have_no_times(tmp_path: Path) -> None:
    instance, schedule = given("mankowska")
    # c2 goes to p3 first and c1 comes there last, but the second of p3 may start at most 30 after the first
    starts = schedule.task_start.copy()
    starts[3], starts[2] = 10_000, 60_000
    with pytest.raises(ValueError, match="circle"):
        retimed(instance, attrs.evolve(schedule, task_start=starts))


def test_a_unified_plan_is_not_timed_again() -> None:
    with pytest.raises(ValueError, match="unified"):
        retimed(*given("uhhc"))


def test_every_sensible_plan_is_cheaper_than_one_required_patient_left_out() -> None:
    for name in ("mankowska", "kummer"):
        instance = own(name)
        values = [instance.value(schedule) for schedule in every_plan(instance)]
        assert len(values) >= 10
        assert max(values) < int(instance.problem.visit_penalty.min()) / instance.divisor
        assert int(instance.problem.visit_penalty.sum()) < 1 << 60


def test_the_hand_made_plan_is_among_all_plans() -> None:
    instance, schedule = given("mankowska")
    plans = list(every_plan(instance))
    assert all(instance.faults(plan) == [] for plan in plans)
    assert any(same_plan(plan, schedule) for plan in plans)


# --- writing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mankowska", "uhhc"])
def test_what_is_written_is_read_as_the_same_plan(tmp_path: Path, name: str) -> None:
    instance, schedule = given(name)
    write_solution(instance, schedule, tmp_path / "plan.json")
    assert same_plan(read_solution(tmp_path / "plan.json", instance), schedule)


def test_a_written_solution_has_the_published_names_and_the_stops_by_time(tmp_path: Path) -> None:
    instance, schedule = given("uhhc")
    write_solution(instance, schedule, tmp_path / "plan.json")
    written = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert list(written) == ["routes"]
    assert [route["caregiver_id"] for route in written["routes"]] == ["c1", "c2", "c3", "c4"]
    assert [len(route["locations"]) for route in written["routes"]] == [5, 4, 0, 0]
    assert written["routes"][1]["locations"][:2] == [
        {"patient": "p2", "service": "lunch_break", "start_time": 130, "end_time": 150},
        {"patient": "p2", "service": "s3", "arrival_time": 165, "departure_time": 190},
    ]


def test_thousandths_are_written_as_the_published_fractions(tmp_path: Path) -> None:
    instance, schedule = given("mankowska")
    write_solution(instance, schedule, tmp_path / "plan.json")
    stops = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["routes"][0]["locations"]
    assert [found["arrival_time"] for found in stops] == [30.0, 52.375, 92.875]


def test_a_lunch_at_the_depot_is_named_by_the_depot(tmp_path: Path) -> None:
    instance, schedule = given("uhhc")
    place = schedule.break_place.copy()
    place[1] = 3
    at_home = attrs.evolve(schedule, break_place=place)
    write_solution(instance, at_home, tmp_path / "plan.json")
    assert same_plan(read_solution(tmp_path / "plan.json", instance), at_home)


@pytest.mark.parametrize("place", [6, 0])
def test_a_lunch_where_nobody_is_served_cannot_be_written(tmp_path: Path, place: int) -> None:
    """Not at p5, whom nobody serves, nor at another depot than one's own."""
    instance, schedule = given("uhhc")
    places = schedule.break_place.copy()
    places[1] = place
    with pytest.raises(ValueError, match="lunch of c2"):
        write_solution(instance, attrs.evolve(schedule, break_place=places), tmp_path / "plan.json")
    assert list(tmp_path.iterdir()) == []
