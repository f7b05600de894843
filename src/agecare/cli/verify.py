"""``agecare verify``: judges a plan again, from its file and the records alone; no solver is loaded."""

import json
from pathlib import Path
from typing import Annotated

import typer

from agecare.cli.exits import ExitCode
from agecare.cli.options import Book, Lang
from agecare.cli.speaking import Speaker, date_of, read_book, read_plan, rule_text


def verify(
    context: typer.Context,
    book: Book,
    schedule: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, metavar="SCHEDULE.json", show_default=False),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
    lang: Lang = None,
) -> None:
    """Judge a plan again, without a solver: every broken rule is named."""
    speaker = Speaker(context, lang)
    register = read_book(speaker, book, warnings=False)
    document = read_plan(speaker, schedule)
    from agecare.io.json import document_violations, input_hash, problem_of

    problem = problem_of(register, document)
    found = document_violations(register, problem, document)
    changed = input_hash(register) != document.input_hash
    if as_json:
        listed = [
            {
                "rule": one.rule,
                "visit": one.visit,
                "worker": one.worker,
                "date": None if (date := date_of(one, problem.horizon)) is None else date.isoformat(),
                "params": dict(one.params),
                "text": rule_text(one, problem.horizon, speaker.language),
            }
            for one in found
        ]
        verdict = {
            "valid": not found,
            "visits": len(document.visits),
            "unserved": len(document.unserved),
            "cost": document.cost.total,
            "records_changed": changed,
            "violations": listed,
        }
        typer.echo(json.dumps(verdict, ensure_ascii=False, indent=2))
    else:
        if changed:
            speaker.say("records-changed", error=True)
        if found:
            speaker.violations(found, problem.horizon)
            speaker.say("broken", count=len(found))
        else:
            speaker.say("valid", visits=len(document.visits), cost=document.cost.total)
    if found:
        raise typer.Exit(ExitCode.REJECTED)
