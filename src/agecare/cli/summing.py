"""What ``agecare plan`` says of a plan: whether it is one, its figures, and who is left out and why."""

from collections.abc import Sequence

import typer

from agecare.cli.exits import ExitCode
from agecare.cli.speaking import Speaker
from agecare.locale import has_message, translate
from agecare.model import Register
from agecare.visits import Change, Result, Unserved, VisitProblem
from agecare.visits.replan import Voice, calls_of
from agecare.visits.schedule import Repair

MOST_LISTED = 40
"""Unserved visits, and changes, that are printed; the files have them all."""


def judge(speaker: Speaker, problem: VisitProblem, result: Result, *, interrupted: bool) -> None:
    """End the command where there is no plan to write: nobody served, or a rule broken."""
    if not (result.schedule.visit_day >= 0).any():
        if interrupted:
            raise typer.Exit(ExitCode.INTERRUPTED)
        _unserved(speaker, problem, result)
        speaker.say("nobody-served", error=True)
        raise typer.Exit(ExitCode.NO_PLAN)
    if result.violations:
        speaker.violations(result.violations, problem.horizon, error=True)
        speaker.say("rejected", error=True, count=len(result.violations))
        raise typer.Exit(ExitCode.REJECTED)


def summary(speaker: Speaker, register: Register, problem: VisitProblem, result: Result) -> None:
    """Print the figures that a coordinator looks at first, then the visits left out."""
    from agecare.report import summary_lines

    lines = summary_lines(register, problem, result, speaker.language)
    width = max(len(label) for label, _ in lines)
    for label, value in lines:
        typer.echo(f"{label:<{width}}  {value}")
    _unserved(speaker, problem, result)


def _unserved(speaker: Speaker, problem: VisitProblem, result: Result) -> None:
    """List the visits left out, why and what would help: mandatory ones first, then by what leaving them out costs."""
    missed = result.schedule.unserved
    if not missed:
        return
    place = {id_: index for index, id_ in enumerate(problem.visit_ids)}
    order = sorted(missed, key=lambda one: (-int(problem.visit_penalty[place[one.visit]]), place[one.visit]))
    typer.echo()
    speaker.say("unserved", count=len(missed))
    for one in order[:MOST_LISTED]:
        visit = place[one.visit]
        client = problem.client_ids[problem.visit_client[visit]]
        mark = f" [{speaker.text('mandatory')}]" if problem.visit_mandatory[visit] else ""
        typer.echo(f"  {one.visit} ({client}){mark}: {_reason(one, speaker.language)}")
        if one.repair is not None:
            typer.echo(f"    → {_repair(one.repair, speaker.language)}")
    if len(order) > MOST_LISTED:
        speaker.say("unserved-more", count=len(order) - MOST_LISTED)


def _reason(one: Unserved, language: str) -> str:
    key = f"reasons.{one.reason}"
    return translate(key, language, **one.params) if has_message(key) else one.reason


def _repair(repair: Repair, language: str) -> str:
    key = f"reasons.repair-{repair.code}"
    return translate(key, language, **repair.params) if has_message(key) else repair.code


def changes_summary(speaker: Speaker, problem: VisitProblem, changes: Sequence[Change]) -> None:
    """List what differs from the published plan, each with its reason, and how many people must be told."""
    typer.echo()
    if not changes:
        speaker.say("no-changes")
        return
    voice = Voice(speaker.language, problem.horizon, str, str, str, str)
    speaker.say("changes", count=len(changes), visits=len(problem.visit_ids))
    for one in changes[:MOST_LISTED]:
        before, after = voice.appointment(one.before), voice.appointment(one.after)
        why = voice.why(one)
        typer.echo(
            "  " + speaker.text("change", visit=one.visit, client=one.client, before=before, after=after, why=why)
        )
    if len(changes) > MOST_LISTED:
        speaker.say("changes-more", count=len(changes) - MOST_LISTED)
    calls = calls_of(changes)
    clients = sum(call.is_client for call in calls)
    speaker.say("calls", clients=clients, workers=len(calls) - clients)


def mandatory_unserved(problem: VisitProblem, result: Result) -> int:
    """Mandatory visits that are not in the plan."""
    return int((problem.visit_mandatory & (result.schedule.visit_day < 0)).sum())
