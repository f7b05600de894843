"""Large regions in territories: how they are divided, cut out, solved anywhere, put together and mended."""

import itertools
import multiprocessing
import os
import pickle
import random
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import attrs
import numpy as np
import pytest

from agecare import Address, Client, Lock, Worker
from agecare.io.samples import sample
from agecare.visits import Progress, Result, Schedule, VisitProblem, cost, solve, violations
from agecare.visits._search import Limits as SearchLimits
from agecare.visits._search import Search, pack
from agecare.visits.problem import NONE, problem_for
from agecare.visits.territories import divide as dividing
from agecare.visits.territories import solve as recipe
from agecare.visits.territories import solve_by_territory, usual_parts, work
from agecare.visits.territories.borders import region_of, rounds_of
from agecare.visits.territories.cut import Part, Share, part_of, plan_in, with_plan
from agecare.visits.territories.divide import divide
from agecare.visits.territories.land import Land
from agecare.visits.territories.limits import Clock, Limits
from builders import WEEK, role
from small_worlds import request, small_problem, small_register, worker
from worlds import random_problem, random_register

ARRAYS = ("visit_day", "task_route", "task_start", "break_start", "break_place")
ADDITIVE = (
    "unserved", "lateness", "overtime", "travel", "waiting", "missed-break", "preferred-worker", "continuity", "change",
)  # fmt: skip
"""Components of the cost that look at one visit, client or route."""
HERE = (49.48, 105.92)


def same(one: Schedule, two: Schedule) -> bool:
    return all(getattr(one, name).tobytes() == getattr(two, name).tobytes() for name in ARRAYS)


def at(town: int, number: int = 0) -> tuple[float, float]:
    """Towns lie 30 km apart, houses in a town some hundred metres."""
    return HERE[0] + 0.27 * town + 0.002 * (number % 4), HERE[1] + 0.003 * (number // 4)


def resident(id_: str, town: int, number: int, *skills: str, **fields: object) -> Worker:
    latitude, longitude = at(town, number)
    homes = {"home_latitude": latitude, "home_longitude": longitude, "start_location": None, "end_location": None}
    return worker(id_, *skills, mode="car", **homes, **fields)


def towns(count: int = 2, clients: int = 26, workers: int = 3, seed: int = 0) -> VisitProblem:
    """So many towns with clients and workers of their own, their records in any order.

    One day, on which there is nothing to allocate, and too many visits for a proof: both take longer than the search.
    """
    rng = random.Random(seed)
    people = [(f"E-{town}-{n}", town, n) for town in range(count) for n in range(clients)]
    staff = [resident(f"W-{town}-{n}", town, n, "care") for town in range(count) for n in range(workers)]
    rng.shuffle(people)
    rng.shuffle(staff)
    register = small_register(
        [request(f"R{id_[1:]}", id_, visits_per_week=7, minutes=20) for id_, _, _ in people],
        addresses=[Address(client=id_, latitude=at(t, n)[0], longitude=at(t, n)[1]) for id_, t, n in people],
        workers=staff,
    )
    return problem_for(register, WEEK, days=1)


def shares_of(problem: VisitProblem, parts: int) -> list[Share]:
    return divide(Land.of(problem), parts)


def searched(problem: VisitProblem, seed: int = 1, moves: int = 60) -> Schedule:
    search = Search(pack(problem), seed)
    search.begin()
    return search.run(SearchLimits(None, moves, lambda: False)).schedule


def merged(problem: VisitProblem, shares: Sequence[Share]) -> tuple[Schedule, list[tuple[Part, Schedule]]]:
    """Every part searched by itself, and the plan of the whole."""
    whole, parts = Schedule.empty(problem), []
    for share in shares:
        part = part_of(problem, share)
        parts.append((part, searched(part.problem)))
        whole = with_plan(whole, *parts[-1])
    return whole, parts


# --- dividing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_every_visit_and_every_worker_is_in_one_territory(seed: int) -> None:
    problem = random_problem(seed)
    shares = shares_of(problem, 2 + seed % 3)
    visits, workers = (np.concatenate(each) for each in zip(*((s.visits, s.workers) for s in shares), strict=True))
    assert sorted(visits.tolist()) == list(range(len(problem.visit_ids)))
    assert sorted(workers.tolist()) == list(range(len(problem.worker_ids)))
    assert all(len(share.visits) for share in shares) or len(shares) == 1
    part = np.empty(len(problem.visit_ids), dtype=int)
    for number, share in enumerate(shares):
        part[share.visits] = number
    for series in (problem.visit_client, problem.visit_request):
        assert all(len(set(part[series == index].tolist())) < 2 for index in series)
    tied = problem.visit_after >= 0
    assert (part[tied] == part[problem.visit_after[tied]]).all()


def test_visits_tied_across_clients_stay_together() -> None:
    """Centres have no such ties, but a problem may."""
    problem = towns(2)
    after = problem.visit_after.copy()
    one, two = (problem.client_ids.index(id_) for id_ in ("E-0-0", "E-1-0"))
    after[np.flatnonzero(problem.visit_client == one)] = np.flatnonzero(problem.visit_client == two)
    shares = shares_of(attrs.evolve(problem, visit_after=after), 2)
    clients = [{problem.client_ids[c] for c in problem.visit_client[share.visits]} for share in shares]
    assert [{"E-0-0", "E-1-0"} <= each for each in clients].count(True) == 1


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("count", [2, 3, 4])
def test_towns_become_territories(count: int, seed: int) -> None:
    problem = towns(count, seed=seed)
    shares = shares_of(problem, count)
    found = [
        {problem.client_ids[c].split("-")[1] for c in problem.visit_client[share.visits]}
        | {problem.worker_ids[w].split("-")[1] for w in share.workers}
        for share in shares
    ]
    assert sorted(map(sorted, found)) == [[str(town)] for town in range(count)]


def test_hours_follow_the_work() -> None:
    problem = problem_for(sample("jalal-abad", clients=160, workers=20, seed=3), WEEK)
    usual = problem.task_minutes.sum() / problem.worker_capacity.sum()
    for share in shares_of(problem, 4):
        minutes = problem.task_minutes[np.isin(problem.task_visit, share.visits)].sum()
        assert minutes / problem.worker_capacity[share.workers].sum() == pytest.approx(usual, rel=0.25)


@pytest.fixture
def nobody_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients stay where the cut puts them, however far from anybody."""
    monkeypatch.setattr(dividing, "FARTHER", 1e12)


@pytest.mark.usefixtures("nobody_moves")
def test_a_cut_goes_between_villages_not_through_one() -> None:
    """Nine clients in one town and eleven in the other are no reason to take one from the other."""
    people = [(f"E-{town}-{n}", town, n) for town, count in ((0, 9), (1, 11)) for n in range(count)]
    staff = [resident(f"W-{town}-{n}", town, n) for town in (0, 1) for n in (0, 1)]
    register = small_register(
        [request(f"R{id_[1:]}", id_) for id_, _, _ in people],
        addresses=[Address(client=id_, latitude=at(t, n)[0], longitude=at(t, n)[1]) for id_, t, n in people],
        workers=staff,
    )
    problem = problem_for(register, WEEK)
    assert sorted(len(share.visits) for share in shares_of(problem, 2)) == [9, 11]


def left_alone(problem: VisitProblem, parts: int) -> int:
    """Clients to whom somebody of another territory lives an hour nearer than anybody of their own."""
    land, found = Land.of(problem), 0
    ways = np.where(land.base[:, None] < 0, 10_000, land.ways(np.maximum(land.base, 0)[:, None], land.place[None, :]))
    for share in divide(land, parts):
        units = np.unique(land.unit_of_visit[share.visits])
        found += int((ways[share.workers][:, units].min(axis=0) > ways[:, units].min(axis=0) + 60).sum())
    return found


@pytest.mark.parametrize("parts", [2, 3, 4, 5, 6])
def test_nobody_is_left_alone(parts: int) -> None:
    assert left_alone(problem_for(sample("jalal-abad", clients=300, workers=33, seed=3), WEEK), parts) == 0


@pytest.mark.usefixtures("nobody_moves")
def test_remote_villages_keep_their_own_workers() -> None:
    """Also before anybody is moved: of 600 clients, each divided in five ways."""
    problem = problem_for(sample("jalal-abad", clients=600, workers=66, seed=3), WEEK)
    assert sum(left_alone(problem, parts) for parts in (2, 3, 4, 5, 6)) < 20


def test_same_problem_same_territories() -> None:
    one, two = (shares_of(random_problem(7), 3) for _ in range(2))
    for first, second in zip(one, two, strict=True):
        assert (first.visits.tolist(), first.workers.tolist()) == (second.visits.tolist(), second.workers.tolist())


def from_one_base(skills: Sequence[str], asks: Sequence[dict[str, int]], **fields: Any) -> VisitProblem:
    """Workers who all start at HQ, and clients in a line north of it."""
    staff = [worker(f"W-{n}", *skill.split()) for n, skill in enumerate(skills)]
    wishes = [request(f"R-{n:02d}", f"E-{n:02d}", roles=(role(45, **ask),)) for n, ask in enumerate(asks)]
    return problem_for(small_register(wishes, workers=staff, **fields), WEEK)


def test_each_territory_gets_somebody_with_each_skill() -> None:
    skills = ["care nursing", "care nursing", "care", "care", "care", "care"]
    asks = [{"nursing": 1} if n % 3 == 0 else {"care": 1} for n in range(18)]
    problem = from_one_base(skills, asks)
    for share in shares_of(problem, 2):
        assert len(share.workers) == 3
        assert {"W-0", "W-1"} & {problem.worker_ids[worker] for worker in share.workers}


def test_whom_only_one_worker_may_visit_is_where_that_worker_is() -> None:
    asks = [{"physio": 1} if n in (0, 19) else {"care": 1} for n in range(20)]
    problem = from_one_base(["physio", "care", "care", "care"], asks)
    for share in shares_of(problem, 2):
        tasks = np.isin(problem.task_visit, share.visits)
        assert problem.eligible[np.ix_(tasks, share.workers)].any(axis=1).all()


@pytest.mark.parametrize("how", ["locks", "usual"])
def test_clients_and_the_workers_they_are_bound_to_stay_together(how: str) -> None:
    """Everybody starts in one place; who is bound to whom has nothing to do with the order of the records."""
    whose = [(n // 5 + 1) % 4 for n in range(20)]
    wishes = [request(f"R-{n}", f"E-{n}") for n in range(20)]
    bound = [f"W-{number}" for number in whose]
    locks = [Lock(request=f"R-{n}", worker=name) for n, name in enumerate(bound)] if how == "locks" else []
    clients = [Client(id=f"E-{n}", usual_worker=name if how == "usual" else None) for n, name in enumerate(bound)]
    problem = small_problem(wishes, clients=clients, locks=locks, workers=[worker(f"W-{n}") for n in range(4)])
    for share in shares_of(problem, 2):
        bonds = {whose[int(problem.client_ids[client][2:])] for client in problem.visit_client[share.visits]}
        assert {f"W-{number}" for number in bonds} == {problem.worker_ids[person] for person in share.workers}


def test_more_territories_than_clients_are_not_made() -> None:
    assert len(shares_of(towns(2, clients=1, workers=1), 9)) == 2
    assert len(shares_of(small_problem([]), 3)) == 1


def test_the_usual_number_of_territories_grows_with_the_visits() -> None:
    problem = towns()
    assert usual_parts(problem) == 1
    assert usual_parts(attrs.evolve(problem, visit_ids=tuple(map(str, range(4843))))) == 5


# --- cutting out and putting together -----------------------------------------------------------------------------


def everything(problem: VisitProblem) -> Share:
    return Share(np.arange(len(problem.visit_ids)), np.arange(len(problem.worker_ids)))


@pytest.mark.parametrize("seed", range(20))
def test_the_part_that_is_everything_is_the_problem(seed: int) -> None:
    """But for what nobody needs: places that no visit is at, requests that want none."""
    problem = random_problem(seed)
    part = part_of(problem, everything(problem)).problem
    for field in attrs.fields(VisitProblem):
        whole, cut = getattr(problem, field.name), getattr(part, field.name)
        if field.name in ("places", "request_ids", "travel", "visit_request", "visit_place") or "_place" in field.name:
            continue
        if isinstance(whole, np.ndarray):
            assert np.array_equal(whole, cut), field.name
            assert whole.dtype == cut.dtype, field.name
            assert not cut.flags.writeable, field.name
        else:
            assert whole == cut, field.name
    plan = searched(problem)
    again = plan_in(part_of(problem, everything(problem)), plan)
    assert cost(part, again) == cost(problem, plan)


@pytest.mark.parametrize("seed", range(60))
def test_valid_plans_of_the_parts_make_a_valid_plan_and_their_costs_add_up(seed: int) -> None:
    problem = random_problem(seed)
    whole, parts = merged(problem, shares_of(problem, 2 + seed % 2))
    assert violations(problem, whole) == []
    costs = [cost(part.problem, plan).components for part, plan in parts]
    for name, component in cost(problem, whole).components.items():
        if name in ADDITIVE:
            assert component.amount == sum(each[name].amount for each in costs), name
    for part, plan in parts:
        assert violations(part.problem, plan) == []
        assert same(plan_in(part, whole), plan)


def test_the_random_plans_hold_something_to_put_together() -> None:
    """The worlds of the test before: more than one part, breaks, couplings, ties, publications."""
    seen = {"parts": 0, "breaks": 0, "coupled": 0, "tied": 0, "published": 0}
    for seed in range(60):
        problem = random_problem(seed)
        whole, parts = merged(problem, shares_of(problem, 2 + seed % 2))
        served = whole.visit_day >= 0
        seen["parts"] += len(parts)
        seen["breaks"] += int((whole.break_start >= 0).sum())
        seen["coupled"] += int((problem.visit_coupling[served] > 0).sum())
        seen["tied"] += int((problem.visit_after[served] >= 0).sum())
        seen["published"] += int((problem.visit_published_day[served] >= 0).sum())
    assert seen["parts"] > 110
    assert min(seen.values()) > 20, seen


def test_a_worker_of_another_part_is_a_stranger() -> None:
    clients = [Client(id="E-0", usual_worker="W-1", preferred_workers=("W-1",)), Client(id="E-1")]
    problem = small_problem(
        [request("R-0", "E-0"), request("R-1", "E-1")],
        clients=clients,
        workers=[worker("W-0"), worker("W-1")],
        locks=[Lock(request="R-1", worker="W-1")],
    )
    part = part_of(problem, Share(np.array([0, 1]), np.array([0]))).problem
    assert part.client_usual.tolist() == [NONE, NONE]
    assert part.client_prefers.tolist() == [[False], [True]]
    assert part.task_locked_worker.tolist() == [NONE, -2]
    assert part.eligible.tolist() == [[True], [False]]


def test_a_tie_cannot_be_cut() -> None:
    problem = small_problem([request("R-1"), request("R-2", after="R-1")])
    with pytest.raises(ValueError, match="must be in one part"):
        part_of(problem, Share(np.array([1]), np.array([0])))


def test_a_part_without_workers_is_a_problem_too() -> None:
    problem = towns()
    part = part_of(problem, Share(np.arange(3), np.arange(0)))
    assert (part.problem.visit_ids, part.problem.worker_ids) == (problem.visit_ids[:3], ())
    assert same(plan_in(part, Schedule.empty(problem)), Schedule.empty(part.problem))


def test_a_visit_made_by_a_stranger_is_not_in_the_plan_of_the_part() -> None:
    problem = towns(1, clients=4, workers=2)
    plan = searched(problem)
    first = int(problem.route_worker[plan.task_route[0]])
    part = part_of(problem, Share(np.arange(len(problem.visit_ids)), np.array([first])))
    mine = problem.route_worker[plan.task_route] == first
    assert ((plan_in(part, plan).visit_day >= 0) == mine).all()
    assert violations(part.problem, plan_in(part, plan)) == []


# --- borders ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most_visits", [4, 10, 1000])
@pytest.mark.parametrize("seed", range(12))
def test_a_region_is_closed_and_its_plan_can_be_put_back(seed: int, most_visits: int) -> None:
    problem = random_problem(seed)
    land = Land.of(problem)
    shares = divide(land, 2)
    whole, _ = merged(problem, shares)
    if len(shares) < 2:
        return
    region = region_of(land, *shares, whole, most_visits)
    inside = np.isin(problem.task_visit, region.visits)
    served = whole.task_route >= 0
    hers = np.isin(problem.route_worker[whole.task_route], region.workers)
    assert (inside[served] == hers[served]).all()
    part = part_of(problem, region)
    plan = plan_in(part, whole)
    assert violations(part.problem, plan) == []
    assert same(with_plan(whole, part, plan), whole)


def test_a_region_holds_whoever_is_nearest_to_the_border() -> None:
    """Clients along a road: of each half, those at the border."""
    wishes = [request(f"R-{n:02d}", f"E-{n:02d}") for n in range(20)]
    staff = [
        worker(f"W-{n}", start_location=None, end_location=None, home_latitude=49.48 + n / 250, home_longitude=105.92)
        for n in range(5)
    ]
    problem = problem_for(small_register(wishes, workers=staff), WEEK)
    land = Land.of(problem)
    one, two = (
        Share(np.arange(first, first + 10), people) for first, people in ((0, np.arange(3)), (10, np.arange(3, 5)))
    )
    whole, _ = merged(problem, [one, two])
    region = region_of(land, one, two, whole, 9)
    assert 0 < len(region.visits) < 20
    left_out = np.setdiff1d(np.arange(20), region.visits)
    assert np.abs(region.visits - 9.5).mean() < np.abs(left_out - 9.5).mean()

    lost = part_of(problem, Share(np.array([0]), np.arange(5)))
    region = region_of(land, one, two, with_plan(whole, lost, Schedule.empty(lost.problem)), 9)
    assert 0 in region.visits, "the first client waits, far from the border"
    assert 0 in region.workers, "W-0 lives next door"


def test_rounds_have_no_territory_twice_and_begin_where_visits_wait() -> None:
    problem = towns(4, clients=3, workers=1)
    land = Land.of(problem)
    shares = divide(land, 4)
    whole, parts = merged(problem, shares)
    lost, _ = parts[2]
    rounds = rounds_of(land, shares, with_plan(whole, lost, Schedule.empty(lost.problem)))
    assert all(len({part for pair in each for part in pair}) == 2 * len(each) for each in rounds)
    assert 2 in rounds[0][0]
    assert {pair for each in rounds for pair in each} == set(itertools.combinations(range(4), 2))


# --- the whole recipe ---------------------------------------------------------------------------------------------


class Elsewhere(Executor):
    """Another machine: everything is pickled there and back."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        call, given = pickle.loads(pickle.dumps((fn, args)))
        future.set_result(pickle.loads(pickle.dumps(call(*given))))
        return future


def test_serial_threads_and_another_machine_make_the_same_plan() -> None:
    problem = towns(3)
    one = solve_by_territory(problem, parts=3, time_limit=None, work_limit=900, seed=4)
    with ThreadPoolExecutor(3) as pool:
        two = solve_by_territory(problem, executor=pool, parts=3, time_limit=None, work_limit=900, seed=4)
    three = solve_by_territory(problem, executor=Elsewhere(), parts=3, time_limit=None, work_limit=900, seed=4)
    assert one.violations == ()
    assert one.schedule.unserved == ()
    assert same(one.schedule, two.schedule)
    assert same(one.schedule, three.schedule)
    assert one.cost == two.cost == three.cost
    assert one.moves == two.moves == three.moves > 0
    assert {one.stopped_by, two.stopped_by, three.stopped_by} == {"work"}


def test_processes_make_the_same_plan_and_heed_ctrl_c() -> None:
    """One pool for both: loading the compiled search takes seconds in every process."""
    problem = problem_for(sample("jalal-abad", clients=40, workers=6, seed=2), WEEK)
    limits: dict[str, Any] = {"parts": 2, "time_limit": None, "work_limit": 400, "seed": 2}
    alone = solve_by_territory(problem, **limits)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        pooled = solve_by_territory(problem, executor=pool, **limits)
        assert same(alone.schedule, pooled.schedule)
        assert (alone.cost, alone.moves) == (pooled.cost, pooled.moves)
        assert alone.schedule.unserved == pooled.schedule.unserved

        endless = [work.Job(f"part {n}", problem, None, 120.0, None, n) for n in range(2)]
        begun = time.perf_counter()
        running = [pool.submit(work.run_job, job) for job in endless]
        time.sleep(2.0)
        for child in multiprocessing.active_children():
            os.kill(child.pid or 0, signal.SIGINT)
        for future in running:
            result = future.result()
            assert (result.stopped_by, result.violations) == ("signal", ())
            assert (result.schedule.visit_day >= 0).any()
        assert time.perf_counter() - begun < 30


@pytest.mark.parametrize("seed", range(5))
def test_the_borders_never_make_it_dearer(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before: list[int] = []
    whole_parts = recipe._Run.parts

    def noted(run: Any, shares: Sequence[Share]) -> Any:
        plan = whole_parts(run, shares)
        before.append(cost(run.problem, plan.schedule).total)
        return plan

    monkeypatch.setattr(recipe._Run, "parts", noted)
    problem = problem_for(random_register(1000 + seed, clients=30, workers=8), WEEK)
    result = solve_by_territory(problem, parts=2, time_limit=None, work_limit=200, seed=seed)
    assert result.violations == ()
    assert result.cost == cost(problem, result.schedule)
    assert before
    assert result.cost.total <= before[0]
    missing = np.flatnonzero(result.schedule.visit_day < 0)
    assert [left.visit for left in result.schedule.unserved] == [problem.visit_ids[visit] for visit in missing]


def test_a_visit_that_only_the_neighbours_can_make_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """The only nurse is put into the wrong territory."""
    asks = [{"nursing": 1} if n == 0 else {"care": 1} for n in range(52)]
    problem = from_one_base(["nursing care", "care", "care"], asks)
    wrong = [Share(np.arange(26), np.array([1])), Share(np.arange(26, 52), np.array([0, 2]))]
    monkeypatch.setattr(recipe, "divide", lambda land, parts: wrong)
    limits: dict[str, Any] = {"parts": 2, "time_limit": None, "work_limit": 400}
    assert solve_by_territory(problem, **limits).schedule.unserved == ()
    monkeypatch.setattr(recipe, "rounds_of", lambda *given: [])
    assert [left.visit for left in solve_by_territory(problem, **limits).schedule.unserved] == [problem.visit_ids[0]]


def test_a_better_region_is_not_kept_where_the_whole_becomes_dearer(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = towns(2)
    limits: dict[str, Any] = {"parts": 2, "time_limit": None, "work_limit": 100}
    monkeypatch.setattr(recipe, "_is_better", lambda *given: True)
    real = recipe._Run._solved

    def worse(run: Any, shares: Any, names: Any, plan: Any, *rest: Any) -> Any:
        for part, result in real(run, shares, names, plan, *rest):
            bad = attrs.evolve(result, schedule=Schedule.empty(part.problem))
            yield part, result if plan.price is None else bad

    monkeypatch.setattr(recipe._Run, "_solved", worse)
    assert solve_by_territory(problem, **limits).schedule.unserved == ()


def test_one_territory_is_solved_as_a_whole() -> None:
    problem = towns(1)
    limits: dict[str, Any] = {"time_limit": None, "work_limit": 100, "seed": 3}
    assert same(solve_by_territory(problem, **limits).schedule, solve(problem, **limits).schedule)


def test_a_limit_is_needed() -> None:
    with pytest.raises(ValueError, match="time limit or a work limit"):
        solve_by_territory(towns(), time_limit=None)


def test_time_is_kept() -> None:
    problem = problem_for(sample("jalal-abad", clients=60, workers=9, seed=2), WEEK)
    solve_by_territory(problem, parts=3, time_limit=0.0)
    begun = time.perf_counter()
    result = solve_by_territory(problem, parts=3, time_limit=3.0)
    assert 2.0 < time.perf_counter() - begun < 12
    assert (result.stopped_by, result.violations) == ("time", ())


@pytest.mark.parametrize("pooled", [False, True])
@pytest.mark.parametrize("calls", [0, 1, 3, 9])
def test_stopping_keeps_what_there_is(calls: int, pooled: bool) -> None:
    problem = problem_for(sample("jalal-abad", clients=40, workers=6, seed=2), WEEK)
    count = itertools.count()
    begun = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        result = solve_by_territory(
            problem,
            executor=pool if pooled else None,
            parts=3,
            time_limit=90,
            should_stop=lambda: next(count) >= calls,
        )
    assert time.perf_counter() - begun < 20
    assert (result.stopped_by, result.violations) == ("signal", ())
    assert (result.schedule.visit_day >= 0).sum() > len(problem.visit_ids) / 2


@pytest.mark.parametrize("pooled", [False, True])
def test_an_error_names_its_territory(pooled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = towns(3)
    second = shares_of(problem, 3)[1]

    def failing(problem_: VisitProblem, **limits: Any) -> Result:
        if set(problem_.visit_ids) == {problem.visit_ids[visit] for visit in second.visits}:
            raise ZeroDivisionError("no reason")
        return solve(problem_, **limits)

    monkeypatch.setattr(work, "solve", failing)
    with ThreadPoolExecutor(2) as pool, pytest.raises(ZeroDivisionError) as caught:
        solve_by_territory(problem, executor=pool if pooled else None, parts=3, time_limit=None, work_limit=50)
    assert caught.value.__notes__ == ["in territory 2 of 3 (26 visits, 3 workers)"]


class Breaking(Elsewhere):
    """Breaks down at the second job."""

    def __init__(self) -> None:
        self.jobs = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.jobs += 1
        if self.jobs > 1:
            raise BrokenExecutor("gone")
        return super().submit(fn, *args, **kwargs)


def test_a_pool_that_breaks_down_is_an_error_but_not_when_all_was_to_stop() -> None:
    problem, pool = towns(3), Breaking()
    limits: dict[str, Any] = {"parts": 3, "at_once": 1, "time_limit": None, "work_limit": 60}
    with pytest.raises(BrokenExecutor) as caught:
        solve_by_territory(problem, executor=Breaking(), **limits)
    assert caught.value.__notes__ == ["in territory 2 of 3 (26 visits, 3 workers)"]
    result = solve_by_territory(problem, executor=pool, should_stop=lambda: pool.jobs > 1, **limits)
    assert (result.stopped_by, result.violations) == ("signal", ())
    assert len(result.schedule.unserved) == 52


def test_progress_falls_from_nobody_served_to_the_plan() -> None:
    problem = towns(3)
    seen: list[Progress] = []
    result = solve_by_territory(problem, parts=3, time_limit=None, work_limit=600, on_progress=seen.append)
    assert [name for name, _ in itertools.groupby(one.phase for one in seen)] == ["prepare", "search"]
    told = [(one.cost, one.unserved) for one in seen if one.phase == "search"]
    assert told[0][1] == len(problem.visit_ids)
    assert told[-1][1] == 0
    assert all(price is not None for price, _ in told)
    assert min(price for price, _ in told if price is not None) >= 0
    assert result.elapsed >= max(one.elapsed for one in seen)


def test_a_job_is_made_when_its_turn_has_come() -> None:
    """So that no more parts than are being solved take up memory."""
    made: list[int] = []
    tiny = towns(1, clients=1, workers=1)

    def job(number: int) -> work.Job:
        made.append(number)
        return work.Job(str(number), tiny, None, None, 5, 1)

    jobs = [lambda number=number: job(number) for number in range(5)]
    with ThreadPoolExecutor(2) as pool:
        results = work.run_all(pool, jobs, 2, tell=lambda *given: None, stop=bool)
        assert made == []
        for done, (number, result) in enumerate(results, 1):
            assert len(made) <= done + 2
            assert number in made
            assert result.violations == ()
    assert made == [0, 1, 2, 3, 4]


def test_how_many_at_once() -> None:
    with ThreadPoolExecutor(3) as pool:
        assert work.usual_at_once(pool, 9) == 3
    assert work.usual_at_once(work.Here(), 9) == 1
    assert work.usual_at_once(Elsewhere(), 9) == 9


@pytest.mark.parametrize("at_once", [1, 2, 3, 8])
@pytest.mark.parametrize("sizes", [[10], [10, 10, 10, 10, 10], [3, 30, 5, 12], [1, 1, 100]])
def test_limits_let_all_jobs_end_in_time(sizes: list[int], at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs that use up their seconds, begun in order as soon as one of the lanes is free."""
    now = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    shares = [Share(np.arange(size), np.arange(1)) for size in sizes]
    limits = Limits.of(Clock(0.0, 100.0), 0.8, 1000.0, shares, at_once)
    lanes = [0.0] * min(at_once, len(sizes))
    for number in range(len(sizes)):
        now[0] = min(lanes)
        seconds, moves = limits.of_job(number)
        assert seconds is not None and seconds > 0
        assert moves == int(1000 * sizes[number] / sum(sizes))
        lanes[lanes.index(now[0])] += seconds
    assert max(lanes) == pytest.approx(80)
    assert sum(lanes) / len(lanes) > 40


def test_without_limits_there_are_none() -> None:
    shares = [Share(np.arange(3), np.arange(1))]
    assert Limits.of(Clock(0.0, None), 0.8, None, shares, 1).of_job(0) == (None, None)
