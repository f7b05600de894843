"""``agecare coaching``: sessions and conferences counted, and how far workers, teams and districts have come."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from agecare.cli.options import AsJson, Book, Lang, Page, PagePrivacy, day_of, page_only
from agecare.cli.speaking import Speaker, read_book
from agecare.cli.tables import table

if TYPE_CHECKING:
    from agecare.cases.coaching import Coaching, Progress
    from agecare.model import Register
    from agecare.report.words import Words


def coaching(
    context: typer.Context,
    book: Book,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE", help="Count from this day, 2026-01-01 or 01.01.2026; all if not given."
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Count until this day; all if not given.")
    ] = None,
    out: Page = None,
    privacy: Annotated[
        PagePrivacy, typer.Option("--privacy", help="anonymous: teams and districts, no single worker.")
    ] = PagePrivacy.COORDINATOR,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Count coaching sessions and case conferences, and show the progress of workers, teams and districts."""
    first, last = day_of(since, "--since"), day_of(until, "--until")
    page_only(out)
    speaker = Speaker(context, lang)
    register = read_book(speaker, book, warnings=False)
    from agecare.cases import coaching as coaching_of
    from agecare.io.team_json import coaching_document
    from agecare.report import write_coaching_report
    from agecare.report.words import Words

    found = coaching_of(register, first, last)
    if out is not None:
        speaker.writes(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        write_coaching_report(out, register, found, language=speaker.language, privacy=privacy.value)
    if as_json:
        typer.echo(json.dumps(coaching_document(found), ensure_ascii=False, indent=2))
        return
    _show(register, found, Words(speaker.language, "coaching"))
    if out is not None:
        typer.echo("\n" + speaker.text("written", path=out))


def _show(register: "Register", found: "Coaching", words: "Words") -> None:
    typer.echo(f"{register.centre.name} · {words('title')}")
    workers = words("workers-coached", number=words.number(found.workers_coached))
    people = words("participants", number=words.number(found.conference_participants))
    typer.echo(f"  {words('sessions-held')}: {words.number(found.sessions)} ({workers})")
    typer.echo(f"  {words('conferences-held')}: {words.number(found.conferences)} ({people})")
    if not found.rounds:
        typer.echo(f"  {words('none')}")
    headings = [words(name) for name in ("rounds", "baseline", "now", "gain", "goals-reached", "sessions")]
    teams = {team.id: team.name or team.id for team in register.teams}
    for title, heading, rows in (
        ("by-competence", "area-of-competence", [(words.code(f"CompetencyArea.{a}"), each) for a, each in found.areas]),
        ("by-team", "team", [(teams[team], each) for team, each in found.teams]),
        ("by-district", "district", [(register.area(area).name, each) for area, each in found.districts]),
    ):
        lines = [(label, *_cells(each, words)) for label, each in rows]
        table(words(title), [words(heading), *headings], lines)


def _cells(found: "Progress", words: "Words") -> tuple[str, ...]:
    def level(value: float | None, sign: str = "") -> str:
        return "–" if value is None else f"{sign}{words.number(value, 1)}"

    return (
        words.number(found.rounds),
        level(found.baseline),
        level(found.now),
        level(found.gain, "+" if (found.gain or 0) >= 0 else ""),
        words("of", one=words.number(found.reached), all=words.number(found.goals)),
        words.number(found.sessions),
    )
