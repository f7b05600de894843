"""``agecare petitions``: the register of petitions with its lawful deadlines, and figures by area and kind."""

import json
from typing import TYPE_CHECKING

import typer

from agecare.cli.options import AsJson, Book, Lang, On, day_of
from agecare.cli.speaking import Speaker, read_book
from agecare.cli.tables import table
from agecare.model.time import today_in

if TYPE_CHECKING:
    from agecare.cases import FollowedPetition, PetitionCount
    from agecare.model import Register
    from agecare.report.words import Words


def petitions(
    context: typer.Context,
    book: Book,
    on: On = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show every petition with its last day and how that was counted, and figures by area and kind."""
    asked = day_of(on)
    speaker = Speaker(context, lang)
    register = read_book(speaker, book, warnings=False)
    from agecare import cases
    from agecare.io.cases_json import petitions_document
    from agecare.report.words import Words

    today = asked or today_in(register.centre.timezone)
    followed = cases.follow_petitions(register, today, speaker.language)
    counts = cases.petition_statistics(followed)
    if as_json:
        typer.echo(json.dumps(petitions_document(today, followed, counts), ensure_ascii=False, indent=2))
        return
    words = Words(speaker.language, "cases")
    typer.echo(f"{register.centre.name} · {words('petitions-title')} · {words.date(today)}")
    if not followed:
        typer.echo(words("no-petitions"))
        return
    headings = [words(name) for name in ("petition", "petition-kind", "received", "state", "due", "in-time", "owner")]
    table(words("petitions-title"), headings, [_row(each, words) for each in followed], texts=len(headings))
    _show_arithmetic(followed, words)
    _show_counts(register, counts, words)


def _row(followed: "FollowedPetition", words: "Words") -> tuple[str, ...]:
    from agecare.cases.petitions import state_of

    petition, clock = followed.petition, followed.clock
    return (
        petition.id,
        words.code(f"PetitionKind.{petition.kind}"),
        words.date(petition.received),
        words(f"state-{state_of(petition)}"),
        "–" if clock.due is None else words.date(clock.due),
        words("late") if followed.is_late else words("in-time"),
        petition.owner or "–",
    )


def _show_arithmetic(followed: "tuple[FollowedPetition, ...]", words: "Words") -> None:
    from agecare.report.due import arithmetic

    typer.echo(f"\n{words('arithmetic')}")
    for each in followed:
        clock = each.clock
        for deadline in (clock.registration, clock.answer, clock.extension):
            if deadline is not None:
                typer.echo(f"  {each.petition.id}: {arithmetic(deadline, words)}")
        if clock.problem is not None:
            typer.echo(f"  {each.petition.id}: {words(f'problem-{clock.problem}')}")


def _show_counts(register: "Register", counts: "tuple[PetitionCount, ...]", words: "Words") -> None:
    names = ("area", "petition-kind", "count-received", "count-in-time", "count-late", "count-waiting", "count-overdue")
    headings = [words(name) for name in (*names, "count-extended", "count-median")]
    rows = [
        (
            register.area(row.area).name if row.area else words("no-area"),
            words.code(f"PetitionKind.{row.kind}"),
            *map(words.number, (row.received, row.answered_in_time, row.answered_late, row.waiting, row.overdue)),
            words.number(row.extended),
            "–" if row.median_days is None else words.number(row.median_days, 1),
        )
        for row in counts
    ]
    table(words("statistics"), headings, rows, texts=2)
