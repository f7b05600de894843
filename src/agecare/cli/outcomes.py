"""``agecare outcomes``: what became of visits, read back, and what it changes."""

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from agecare.cli.exits import ExitCode
from agecare.cli.options import AsJson, Book, Lang, On, day_of
from agecare.cli.speaking import Speaker, read_book
from agecare.cli.tables import table
from agecare.model.time import week_start

if TYPE_CHECKING:
    from agecare.cases import GoalLeft, GoalNews, MakeUp, TakenUp
    from agecare.model import Register
    from agecare.report.words import Words


def outcomes(
    context: typer.Context,
    book: Book,
    filled: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            metavar="[FILLED.xlsx]",
            help="schedule.xlsx with its last sheet filled in; without it, what BOOK says about visits counts.",
            show_default=False,
        ),
    ] = None,
    week: Annotated[
        str | None,
        typer.Option("--week", metavar="WEEK", help="The week, 2026-W16, in which missed visits are made up."),
    ] = None,
    on: On = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="ID", help="Who takes them up; the centre if not given.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="NEW.xlsx", dir_okay=False, help="Write BOOK with all changes as a new file."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="--out may take the place of an older file.")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Read what became of visits; move goals, make up missed visits, bring reviews forward."""
    day, monday = day_of(on), _monday(week)
    if out is not None and out.suffix.lower() != ".xlsx":
        raise typer.BadParameter(f"{out.name}: .xlsx is expected", param_hint="--out")
    if out is not None and out.exists() and not replace:
        raise typer.BadParameter(f"{out} is there already; --replace writes over it", param_hint="--out")
    speaker = Speaker(context, lang)
    register = read_book(speaker, book, warnings=False)
    from agecare import cases
    from agecare.io import check_outcomes, write_workbook
    from agecare.io.loop_json import outcomes_document

    read = None if filled is None else check_outcomes(filled, register)
    if read is not None and read.faults:
        speaker.faults(read.faults)
        speaker.say("input-faults", error=True)
        raise typer.Exit(ExitCode.INPUT_FAULTS)
    told = () if read is None else read.outcomes
    at = _moment(register, day)
    day = at.date()
    last = max((each.date for each in (*told, *register.visit_outcomes) if each.date <= day), default=day)
    monday = monday or last + dt.timedelta(days=7 - last.weekday())
    found = cases.take_up(register, told, week=monday, actor=by or register.centre.id, at=at)
    if out is not None:
        speaker.writes(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(found.register, out, language=speaker.language)
    if as_json:
        typer.echo(json.dumps(outcomes_document(found), ensure_ascii=False, indent=2))
        return
    from agecare.report.words import Words

    words = Words(speaker.language, "outcomes")
    typer.echo(f"{register.centre.name} · {words('title')} · {words.date(day)}")
    known = len(told) - len(found.added) - len(found.corrected)
    typer.echo(words("recorded", added=len(found.added), corrected=len(found.corrected), same=known))
    _show(found, words)
    typer.echo("\n" + (words("not-written") if out is None else speaker.text("written", path=out)))


def _monday(week: str | None) -> dt.date | None:
    try:
        return None if week is None else week_start(week)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--week") from None


def _moment(register: "Register", day: dt.date | None) -> dt.datetime:
    """Now where the centre is, or the end of the day that was given."""
    if day is not None:
        return dt.datetime.combine(day, dt.time(23, 59))
    return dt.datetime.now(ZoneInfo(register.centre.timezone.value)).replace(tzinfo=None, second=0, microsecond=0)


def _show(found: "TakenUp", words: "Words") -> None:
    """A table for each kind of change, each row with its reason."""
    if not (found.goals or found.left or found.make_ups or found.reviews):
        typer.echo(words("nothing"))
    table(
        words("goals"),
        [words(name) for name in ("goal", "case", "before", "after", "why")],
        [*(_goal(each, words) for each in found.goals), *(_left(each, words) for each in found.left)],
        texts=5,
    )
    table(
        words("make-ups"),
        [words(name) for name in ("request", "client", "visits", "made-up", "why")],
        [_make_up(each, words) for each in found.make_ups],
        texts=5,
    )
    table(
        words("reviews"),
        [words(name) for name in ("case", "client", "due", "why", "visits")],
        [
            (
                each.case,
                each.client,
                words.date(each.due),
                words(f"review-{each.reason}"),
                ", ".join(words.day(outcome.date) for outcome in each.outcomes),
            )
            for each in found.reviews
        ],
        texts=5,
    )


def _goal(news: "GoalNews", words: "Words") -> tuple[str, ...]:
    before = "–" if news.before is None else words.code(f"Achievement.{news.before}")
    event = news.moved.event
    after = words.code(f"Achievement.{event.to_state}")
    return news.moved.record.id, event.case, before, after, words(f"goal-{news.reason}")


def _left(left: "GoalLeft", words: "Words") -> tuple[str, ...]:
    return left.goal, "–", "–", words.code(f"Achievement.{left.to}"), words("goal-left", reason=left.error.problem)


def _make_up(found: "MakeUp", words: "Words") -> tuple[str, ...]:
    days = ", ".join(words.day(outcome.date) for outcome in found.outcomes)
    made = found.made_up
    if made is None or made.valid_from is None:
        return found.request, found.client, days, "–", words(f"against-{found.against}")
    year, number, _ = made.valid_from.isocalendar()
    priority = words.code(f"Priority.{made.priority}")
    why = words("make-up-made", week=f"{year}-W{number:02d}", priority=priority)
    return found.request, found.client, days, made.id, why
