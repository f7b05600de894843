"""The allocation: its rules one by one, its optimum against enumeration, its bound, and that it can be stopped."""

import _thread
import itertools
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import attrs
import numpy as np
import pytest
from ortools.sat.python import cp_model

from agecare import Client, Lock, Register, Season, TravelMode, Weights
from agecare.io.samples import sample
from agecare.visits import PublishedVisit, VisitProblem, problem_for
from agecare.visits._allocate import Allocation, allocate, improve
from agecare.visits._allocate.choices import Choices, choices_of
from agecare.visits._allocate.construct import construct, stir
from agecare.visits._allocate.estimate import Ways
from agecare.visits._allocate.groups import best_days, groups_of
from agecare.visits._allocate.model import WeekModel
from agecare.visits._allocate.price import HUNDREDTHS, Tariff, fair_share, least_prices, price, tariff_of
from agecare.visits._allocate.tally import Tally
from agecare.visits.problem import NONE, Flags
from agecare.visits.travel import Minutes, Places
from builders import WEEK, role
from small_worlds import request, shift, small_problem, small_register, worker
from worlds import random_problem, random_register

MON, TUE, WED, THU, FRI = range(5)
MONDAY = ("mon",)
TWO = (role(30), role(30))
BOTH = [worker("W-1"), worker("W-2")]


def next_door(places: Places, mode: TravelMode, season: Season) -> Minutes:
    """No way at all."""
    return np.zeros((len(places.ids), len(places.ids)), dtype=np.int32)


def near(*requests: object, **fields: object) -> VisitProblem:
    """A problem without travel: only minutes of service count."""
    return problem_for(small_register(requests, **fields), WEEK, travel=next_door)


def allocated(problem: VisitProblem, **fields: object) -> Allocation:
    found = allocate(problem, **{"time_limit": None, "work_limit": 5.0, "seed": 1, **fields})
    assert list(broken(problem, found)) == []
    return found


def count(allocation: Allocation) -> int:
    return int((allocation.visit_day >= 0).sum())


def broken(problem: VisitProblem, found: Allocation) -> Iterator[str]:
    """What is wrong with an allocation, judged by the problem alone."""
    routes = set(zip(problem.route_worker.tolist(), problem.route_day.tolist(), strict=True))
    by_day: dict[tuple[int, int], int] = {}
    by_request: dict[int, list[int]] = {}
    for visit, day in enumerate(found.visit_day.tolist()):
        tasks = problem.tasks_of(visit)
        workers = [int(found.task_worker[task]) for task in tasks]
        if day < 0:
            if any(who >= 0 for who in workers):
                yield f"{visit}: a worker without a day"
            continue
        by_request.setdefault(int(problem.visit_request[visit]), []).append(day)
        if not problem.visit_days[visit, day]:
            yield f"{visit}: day"
        if problem.visit_locked_day[visit] not in (NONE, day):
            yield f"{visit}: locked day"
        if len(set(workers)) < len(workers):
            yield f"{visit}: one worker twice"
        for task, who in zip(tasks, workers, strict=True):
            if who < 0 or not problem.eligible[task, who]:
                yield f"{visit}: not eligible"
            if problem.task_locked_worker[task] not in (NONE, who):
                yield f"{visit}: locked worker"
            if (who, day) not in routes:
                yield f"{visit}: no route"
            by_day[who, day] = by_day.get((who, day), 0) + int(problem.task_minutes[task])
        before = int(problem.visit_after[visit])
        if before >= 0 and found.visit_day[before] not in (NONE, day):
            yield f"{visit}: not on the day of the visit before"
    for request_, days in by_request.items():
        spacing = int(problem.visit_spacing[problem.visit_request == request_][0])
        if any(later - earlier < spacing for earlier, later in itertools.pairwise(sorted(days))):
            yield f"request {request_}: days between"
    for who, limit in enumerate(problem.worker_weekly_minutes.tolist()):
        for week in np.unique(problem.day_week):
            total = sum(m for (w, day), m in by_day.items() if w == who and problem.day_week[day] == week)
            if total > limit:
                yield f"worker {who}: weekly minutes"
        for day in range(problem.days):
            if by_day.get((who, day), 0) > problem.worker_daily_minutes[who]:
                yield f"worker {who}: daily minutes"


# One rule at a time: easily possible, just possible, just not.


def full_day(minutes: int) -> VisitProblem:
    asked = request("R-1", minutes=60, days=MONDAY), request("R-2", "E-2", minutes=minutes, days=MONDAY)
    return near(*asked, shifts=[shift("W-1", "08:00-10:00")])


def limited_day(minutes: int) -> VisitProblem:
    asked = request("R-1", minutes=60, days=MONDAY), request("R-2", "E-2", minutes=minutes, days=MONDAY)
    return near(*asked, workers=[worker("W-1", daily_minutes=120)])


def day_with_a_break(minutes: int) -> VisitProblem:
    pause = {"break_minutes": 30, "break_earliest": "08:00", "break_latest": "10:00"}
    shifts = [shift("W-1", "08:00-10:30", MONDAY, **pause)]
    return near(request("R-1", minutes=60), request("R-2", "E-2", minutes=minutes), shifts=shifts)


def full_week(minutes: int) -> VisitProblem:
    asked = request("R-1", minutes=60), request("R-2", "E-2", minutes=minutes)
    return near(*asked, workers=[worker("W-1", weekly_minutes=120)], weights=Weights(fair_workload=0))


def pressed_morning(minutes: int) -> VisitProblem:
    asked = [request(f"R-{n}", f"E-{n}", "08:00-10:00", minutes=m) for n, m in enumerate((60, minutes), 1)]
    return near(*asked, request("R-3", "E-3", minutes=60), shifts=[shift("W-1", days=MONDAY)])


def window_and_shift(minutes: int) -> VisitProblem:
    shifts = [shift("W-1", "08:00-10:00", MONDAY)]
    return near(request("R-1", "E-1", "09:30-12:00", minutes=minutes), shifts=shifts)


def there_and_back(minutes: int) -> VisitProblem:
    return small_problem([request("R-1", minutes=minutes)], shifts=[shift("W-1", "08:00-09:20", MONDAY)])


def days_apart(between: int) -> VisitProblem:
    asked = request("R-1", visits_per_week=2, days_between=between)
    return near(asked, shifts=[shift("W-1", days=("mon", "wed"))])


def together(late: int) -> VisitProblem:
    shifts = [shift("W-1", "08:00-12:00", MONDAY), shift("W-2", f"11:{late:02d}-16:00", MONDAY)]
    return near(request("R-1", roles=TWO, coupling="together"), workers=BOTH, shifts=shifts)


def following(lag: int) -> VisitProblem:
    shifts = [shift("W-1", "08:00-09:00", MONDAY), shift("W-2", "10:00-16:00", MONDAY)]
    staff = [worker("W-1"), worker("W-2", "nursing")]
    roles = (role(30), role(30, nursing=1))
    asked = request("R-1", roles=roles, coupling="following", lag_max=120 - lag)
    return near(asked, workers=staff, shifts=shifts)


def one_after_another(early: int) -> VisitProblem:
    first = request("R-1", "E-1", "08:00-09:00")
    second = request("R-2", "E-1", "10:00-16:00", after="R-1", gap_max=120 - early)
    return near(first, second, shifts=[shift("W-1", days=MONDAY)])


RULES: Sequence[tuple[Callable[[int], VisitProblem], tuple[int, int, int], int]] = (
    (full_day, (30, 60, 61), 2),
    (limited_day, (30, 60, 61), 2),
    (day_with_a_break, (30, 60, 61), 2),
    (full_week, (30, 60, 61), 2),
    (pressed_morning, (30, 60, 61), 3),
    (window_and_shift, (15, 30, 31), 1),
    (there_and_back, (30, 60, 61), 1),
    (days_apart, (1, 2, 3), 2),
    (together, (0, 30, 31), 1),
    (following, (0, 30, 31), 1),
    (one_after_another, (0, 60, 61), 2),
)


@pytest.mark.parametrize(("world", "amounts", "all_of_them"), RULES, ids=[rule[0].__name__ for rule in RULES])
def test_a_rule_holds_to_the_minute(
    world: Callable[[int], VisitProblem], amounts: tuple[int, int, int], all_of_them: int
) -> None:
    easy, tight, too_much = amounts
    assert count(allocated(world(easy))) == all_of_them
    assert count(allocated(world(tight))) == all_of_them
    assert count(allocated(world(too_much))) == all_of_them - 1


def test_two_roles_need_two_workers() -> None:
    asked = request("R-1", roles=TWO, coupling="together")
    assert count(allocated(near(asked))) == 0
    found = allocated(near(asked, workers=BOTH))
    assert sorted(found.task_worker) == [0, 1]


def test_who_is_not_eligible_does_not_come() -> None:
    asked = request("R-1", roles=(role(30, nursing=2),))
    staff = [worker("W-1"), worker("W-2", "nursing:1"), worker("W-3", "nursing:2")]
    assert allocated(near(asked, workers=staff)).task_worker.tolist() == [2]
    assert count(allocated(near(asked, workers=staff[:2]))) == 0


def test_locks_are_kept() -> None:
    staff, clients = [worker("W-1"), worker("W-2")], [Client(id="E-1", usual_worker="W-1")]
    asked = request("R-1", visits_per_week=2)
    lock = Lock(request="R-1", date="2026-04-10", worker="W-2")
    problem = near(asked, workers=staff, clients=clients, locks=[lock])
    found = allocated(problem)
    locked = int(np.flatnonzero(problem.visit_locked_day == FRI)[0])
    assert found.task_worker[locked] == 1 and count(found) == 2
    nobody_then = near(asked, clients=clients, locks=[Lock(request="R-1", date="2026-04-11")])
    assert count(allocated(nobody_then)) == 1


def test_a_visit_and_the_one_before_share_a_day_even_when_only_one_day_is_left() -> None:
    shifts = [shift("W-1", days=MONDAY), shift("W-2", days=("tue",))]
    first, second = request("R-1"), request("R-2", after="R-1", roles=(role(30, nursing=1),))
    problem = near(first, second, workers=[worker("W-1"), worker("W-2", "nursing")], shifts=shifts)
    assert allocated(problem).visit_day.tolist() == [TUE, TUE]


# What is wished for.


def test_the_usual_worker_comes_and_a_client_sees_one_face() -> None:
    clients = [Client(id="E-1", usual_worker="W-2"), Client(id="E-2")]
    asked = request("R-1", visits_per_week=3), request("R-2", "E-2", visits_per_week=3)
    found = allocated(near(*asked, workers=BOTH, clients=clients))
    assert found.task_worker[:3].tolist() == [1, 1, 1]
    assert len(set(found.task_worker[3:].tolist())) == 1


def test_loads_are_even() -> None:
    asked = [request(f"R-{n}", f"E-{n}", minutes=60) for n in range(1, 9)]
    found = allocated(near(*asked, workers=BOTH))
    assert np.bincount(found.task_worker).tolist() == [4, 4]


def test_who_matters_most_is_served_first() -> None:
    asked = [
        request(f"R-{n}", f"E-{n}", minutes=60, priority=priority, mandatory=False)
        for n, priority in enumerate(("routine", "stat", "urgent"), 1)
    ]
    found = allocated(near(*asked, shifts=[shift("W-1", "08:00-10:00", MONDAY)]))
    assert (found.visit_day >= 0).tolist() == [False, True, True]


def test_visits_left_out_are_shared_between_areas() -> None:
    clients = [Client(id=f"E-{n}", area="A-1" if n < 3 else "A-2") for n in range(1, 5)]
    asked = [request(f"R-{n}", f"E-{n}", minutes=60) for n in range(1, 5)]
    found = allocated(near(*asked, clients=clients, shifts=[shift("W-1", "08:00-10:00", MONDAY)]))
    assert sorted((found.visit_day[:2] >= 0).tolist()) == [False, True]


@pytest.mark.parametrize("coupling", [None, "together"])
def test_a_published_plan_stays_until_it_must_change(coupling: str | None) -> None:
    asked = [request("R-1", roles=TWO if coupling else (role(30),), coupling=coupling), request("R-2", "E-2")]
    staff = [worker(f"W-{n}") for n in range(1, 5)]
    names = ("W-4", "W-2")[: 2 if coupling else 1]
    told = {f"R-1/{WEEK}/1": PublishedVisit(THU, 600, names), f"R-2/{WEEK}/1": PublishedVisit(WED, 600, ("W-3",))}
    weights = Weights(fair_workload=0)
    problem = problem_for(small_register(asked, workers=staff, weights=weights), WEEK, travel=next_door, published=told)
    found = allocated(problem)
    assert found.visit_day.tolist() == [THU, WED]
    assert [problem.worker_ids[w] for w in found.task_worker] == [*names, "W-3"]
    ill = [shift(f"W-{n}") for n in (1, 2, 3)]
    register = small_register(asked, workers=staff, shifts=ill, weights=weights)
    without = problem_for(register, WEEK, travel=next_door, published=told)
    assert allocated(without).task_worker.tolist()[-1] == 2
    assert allocated(without).objective > found.objective + problem.weights.change / 2


def test_territories_are_compact() -> None:
    """Two villages, two workers who both start half-way: each gets a village, not a bit of both."""

    def along_a_road(places: Places, mode: TravelMode, season: Season) -> Minutes:
        numbers = [25 if id_ == "HQ" else int(id_.removeprefix("E-")) for id_ in places.ids]
        at = np.array([number + 36 * (6 < number < 25) for number in numbers])
        return np.abs(at[:, None] - at[None, :]).astype(np.int32)

    asked = [request(f"R-{n}", f"E-{n}", visits_per_week=2) for n in range(1, 13)]
    problem = problem_for(small_register(asked, workers=BOTH), WEEK, travel=along_a_road)
    found = allocated(problem)
    near_one, far_one = found.task_worker[:12].tolist(), found.task_worker[12:].tolist()
    assert sorted((*set(near_one), *set(far_one))) == [0, 1]


# Against enumeration.


def micro_problems(number: int, most: int) -> Iterator[tuple[int, VisitProblem, Choices]]:
    """Problems of two clients and two workers with at most ``most`` allocations, not all of them trivial."""
    found = 0
    for seed in itertools.count():
        register = random_register(seed, clients=2, workers=2)
        problem = problem_for(register, start=MONDAY_OF_WEEK, days=3)
        choices = choices_of(problem, 1)
        assert choices is not None
        size = np.prod([len(list(assignments(choices, g))) for g in range(len(choices.groups.visits))], dtype=float)
        if 4 <= size <= most:
            yield seed, problem, choices
            found += 1
        if found == number:
            return


MONDAY_OF_WEEK = problem_for(small_register([request("R-1")]), WEEK).horizon.start


def assignments(choices: Choices, group: int) -> Iterator[tuple[int, ...]]:
    """All ways to serve none, some or all visits of a group: tuples of options."""
    parts = choices.groups.parts_of(group)
    options = [np.flatnonzero(choices.part == part).tolist() for part in parts]
    clash = set(map(tuple, choices.clashes.tolist()))
    teams = [
        team
        for team in itertools.product(*options)
        if len({choices.day[option] for option in team}) == 1 and team not in clash
    ]
    most = int(choices.groups.count[group])
    for number in range(most + 1):
        for chosen in itertools.combinations(teams, number):
            days = sorted(int(choices.day[team[0]]) for team in chosen)
            if all(b - a >= choices.groups.spacing[group] for a, b in itertools.pairwise(days)):
                yield tuple(option for team in chosen for option in team)


def allowed(choices: Choices, chosen: Sequence[int]) -> bool:
    """Rules between groups, written again from their words."""
    problem, groups = choices.problem, choices.groups
    used: dict[tuple[str, int, int], int] = {}
    days: dict[int, set[int]] = {}
    of_group: dict[int, int] = {}
    for option in chosen:
        who, day, load = (int(array[option]) for array in (choices.worker, choices.day, choices.load))
        group = int(choices.group[option])
        week = int(problem.day_week[day])
        room = choices.day_capacity[who, day], choices.week_capacity[who, week]
        for key, limit in ((("day", who, day), room[0]), (("week", who, week), room[1])):
            used[key] = used.get(key, 0) + load
            if used[key] > limit:
                return False
        for span in np.flatnonzero(choices.in_span[option]):
            whole = int(choices.span_capacity[span, who, day])
            key = (f"span {span}", who, day)
            used[key] = used.get(key, 0) + min(load, whole)
            if used[key] > whole:
                return False
        if choices.part[option] == groups.part_first[group]:
            same = days.setdefault(int(groups.request[group]), set())
            if any(abs(day - other) < groups.spacing[group] for other in same):
                return False
            same.add(day)
        of_group[group] = day
    never = {(int(group), int(day)) for group, _, day in choices.never_both}
    for group, day in of_group.items():
        before = int(groups.after[group])
        if before in of_group and (of_group[before] != day or (group, day) in never):
            return False
    return True


def worth(choices: Choices, tariff: Tariff, chosen: Sequence[int]) -> int:
    """The price of an allocation in hundredths, written again from the words of the cost."""
    problem, groups, weights = choices.problem, choices.groups, choices.problem.weights
    total, missed = 0, np.zeros(len(problem.area_ids), dtype=np.int64)
    for group in range(len(groups.visits)):
        mine = [option for option in chosen if choices.group[option] == group]
        roles = len(groups.parts_of(group))
        left_out = int(groups.count[group]) - len(mine) // roles
        total += left_out * int(groups.penalty[group])
        missed[groups.area[group]] += left_out
    seen: dict[int, set[int]] = {}
    load = np.zeros(len(problem.worker_ids), dtype=np.int64)
    for option in chosen:
        total += int(choices.price[option])
        seen.setdefault(int(choices.client[option]), set()).add(int(choices.worker[option]))
        load[choices.worker[option]] += choices.load[option]
    total += weights.continuity * sum(len(workers) - 1 for workers in seen.values())
    uneven = tariff.of_loads(load).sum() + tariff.of_areas(missed).sum()
    return HUNDREDTHS * total + int(uneven)


def every_allocation(choices: Choices) -> Iterator[list[int]]:
    groups = range(len(choices.groups.visits))
    for picked in itertools.product(*(list(assignments(choices, group)) for group in groups)):
        chosen = [option for options in picked for option in options]
        if allowed(choices, chosen):
            yield chosen


def test_the_best_of_all_allocations_is_found() -> None:
    served = 0
    for seed, problem, choices in micro_problems(30, 3000):
        tariff = tariff_of(choices, fair_share(choices))
        best = min(worth(choices, tariff, chosen) for chosen in every_allocation(choices))
        found = allocated(problem, work_limit=20.0)
        assert found.status == "optimal", seed
        assert round(found.objective * HUNDREDTHS) == best, seed
        assert best >= HUNDREDTHS * least_prices(choices).sum(), seed
        served += count(found)
    assert served >= 60


# The same price everywhere.


def first_allocation(choices: Choices, seed: int = 1) -> tuple[Tariff, Flags]:
    tariff = tariff_of(choices, fair_share(choices))
    tally = Tally(choices, tariff)
    construct(tally, lambda: False)
    return tariff, stir(tally, 40, seed, lambda: False, lambda: 0.0)


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_the_solver_agrees_on_the_rules_and_the_price_of_an_allocation(seed: int) -> None:
    """Fixed to the first allocation, the model is feasible and costs what the price says."""
    choices = choices_of(random_problem(seed), seed)
    assert choices is not None
    tariff, chosen = first_allocation(choices, seed)
    everything = np.ones_like(chosen), np.ones(len(choices.groups.visits), dtype=np.bool_)
    week = WeekModel(choices, tariff, *everything, chosen)
    solver = cp_model.CpSolver()
    solver.parameters.fix_variables_to_their_hinted_value = True
    solver.parameters.num_workers = 1
    assert solver.solve(week.model) == cp_model.OPTIMAL
    assert solver.objective_value == price(choices, tariff, chosen)
    assert np.array_equal(week.chosen_by(solver.boolean_value), chosen)


def test_the_price_of_a_load_follows_the_cost_of_an_uneven_load() -> None:
    choices = choices_of(near(*(request(f"R-{n}", f"E-{n}") for n in range(1, 5)), workers=BOTH), 1)
    assert choices is not None
    tariff = tariff_of(choices, 0.5)
    capacity = choices.problem.worker_capacity.astype(float)
    for part in (0.0, 0.2, 0.45, 0.47, 0.5, 0.53, 0.55, 0.8, 1.0):
        found = tariff.of_loads((part * capacity).astype(np.int64)) / HUNDREDTHS
        exact = choices.problem.weights.fair_workload * capacity * max(0.0, abs(part - 0.5) - 0.08 * 0.5)
        assert found == pytest.approx(exact, rel=0.01, abs=1)


# Parts of a problem.


@pytest.mark.parametrize("seed", range(4))
def test_parts_never_make_it_worse_and_keep_every_rule(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(improve, "SMALL", 0)
    monkeypatch.setattr(improve, "WHOLE", 0)
    problem = problem_for(random_register(seed, clients=25, workers=7), WEEK)
    told: list[tuple[float, int]] = []
    found = allocated(problem, work_limit=2.0, on_progress=lambda *now: told.append(now))
    assert found.status == "feasible"
    prices = [price for price, _ in told]
    assert prices == sorted(prices, reverse=True) and prices[-1] == found.objective
    assert told[-1][1] == len(problem.visit_ids) - count(found)
    assert found.bound <= found.objective


def test_parts_reach_the_best_in_a_problem_solved_at_once() -> None:
    problem = problem_for(random_register(3, clients=12, workers=4), WEEK)
    at_once = allocated(problem, work_limit=30.0)
    assert at_once.status == "optimal" and at_once.bound == pytest.approx(at_once.objective)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(improve, "SMALL", 0)
        patch.setattr(improve, "WHOLE", 0)
        assert allocated(problem).objective <= at_once.objective * 1.02


def test_a_client_belongs_to_the_part_that_has_all_workers() -> None:
    asked = [request(f"R-{n}", f"E-{n}") for n in range(1, 4)]
    choices = choices_of(near(*asked, workers=[worker(f"W-{n}") for n in range(1, 5)]), 1)
    assert choices is not None
    chosen = np.zeros(len(choices.part), dtype=np.bool_)
    for client, who in ((0, 0), (1, 3)):
        chosen[np.flatnonzero((choices.client == client) & (choices.worker == who))[0]] = True
    parts = [np.array([0, 1], dtype=np.int32), np.array([2], dtype=np.int32)]
    of_worker, of_client = improve.deciders(choices, chosen, parts)
    assert of_worker.tolist() == [0, 0, 1, NONE]
    assert of_client.tolist() == [0, NONE, 0]


# Repeatable, and ready to stop.


@pytest.fixture(scope="module")
def town() -> Register:
    """Big enough to be solved by parts, and for a while."""
    return sample("jalal-abad", clients=200, workers=22, seed=3)


def test_same_seed_and_work_same_allocation(town: Register) -> None:
    problem = problem_for(town, WEEK)
    one, two = (allocated(problem, work_limit=1.5, workers=threads) for threads in (1, 2))
    assert np.array_equal(one.visit_day, two.visit_day) and np.array_equal(one.task_worker, two.task_worker)
    assert (one.objective, one.bound, one.certificate) == (two.objective, two.bound, two.certificate)


def test_every_random_centre_gets_an_allocation_that_keeps_the_rules() -> None:
    served = 0
    for seed in range(100, 125):
        problem = random_problem(seed)
        found = allocated(problem, work_limit=0.3)
        served += count(found)
        assert found.bound <= found.objective
        assert found.serviceable is None or count(found) <= found.serviceable
    assert served > 300


def test_nothing_to_allocate() -> None:
    nobody = near(request("R-1", valid_to="2025-01-01"))
    found = allocated(nobody)
    assert (len(found.visit_day), found.objective, found.serviceable) == (0, 0.0, 0)
    absent = near(request("R-1"), shifts=[])
    assert count(allocated(absent)) == 0
    assert allocated(absent).serviceable == 0


@pytest.mark.parametrize("after", [0.0, 0.05, 0.4, 2.5])
def test_it_stops_within_a_second_and_keeps_what_it_has(town: Register, after: float) -> None:
    problem = problem_for(town, WEEK)
    begun = time.monotonic()
    found = allocated(problem, work_limit=None, should_stop=lambda: time.monotonic() - begun >= after)
    assert time.monotonic() - begun < after + 1.0
    assert found.status == ("none" if after == 0 else found.status)
    assert after < 2.5 or count(found) > 0.9 * len(problem.visit_ids)


def test_a_time_limit_is_kept(town: Register) -> None:
    problem = problem_for(town, WEEK)
    begun = time.monotonic()
    allocated(problem, time_limit=1.5, work_limit=None)
    assert 1.0 < time.monotonic() - begun < 2.5


def test_an_interrupt_goes_through_at_once(town: Register) -> None:
    problem = problem_for(town, WEEK)
    timer = threading.Timer(2.0, _thread.interrupt_main)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    begun = time.monotonic()
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            allocate(problem, time_limit=60, work_limit=None, seed=1)
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - begun < 3.0


# Small things.


def test_days_as_many_as_fit_then_the_cheapest() -> None:
    for number, spacing in itertools.product((1, 2, 3), (1, 2, 3)):
        costs = {0: 3.0, 1: 1.0, 2: 4.0, 4: 1.5, 6: 9.0}
        sets = [
            days
            for size in range(number + 1)
            for days in itertools.combinations(costs, size)
            if all(b - a >= spacing for a, b in itertools.pairwise(days))
        ]
        most = max(map(len, sets))
        cheapest = min(sum(costs[day] for day in days) for days in sets if len(days) == most)
        found = best_days(costs, number, spacing)
        assert tuple(found) in sets and len(found) == most
        assert sum(costs[day] for day in found) == cheapest


def test_a_visit_never_costs_more_than_its_own_way_there_and_back() -> None:
    problem = small_problem([request(f"R-{n}", f"E-{n}") for n in range(1, 6)])
    routes = np.zeros(5, dtype=np.int32)
    near_by = np.full(problem.travel.shape[:2], 90.0, dtype=np.float32)
    ways = Ways(near_by, 4.0, np.full(1, NONE, dtype=np.int32))
    assert ways.minutes(problem, routes, problem.visit_place[:, 0]).tolist() == [20] * 5


def test_visits_that_are_alike_are_one_group() -> None:
    lock = Lock(request="R-1", date="2026-04-07")
    asked = request("R-1", visits_per_week=4), request("R-2", "E-2", visits_per_week=2), request("R-3", after="R-1")
    groups = groups_of(near(asked[0], asked[1], locks=[lock]))
    assert sorted(groups.count.tolist()) == [1, 2, 3]
    told = {f"R-2/{WEEK}/1": PublishedVisit(MON, 600, ("W-1",))}
    problem = problem_for(small_register(asked[:2]), WEEK, published=told)
    assert sorted(groups_of(problem).count.tolist()) == [1, 1, 4]


def test_weights_of_nothing_are_allowed() -> None:
    free = Weights(**dict.fromkeys(Weights.model_fields, 0))
    problem = attrs.evolve(random_problem(7), weights=free)
    assert allocated(problem).objective >= 0
