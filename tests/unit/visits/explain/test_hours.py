"""Not with these hours: every proof against an exact model of its own, and against every plan that there is."""

import itertools
import random

import numpy as np
import pytest

from agecare import Season, TravelMode
from agecare.io.samples import sample
from agecare.visits.explain import explained
from agecare.visits.explain.around import Around
from agecare.visits.explain.flow import Network
from agecare.visits.explain.hours import Shortage, counting, shortage_of_window, shortages
from agecare.visits.explain.never import never
from agecare.visits.problem import VisitProblem, problem_for
from agecare.visits.schedule import Kind, Schedule
from agecare.visits.travel import Minutes, Places
from builders import WEEK, plan, role
from left_out import MON, NURSE_AND_AIDE, can_all_be_served, nothing_planned, random_plan, reason_of
from small_worlds import home, request, shift, small_problem, small_register, ten, worker


def proofs(problem: VisitProblem) -> list[Shortage]:
    """Every proof for the visits of a problem, each once."""
    around = Around.of(problem, Schedule.empty(problem))
    hopeless = {visit for visit in range(len(problem.visit_ids)) if never(around, visit)}
    count = counting(problem, hopeless)
    found = list(shortages(count).values())
    tasks = [task for task in range(len(problem.task_visit)) if int(problem.task_visit[task]) not in hopeless]
    found += [proof for task in tasks if (proof := shortage_of_window(count, task)) is not None]
    return list({proof.visits: proof for proof in found}.values())


def crowded(seed: int) -> VisitProblem:
    """More visits than two workers have time for on a day or two, some only for the nurse, some only in the morning."""
    rng = random.Random(seed)
    wishes = []
    for n in range(rng.randint(7, 11)):
        roles = [role(rng.choice([20, 30, 45]), **rng.choice([{}, {"nursing": 1}]))]
        coupling = {}
        if rng.random() < 0.2:
            roles.append(role(rng.choice([20, 30])))
            coupling = {"coupling": "together"}
        spans = rng.choice([("08:00-16:00",), ("08:00-09:30",), ("08:30-09:00", "09:10-10:00")])
        days = rng.choice([("mon",), ("mon", "tue")])
        wishes.append(
            request(
                f"R-{n}",
                f"E-{rng.randrange(9)}",
                *spans,
                roles=roles,
                days=days,
                soft_end=rng.random() < 0.1,
                **coupling,
            )
        )
    staff = [worker("W-1", "care"), worker("W-2", "nursing", weekly_minutes=rng.choice([120, 2400]))]
    until = rng.choice(["09:30", "09:40", "10:00"])
    shifts = [shift(one.id, f"08:00-{until}", ("mon", "tue")[: rng.randint(1, 2)]) for one in staff]
    return problem_for(small_register(wishes, workers=staff, shifts=shifts), WEEK, travel=rng.choice([ten, short_ways]))


def short_ways(places: Places, mode: TravelMode, season: Season) -> Minutes:
    """0 to 14 minutes, the way there not as the way back, and roundabout ways that are shorter."""
    minutes = np.random.default_rng(len(places.ids)).integers(0, 15, (len(places.ids),) * 2).astype(np.int32)
    np.fill_diagonal(minutes, 0)
    return minutes


@pytest.mark.parametrize("block", range(4))
def test_what_is_proved_an_exact_model_cannot_do_either(block: int) -> None:
    """Every proof of sixty crowded worlds: CP-SAT finds no plan that serves all the visits counted."""
    told = 0
    for seed in range(15 * block, 15 * block + 15):
        problem = crowded(seed)
        for proof in proofs(problem):
            if len(proof.visits) <= 14:
                told += 1
                assert not can_all_be_served(problem, proof.visits), (seed, proof.visits)
    assert told > 10


@pytest.mark.parametrize("block", range(4))
def test_no_plan_serves_what_is_proved_not_to_fit(block: int) -> None:
    """Nor does any plan of the same worlds; and there are proofs enough for that to mean something."""
    for seed in range(10 * block, 10 * block + 10):
        problem, made = random_plan(seed)
        for proof in proofs(problem):
            assert not (made.visit_day[list(proof.visits)] >= 0).all(), seed


def test_the_exact_model_can_do_what_fits() -> None:
    """Two hours hold two visits of 45 minutes with three legs of ten, and not two of 46."""
    for minutes, fits in ((45, True), (46, False)):
        wishes = [request(f"R-{n}", f"E-{n}", minutes=minutes) for n in (1, 2)]
        problem = small_problem(wishes, shifts=[shift("W-1", "08:00-10:00", ("mon",))])
        assert can_all_be_served(problem, [0, 1]) is fits
        assert bool(proofs(problem)) is not fits


def test_the_figures_of_a_proof() -> None:
    """Three visits of 30 minutes with a leg of ten each; an hour and a half less the way home."""
    wishes = [request(f"R-{n}", f"E-{n}") for n in (1, 2, 3)]
    made = nothing_planned(wishes, shifts=[shift("W-1", "08:00-09:30", ("mon",))])
    problem = made[0]
    found = explained(problem, plan(problem, {"R-1": (MON, "08:10", "W-1"), "R-2": (MON, "08:50", "W-1")})).unserved[-1]
    assert (found.kind, found.reason) == (Kind.NOT_WITH_THESE_HOURS, "hours-full")
    assert found.params == {"workers": "W-1", "visits": "3", "wanted": "120", "hours": "80"}


def test_only_the_nurses_hours_count_for_what_only_she_can_do() -> None:
    """W-1 has a whole day for care, W-2 an hour and a half to nurse."""
    wishes = [request(f"R-{n}", f"E-{n}", roles=(role(30, nursing=1),)) for n in (1, 2, 3)]
    shifts = [shift("W-1", days=("mon",)), shift("W-2", "08:00-09:30", ("mon",))]
    problem = small_problem(wishes, workers=NURSE_AND_AIDE, shifts=shifts)
    made = plan(problem, {"R-1": (MON, "08:10", "W-2"), "R-2": (MON, "08:50", "W-2")})
    found = explained(problem, made).unserved[-1]
    assert (found.reason, found.params["workers"], found.params["hours"]) == ("hours-full", "W-2", "80")


def test_a_morning_that_everybody_wants() -> None:
    """Eight hours of work, but three visits of 40 minutes between eight and ten."""
    wishes = [request(f"R-{n}", f"E-{n}", "08:00-10:00", minutes=40) for n in (1, 2, 3)]
    problem = small_problem(wishes, shifts=[shift("W-1", days=("mon",))])
    found = explained(problem, plan(problem, {"R-1": (MON, "08:10", "W-1"), "R-2": (MON, "09:00", "W-1")})).unserved[-1]
    assert found.reason == "window-full"
    assert found.params == {
        "workers": "W-1", "visits": "3", "wanted": "150", "hours": "120", "since": "08:00", "until": "10:00",
    }  # fmt: skip
    assert not can_all_be_served(problem, [0, 1, 2])


def test_the_weekly_limit_holds_less_than_the_shifts() -> None:
    """Five days of eight hours, but two hours a week."""
    wishes = [request(f"R-{n}", f"E-{n}", minutes=60) for n in (1, 2)]
    problem = small_problem(wishes, workers=[worker("W-1", weekly_minutes=120)])
    found = explained(problem, plan(problem, {"R-1": (MON, "09:00", "W-1")})).unserved[-1]
    assert (found.reason, found.params["wanted"], found.params["hours"]) == ("hours-full", "140", "120")


def test_a_visit_that_can_never_be_takes_nobodys_hours() -> None:
    """An hour each, an hour and a half of work: but E-2 has no address, so E-1 can be served."""
    wishes = [request("R-2", "E-2", minutes=60), request("R-1", "E-1", minutes=60)]
    homes = [home("E-1"), home("E-2", valid_to="2026-01-01")]
    made = nothing_planned(wishes, addresses=homes, shifts=[shift("W-1", "08:00-09:30", ("mon",))])
    assert [found.reason for found in explained(*made).unserved] == ["no-address", "search-ended"]


def test_two_visits_at_one_place_need_one_way_there() -> None:
    """Two requests of one client: with a leg for each the hours would not do."""
    wishes = [request("R-1", minutes=40), request("R-2", minutes=40)]
    problem = small_problem(wishes, shifts=[shift("W-1", "08:00-09:40", ("mon",))])
    assert can_all_be_served(problem, [0, 1])
    assert proofs(problem) == []


def test_a_free_place_comes_before_a_proof() -> None:
    """Of three visits two fit; nothing is planned, so this one can be put in at once."""
    wishes = [request(f"R-{n}", f"E-{n}") for n in (1, 2, 3)]
    assert reason_of(nothing_planned(wishes, shifts=[shift("W-1", "08:00-09:30", ("mon",))])).reason == "search-ended"


@pytest.mark.parametrize("seed", range(60))
def test_the_largest_flow_is_the_smallest_cut(seed: int) -> None:
    """Against every cut of a small random network."""
    rng = random.Random(seed)
    nodes = rng.randint(3, 7)
    edges = [(rng.randrange(nodes), rng.randrange(nodes), rng.randint(0, 9)) for _ in range(rng.randint(2, 16))]
    edges = [edge for edge in edges if edge[0] != edge[1]]
    net = Network(nodes)
    for edge in edges:
        net.edge(*edge)
    cuts = (
        (sum(size for tail, head, size in edges if tail in side and head not in side), side)
        for count in range(nodes - 1)
        for rest in itertools.combinations(range(1, nodes - 1), count)
        for side in [{0, *rest}]
    )
    smallest = min(size for size, _ in cuts)
    assert net.largest_flow(0, nodes - 1) == smallest
    assert sum(size for tail, head, size in edges if tail in net.reached and head not in net.reached) == smallest


def test_an_overloaded_week_is_proved_at_once() -> None:
    """Eight workers for two hundred clients: nearly everybody who is left out is so for want of hours."""
    problem = problem_for(sample("jalal-abad", clients=200, workers=8), WEEK)
    found = proofs(problem)
    assert found[0].wanted > found[0].hours
    assert len(found[0].visits) > 300
