"""No "never" that is not true, and nothing that is never left unsaid: both against every plan of the visit alone."""

import attrs
import pytest

from agecare import Absence, Season, TravelMode
from agecare.visits.checks import violations
from agecare.visits.explain import explained
from agecare.visits.explain.around import Around
from agecare.visits.explain.never import RULES, never
from agecare.visits.problem import VisitProblem, problem_for
from agecare.visits.schedule import Kind, Schedule
from agecare.visits.travel import Minutes, Places
from builders import WEEK, plan
from left_out import MON, alone, nothing_planned, possible_alone, reason_of
from small_worlds import home, request, shift, small_problem, small_register, ten
from worlds import random_problem


@pytest.mark.parametrize("block", range(6))
def test_what_can_never_be_cannot_even_be_alone(block: int) -> None:
    """Every "never" of forty-eight random worlds, against every plan that holds nothing but that visit."""
    claims = 0
    for seed in range(8 * block, 8 * block + 8):
        problem = random_problem(seed)
        for missed in explained(problem, Schedule.empty(problem), should_stop=lambda: True).unserved:
            if missed.kind is Kind.NEVER:
                claims += 1
                assert not possible_alone(problem, missed), (seed, missed)
    assert claims > 15


@pytest.mark.parametrize("block", range(4))
def test_what_is_not_never_can_be_alone(block: int) -> None:
    """In worlds where the direct way is the shortest."""
    checked = 0
    for seed in range(10 * block, 10 * block + 10):
        problem = random_problem(seed)
        if roundabout(problem):
            continue
        around = Around.of(problem, Schedule.empty(problem))
        for visit in range(0, len(problem.visit_ids), 3):
            if never(around, visit) is None and problem.visit_coupling[visit] != 2:
                checked += 1
                assert any(not violations(problem, one) for one in alone(problem, visit)), (seed, visit)
    assert checked > 20


def roundabout(problem: VisitProblem) -> bool:
    """Whether some way is shorter over a third place."""
    size = len(problem.places.ids)
    return size > 0 and any(((t[:, :, None] + t[None, :, :]).min(axis=1) < t).any() for t in problem.travel)


def over_the_hill(places: Places, mode: TravelMode, season: Season) -> Minutes:
    """E-1 is six hours from HQ, but ten minutes from E-2, and E-2 ten minutes from HQ."""
    minutes = ten(places, mode, season)
    hq, one = places.ids.index("HQ"), places.ids.index("E-1")
    minutes[hq, one] = minutes[one, hq] = 360
    return minutes


def test_a_shorter_way_round_is_no_never() -> None:
    """E-1 can be served on the way from E-2, which the reason says; with the plan that does it as the proof."""
    wishes = [request("R-2", "E-2", minutes=20), request("R-3", "E-2", minutes=20), request("R-1", days=("mon",))]
    problem = problem_for(small_register(wishes), WEEK, travel=over_the_hill)
    both = plan(problem, {"R-2": (MON, "08:10", "W-1"), "R-1": (MON, "08:40", "W-1"), "R-3": (MON, "09:20", "W-1")})
    assert violations(problem, both) == []
    found = reason_of((problem, Schedule.empty(problem)))
    assert (found.kind, found.reason) == (Kind.NOT_IN_THIS_PLAN, "too-far-alone")


def test_no_way_round_is_a_never() -> None:
    found = reason_of(nothing_planned([request("R-1", days=("mon",))], shifts=[shift("W-1", "08:00-08:40")]))
    assert (found.kind, found.reason) == (Kind.NEVER, "too-far")


def test_the_first_rule_that_holds_gives_the_reason() -> None:
    """No day, no skill, no window: the day comes first."""
    problem = small_problem([request("R-1", days=("mon",))], addresses=[home("E-1", valid_from="2026-04-07")])
    around = Around.of(attrs.evolve(problem, eligible=problem.eligible & False), Schedule.empty(problem))
    told = [found.reason for rule in RULES[:5] for found in rule(around, 0)]
    assert told == ["no-allowed-day", "nobody-eligible"]
    assert getattr(never(around, 0), "reason", None) == "no-allowed-day"


def test_a_day_without_any_window_is_no_place_and_no_crash() -> None:
    """Hours away may take every window of a day."""
    gone = Absence(client="E-1", first_day="2026-04-06", last_day="2026-04-12", start="08:00", end="16:00")
    problem = small_problem([request("R-1")], absences=[gone])
    found = reason_of((problem, Schedule.empty(problem)))
    assert (found.kind, found.reason) == (Kind.NEVER, "no-window")
