"""On instances of our own making that are small enough for a proof, the search reaches the proved optimum."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agecare.visits import solve
from exact import exact
from published import Data, changed

MOVES = 30_000


def priced(**prices: object) -> Callable[[Data], object]:
    return lambda data: data["metadata"]["cost_components"].update(prices)


CASES: dict[str, tuple[str, Callable[[Data], object]]] = {
    "mankowska": ("mankowska", lambda data: None),
    "kummer": ("kummer", lambda data: None),
    "uhhc": ("uhhc", lambda data: None),
    "uhhc, judged at the start": ("uhhc", lambda data: data["metadata"].update(time_window_met="at_service_start")),
    "uhhc, dear lunches": ("uhhc", priced(missed_lunch_break=5000)),
    "uhhc, dear waiting": ("uhhc", priced(total_waiting_time=50, max_idle_time=0)),
    "uhhc, no late return": ("uhhc", priced(total_extra_time="HARD")),
}


@pytest.mark.parametrize("name", CASES)
def test_the_search_reaches_the_proved_optimum(tmp_path: Path, name: str) -> None:
    """The rules allow a break at any client's place, which may even be cheaper than what is proved here."""
    instance = changed(tmp_path, *CASES[name])
    proved = exact(instance.problem)
    assert proved is not None
    assert proved.proved
    result = solve(instance.problem, time_limit=None, work_limit=MOVES, seed=1, lanes=1)
    assert instance.faults(result.schedule) == []
    assert result.cost.total <= proved.cost
    assert result.cost_at_least is not None
    assert result.cost_at_least <= result.cost.total
