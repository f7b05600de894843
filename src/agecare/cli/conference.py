"""``agecare conference``: which cases a conference should be called about, and the packet of one to print."""

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated

import typer

from agecare.cli.options import Book, Lang, On, Page, PagePrivacy, day_of, page_only
from agecare.cli.speaking import Speaker, read_book
from agecare.cli.tables import table
from agecare.errors import UnknownIdError
from agecare.model.time import today_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agecare.cases.conferences import Call
    from agecare.model import Register
    from agecare.report.words import Words


def conference(
    context: typer.Context,
    book: Book,
    case: Annotated[
        str | None, typer.Option("--case", metavar="ID", help="The packet for the next conference about this case.")
    ] = None,
    conference: Annotated[
        str | None, typer.Option("--conference", metavar="ID", help="The packet of this conference.")
    ] = None,
    on: On = None,
    out: Page = None,
    privacy: Annotated[
        PagePrivacy, typer.Option("--privacy", help="anonymous: ids and codes, no names and no texts.")
    ] = PagePrivacy.COORDINATOR,
    as_json: Annotated[bool, typer.Option("--json", help="Print ids and codes as JSON.")] = False,
    lang: Lang = None,
) -> None:
    """List the cases that a conference should be called about; with a case or a conference, make its packet."""
    day = day_of(on, "--on")
    page_only(out)
    if case is not None and conference is not None:
        raise typer.BadParameter("give one of --case and --conference", param_hint="--case")
    if out is not None and case is None and conference is None:
        raise typer.BadParameter("a packet needs --case or --conference", param_hint="--out")
    speaker = Speaker(context, lang)
    register = read_book(speaker, book, warnings=False)
    from agecare.cases import calls, packet
    from agecare.io.team_json import calls_document, packet_document
    from agecare.report import write_packet
    from agecare.report.conference import evidence_text
    from agecare.report.words import Words

    day = day or today_in(register.centre.timezone)
    words, hops = Words(speaker.language, "conference"), hops_of(register)
    if case is None and conference is None:
        found = calls(register, day, hops=hops)
        if as_json:
            typer.echo(json.dumps(calls_document(day, found), ensure_ascii=False, indent=2))
        else:
            _show(register, found, day, words)
        return
    try:
        made = packet(register, day, case=case, conference=conference, hops=hops)
    except UnknownIdError as error:
        option = "--case" if case is not None else "--conference"
        raise typer.BadParameter(str(error), param_hint=option) from None
    if out is not None:
        speaker.writes(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        write_packet(out, register, made, language=speaker.language, privacy=privacy.value)
    if as_json:
        typer.echo(json.dumps(packet_document(made), ensure_ascii=False, indent=2))
        return
    typer.echo(f"{register.centre.name} · {words('title', client=made.file.case.client)}")
    for evidence in made.evidence:
        typer.echo(f"  {words.code(f'CallReason.{evidence.reason}')}: {evidence_text(evidence, words)}")
    rows = [(each.decision.id, words.date(each.made)) for each in made.decisions]
    table(words("open-decisions"), [words("decision"), words("decided-on")], rows, texts=2)
    if out is not None:
        typer.echo("\n" + speaker.text("written", path=out))


def hops_of(register: "Register") -> "Mapping[str, int]":
    """How often people had been passed on, by referral."""
    if not register.referrals:
        return {}
    from agecare.referrals import graph_of

    graph = graph_of(register)
    clients = dict.fromkeys(referral.client for referral in register.referrals)
    chains = (chain for client in clients for chain in graph.chains_of(client))
    return {step.referral: step.hops for chain in chains for step in chain.steps}


def _show(register: "Register", found: "tuple[Call, ...]", day: dt.date, words: "Words") -> None:
    from agecare.report.conference import evidence_text

    typer.echo(f"{register.centre.name} · {words('should-be-called')} · {words.date(day)}")
    if not found:
        typer.echo(f"  {words('no-calls')}")
    table(
        words("should-be-called"),
        [words(name) for name in ("case", "client", "case-manager", "why")],
        [
            (
                call.case,
                call.client,
                call.case_manager or "–",
                "; ".join(evidence_text(evidence, words) for evidence in call.evidence),
            )
            for call in found
        ],
        texts=4,
    )
    booked = [each for each in register.conferences if each.on >= day and each.status.value == "booked"]
    table(
        words("booked"),
        [words(name) for name in ("case", "client", "day", "why")],
        [
            (
                each.case or each.id,
                each.client,
                words.date(each.on),
                "; ".join(words.code(f"CallReason.{reason}") for reason in each.reasons),
            )
            for each in booked
        ],
        texts=4,
    )
