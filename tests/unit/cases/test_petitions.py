"""The register of petitions: steps in their order, late or in time, counted by area and kind."""

import datetime as dt
from typing import Any

import pytest

from agecare import Petition, PetitionOutcome, Register, TransitionError
from agecare.cases import (
    answer_petition,
    extend_petition,
    follow_petitions,
    petition_statistics,
    register_petition,
)
from agecare.cases.petitions import state_of

day = dt.date.fromisoformat
CENTRE = {"id": "C", "name": "Centre", "country": "MN", "timezone": "Asia/Ulaanbaatar"}


def petition(**fields: Any) -> Petition:
    return Petition(**{"id": "PT-1", "kind": "complaint", "received": "2026-02-10", **fields})


def followed(*petitions: Petition, on: str = "2026-06-01", areas: tuple[str, ...] = ()) -> Any:
    named = [{"id": area, "name": area, "level": "bag", "country": "MN"} for area in areas]
    return follow_petitions(Register(centre=CENTRE, areas=named, petitions=petitions), day(on))


def test_a_petition_is_registered_extended_and_answered() -> None:
    [before] = followed(petition())
    given = register_petition(petition(), on=day("2026-02-11"))
    given = extend_petition(
        given, days=20, by="HEAD", on=day("2026-03-12"), told_on=day("2026-03-12"), clock=before.clock
    )
    given = answer_petition(given, by="W-1", on=day("2026-04-01"), outcome=PetitionOutcome.UPHELD, answer="Done.")
    assert Petition.model_validate(given.model_dump()) == given
    [after] = followed(given)
    assert (state_of(given), after.clock.due, after.days_taken, after.is_late) == (
        "answered",
        day("2026-04-01"),
        50,
        False,
    )


def test_no_step_is_taken_twice_or_before_receipt() -> None:
    [found] = followed(petition())
    answered = answer_petition(petition(), by="W-1", on=day("2026-02-20"), outcome=PetitionOutcome.EXPLAINED)
    extended = petition(extended_days=5, extended_on="2026-03-01", extended_by="HEAD")
    told: dict[str, Any] = {"by": "HEAD", "told_on": None, "days": 5, "clock": found.clock}
    with pytest.raises(TransitionError, match="state"):
        register_petition(petition(registered="2026-02-11"), on=day("2026-02-12"))
    with pytest.raises(TransitionError, match="time"):
        register_petition(petition(), on=day("2026-02-09"))
    with pytest.raises(TransitionError, match="state"):
        answer_petition(answered, by="W-1", on=day("2026-02-21"), outcome=PetitionOutcome.UPHELD)
    with pytest.raises(TransitionError, match="time"):
        answer_petition(petition(), by="W-1", on=day("2026-02-09"), outcome=PetitionOutcome.UPHELD)
    with pytest.raises(TransitionError, match="state"):
        extend_petition(extended, on=day("2026-03-02"), **told)
    with pytest.raises(TransitionError, match="state"):
        extend_petition(answered, on=day("2026-03-02"), **told)
    with pytest.raises(TransitionError, match="time"):
        extend_petition(petition(), on=day("2026-03-13"), **told)


def test_figures_by_area_and_kind() -> None:
    rows = petition_statistics(
        followed(
            petition(area="A-1", answered="2026-03-12", outcome="upheld"),
            petition(id="PT-2", area="A-1", answered="2026-03-13", outcome="not-upheld"),
            petition(id="PT-3", area="A-1"),
            petition(id="PT-4", area="A-1", received="2026-05-15"),
            petition(id="PT-5", area="A-1", kind="proposal", received="2026-05-15"),
            petition(id="PT-6", extended_days=30, extended_on="2026-03-01", extended_by="HEAD", told_on="2026-03-02"),
            petition(id="PT-7", received="2026-06-02"),
            areas=("A-1",),
        )
    )
    figures = [
        (
            r.area,
            r.kind,
            r.received,
            r.answered_in_time,
            r.answered_late,
            r.waiting,
            r.overdue,
            r.extended,
            r.median_days,
        )
        for r in rows
    ]
    assert figures == [
        (None, "complaint", 1, 0, 0, 0, 1, 1, None),
        ("A-1", "complaint", 4, 1, 1, 1, 1, 0, 30.5),
        ("A-1", "proposal", 1, 0, 0, 1, 0, 0, None),
    ]


def test_what_comes_later_is_not_known_yet() -> None:
    later = petition(
        registered="2026-02-12",
        extended_days=30,
        extended_on="2026-03-10",
        extended_by="HEAD",
        told_on="2026-03-11",
        answered="2026-04-10",
        outcome="upheld",
    )
    known = {
        on: (state_of(found.petition), found.clock.problem, found.clock.due)
        for on in ("2026-02-11", "2026-02-12", "2026-03-10", "2026-03-11", "2026-04-10")
        for found in followed(later, on=on)
    }
    first, second = day("2026-03-12"), day("2026-04-11")
    assert known == {
        "2026-02-11": ("received", None, first),
        "2026-02-12": ("registered", None, first),
        "2026-03-10": ("registered", "not-told", first),
        "2026-03-11": ("registered", None, second),
        "2026-04-10": ("answered", None, second),
    }
    assert followed(later, on="2026-02-09") == ()
