"""One self-contained page about the register in and out, everybody's caseload, and who takes over from whom."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from agecare import __version__
from agecare.cases.caseload import Bar, Handover, Proposal
from agecare.cases.flow import Flow, Turnover
from agecare.model import Register
from agecare.model.caseloads import Caseload
from agecare.report.cards import Card
from agecare.report.page import meter, render_page, write_page
from agecare.report.privacy import Names, Privacy
from agecare.report.words import Words

_STEP, _BAR, _STOCK, _MOVES, _ROOM = 46, 30, 90, 60, 20


def write_caseload_report(
    path: str | os.PathLike[str],
    register: Register,
    flow: Flow,
    caseloads: Sequence[Caseload],
    handover: Handover | None = None,
    *,
    language: str | None = None,
    privacy: Privacy | str = Privacy.COORDINATOR,
) -> Path:
    """Write the page of `render_caseload` to a file, whole or not at all.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    return write_page(path, render_caseload(register, flow, caseloads, handover, language=language, privacy=privacy))


def render_caseload(
    register: Register,
    flow: Flow,
    caseloads: Sequence[Caseload],
    handover: Handover | None = None,
    *,
    language: str | None = None,
    privacy: Privacy | str = Privacy.COORDINATOR,
) -> str:
    """Stock and flow, caseloads and a handover as one HTML page that loads nothing from anywhere.

    Parameters
    ----------
    register
        What the figures were made from.
    flow, caseloads
        The register in and out (`agecare.cases.flow`), and everybody's clients (`agecare.model.caseloads`).
    handover
        Who takes over from a worker who leaves (`agecare.cases.reassign`), where that is wanted.
    language
        One of `agecare.locale.LANGUAGES`; the centre's own when left out.
    privacy
        ``coordinator`` sees names; ``anonymous`` ids only.

    Raises
    ------
    ValueError
        For a language or privacy level that does not exist, or the level ``worker``: the page is nobody's own.
    """
    words = Words(language or register.centre.language, "caseload")
    page = _Page(register, Names(register, Privacy(privacy)), words)
    content = page.content(flow, caseloads)
    parts = [("stock", words("stock")), ("work", words("work"))]
    if handover is not None:
        parts.append(("handover", words("handover", worker=page.names.worker_label(handover.worker))))
    return render_page(
        "caseload.html.j2",
        **content,
        parts=parts,
        handover=None if handover is None else page.handover(handover),
        styles=("board.css", "coverage.css", "team.css"),
    )


@attrs.frozen
class _Page:
    """Puts the parts of the page together."""

    register: Register
    names: Names
    words: Words

    def content(self, flow: Flow, caseloads: Sequence[Caseload]) -> dict[str, Any]:
        """Everything that the template asks for beside the handover."""
        words = self.words
        return {
            "t": words,
            "version": __version__,
            "centre": self.register.centre.name,
            "heading": words("title"),
            "subtitle": [words("period", first=words.date(flow.first), last=words.date(flow.last))],
            "cards": list(self.cards(flow, caseloads)),
            "chart": self.chart(flow),
            "flow_headings": lambda first: [first, *(words(name) for name in ("before", "entries", "exits", "after"))],
            "groups": [self.row(words.code(f"PopulationGroup.{group}"), each) for group, each in flow.groups],
            "areas": [self.row("\u2003" * each.depth + self.area(each.area), each.turnover) for each in flow.areas],
            "entry_reasons": list(self.reasons("EntryReason", flow.entry_reasons)),
            "exit_reasons": list(self.reasons("ExitReason", flow.exit_reasons)),
            "workers": list(self.workers(caseloads)),
        }

    def row(self, label: str, turnover: Turnover) -> list[str]:
        """Stock before, entries, exits, stock after."""
        figures = (turnover.before, turnover.entries, turnover.exits, turnover.after)
        return [label, *(self.words.number(each) for each in figures)]

    def area(self, area: str | None) -> str:
        """An area's name, or that it is not known."""
        return self.register.area(area).name if area else self.words("no-area")

    def reasons(self, enum: str, found: Iterable[tuple[object, int]]) -> Iterator[list[str]]:
        """Reasons by how often they were given."""
        for reason, times in sorted(found, key=lambda each: -each[1]):
            yield [
                self.words.code(f"{enum}.{reason}") if reason else self.words("no-reason"),
                self.words.number(times),
            ]

    def cards(self, flow: Flow, caseloads: Sequence[Caseload]) -> Iterator[Card]:
        """The figures asked for first."""
        words, total = self.words, flow.total
        yield Card(
            words("on-register"),
            words.number(total.after),
            (words("sum", before=total.before, entries=total.entries, exits=total.exits, after=total.after),),
        )
        yield Card(words("entries"), words.number(total.entries))
        yield Card(words("exits"), words.number(total.exits))
        clients = [each.clients or 0 for each in caseloads]
        if clients:
            over = sum(each.is_over for each in caseloads)
            mean = words("mean", number=words.number(sum(clients) / len(clients), 1))
            yield Card(words("over-limit"), words.number(over), (mean,), "warn" if over else "")

    def chart(self, flow: Flow) -> dict[str, Any]:
        """Stock above, entries and exits below, a column for each month."""
        words = self.words
        stocks = max([1, *(each.after for _, each in flow.months)])
        moves = max([1, *(max(each.entries, each.exits) for _, each in flow.months)])
        floor = _ROOM + _STOCK
        axis = floor + _ROOM + _MOVES
        columns = []
        for number, (month, each) in enumerate(flow.months):
            x = 8 + number * _STEP
            height = round(_STOCK * each.after / stocks)
            columns.append(
                {
                    "x": x,
                    "middle": x + _BAR // 2,
                    "stock": words.number(each.after),
                    "stock_y": floor - height,
                    "stock_height": height,
                    "in_height": round(_MOVES * each.entries / moves),
                    "out_height": round(_MOVES * each.exits / moves),
                    "entries": f"+{words.number(each.entries)}" if each.entries else "",
                    "exits": f"−{words.number(each.exits)}" if each.exits else "",
                    "label": f"{month:%m}.{month:%y}",
                    "title": words(
                        "month-title",
                        month=f"{month:%m.%Y}",
                        entries=each.entries,
                        exits=each.exits,
                        after=each.after,
                    ),
                }
            )
        return {
            "width": 16 + max(1, len(columns)) * _STEP,
            "height": axis + _MOVES + 2 * _ROOM,
            "bar": _BAR,
            "floor": floor,
            "axis": axis,
            "columns": columns,
        }

    def workers(self, caseloads: Sequence[Caseload]) -> Iterator[dict[str, Any]]:
        """Each worker's clients against the limit, most first."""
        most = max([1, *(max(each.clients or 0, each.limit) for each in caseloads)]) * 1.05
        for each in sorted(caseloads, key=lambda each: (-(each.clients or 0), each.worker)):
            yield {
                "label": self.names.worker_label(each.worker),
                "id": each.worker,
                "sector": self.words.code(f"Sector.{each.sector}") if each.sector else "–",
                "clients": self.words.number(each.clients or 0),
                "meter": meter((each.clients or 0) / most),
                "mark": meter(each.limit / most),
                "limit": self.words.number(each.limit),
                "high_risk": self.words.number(each.high_risk or 0),
                "visits": self.words.number(each.visits_per_week),
                "over": each.is_over,
            }

    def handover(self, handover: Handover) -> dict[str, Any]:
        """The proposals, each with its reasons, and the caseloads afterwards."""
        words = self.words
        return {
            "worker": self.names.worker_label(handover.worker),
            "proof": proof(handover, words),
            "rows": [
                {
                    "clients": ", ".join(self.names.client_label(client) for client in each.clients),
                    "ties": ties(each, words),
                    "worker": each.worker and self.names.worker_label(each.worker),
                    "reasons": list(reasons(each, words)),
                }
                for each in handover.proposals
            ],
            "after": [
                [self.names.worker_label(worker), words.number(clients), words.number(limit)]
                for worker, clients, limit in sorted(handover.after, key=lambda each: (-each[1], each[0]))
            ],
        }


def proof(handover: Handover, words: Words) -> str:
    """Whether the proposals are the best there are by the prices, or how far from it they may be."""
    if handover.is_proved:
        return words("proved")
    return words("gap", share=words.percent(handover.gap))


def ties(proposal: Proposal, words: Words) -> str:
    """What the new worker becomes."""
    found = dict.fromkeys(tie for own in proposal.ties for tie in own)
    return ", ".join(words(f"tie-{tie}") for tie in found)


def reasons(proposal: Proposal, words: Words) -> Iterator[str]:
    """Why this worker; or, where nobody can, why not the others."""
    fit = proposal.fit
    if fit is None:
        for bar, workers in proposal.bars:
            yield words(f"bar-{Bar(bar)}", number=workers)
        if not proposal.bars:
            yield words("bar-none")
        return
    if len(proposal.clients) > 1:
        yield words("why-household")
    yield words(f"why-area-{fit.area_steps}")
    yield words("why-known" if not fit.strangers else "why-new")
    if fit.speechless:
        yield words("why-speechless", number=fit.speechless)
    yield words("why-load", before=proposal.clients_before, after=proposal.clients_after, limit=proposal.limit)
