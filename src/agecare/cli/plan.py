"""``agecare plan``: a checked week of home visits from a workbook."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from agecare.cli.exits import ExitCode
from agecare.cli.interrupt import Interrupt
from agecare.cli.options import Book, Lang, Privacy, first_day, moment
from agecare.cli.posing import posed, posed_again, published_plan
from agecare.cli.progress import watcher
from agecare.cli.speaking import Speaker, read_book
from agecare.model import Horizon

USUAL_SECONDS = 30.0
USUAL_SECONDS_AGAIN = 4.0
"""With a published plan, most of which stays."""


def plan(
    context: typer.Context,
    book: Book,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="DIR", file_okay=False, help="Folder to write to.", show_default=False),
    ],
    week: Annotated[str | None, typer.Option("--week", help="ISO week to plan, such as 2026-W15.")] = None,
    start: Annotated[str | None, typer.Option("--start", help="First day, instead of --week.")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=28, help="How many days.")] = 7,
    time_limit: Annotated[
        float | None,
        typer.Option(
            "--time-limit",
            min=0.1,
            metavar="SECONDS",
            help=f"Seconds to look for a better plan; {USUAL_SECONDS:.0f} if there is no limit at all, "
            f"{USUAL_SECONDS_AGAIN:.0f} with --from.",
        ),
    ] = None,
    work_limit: Annotated[
        int | None,
        typer.Option("--work-limit", min=1, help="Moves to try; alone, the same seed gives the same plan."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**31 - 1, help="Of all random choices.")] = 1,
    published: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="PUBLISHED.json",
            exists=True,
            dir_okay=False,
            help="The plan that people already know; changes against it are kept few and listed.",
        ),
    ] = None,
    now: Annotated[
        str | None,
        typer.Option(
            "--now",
            metavar="MOMENT",
            help="With --from: what begins before 2026-04-07T10:30 stays as published, nothing new is put before it. "
            "The word now stands for this moment.",
        ),
    ] = None,
    territories: Annotated[
        int | None,
        typer.Option(
            "--territories",
            min=1,
            metavar="N",
            help="For thousands of visits: divide the region into so many territories, solve them in several "
            "processes, and mend where they meet. Not with --from.",
        ),
    ] = None,
    privacy: Annotated[
        Privacy,
        typer.Option(
            "--privacy",
            help="worker: ids stand for names, but in each worker's own calendar and page; anonymous: ids everywhere.",
        ),
    ] = Privacy.COORDINATOR,
    lang: Lang = None,
) -> None:
    """Plan the home visits and write schedule.json, schedule.xlsx, board.html and a calendar per worker.

    Ctrl-C stops with the best plan found so far.
    """
    first, moment_ = first_day(week, start), moment(now)
    if moment_ is not None and published is None:
        raise typer.BadParameter("--now goes with --from", param_hint="--now")
    speaker = Speaker(context, lang)
    if territories is not None and published is not None:
        raise typer.BadParameter(speaker.text("territories-from"), param_hint="--territories")
    register = read_book(speaker, book)
    horizon = Horizon(first, days, register.centre.timezone.value)
    known = None if published is None else published_plan(speaker, register, published)
    again = None if known is None else posed_again(speaker, register, horizon, known)
    problem = posed(speaker, register, horizon) if again is None else again.problem
    usual = USUAL_SECONDS_AGAIN if again is not None and again.covers_half else USUAL_SECONDS
    seconds = usual if time_limit is None and work_limit is None else time_limit
    with Interrupt(speaker.text("stopping")) as interrupt:
        # These load numpy, which asking for help must not.
        from agecare.cli.outputs import write_plan
        from agecare.cli.summing import changes_summary, judge, mandatory_unserved, summary
        from agecare.cli.territories import solved
        from agecare.visits import Change, Progress, replan

        with watcher(speaker, seconds, terminal=sys.stderr.isatty()) as watch:

            def show(progress: Progress) -> None:
                interrupt.begun = progress.phase != "prepare"
                watch(progress)

            changes: tuple[Change, ...] | None = None
            if again is None:
                result = solved(
                    speaker,
                    problem,
                    territories,
                    time_limit=seconds,
                    work_limit=work_limit,
                    seed=seed,
                    on_progress=show,
                    should_stop=interrupt,
                )
            else:
                new = replan(
                    problem,
                    again.told,
                    gone=again.gone,
                    now=moment_,
                    time_limit=seconds,
                    work_limit=work_limit,
                    seed=seed,
                    on_progress=show,
                    should_stop=interrupt,
                )
                result, changes = new.result, new.changes
        judge(speaker, problem, result, interrupted=interrupt.asked)
        speaker.writes(out)
        names = write_plan(
            out,
            register,
            problem,
            result,
            language=speaker.language,
            privacy=privacy,
            revision=0 if known is None else known.revision + 1,
            changes=changes,
        )
    summary(speaker, register, problem, result)
    if changes is not None:
        changes_summary(speaker, problem, changes)
    typer.echo()
    speaker.say("files", path=out)
    for name in names:
        typer.echo(f"  {name}")
    if missed := mandatory_unserved(problem, result):
        speaker.say("mandatory-unserved", error=True, count=missed)
        raise typer.Exit(ExitCode.MANDATORY_UNSERVED)
