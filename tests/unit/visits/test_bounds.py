"""What no plan can beat: never beaten by any plan, tight where it can be told, whatever travel times are like."""

import itertools
import time
from collections.abc import Sequence

import attrs
import numpy as np
import pytest
from ortools.linear_solver import pywraplp

from agecare import Client, Season, TravelMode, Weights
from agecare.visits import VisitProblem, problem_for
from agecare.visits._allocate import Certificate, allocate, certificate, prove
from agecare.visits._allocate.bounds import assignment, network, pairs, shortage
from agecare.visits._allocate.bounds.certify import least_stays, sure_strangers
from agecare.visits._allocate.bounds.least import FAR, PASSES, shares_of, shortest
from agecare.visits._allocate.bounds.network import SINK, SOURCE, largest_sum
from agecare.visits._allocate.bounds.pairs import pairs_of
from agecare.visits._allocate.bounds.shortage import SHARP, Shortage
from agecare.visits._allocate.groups import groups_of
from agecare.visits.checks import cost, violations
from agecare.visits.travel import Minutes, Places
from builders import WEEK, role
from small_worlds import request, shift, small_problem, small_register, worker
from worlds import MONDAY, random_problem, random_register, uneven_travel

DAY = ("mon",)
TWO = (role(30), role(30))
BOTH = [worker("W-1"), worker("W-2")]
NOTHING_ELSE = Weights(**dict.fromkeys(Weights.model_fields, 0))


def next_door(places: Places, mode: TravelMode, season: Season) -> Minutes:
    """No way at all."""
    return np.zeros((len(places.ids), len(places.ids)), dtype=np.int32)


def near(*requests: object, **fields: object) -> VisitProblem:
    """A problem without travel: only minutes of service count."""
    return problem_for(small_register(requests, **fields), WEEK, travel=next_door)


def certified(problem: VisitProblem) -> Certificate:
    found = certificate(problem)
    assert found is not None
    return found


def visits_of(number: int, minutes: int, *spans: str, **fields: object) -> list[object]:
    return [request(f"R-{n}", f"E-{n}", *spans, minutes=minutes, days=DAY, **fields) for n in range(1, number + 1)]


def shortage_of(problem: VisitProblem) -> Shortage:
    groups = groups_of(problem)
    found = pairs_of(problem, groups, shares_of(problem), lambda: False)
    assert found is not None
    return Shortage(problem, groups, found)


# Against proofs (tests of those: test_exact, which also asks for these bounds in worlds where all plans are tried).


def test_no_plan_beats_a_bound_and_most_bounds_are_tight() -> None:
    tight = 0
    for seed in range(1, 35):
        register = random_register(seed, clients=4 + seed % 3, workers=2)
        travel = uneven_travel if seed % 4 == 0 else None
        problem = problem_for(register, start=MONDAY, days=1 + seed % 2, travel=travel)
        if seed % 3 == 0:
            problem = attrs.evolve(problem, worker_daily_minutes=np.full_like(problem.worker_daily_minutes, 100))
        found = certified(problem)
        number, price = (
            best_of(attrs.evolve(problem, weights=NOTHING_ELSE, visit_penalty=penalty))
            for penalty in (np.ones_like(problem.visit_penalty), problem.visit_penalty)
        )
        assert len(problem.visit_ids) - found.serviceable <= number, seed
        assert found.unserved_at_least <= price, seed
        assert found.unserved_at_least <= found.cost_at_least
        tight += len(problem.visit_ids) - found.serviceable == number
    assert tight >= 26


def best_of(problem: VisitProblem) -> int:
    """The least cost, proved."""
    proof = prove(problem, time_limit=20)
    assert proof is not None and proof.optimal
    return proof.bound


@pytest.mark.parametrize("seed", range(1, 30, 3))
def test_no_plan_costs_less_than_the_bound(seed: int) -> None:
    problem = problem_for(random_register(seed, clients=7, workers=3), start=MONDAY, days=1)
    proof = prove(problem, time_limit=None, work_limit=1)
    assert proof is not None and proof.schedule is not None
    assert violations(problem, proof.schedule) == []
    assert certified(problem).cost_at_least <= cost(problem, proof.schedule).total


def test_an_allocation_of_every_random_centre_stays_below() -> None:
    for seed in range(200, 220):
        problem = random_problem(seed)
        found = allocate(problem, time_limit=None, work_limit=0.2, seed=1)
        served, alone = found.visit_day >= 0, certified(problem)
        assert found.certificate == alone
        assert int(served.sum()) <= alone.serviceable
        assert int(problem.visit_penalty[~served].sum()) >= alone.unserved_at_least


# Hours, skills, roles, windows, ways: one at a time.


@pytest.mark.parametrize(("minutes", "most"), [(30, 4), (31, 3), (50, 2), (60, 2), (61, 1), (121, 0)])
def test_whole_visits_fill_a_day(minutes: int, most: int) -> None:
    problem = near(*visits_of(4, minutes), shifts=[shift("W-1", "08:00-10:00", DAY)])
    assert certified(problem).serviceable == most


def test_daily_and_weekly_limits_hold() -> None:
    asked = [request(f"R-{n}", f"E-{n}", minutes=60) for n in range(1, 9)]
    assert certified(near(*asked, workers=[worker("W-1", weekly_minutes=300)])).serviceable == 5
    one_day = near(*visits_of(8, 60), workers=[worker("W-1", daily_minutes=200)])
    assert certified(one_day).serviceable == 3


def test_a_request_has_one_visit_a_day_and_days_between() -> None:
    often = request("R-1", visits_per_week=3, days_between=2)
    shifts = [shift("W-1", days=("mon", "tue", "wed"))]
    assert certified(near(often, shifts=shifts)).serviceable == 2


def test_two_roles_need_two_workers_and_both_hours() -> None:
    asked = visits_of(3, 30, roles=TWO, coupling="together")
    shifts = [shift("W-1", "08:00-09:00", DAY), shift("W-2", "08:00-16:00", DAY)]
    assert certified(near(*asked, workers=BOTH, shifts=shifts)).serviceable == 2
    assert certified(near(*asked)).serviceable == 0


def test_the_role_that_lacks_bears_the_whole_price() -> None:
    """Ten visits of a nurse and a helper, hours for three nurses' parts: seven are left out, not three and a half."""
    roles = (role(60), role(60, nursing=1))
    asked = [
        request(f"R-{n}", f"E-{n}", roles=roles, coupling="together", days=DAY, mandatory=False) for n in range(1, 11)
    ]
    staff = [worker("W-1", "nursing"), *(worker(f"W-{n}") for n in range(2, 5))]
    shifts = [shift("W-1", "08:00-11:00", DAY), *(shift(f"W-{n}", days=DAY) for n in range(2, 5))]
    problem = near(*asked, workers=staff, shifts=shifts)
    found = certified(problem)
    assert found.serviceable == 3
    assert found.unserved_at_least == 7 * problem.weights.unserved_routine


def test_what_matters_least_is_what_must_be_left_out() -> None:
    asked = [
        request(f"R-{n}", f"E-{n}", minutes=60, days=DAY, priority=priority, mandatory=False)
        for n, priority in enumerate(("routine", "stat", "urgent"), 1)
    ]
    found = certified(near(*asked, shifts=[shift("W-1", "08:00-10:00", DAY)]))
    assert (found.serviceable, found.unserved_at_least) == (2, Weights().unserved_routine)
    found = certified(near(*asked, shifts=[shift("W-1", "08:00-09:00", DAY)]))
    assert (found.serviceable, found.unserved_at_least) == (1, Weights().unserved_routine + Weights().unserved_urgent)


def test_a_pressed_morning_counts_by_itself() -> None:
    asked = [*visits_of(5, 60, "08:00-10:00"), *(request(f"S-{n}", f"F-{n}", "10:00-16:00") for n in (1, 2))]
    problem = near(*asked, workers=BOTH, shifts=[shift(f"W-{n}", days=DAY) for n in (1, 2)])
    assert certified(problem).serviceable == 4 + 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(network, "FINE", 0)  # days are not cut
        assert certified(problem).serviceable == 7


def towns(places: Places, mode: TravelMode, season: Season) -> Minutes:
    """HQ and odd clients in one town, even ones in another, four hours away."""
    away = np.array([id_ != "HQ" and int(id_.removeprefix("E-")) % 2 == 0 for id_ in places.ids])
    minutes = np.where(away[:, None] != away[None, :], 240, 5)
    np.fill_diagonal(minutes, 0)
    return minutes.astype(np.int32)


def test_what_is_too_far_is_not_served() -> None:
    problem = problem_for(
        small_register(visits_of(4, 30), shifts=[shift("W-1", "08:00-16:00", DAY)]), WEEK, travel=towns
    )
    assert certified(problem).serviceable == 2


def test_a_roundabout_way_that_is_shorter_counts() -> None:
    """HQ to E-2 takes ten hours, but over E-1 only two: a plan serves both."""

    def over(places: Places, mode: TravelMode, season: Season) -> Minutes:
        at = {id_: index for index, id_ in enumerate(places.ids)}
        minutes = np.full((len(at), len(at)), 600, dtype=np.int32)
        for one, two in (("HQ", "E-1"), ("E-1", "E-2"), ("E-2", "HQ")):
            minutes[at[one], at[two]] = 60
        np.fill_diagonal(minutes, 0)
        return minutes

    problem = problem_for(small_register(visits_of(2, 30), shifts=[shift("W-1", days=DAY)]), WEEK, travel=over)
    proof = prove(problem, time_limit=10)
    assert proof is not None and proof.schedule is not None
    assert violations(problem, proof.schedule) == [] and (proof.schedule.visit_day >= 0).all()
    assert certified(problem).serviceable == 2


def test_ways_take_their_share_of_the_hours() -> None:
    """Ten minutes to anywhere: four visits of 30 minutes need 4 x 40 minutes and ten to come back."""
    for end, most in (("10:50", 4), ("10:49", 3), ("10:10", 3), ("10:09", 2)):
        problem = small_problem(visits_of(4, 30), shifts=[shift("W-1", f"08:00-{end}", DAY)])
        assert certified(problem).serviceable == most


def test_a_visit_at_the_base_has_no_way() -> None:
    at_home = Client(id="E-1")
    problem = small_problem(visits_of(1, 30), clients=[at_home], shifts=[shift("W-1", "08:00-08:30", DAY)])
    there = attrs.evolve(problem, visit_place=np.full_like(problem.visit_place, problem.route_start_place[0]))
    assert (certified(problem).serviceable, certified(there).serviceable) == (0, 1)
    assert certified(there).cost_at_least == 0


# The parts.


@pytest.mark.parametrize("seed", range(12))
def test_a_leg_is_never_shorter_than_the_two_shares(seed: int) -> None:
    problem = (
        random_problem(seed)
        if seed
        else attrs.evolve(random_problem(3), travel=np.zeros_like(random_problem(3).travel))
    )
    shares = shares_of(problem)
    assert (shares.come >= 0).all() and (shares.go >= 0).all()
    for profile in np.unique(problem.route_profile):
        both = shares.go[profile][:, None] + shares.come[profile][None, :]
        apart = ~np.eye(len(both), dtype=np.bool_)
        assert (both <= problem.travel[profile])[apart].all()
        homes = np.unique(problem.route_start_place)
        assert (both <= problem.travel[profile])[homes, homes].all()


@pytest.mark.parametrize("seed", range(6))
def test_shortest_ways_by_trying_all_orders(seed: int) -> None:
    problem = problem_for(random_register(seed, clients=4, workers=2), WEEK, travel=uneven_travel)
    shares, profile = shares_of(problem), int(problem.route_profile[0])
    table = problem.travel[profile].astype(int)
    breaks = problem.route_break_minutes[problem.route_break_minutes > 0]
    stay = int(min([*problem.task_minutes.tolist(), *breaks.tolist()]))
    ends = np.unique(problem.route_start_place).astype(np.int32)
    size = len(table)
    whole = np.full((size, size), FAR)
    for number in range(4):
        for via in itertools.permutations(range(size), number):
            for one, two in itertools.product(range(size), repeat=2):
                stops = (one, *via, two)
                way = sum(table[a, b] for a, b in itertools.pairwise(stops)) + stay * number
                whole[one, two] = min(whole[one, two], way)
    there = shortest(problem, shares, profile, ends)
    back = shortest(problem, shares, profile, ends, back=True)
    assert (there <= whole[ends]).all() and (whole[:, ends] >= back.T).all()
    assert (there == whole[ends]).mean() > 0.9
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("agecare.visits._allocate.bounds.least.WORK", 0)  # as for a large region
        assert (shortest(problem, shares, profile, ends) <= there).all()
        assert (shortest(problem, shares, profile, ends, back=True) <= back).all()
    assert PASSES > 1


@pytest.mark.parametrize("seed", range(10))
def test_the_levels_give_the_best_bound_of_the_relaxation(seed: int) -> None:
    """The same network as a linear program: how cheaply can the lacking minutes be chosen?"""
    register = random_register(seed, clients=8, workers=3)
    problem = problem_for(register, WEEK)
    problem = attrs.evolve(problem, worker_weekly_minutes=np.full_like(problem.worker_weekly_minutes, 120))
    found = shortage_of(problem)
    groups = groups_of(problem)
    gain = groups.penalty
    sure = int((gain * (groups.count - found.most)).sum())
    price = found._prices(gain)
    flow = found._network._flow
    solver = pywraplp.Solver.CreateSolver("GLOP")
    arcs = range(flow.num_arcs())
    through = [solver.NumVar(0, float(flow.capacity(arc)), "") for arc in arcs]
    for node in set(range(flow.num_nodes())) - {SOURCE, SINK}:
        into = [through[arc] for arc in arcs if flow.head(arc) == node]
        out = [through[arc] for arc in arcs if flow.tail(arc) == node]
        solver.Add(solver.Sum(into) == solver.Sum(out))
    for arc, wanted in zip(found._network._sources.tolist(), found._supply.tolist(), strict=True):
        through[arc].SetUb(float(wanted))
    served = solver.Sum(
        [int(price[part]) / SHARP * through[arc] for part, arc in enumerate(found._network._sources.tolist())]
    )
    solver.Maximize(served)
    found._network.lack(found._supply)
    assert solver.Solve() == pywraplp.Solver.OPTIMAL
    loss = sum(int(p) * int(s) for p, s in zip(price, found._supply, strict=True)) / SHARP - solver.Objective().Value()
    assert found.least_loss(gain) - sure == pytest.approx(loss, abs=1.01)


def test_fewer_flows_give_a_lower_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    register = random_register(5, clients=10, workers=2)
    problem = problem_for(register, WEEK)
    problem = attrs.evolve(problem, worker_weekly_minutes=np.full_like(problem.worker_weekly_minutes, 200))
    whole = certified(problem)
    monkeypatch.setattr(shortage, "LEVELS", 1)
    rough = certified(problem)
    assert 0 < rough.unserved_at_least < whole.unserved_at_least
    assert rough.serviceable >= whole.serviceable


def test_what_is_not_looked_at_is_taken_for_served(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = near(*visits_of(4, 60), shifts=[shift("W-1", "08:00-10:00", DAY)])
    assert certified(problem).serviceable == 2
    monkeypatch.setattr(pairs, "MOST", 0.5)  # three visits, each on one of seven days
    assert certified(problem).serviceable == 2 + 1
    monkeypatch.setattr(pairs, "MOST", 0)
    assert certified(problem) == Certificate(4, 0, 0)


def assigned(problem: VisitProblem) -> int:
    """The assignment bound alone."""
    groups, shares = groups_of(problem), shares_of(problem)
    found = pairs_of(problem, groups, shares, lambda: False)
    assert found is not None
    alone = (groups.penalty // np.diff(groups.part_first))[groups.part_group]
    return assignment.assignment_bound(problem, groups, found, shares, least_stays(problem, groups, found), alone)


def test_the_assignment_of_who_follows_whom_by_trying_all() -> None:
    rng = np.random.default_rng(1)
    for _ in range(5):
        problem = small_problem(visits_of(4, 10), shifts=[shift("W-1", days=DAY)])
        size = problem.travel.shape[1]
        table = rng.integers(5, 60, (1, size, size)).astype(np.int32)
        problem = attrs.evolve(problem, travel=table)
        base, places = int(problem.route_start_place[0]), problem.visit_place[:, 0].tolist()
        stops = [base, *places]
        best = min(
            sum(int(table[0, one, two]) for one, two in zip(stops, order, strict=True) if one != two)
            for order in itertools.permutations(stops)
            if all(one != two for one, two in zip(places, order[1:], strict=True))
        )
        assert assigned(problem) == problem.weights.travel * best
        assert certified(problem).cost_at_least >= problem.weights.travel * best


def test_who_cannot_come_in_time_does_not_follow() -> None:
    """Two visits at eleven for two workers: each has a way of its own, there and back."""
    asked = visits_of(2, 60, "11:00-12:00")
    problem = small_problem(asked, workers=BOTH, shifts=[shift(f"W-{n}", days=DAY) for n in (1, 2)])
    assert assigned(problem) == problem.weights.travel * 4 * 10
    for early, ways in (("08:00-10:00", 3), ("08:00-14:00", 2)):  # out, on and back; or, for all it knows, to and fro
        order = [asked[0], request("R-2", "E-2", early, minutes=60, days=DAY)]
        assert assigned(small_problem(order, shifts=[shift("W-1", days=DAY)])) == problem.weights.travel * ways * 10


def test_too_large_for_an_assignment(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = small_problem(visits_of(3, 30))
    assert assigned(problem) > 0
    for name in ("PLACES", "PARTS", "ARCS"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(assignment, name, 1)
            assert assigned(problem) == 0
            assert certified(problem).cost_at_least > 0


def test_a_visit_of_two_brings_a_second_face() -> None:
    asked = request("R-1", roles=TWO, coupling="together", visits_per_week=2), request("R-2", "E-2")
    problem = near(*asked, workers=BOTH)
    assert certified(problem).cost_at_least == problem.weights.continuity
    groups = groups_of(problem)
    assert sure_strangers(problem, groups, np.zeros_like(groups.penalty)).sum() == 0


def test_wishes_and_lateness_that_cannot_be_helped_are_counted() -> None:
    clients = [Client(id="E-1", usual_worker="W-2", preferred_workers=("W-2",))]
    late = request("R-1", "E-1", "08:00-09:00", minutes=45, soft_end=True)
    problem = near(late, workers=BOTH, clients=clients, shifts=[shift("W-1", "09:00-12:00", DAY)])
    weights = problem.weights
    assert certified(problem).cost_at_least == weights.preferred_worker + 45 * weights.lateness + weights.usual_worker


# In time.


def test_nothing_to_serve_and_nobody_to_serve_it() -> None:
    assert certified(near(request("R-1", valid_to="2025-01-01"))) == Certificate(0, 0, 0)
    absent = near(request("R-1"), shifts=[])
    assert certified(absent) == Certificate(0, int(absent.visit_penalty.sum()), int(absent.visit_penalty.sum()))


def test_it_stops_when_asked() -> None:
    problem = near(*visits_of(3, 30))
    assert certificate(problem, lambda: True) is None
    for number in range(1, 12):
        left = iter([False] * number)
        found = certificate(problem, lambda left=left: next(left, True))
        assert found is None or found.serviceable <= 3


def test_a_large_day_takes_little_time() -> None:
    register = random_register(1, clients=300, workers=40)
    problem = problem_for(register, start=MONDAY, days=1)
    begun = time.process_time()
    found = certified(problem)
    assert time.process_time() - begun < 3.0
    assert 0 < found.serviceable < len(problem.visit_ids)
    assert found.cost_at_least >= found.unserved_at_least > 0


def test_figures_beyond_minutes_of_a_day_stay_valid() -> None:
    """Published benchmarks count in thousandths of a minute, and their days have no end."""
    problem = small_problem(visits_of(3, 30), shifts=[shift("W-1", "08:00-10:00", DAY)])
    scale: Sequence[str] = ("window_start", "window_end", "task_minutes", "route_start", "route_end", "travel")
    larger = attrs.evolve(problem, **{name: getattr(problem, name) * 1000 for name in scale})
    larger = attrs.evolve(
        larger,
        route_latest=np.full_like(problem.route_latest, 2**28),
        worker_daily_minutes=np.full_like(problem.worker_daily_minutes, 2**30),
        worker_weekly_minutes=np.full_like(problem.worker_weekly_minutes, 2**30),
    )
    assert certified(larger).serviceable == 3
    assert certified(problem).serviceable == 2


def test_the_largest_sum_by_trying_all() -> None:
    for sizes, room in (((45, 60), 100), ((30,), 29), ((25, 40, 75), 300), ((7, 11), 97)):
        sums = {0}
        for _ in range(room // min(sizes)):
            sums |= {total + size for total in sums for size in sizes if total + size <= room}
        assert largest_sum(frozenset(sizes), room) == max(sums)
