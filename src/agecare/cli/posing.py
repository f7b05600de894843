"""The problem that ``agecare plan`` solves: these records, these days, and the plan that people already know."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from agecare.cli.exits import ExitCode
from agecare.cli.speaking import Speaker, read_plan
from agecare.locale import format_date
from agecare.model import Horizon, Register

if TYPE_CHECKING:
    from agecare.io.json import Replanning, ScheduleDocument
    from agecare.visits import VisitProblem


def published_plan(speaker: Speaker, register: Register, path: Path) -> "ScheduleDocument":
    """The published plan; one that is damaged or another centre's ends the command with exit code 3."""
    document = read_plan(speaker, path)
    if document.centre != register.centre.id:
        speaker.say("published-other", error=True, stated=document.centre, centre=register.centre.id)
        raise typer.Exit(ExitCode.INPUT_FAULTS)
    return document


def posed(speaker: Speaker, register: Register, horizon: Horizon) -> "VisitProblem":
    """The problem of these days, announced; without a single visit the command ends with exit code 5."""
    from agecare.visits import problem_for

    problem = problem_for(register, start=horizon.start, days=horizon.days)
    announce(speaker, problem)
    return problem


def posed_again(speaker: Speaker, register: Register, horizon: Horizon, published: "ScheduleDocument") -> "Replanning":
    """The same with a published plan. Published visits that are no longer wanted are named."""
    from agecare.io.json import replanning

    again = replanning(register, published, horizon)
    if again.gone:
        speaker.say("published-gone", error=True, count=len(again.gone))
        typer.echo("  " + ", ".join(sorted(one.visit for one in again.gone)), err=True)
    announce(speaker, again.problem)
    return again


def announce(speaker: Speaker, problem: "VisitProblem") -> None:
    """Say what is planned; without a single visit the command ends with exit code 5."""
    if not problem.visit_ids:
        speaker.say("no-visits", error=True)
        raise typer.Exit(ExitCode.NO_PLAN)
    first, last = (
        format_date(date, speaker.language) for date in (problem.horizon.dates[0], problem.horizon.dates[-1])
    )
    counts = {"visits": len(problem.visit_ids), "workers": len(problem.worker_ids)}
    speaker.say("planning", error=True, start=first, end=last, **counts)
