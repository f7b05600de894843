"""The problem that ``agecare plan`` solves: these records, these days, and the plan that people already know."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from agecare.cli.exits import ExitCode
from agecare.cli.speaking import Speaker, read_plan
from agecare.locale import format_date
from agecare.model import Horizon, Register

if TYPE_CHECKING:
    from agecare.io.json import ScheduleDocument
    from agecare.visits import Schedule, VisitProblem


def published_plan(speaker: Speaker, register: Register, path: Path) -> "ScheduleDocument":
    """The published plan; one that is damaged or another centre's ends the command with exit code 3."""
    document = read_plan(speaker, path)
    if document.centre != register.centre.id:
        speaker.say("published-other", error=True, stated=document.centre, centre=register.centre.id)
        raise typer.Exit(ExitCode.INPUT_FAULTS)
    return document


def posed(
    speaker: Speaker, register: Register, horizon: Horizon, published: "ScheduleDocument | None"
) -> "VisitProblem":
    """The problem of these days, announced; without a single visit the command ends with exit code 5.

    Published visits that are no longer wanted are named and left aside.
    """
    from agecare.io.json import published_visits
    from agecare.visits import problem_for

    known = {} if published is None else published_visits(published, horizon)
    requests = {request.id for request in register.visit_requests}
    wanted = {visit: was for visit, was in known.items() if visit.split("/")[0] in requests}
    problem = problem_for(register, start=horizon.start, days=horizon.days, published=wanted)
    gone = sorted(known.keys() - set(problem.visit_ids))
    if gone:
        speaker.say("published-gone", error=True, count=len(gone))
        typer.echo("  " + ", ".join(gone), err=True)
    if not problem.visit_ids:
        speaker.say("no-visits", error=True)
        raise typer.Exit(ExitCode.NO_PLAN)
    first, last = (format_date(date, speaker.language) for date in (horizon.dates[0], horizon.dates[-1]))
    counts = {"visits": len(problem.visit_ids), "workers": len(problem.worker_ids)}
    speaker.say("planning", error=True, start=first, end=last, **counts)
    return problem


def beginning(problem: "VisitProblem", published: "ScheduleDocument") -> "Schedule | None":
    """The published plan as the plan to begin with, where it covers at least half of the visits."""
    from agecare.io.json import schedule_of

    schedule, _ = schedule_of(problem, published)
    covered = int((schedule.visit_day >= 0).sum())
    return schedule if 2 * covered >= len(problem.visit_ids) else None
