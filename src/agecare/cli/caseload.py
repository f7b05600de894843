"""``agecare caseload``: the register in and out, everybody's clients, and who takes over when a worker leaves."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agecare.cli.options import AsJson, Book, Lang, Page, PagePrivacy, day_of, page_only
from agecare.cli.speaking import Speaker, read_book
from agecare.cli.tables import table
from agecare.model.time import today_in

if TYPE_CHECKING:
    from agecare.cases.caseload import Handover
    from agecare.cases.flow import Flow
    from agecare.model import Register
    from agecare.model.caseloads import Caseload
    from agecare.report.words import Words


def caseload(
    context: typer.Context,
    book: Book,
    leaves: Annotated[
        str | None, typer.Option("--leaves", metavar="WORKER", help="Propose who takes over from this worker.")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The last day, 2026-04-06 or 06.04.2026; today if not given."),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="The first day; a year back if not given.")
    ] = None,
    out: Page = None,
    work_limit: Annotated[
        float, typer.Option("--work-limit", min=0.1, metavar="UNITS", help="Work of the solver, about a second each.")
    ] = 20.0,
    privacy: Annotated[
        PagePrivacy, typer.Option("--privacy", help="anonymous: ids, no names.")
    ] = PagePrivacy.COORDINATOR,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Count who came onto the register and left it, everybody's clients, and propose who takes over from a worker."""
    last, first = day_of(on, "--on"), day_of(since, "--since")
    page_only(out)
    speaker = Speaker(context, lang)
    register = read_book(speaker, book, warnings=False)
    if leaves is not None and leaves not in {worker.id for worker in register.workers}:
        raise typer.BadParameter(f"{leaves}: no such worker", param_hint="--leaves")
    from agecare.cases import flow, reassign
    from agecare.io.team_json import caseload_document
    from agecare.model.caseloads import caseloads_on
    from agecare.report.words import Words

    last = last or today_in(register.centre.timezone)
    first = first or last.replace(day=1, year=last.year - 1)
    if first > last:
        raise typer.BadParameter("it lies after the last day", param_hint="--since")
    moved, loads = flow(register, first, last), caseloads_on(register, last)
    handover = None if leaves is None else reassign(register, leaves, last, work_limit=work_limit)
    if out is not None:
        _write(speaker, out, register, moved, loads, handover, privacy)
    if as_json:
        typer.echo(json.dumps(caseload_document(moved, loads, handover), ensure_ascii=False, indent=2))
        return
    _show(register, moved, loads, handover, Words(speaker.language, "caseload"), privacy)
    if out is not None:
        typer.echo("\n" + speaker.text("written", path=out))


def _write(
    speaker: Speaker,
    out: Path,
    register: "Register",
    moved: "Flow",
    loads: "tuple[Caseload, ...]",
    handover: "Handover | None",
    privacy: PagePrivacy,
) -> None:
    from agecare.report import write_caseload_report

    speaker.writes(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_caseload_report(out, register, moved, loads, handover, language=speaker.language, privacy=privacy.value)


def _show(
    register: "Register",
    moved: "Flow",
    loads: "tuple[Caseload, ...]",
    handover: "Handover | None",
    words: "Words",
    privacy: PagePrivacy,
) -> None:
    from agecare.report.caseload import proof, reasons
    from agecare.report.privacy import Names, Privacy

    names = Names(register, Privacy(privacy.value))
    period = words("period", first=words.date(moved.first), last=words.date(moved.last))
    typer.echo(f"{register.centre.name} · {words('title')} · {period}")
    flow_heads = [words(name) for name in ("before", "entries", "exits", "after")]
    months = [(f"{month:%m.%Y}", each) for month, each in moved.months]
    groups = [(words.code(f"PopulationGroup.{group}"), each) for group, each in moved.groups]
    for title, found in (("by-month", [*months, ("", moved.total)]), ("by-group", groups)):
        rows = [
            (label, *(words.number(each) for each in (row.before, row.entries, row.exits, row.after)))
            for label, row in found
        ]
        table(words(title), ["", *flow_heads], rows)
    table(
        words("by-worker"),
        [words(name) for name in ("worker", "clients", "limit", "high-risk")],
        [
            (
                names.worker_label(each.worker),
                words.number(each.clients or 0) + (" !" if each.is_over else ""),
                words.number(each.limit),
                words.number(each.high_risk or 0),
            )
            for each in sorted(loads, key=lambda each: (-(each.clients or 0), each.worker))
        ],
    )
    if handover is not None:
        table(
            words("handover", worker=names.worker_label(handover.worker)),
            [words(name) for name in ("client", "taker", "why")],
            [
                (
                    ", ".join(names.client_label(client) for client in each.clients),
                    names.worker_label(each.worker) if each.worker else words("nobody"),
                    "; ".join(reasons(each, words)),
                )
                for each in handover.proposals
            ],
            texts=3,
        )
        typer.echo(f"  {proof(handover, words)}")
