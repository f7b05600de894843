"""``agecare due``: reviews, reassessments, referrals, tasks, petitions and consents that are due, by case manager."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agecare.cli.options import AsJson, Book, Lang, On, PagePrivacy, day_of
from agecare.cli.speaking import Speaker, read_book
from agecare.cli.tables import table
from agecare.model.time import today_in

if TYPE_CHECKING:
    from agecare.cases import Due, DueList
    from agecare.model import Register
    from agecare.report.words import Words


def due(
    context: typer.Context,
    book: Book,
    on: On = None,
    ahead: Annotated[
        int, typer.Option("--ahead", min=0, max=3660, metavar="DAYS", help="How many days ahead to look.")
    ] = 14,
    manager: Annotated[
        str | None, typer.Option("--manager", metavar="ID", help="Only what this case manager answers for.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", dir_okay=False, help="Write an offline page, due.html.")
    ] = None,
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="FILE", dir_okay=False, help="Write a calendar: ids only, no names.")
    ] = None,
    privacy: Annotated[
        PagePrivacy, typer.Option("--privacy", help="anonymous: ids only on the page, no names.")
    ] = PagePrivacy.COORDINATOR,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show what is overdue and what is due soon, with the arithmetic of lawful deadlines."""
    asked = day_of(on)
    speaker = Speaker(context, lang)
    register = read_book(speaker, book, warnings=False)
    from agecare import cases
    from agecare.io.cases_json import due_document
    from agecare.report.words import Words

    found = cases.due(
        register, asked or today_in(register.centre.timezone), ahead_days=ahead, language=speaker.language
    )
    if manager is not None:
        found = found.of(manager)
    _write(speaker, register, found, out, ics, privacy)
    if as_json:
        typer.echo(json.dumps(due_document(found), ensure_ascii=False, indent=2))
        return
    _show(register.centre.name, found, Words(speaker.language, "cases"))
    if written := [path for path in (out, ics) if path is not None]:
        typer.echo("\n" + "\n".join(speaker.text("written", path=path) for path in written))


def _write(
    speaker: Speaker, register: "Register", found: "DueList", out: Path | None, ics: Path | None, privacy: PagePrivacy
) -> None:
    """Write the page and the calendar that were asked for."""
    from agecare.io.due_ical import write_due_calendar
    from agecare.report import write_due_report

    for path in (out, ics):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
    if out is not None:
        speaker.writes(out)
        write_due_report(out, register, found, language=speaker.language, privacy=privacy.value)
    if ics is not None:
        speaker.writes(ics)
        write_due_calendar(ics, register, found, language=speaker.language)


def _show(centre: str, found: "DueList", words: "Words") -> None:
    """A table for each case manager; what stands behind a lawful deadline is under it."""
    typer.echo(f"{centre} · {words('title')} · {words.date(found.on)}")
    late, soon = len(found.overdue), len(found.things) - len(found.overdue)
    typer.echo(f"{words('overdue')}: {late} · {words('due-soon', days=found.ahead_days)}: {soon}")
    if not found.things:
        typer.echo(words("nothing-due"))
    headings = ("last-day", "days-left", "kind", "record", "client", "case", "owner")
    for responsible, things in found.by_responsible.items():
        rows = [_row(thing, found, words) for thing in things]
        table(responsible or words("nobody"), [words(heading) for heading in headings], rows, texts=len(headings))
        for thing in things:
            if thing.deadline is not None:
                from agecare.report.due import arithmetic

                typer.echo(f"    {thing.record}: {arithmetic(thing.deadline, words)}")


def _row(thing: "Due", found: "DueList", words: "Words") -> tuple[str, ...]:
    from agecare.report.due import kind_of

    left = words.number(found.days_left(thing))
    return (
        words.date(thing.due),
        f"{left} ({words('overdue')})" if thing.due < found.on else left,
        kind_of(thing, words),
        thing.record,
        thing.client or "–",
        thing.case or "–",
        thing.owner or "–",
    )
