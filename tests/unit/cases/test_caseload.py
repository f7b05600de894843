"""Who takes over when a worker leaves: against every other sharing out, rule by rule, and from records."""

import datetime as dt
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agecare import Client, Register, UnknownIdError
from agecare.cases.caseload import (
    RULES,
    Bar,
    Charge,
    Fit,
    HandoverProblem,
    Taker,
    Tie,
    handover_problem,
    price,
    reassign,
    share_out,
    violations,
)
from agecare.cases.caseload.checks import within_limit
from agecare.model.caseloads import caseloads_on, clients_of_workers
from builders import role
from small_worlds import request, worker
from team_worlds import case, client, district, workers

ON = dt.date(2026, 4, 6)


def charge(*clients: str, risk: int = 0) -> Charge:
    return Charge(clients, tuple((Tie.USUAL_WORKER,) for _ in clients), risk)


@st.composite
def problems(draw: Any) -> HandoverProblem:
    """Up to four charges of one or two clients, and up to three workers with small limits."""
    charges = tuple(
        charge(*(f"E-{number}-{each}" for each in range(draw(st.integers(1, 2)))), risk=draw(st.integers(0, 2)))
        for number in range(draw(st.integers(1, 4)))
    )
    takers = tuple(
        Taker(f"W-{number}", draw(st.integers(0, 4)), draw(st.integers(0, 4)))
        for number in range(draw(st.integers(0, 3)))
    )
    fits = {
        (number, position): Fit(
            added=draw(st.integers(0, len(one.clients))),
            bars=(Bar.REFUSED,) if draw(st.integers(0, 4)) == 0 else (),
            area_steps=draw(st.integers(0, 2)),
            strangers=draw(st.integers(0, len(one.clients))),
            speechless=draw(st.integers(0, len(one.clients))),
        )
        for number, one in enumerate(charges)
        for position in range(len(takers))
    }
    return HandoverProblem(charges, takers, fits)


@given(problems())
@settings(max_examples=40)
def test_the_answer_is_the_cheapest_of_all(problem: HandoverProblem) -> None:
    choices = product([None, *range(len(problem.takers))], repeat=len(problem.charges))
    best = min(price(problem, takes).total for takes in choices if not violations(problem, takes))
    found = share_out(problem)
    assert (found.cost, found.bound, found.is_proved) == (best, best, True)
    assert not violations(problem, found.takes)
    assert share_out(problem) == found


TWO = HandoverProblem(
    charges=(charge("E-1"), charge("E-2")),
    takers=(Taker("W-1", 0, 1), Taker("W-2", 3, 2)),
    fits={(0, 0): Fit(1), (0, 1): Fit(0), (1, 0): Fit(1), (1, 1): Fit(1, (Bar.GENDER,))},
)


@pytest.mark.parametrize(
    ("takes", "rules"),
    [
        ((0, None), []),
        ((None, None), []),
        ((1, None), []),  # nobody new, though the worker is above the limit already
        ((0,), ["complete"]),
        ((0, 2), ["complete"]),
        ((0, 1), ["unbarred", "within-limit"]),
        ((0, 0), ["within-limit"]),
    ],
)
def test_every_rule_fires(takes: tuple[int | None, ...], rules: list[str]) -> None:
    assert [each.rule for each in violations(TWO, takes)] == rules
    assert len(RULES) == 3


def test_a_worker_at_the_limit_may_take_one_more_up_to_it_and_no_further() -> None:
    assert list(within_limit(TWO, (0, None))) == []
    assert [each.worker for each in within_limit(TWO, (0, 0))] == ["W-1"]


def test_the_price_is_the_sum_of_its_parts() -> None:
    problem = HandoverProblem(
        (charge("E-1", risk=2), charge("E-2")), (Taker("W-1", 1, 4),), {(0, 0): Fit(1), (1, 0): Fit(1, (), 2, 1, 1)}
    )
    found = price(problem, (None, 0))
    assert (found.nobody, found.balance, found.area, found.language, found.continuity) == (30_000, 60, 60, 40, 40)
    assert found.total == 30_200


def proposed(register: Register, leaves: str = "W-1") -> dict[tuple[str, ...], str | None]:
    found = reassign(register, leaves, ON)
    assert found.is_proved and found.gap == 0
    return {each.clients: each.worker for each in found.proposals}


def test_clients_go_to_the_worker_of_their_area_and_language() -> None:
    assert proposed(district()) == {("E-1",): "W-2", ("E-2",): "W-2", ("E-3",): "W-2"}


def test_balance_outweighs_area_and_language_in_the_end() -> None:
    own = tuple(client(f"E-{number}", languages=[]) for number in range(4))
    taken = proposed(district(clients=own, workers=workers()))
    assert sorted(taken.values()) == ["W-2", "W-2", "W-2", "W-3"]


def test_who_lives_together_goes_together_and_who_is_known_comes_first() -> None:
    own = (
        client("E-1", household="H"),
        client("E-2", household="H"),
        client("E-3", preferred_workers=["W-3"], languages=["kk"], area="bag-2"),
    )
    taken = proposed(district(clients=own))
    assert taken == {("E-1", "E-2"): "W-2", ("E-3",): "W-3"}


BARRED: dict[Bar, tuple[dict[str, Any], dict[str, Any]]] = {
    Bar.REFUSED: ({"refused_workers": ["W-2", "W-3"]}, {}),
    Bar.GENDER: ({"worker_gender": "male"}, {}),
    Bar.LANGUAGE: ({"worker_language": "ru"}, {}),
    Bar.SKILLS: ({}, {"visit_requests": (request("V-1", roles=(role(30, nursing=1),)),)}),
    Bar.LIMIT: ({}, {"workers": (worker("W-1"), worker("W-2", caseload_limit=0), worker("W-3", caseload_limit=0))}),
}


@pytest.mark.parametrize("bar", Bar)
def test_every_bar_fires_and_is_told_where_nobody_can(bar: Bar) -> None:
    wishes, records = BARRED[bar]
    register = district(clients=(client("E-1", **wishes),), **records)
    (proposal,) = reassign(register, "W-1", ON).proposals
    assert (proposal.worker, proposal.bars) == (None, ((bar, 2),))


def test_a_case_finds_a_new_manager_and_its_usual_worker_first() -> None:
    own = (client("E-1", usual_worker="W-3", languages=["kk"]),)
    found = reassign(district(clients=own, cases=(case("K-1", "E-1"),)), "W-1", ON)
    (proposal,) = found.proposals
    assert (proposal.worker, proposal.ties, proposal.fit and proposal.fit.added) == ("W-3", ((Tie.CASE_MANAGER,),), 0)
    assert {id_: clients for id_, clients, _ in found.after} == {"W-2": 0, "W-3": 1}


def test_a_worker_without_clients_leaves_nobody_behind() -> None:
    found = reassign(district(), "W-3", ON)
    assert (found.proposals, found.is_proved) == ((), True)


def test_an_unknown_worker_is_an_error() -> None:
    with pytest.raises(UnknownIdError):
        handover_problem(district(), "W-9", ON)


def test_a_client_counts_for_the_usual_worker_and_for_the_case_manager_once() -> None:
    own: tuple[Client, ...] = (client("E-1"), client("E-2", usual_worker="W-2"), client("E-3", usual_worker=None))
    closed = case("K-3", "E-3", stage="closed", status="finished", until="2026-02-01", reason="goals-met")
    register = district(clients=own, cases=(case("K-1", "E-1"), case("K-2", "E-2"), closed))
    assert clients_of_workers(register, ON) == {"W-1": ("E-1", "E-2"), "W-2": ("E-2",)}
    rows = {row.worker: (row.clients, row.limit, row.is_over) for row in caseloads_on(register, ON)}
    assert rows == {"W-1": (2, 4, False), "W-2": (1, 4, False), "W-3": (0, 4, False)}
