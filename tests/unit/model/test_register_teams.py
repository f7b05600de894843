"""The rules about teams, conferences, coaching and movements: each fires at its place, and alone."""

from typing import Any

import pytest
from pydantic import ValidationError

from agecare import (
    CoachingPlan,
    CoachingSession,
    Competency,
    CompetencyScore,
    Conference,
    Decision,
    Movement,
    Register,
    Team,
    TeamMember,
)
from agecare.model.register import REGISTER_RULES, register_faults
from team_worlds import case, client, district

WORLD = {name: getattr(district(), name) for name in Register.model_fields}
PLAN = CoachingPlan(id="P", worker="W-1", since="2026-01-12")


def came(day: str, of: str = "E-1") -> Movement:
    return Movement(client=of, on=day, entry="found")


def left(day: str, of: str = "E-1") -> Movement:
    return Movement(client=of, on=day, exit="died")


def met(**fields: Any) -> Conference:
    return Conference(**{"id": "C", "client": "E-1", "reasons": ["risk"], "on": "2026-03-20", **fields})


def decided(**fields: Any) -> Decision:
    return Decision(**{"id": "D", "conference": "C", "kind": "task", "owner": "W-1", "due": "2026-04-01", **fields})


def scored(competency: str, phase: str = "baseline") -> CompetencyScore:
    return CompetencyScore(plan="P", phase=phase, competency=competency, level=2)


HELD = met(status="fulfilled")
FAULTS: dict[str, tuple[str, list[str], dict[str, object]]] = {
    "a team's area": ("AC3002", ["teams[0].areas"], {"teams": (Team(id="T", areas=["bag-9"]),), "team_members": ()}),
    "a member's team": ("AC3002", ["team_members[0].team"], {"team_members": (TeamMember(team="T", worker="W-1"),)}),
    "a conference's case": ("AC3002", ["conferences[0].case"], {"conferences": (met(case="K-9"),)}),
    "who came": (
        "AC3002", ["conferences[0].attended"], {"conferences": (met(status="fulfilled", attended=["W-1", "W-9"]),)},
    ),
    "another's case": (
        "AC3107", ["conferences[0].case"], {"cases": (case("K-2", "E-2"),), "conferences": (met(case="K-2"),)},
    ),
    "a member twice": (
        "AC3301", ["team_members[1].worker"], {"team_members": 2 * (TeamMember(team="T-1", worker="W-1"),)},
    ),
    "decided before it was held": (
        "AC3302", ["decisions[0].conference"], {"conferences": (met(),), "decisions": (decided(),)},
    ),
    "due before it was decided": (
        "AC3303", ["decisions[0].due"], {"conferences": (HELD,), "decisions": (decided(due="2026-03-19"),)},
    ),
    "scored twice": (
        "AC3304",
        ["competency_scores[1].competency"],
        {"coaching_plans": (PLAN,), "competency_scores": 2 * (scored("boundaries"),)},
    ),
    "no such competency": (
        "AC3002",
        ["competency_scores[0].competency"],
        {"coaching_plans": (PLAN,), "competency_scores": (scored("flying"),)},
    ),
    "no such goal": (
        "AC3002",
        ["coaching_plans[0].goals"],
        {"coaching_plans": (PLAN.model_copy(update={"goals": CoachingPlan.model_validate(
            {**PLAN.model_dump(), "goals": [{"competency": "flying", "level": 3}]}).goals}),)},
    ),
    "no such topic": (
        "AC3002",
        ["coaching_sessions[0].competencies"],
        {"coaching_sessions": (
            CoachingSession(id="S", on="2026-02-01", coach="W-1", workers=["W-2"], competencies=["flying"]),)},
    ),
    "came twice": ("AC3305", ["movements[1].on"], {"movements": (came("2026-01-05"), came("2026-02-05"))}),
    "left twice": ("AC3305", ["movements[0].on"], {"movements": (left("2026-03-05"), left("2026-02-05"))}),
    "another first day": (
        "AC3306",
        ["movements[0].on"],
        {"clients": (client("E-1", valid_from="2026-01-01"),), "movements": (came("2026-01-05"),)},
    ),
    "another last day": (
        "AC3306",
        ["movements[0].on"],
        {"clients": (client("E-1", valid_to="2026-01-01"),), "movements": (came("2025-01-05"),)},
    ),
}  # fmt: skip
CLEAN: dict[str, dict[str, object]] = {
    "a member again later": {
        "team_members": (
            TeamMember(team="T-1", worker="W-1", valid_to="2026-01-31"),
            TeamMember(team="T-1", worker="W-1", valid_from="2026-02-01"),
        )
    },
    "decided on the day": {"conferences": (HELD,), "decisions": (decided(due="2026-03-20"),)},
    "scored in two phases": {
        "coaching_plans": (PLAN,), "competency_scores": (scored("boundaries"), scored("boundaries", "end")),
    },
    "the centre's own competency": {
        "competencies": (Competency(id="flying", area="safety"),),
        "coaching_plans": (PLAN,),
        "competency_scores": (scored("flying"),),
    },
    "came, left, came back": {"movements": (came("2026-03-05"), came("2026-01-05"), left("2026-02-05"))},
    "a stay of one day": {"movements": (left("2026-01-05"), came("2026-01-05"))},
    "the same days": {
        "clients": (client("E-1", valid_from="2026-01-05", valid_to="2026-02-05"),),
        "movements": (came("2026-01-05"), left("2026-02-05")),
    },
}  # fmt: skip


def found(**records: object) -> list[tuple[str, str]]:
    own = {"addresses": (), "visit_requests": ()}
    return [(fault.code, str(fault.place)) for fault in register_faults({**WORLD, **own, **records})]


@pytest.mark.parametrize("name", FAULTS)
def test_a_contradiction_is_found_at_its_place_and_alone(name: str) -> None:
    code, places, records = FAULTS[name]
    assert found(**records) == [(code, place) for place in places]


@pytest.mark.parametrize("name", CLEAN)
def test_what_may_be_is_not_held_against_anybody(name: str) -> None:
    assert found(**CLEAN[name]) == []


def test_every_rule_about_teams_fires() -> None:
    own = [rule for rule in REGISTER_RULES if rule.__module__.endswith(".teams")]
    assert len(own) == 7
    for rule in own:
        assert any(list(rule({**WORLD, **records})) for _, _, records in FAULTS.values()), rule.__name__


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("AC2301", lambda: met(attended=["W-1"])),
        ("AC2301", lambda: met(guests=1, status="cancelled")),
        ("AC2302", lambda: decided(owner=None)),
        ("AC2302", lambda: decided(due=None)),
        ("AC2303", lambda: CoachingPlan(id="P", worker="W-1", coach="W-1", since="2026-01-12")),
        ("AC2304", lambda: Movement(client="E-1", on="2026-01-12")),
        ("AC2304", lambda: Movement(client="E-1", on="2026-01-12", entry="found", exit="died")),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(code: str, make: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        make()
    assert [error["type"] for error in caught.value.errors()] == [code]


def test_who_came_counts_once_and_guests_beside() -> None:
    assert met(status="fulfilled", attended=["W-1", "W-1", "O-1"], guests=3).participants == 5
