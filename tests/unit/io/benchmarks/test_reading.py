"""Published instances become visit problems, field by field; what does not fit is named with its place."""

import json
from collections.abc import Callable
from pathlib import Path

import attrs
import numpy as np
import pytest

from agecare.errors import FormatError
from agecare.io.benchmarks import Instance, read_instance
from agecare.locale import LANGUAGES
from agecare.model.faults import describe
from agecare.visits.checks import RULES, cost, violations
from agecare.visits.problem import VisitProblem
from agecare.visits.schedule import Schedule
from published import Data, changed, data_of, own, put

FOREVER = 1 << 28


def rows(problem: VisitProblem, *names: str) -> list[list[object]]:
    return [getattr(problem, name).tolist() for name in names]


def priced(instance: Instance) -> dict[str, int]:
    return {name: weight for name, weight in instance.problem.weights if weight}


def prices(data: Data) -> Data:
    found: Data = data["metadata"]["cost_components"]
    return found


def same_problem(one: VisitProblem, other: VisitProblem) -> bool:
    for field in attrs.fields(VisitProblem):
        first, second = getattr(one, field.name), getattr(other, field.name)
        if field.name == "places":
            if first.ids != second.ids:
                return False
        elif not np.array_equal(first, second):
            return False
    return True


# --- the classic form -------------------------------------------------------------------------------------------


def test_a_classic_instance_is_one_day_of_patients_in_thousandths() -> None:
    found = own("mankowska")
    problem = found.problem
    assert (found.name, found.family, found.scale, found.divisor) == ("mankowska", "mankowska", 1000, 3000)
    assert problem.days == 1
    assert problem.horizon.start.isoweekday() == 1
    assert problem.visit_ids == problem.request_ids == problem.client_ids == ("p1", "p2", "p3", "p4")
    assert problem.worker_ids == ("c1", "c2", "c3")
    assert problem.places.ids == ("d", "p1", "p2", "p3", "p4")
    assert found.task_services == ("s1", "s1", "s3", "s3", "s1", "s2")
    assert rows(problem, "task_first", "task_visit") == [[0, 1, 3, 5, 6], [0, 1, 1, 2, 2, 3]]
    assert problem.task_minutes.tolist() == [10_000, 15_000, 15_000, 5_000, 5_000, 20_000]
    assert rows(problem, "window_first", "window_start") == [[0, 1, 2, 3, 4], [30_000, 40_000, 0, 10_000]]
    assert problem.window_end.tolist() == [60_000, 50_000, 120_000, 20_000]
    assert rows(problem, "visit_coupling", "visit_lag_min", "visit_lag_max") == [
        [0, 1, 2, 0],
        [0, 0, 10_000, 0],
        [0, 0, 30_000, 0],
    ]
    assert problem.visit_place.tolist() == [[1], [2], [3], [4]]
    assert problem.travel.shape == (1, 5, 5)
    assert problem.travel[0, 0].tolist() == [0, 10_500, 20_250, 5_125, 8_000]
    assert problem.visit_days.all()
    assert problem.visit_mandatory.all()
    assert problem.visit_soft_end.all()
    assert problem.window_at_start
    assert problem.break_on_route


def test_a_classic_caregiver_is_always_there_and_has_her_abilities_as_skills() -> None:
    problem = own("mankowska").problem
    assert problem.skill_ids == ("s1", "s2", "s3")
    assert problem.worker_skill.tolist() == [[1, 1, 0], [0, 0, 1], [0, 1, 1]]
    assert problem.task_skill.tolist() == [[1, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1], [1, 0, 0], [0, 1, 0]]
    s1, s3, s2 = [True, False, False], [False, True, True], [True, False, True]
    assert problem.eligible.tolist() == [s1, s1, s3, s3, s1, s2]
    assert rows(problem, "route_worker", "route_day") == [[0, 1, 2], [0, 0, 0]]
    assert rows(problem, "route_start", "route_end", "route_latest") == [[0] * 3, [FOREVER] * 3, [FOREVER] * 3]
    assert rows(problem, "route_start_place", "route_end_place") == [[0] * 3, [0] * 3]
    assert not problem.route_break_minutes.any()


def test_a_classic_plan_pays_for_travel_and_for_total_and_largest_lateness() -> None:
    found = own("mankowska")
    assert priced(found) == {"travel": 1, "lateness": 1, "largest_lateness": 1}
    assert found.priced == ("travel_time", "total_tardiness", "highest_tardiness")


def test_whole_numbers_stay_as_they_are_and_directions_differ() -> None:
    found = own("kummer")
    assert (found.family, found.scale, found.divisor) == ("kummer", 1, 3)
    assert found.problem.travel[0].tolist() == [[0, 9, 6, 12], [11, 0, 5, 4], [7, 3, 0, 8], [10, 6, 7, 0]]
    assert found.problem.task_minutes.tolist() == [12, 9, 8, 11]
    assert (found.problem.visit_lag_min[0], found.problem.visit_lag_max[0]) == (4, 6)


def test_italian_files_have_a_name(tmp_path: Path) -> None:
    assert changed(tmp_path, "kummer", lambda data: data.update(name="bz", area="Bolzano")).family == "italian"


@pytest.mark.parametrize("noise", [32.999999999999986, 33.0000005, 33])
def test_float_noise_is_no_fraction(tmp_path: Path, noise: float) -> None:
    """A window from 32.999999999999986 begins at 33, and the instance stays one of whole numbers."""

    def noisy(data: Data) -> None:
        data["patients"][1]["time_window"] = [noise, 50]

    found = changed(tmp_path, "kummer", noisy)
    assert found.scale == 1
    assert found.problem.window_start[1] == 33


@pytest.mark.parametrize(("bound", "units"), [(33.001, 33_001), (32.9999, 33_000), (32.9996, 33_000), (0.0004, 0)])
def test_a_fraction_makes_thousandths_of_everything(tmp_path: Path, bound: float, units: int) -> None:
    def fractional(data: Data) -> None:
        data["patients"][1]["time_window"] = [bound, 50]

    found = changed(tmp_path, "kummer", fractional)
    assert (found.scale, found.divisor) == (1000, 3000)
    assert found.problem.window_start[1] == units
    assert found.problem.travel[0, 0].tolist() == [0, 9_000, 6_000, 12_000]


# --- the unified form -------------------------------------------------------------------------------------------


def test_a_unified_instance_has_its_rows_windows_and_pairs() -> None:
    found = own("uhhc")
    problem = found.problem
    assert (found.name, found.family, found.scale, found.divisor) == ("uhhc", "uhhc", 1, 1)
    assert problem.places.ids == ("d0", "p1", "p2", "d1", "p3", "p4", "p5")
    assert problem.visit_place[:, 0].tolist() == [1, 2, 4, 5, 6]
    assert problem.windows_of(0, 0) == [(90, 130), (180, 220)]
    assert problem.windows_of(4, 0) == [(100, 300)]
    assert problem.visit_coupling.tolist() == [0, 1, 2, 3, 0]
    assert (problem.visit_lag_min[2], problem.visit_lag_max[2]) == (5, 40)
    assert found.task_services == ("s1", "s1", "s3", "s3", "s1", "s2", "s3", "s1")
    assert problem.task_minutes.tolist() == [30, 20, 25, 15, 15, 10, 10, 10]
    assert not problem.window_at_start
    assert problem.break_on_route
    assert problem.visit_soft_end.all()


def test_a_unified_caregiver_has_depots_a_shift_and_a_lunch() -> None:
    """A lunch of 20 must end by 200, so it starts by 180. Who has no arrival point returns to the departing one."""
    problem = own("uhhc").problem
    assert rows(problem, "route_start", "route_end") == [[60, 60, 100, 100], [300, 200, 220, 110]]
    assert problem.route_latest.tolist() == [FOREVER] * 4
    assert rows(problem, "route_start_place", "route_end_place") == [[0, 3, 0, 0], [0, 3, 0, 3]]
    assert problem.route_break_minutes.tolist() == [20, 20, 20, 0]
    assert rows(problem, "route_break_earliest", "route_break_latest") == [[120, 120, 120, 0], [180, 180, 180, 0]]


def test_a_lunch_judged_at_its_start_may_start_until_the_end(tmp_path: Path) -> None:
    def at_start(data: Data) -> None:
        data["metadata"]["time_window_met"] = "at_service_start"

    problem = changed(tmp_path, "uhhc", at_start).problem
    assert problem.window_at_start
    assert problem.route_break_latest.tolist() == [200, 200, 200, 0]


def test_the_start_of_service_is_judged_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    assert changed(tmp_path, "uhhc", lambda data: data["metadata"].pop("time_window_met")).problem.window_at_start


def test_unified_weights_become_the_weights_of_the_problem() -> None:
    found = own("uhhc")
    assert priced(found) == {
        "travel": 2,
        "lateness": 3,
        "largest_lateness": 5,
        "waiting": 7,
        "overtime": 11,
        "largest_idle": 13,
        "preferred_worker": 17,
        "missed_break": 23,
    }
    assert found.problem.visit_mandatory.tolist() == [True, True, True, False, False]
    assert found.problem.visit_penalty[3:].tolist() == [190, 190]
    assert not found.lunch_required


def test_who_is_preferred_and_who_is_refused() -> None:
    problem = own("uhhc").problem
    assert problem.client_prefers[0].tolist() == [False, False, True, False]
    assert problem.client_prefers[1:].all()
    assert problem.client_refuses[4].tolist() == [True, False, False, False]
    assert not problem.client_refuses[:4].any()
    assert not problem.eligible[7].any()
    assert problem.eligible[0].tolist() == [True, False, False, False]


def test_counted_components_are_priced_per_case_and_times_per_unit(tmp_path: Path) -> None:
    """In thousandths a preference costs a thousand times its weight, so that the value can be divided by 1000."""

    def fractional(data: Data) -> None:
        data["distances"][0][1] = 10.5

    found = changed(tmp_path, "uhhc", fractional)
    assert (found.scale, found.divisor) == (1000, 1000)
    assert priced(found)["travel"] == 2
    assert priced(found)["preferred_worker"] == 17_000
    assert priced(found)["missed_break"] == 23_000
    assert found.problem.visit_penalty[3] == 190_000


def test_fractional_weights_are_made_whole(tmp_path: Path) -> None:
    def halves(data: Data) -> None:
        prices(data).update(travel_time=0.5, total_tardiness=1.25)

    found = changed(tmp_path, "uhhc", halves)
    assert found.divisor == 4
    assert priced(found)["travel"] == 2
    assert priced(found)["lateness"] == 5
    assert priced(found)["preferred_worker"] == 68
    assert found.problem.visit_penalty[3] == 760


def test_older_names_of_the_fields_mean_the_same(tmp_path: Path) -> None:
    def older(data: Data) -> None:
        data["departing_points"] = data.pop("terminal_points")
        for patient in data["patients"]:
            patient["required_caregivers"] = patient.pop("required_services")
            windows = [[window["start"], window["end"]] for window in patient.pop("time_windows")]
            patient["time_window"] = windows[0] if len(windows) == 1 else windows
        for caregiver in data["caregivers"]:
            caregiver["starting_point_id"] = caregiver.pop("departing_point")
        data["patients"][2]["synchronization"]["distance"] = [5, 40]

    assert same_problem(changed(tmp_path, "uhhc", older).problem, own("uhhc").problem)


def test_a_converted_classic_instance_is_the_same_problem(tmp_path: Path) -> None:
    """The unified form of a classic instance: weights 1, 1, 1, so its value is three times the classic cost."""
    classic = data_of("kummer")
    patients = [
        {
            "id": patient["id"],
            "distance_matrix_index": index + 1,
            "required_services": patient["required_caregivers"],
            "time_windows": [dict(zip(("start", "end"), patient["time_window"], strict=True))],
            "synchronization": patient.get("synchronization"),
        }
        for index, patient in enumerate(classic["patients"])
    ]
    unified = {
        "metadata": {
            "origin": "kummer",
            "cost_components": {"travel_time": 1, "total_tardiness": 1, "highest_tardiness": 1},
        },
        "distances": classic["distances"],
        "terminal_points": [{"id": "d"}],
        "caregivers": classic["caregivers"],
        "patients": patients,
        "services": classic["services"],
    }
    path = tmp_path / "converted.json"
    path.write_text(json.dumps(unified), encoding="utf-8")
    found = read_instance(path)
    assert found.divisor == 1
    assert same_problem(found.problem, own("kummer").problem)


# --- hard components --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["total_tardiness", "highest_tardiness"])
def test_hard_tardiness_makes_hard_windows(tmp_path: Path, name: str) -> None:
    found = changed(tmp_path, "uhhc", lambda data: prices(data).update({name: "HARD"}))
    assert not found.problem.visit_soft_end.any()
    assert name not in found.priced


@pytest.mark.parametrize("name", ["total_extra_time", "working_time"])
def test_hard_extra_time_makes_the_shift_end_the_latest_return(tmp_path: Path, name: str) -> None:
    found = changed(tmp_path, "uhhc", lambda data: prices(data).update({name: "HARD"}))
    assert found.problem.route_latest.tolist() == found.problem.route_end.tolist() == [300, 200, 220, 110]


@pytest.mark.parametrize(
    "change", [lambda it: it.update(caregiver_preferences="HARD"), lambda it: it.pop("caregiver_preferences")]
)
def test_hard_or_unpriced_preferences_refuse_everybody_else(tmp_path: Path, change: Callable[[Data], object]) -> None:
    found = changed(tmp_path, "uhhc", lambda data: change(prices(data)))
    assert found.problem.client_refuses[0].tolist() == [True, True, False, True]
    assert not found.problem.client_refuses[1].any()
    assert not found.problem.eligible[0].any()
    assert found.problem.weights.preferred_worker == 0


@pytest.mark.parametrize(
    "change", [lambda it: it.update(optional_patients="HARD"), lambda it: it.pop("optional_patients")]
)
def test_hard_or_unpriced_optional_patients_are_required(tmp_path: Path, change: Callable[[Data], object]) -> None:
    found = changed(tmp_path, "uhhc", lambda data: change(prices(data)))
    assert found.problem.visit_mandatory.all()
    assert len(set(found.problem.visit_penalty.tolist())) == 1
    nobody = Schedule.empty(found.problem)
    left_out = [fault.visit for fault in found.faults(nobody) if fault.rule == "required-patient"]
    assert left_out == ["p1", "p2", "p3", "p4", "p5"]


@pytest.mark.parametrize(
    "change", [lambda it: it.update(missed_lunch_break="HARD"), lambda it: it.pop("missed_lunch_break")]
)
def test_hard_or_unpriced_lunches_are_required(tmp_path: Path, change: Callable[[Data], object]) -> None:
    """The problem prices them as high as it can; the instance names those who miss theirs."""
    found = changed(tmp_path, "uhhc", lambda data: change(prices(data)))
    assert found.lunch_required
    assert found.problem.weights.missed_break == 10_000_000
    nobody = Schedule.empty(found.problem)
    assert violations(found.problem, nobody) == []
    unfed = [fault.worker for fault in found.faults(nobody) if fault.rule == "required-lunch"]
    assert unfed == ["c1", "c2", "c3"]


def test_a_weight_of_nothing_makes_a_rule_soft_and_free(tmp_path: Path) -> None:
    free = dict.fromkeys(("caregiver_preferences", "optional_patients", "missed_lunch_break", "max_waiting_time"), 0)
    found = changed(tmp_path, "uhhc", lambda data: prices(data).update(free))
    assert found.problem.visit_penalty[3:].tolist() == [0, 0]
    assert found.problem.weights.missed_break == 0
    assert not found.lunch_required
    assert found.problem.eligible[0, 0]


def test_the_value_of_nobody_served_is_idle_time_penalties_and_missed_lunches() -> None:
    """The longest shift has 240 minutes; three lunches are missed; two optional patients are left out."""
    found = own("uhhc")
    nobody = Schedule.empty(found.problem)
    required = int(found.problem.visit_penalty[:3].sum())
    assert found.value(nobody) == 13 * 240 + 3 * 23 + 2 * 190 + required
    assert [fault.visit for fault in found.faults(nobody)] == ["p1", "p2", "p3"]


def test_nothing_else_is_priced_or_limited() -> None:
    """Limits that the forms do not know are out of reach, whatever a plan does."""
    problem = own("uhhc").problem
    assert not problem.worker_capacity.any()
    assert (problem.worker_daily_minutes == FOREVER).all()
    assert (problem.worker_weekly_minutes == FOREVER).all()
    assert (problem.client_usual == -1).all()
    assert not problem.client_area.any()
    assert (problem.visit_spacing == 1).all()
    for name in ("visit_after", "visit_locked_day", "visit_locked_start", "visit_published_day", "task_locked_worker"):
        assert (getattr(problem, name) == -1).all(), name
    assert problem.client_allows_gender.all()
    assert problem.client_allows_language.all()


@pytest.mark.parametrize("name", ["mankowska", "kummer", "uhhc"])
def test_the_arrays_have_the_types_and_shapes_of_a_problem(name: str) -> None:
    problem = own(name).problem
    for field in attrs.fields(VisitProblem):
        value = getattr(problem, field.name)
        if isinstance(value, np.ndarray):
            assert not value.flags.writeable, field.name
            assert value.flags.c_contiguous, field.name
            wanted = np.int64 if field.name == "visit_penalty" else np.int32
            assert value.dtype in (wanted, np.bool_), field.name
    assert len(RULES) > 0
    assert cost(problem, Schedule.empty(problem)).total > 0


# --- what cannot be read ----------------------------------------------------------------------------------------


def faults_of(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(FormatError) as caught:
        read_instance(path)
    for fault in caught.value.faults:
        assert all(describe(fault, language) for language in LANGUAGES)
    return [(str(fault.place), fault.code) for fault in caught.value.faults]


CLASSIC_FAULTS: dict[str, tuple[Callable[[Data], object], list[tuple[str, str]]]] = {
    "two depots": (
        lambda it: it["central_offices"].append({"id": "d2"}),
        [("central_offices", "AC6006")],
    ),
    "no window": (lambda it: it["patients"][2].pop("time_window"), [("patients[2].time_window", "AC6004")]),
    "window of three": (
        lambda it: it["patients"][1].update(time_window=[1, 2, 3]),
        [("patients[1].time_window", "AC6006")],
    ),
    "window backwards": (
        lambda it: it["patients"][1].update(time_window=[9, 2]),
        [("patients[1].time_window", "AC6109")],
    ),
    "negative way": (lambda it: it["distances"][1].__setitem__(2, -1), [("distances[1].2", "AC6006")]),
    "infinite way": (lambda it: it["distances"][1].__setitem__(2, float("inf")), [("distances[1].2", "AC6006")]),
    "short row": (lambda it: it["distances"][2].pop(), [("distances[2]", "AC6104")]),
    "one patient too many": (
        lambda it: it["patients"].append({**it["patients"][1], "id": "p9"}),
        [("patients[3].id", "AC6108")],
    ),
    "patient twice": (lambda it: it["patients"][1].update(id="p1"), [("patients[1].id", "AC6103")]),
    "unknown service": (
        lambda it: it["patients"][1]["required_caregivers"][0].update(service="s9"),
        [("patients[1].required_caregivers", "AC6102")],
    ),
    "unknown ability": (
        lambda it: it["caregivers"][0]["abilities"].append("S1"),
        [("caregivers[0].abilities", "AC6102")],
    ),
    "no duration": (
        lambda it: (
            it["services"][1].pop("default_duration"),
            it["patients"][1]["required_caregivers"][0].pop("duration"),
        ),
        [("patients[1].required_caregivers.0", "AC6004")],
    ),
    "pair without synchronization": (
        lambda it: it["patients"][0].pop("synchronization"),
        [("patients[0].synchronization", "AC6110")],
    ),
    "single with synchronization": (
        lambda it: it["patients"][1].update(synchronization={"type": "simultaneous"}),
        [("patients[1].synchronization", "AC6110")],
    ),
    "three services": (
        lambda it: it["patients"][0]["required_caregivers"].append({"service": "s1"}),
        [("patients[0].required_caregivers", "AC6006")],
    ),
    "sequential without distance": (
        lambda it: it["patients"][0]["synchronization"].pop("distance"),
        [("patients[0].synchronization", "AC6004")],
    ),
    "distance backwards": (
        lambda it: it["patients"][0]["synchronization"].update(distance=[6, 4]),
        [("patients[0].synchronization.distance", "AC6109")],
    ),
    "unknown synchronization": (
        lambda it: it["patients"][0]["synchronization"].update(type="parallel"),
        [("patients[0].synchronization.type", "AC6006")],
    ),
    "too long": (lambda it: it["distances"][1].__setitem__(2, 3e8), [("kummer", "AC6106")]),
    "several at once": (
        lambda it: (it["patients"][1].update(id="p1"), it["caregivers"][1].update(id="c1")),
        [("patients[1].id", "AC6103"), ("caregivers[1].id", "AC6103")],
    ),
}

UNIFIED_FAULTS: dict[str, tuple[Callable[[Data], object], list[tuple[str, str]]]] = {
    "no weights": (
        lambda it: it["metadata"].pop("cost_components"),
        [("metadata.cost_components", "AC6004")],
    ),
    "balance": (
        lambda it: prices(it).update(workload_balance=1),
        [("metadata.cost_components.workload_balance", "AC6105")],
    ),
    "largest wait": (
        lambda it: prices(it).update(max_waiting_time=0.5),
        [("metadata.cost_components.max_waiting_time", "AC6105")],
    ),
    "working time": (
        lambda it: prices(it).update(working_time=1),
        [("metadata.cost_components.working_time", "AC6105")],
    ),
    "hard waiting": (
        lambda it: prices(it).update(total_waiting_time="HARD"),
        [("metadata.cost_components.total_waiting_time", "AC6105")],
    ),
    "soft skills": (
        lambda it: prices(it).update(qualification=0),
        [("metadata.cost_components.qualification", "AC6105")],
    ),
    "soft refusals": (
        lambda it: prices(it).update(incompabilities=3),
        [("metadata.cost_components.incompabilities", "AC6105")],
    ),
    "early departure": (
        lambda it: it["metadata"].update(origin="bazirha"),
        [("metadata.cost_components.total_waiting_time", "AC6105")],
    ),
    "too dear": (
        lambda it: prices(it).update(travel_time=10_000_001),
        [("metadata.cost_components.travel_time", "AC6106")],
    ),
    "far too dear": (
        lambda it: prices(it).update(optional_patients=1e30),
        [("metadata.cost_components.optional_patients", "AC6106")],
    ),
    "negative weight": (
        lambda it: prices(it).update(travel_time=-1),
        [("metadata.cost_components.travel_time.constrained-float", "AC6006")],
    ),
    "idle time without a shift": (
        lambda it: it["caregivers"][1].pop("working_shift"),
        [("caregivers[1].working_shift", "AC6107")],
    ),
    "shift backwards": (
        lambda it: it["caregivers"][1].update(working_shift={"start": 9, "end": 2}),
        [("caregivers[1].working_shift", "AC6109")],
    ),
    "no depot of hers": (
        lambda it: it["caregivers"][1].pop("departing_point"),
        [("caregivers[1].departing_point", "AC6004")],
    ),
    "unknown depot": (
        lambda it: it["caregivers"][0].update(departing_point="d7"),
        [("caregivers[0].departing_point", "AC6102")],
    ),
    "row outside": (
        lambda it: it["patients"][0].update(distance_matrix_index=7),
        [("patients[0].distance_matrix_index", "AC6108")],
    ),
    "unknown preference": (
        lambda it: it["patients"][0].update(preferred_caregivers=["c30"]),
        [("patients[0].preferred_caregivers", "AC6102")],
    ),
    "unknown refusal": (
        lambda it: it["patients"][0].update(incompatible_caregivers=["c30"]),
        [("patients[0].incompatible_caregivers", "AC6102")],
    ),
    "no lunch time": (lambda it: it.pop("lunch_breaks"), [("caregivers[0].lunch_break", "AC6004")]),
    "empty lunch": (lambda it: it["lunch_breaks"].update(min_duration=0), [("lunch_breaks.min_duration", "AC6109")]),
    "no window": (lambda it: it["patients"][0].update(time_windows=[]), [("patients[0].time_windows", "AC6006")]),
}


@pytest.mark.parametrize("name", CLASSIC_FAULTS)
def test_faults_of_a_classic_instance_have_their_place(tmp_path: Path, name: str) -> None:
    change, expected = CLASSIC_FAULTS[name]
    assert faults_of(put(tmp_path, "kummer", change)) == expected


@pytest.mark.parametrize("name", UNIFIED_FAULTS)
def test_faults_of_a_unified_instance_have_their_place(tmp_path: Path, name: str) -> None:
    change, expected = UNIFIED_FAULTS[name]
    assert expected[0] in faults_of(put(tmp_path, "uhhc", change))


def test_an_unknown_id_brings_the_nearest_known_one(tmp_path: Path) -> None:
    path = put(tmp_path, "kummer", lambda it: it["caregivers"][0]["abilities"].append("S1"))
    with pytest.raises(FormatError, match=r"caregivers\[0\].abilities: Nothing has the id S1. Did you mean s1\?"):
        read_instance(path)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "AC6112"),
        ('{"patients": [', "AC6112"),
        ("[" * 100_000, "AC6112"),
        ("[1]", "AC6101"),
        ('{"routes": []}', "AC6101"),
    ],
)
def test_other_files_are_named_as_such(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    assert faults_of(path) == [("other.json", code)]


def test_a_file_of_other_bytes_is_no_json(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(b"\xff\xfe\x00{")
    assert faults_of(path) == [("other.json", "AC6112")]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agecare.io.benchmarks.reading.LARGEST", 10)
    assert faults_of(put(tmp_path, "kummer", lambda it: None)) == [("kummer.json", "AC6111")]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = put(tmp_path, "kummer", lambda it: None)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert same_problem(read_instance(path).problem, own("kummer").problem)


def test_a_file_that_is_not_there_is_the_systems_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_instance(tmp_path / "none.json")
