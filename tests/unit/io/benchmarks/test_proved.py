"""The definition of the published instances, written twice: CP-SAT and the checker agree on plans and costs.

CP-SAT optimises its own reading of the definition; the checker then prices the plan it found. A best plan sits at the
edge of many rules at once, so that a rule read differently shows as another cost, or as a broken rule.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from agecare.io.benchmarks import Instance, read_solution
from agecare.visits.checks import cost
from exact import exact
from published import OWN, Data, changed, every_plan, own


def prices(data: Data, **changes: object) -> None:
    data["metadata"]["cost_components"].update(changes)


def agreed(instance: Instance, *, breaks_after: bool = False) -> float:
    """The value of the best plan, on which both agree."""
    proved = exact(instance.problem, breaks_after=breaks_after)
    assert proved is not None
    assert proved.proved
    assert instance.faults(proved.schedule) == []
    assert cost(instance.problem, proved.schedule).total == proved.cost
    return instance.value(proved.schedule)


@pytest.mark.parametrize("name", ["mankowska", "kummer"])
def test_the_best_of_all_plans_is_the_proved_one(name: str) -> None:
    instance = own(name)
    assert agreed(instance) == min(map(instance.value, every_plan(instance)))


VARIANTS: dict[str, Callable[[Data], object]] = {
    "as it is": lambda it: None,
    "judged at the start": lambda it: it["metadata"].update(time_window_met="at_service_start"),
    "waiting is all": lambda it: prices(it, travel_time=0, max_idle_time=0, total_tardiness=1, total_waiting_time=50),
    "idle time is all": lambda it: prices(it, travel_time=0, total_waiting_time=0, max_idle_time=100),
    "lunch is all": lambda it: prices(it, missed_lunch_break=5000),
    "lateness is all": lambda it: prices(it, total_tardiness=90, highest_tardiness=300, optional_patients=2),
    "overtime is all": lambda it: prices(it, total_extra_time=500, max_idle_time=1),
    "no late return": lambda it: prices(it, total_extra_time="HARD"),
    "everybody served": lambda it: (prices(it, optional_patients="HARD"), it["patients"].pop()),
}


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("breaks_after", [False, True])
def test_both_readings_of_a_unified_instance_agree(tmp_path: Path, name: str, breaks_after: bool) -> None:
    agreed(changed(tmp_path, "uhhc", VARIANTS[name]), breaks_after=breaks_after)


def test_more_freedom_is_never_dearer_and_the_plan_by_hand_never_cheaper() -> None:
    instance = own("uhhc")
    by_hand = instance.value(read_solution(OWN / "uhhc-solution.json", instance))
    before, anywhere = agreed(instance), agreed(instance, breaks_after=True)
    assert anywhere <= before < by_hand


def test_an_instance_without_a_plan_has_none(tmp_path: Path) -> None:
    """p1 must be done by 90, when nobody can be there before 70 and it takes 30."""

    def impossible(data: Data) -> None:
        prices(data, total_tardiness="HARD")
        data["patients"][0]["time_windows"] = [{"start": 0, "end": 90}]

    instance = changed(tmp_path, "uhhc", impossible)
    assert exact(instance.problem) is None
    assert np.flatnonzero(instance.problem.eligible[0]).tolist() == [0]
