"""``agecare allocate``: who gets which scarce place, who waits, and why."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agecare.cli.exits import ExitCode
from agecare.cli.interrupt import Interrupt
from agecare.cli.options import Book, Lang, On, Privacy, day_of
from agecare.cli.speaking import Speaker, read_book
from agecare.locale import format_number, translate
from agecare.model.time import today_in

if TYPE_CHECKING:
    from agecare.matching import Allocation, Interval, Wait
    from agecare.model import Register

MOST_LISTED = 20
"""Waiting people that are printed; the files have them all."""


def allocate(
    context: typer.Context,
    book: Book,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="DIR", file_okay=False, help="Folder to write to.", show_default=False),
    ],
    on: On = None,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**31 - 1, help="Of the lottery among equals.")] = 1,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, metavar="SECONDS", help="Seconds to solve.")
    ] = 60.0,
    households: Annotated[
        bool, typer.Option("--households", help="People of one household at one service, or none of them.")
    ] = False,
    privacy: Annotated[
        Privacy, typer.Option("--privacy", help="anonymous (and worker): ids stand for names.")
    ] = Privacy.COORDINATOR,
    lang: Lang = None,
) -> None:
    """Share out scarce places among all who wait and write allocation.json and allocation.xlsx.

    Nobody is sent away from the place he or she has.
    """
    asked = day_of(on)
    speaker = Speaker(context, lang)
    register = read_book(speaker, book)
    with Interrupt(speaker.text("stopping")) as interrupt:
        # These load numpy, which asking for help must not.
        from agecare import matching
        from agecare.io.allocation_json import write_allocation
        from agecare.io.allocation_xlsx import write_allocation_workbook
        from agecare.io.files import atomic_folder

        on_day = asked or today_in(register.centre.timezone)
        interrupt.begun = True
        found = matching.allocate(
            register, on_day, seed=seed, time_limit=time_limit, keep_households=households, should_stop=interrupt
        )
        if found.broken:
            for one in found.broken:
                typer.echo(f"[{one.rule}] {one.request or one.pool}", err=True)
            speaker.say("rejected", error=True, count=len(found.broken))
            raise typer.Exit(ExitCode.REJECTED)
        speaker.writes(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        with atomic_folder(out) as draft:
            write_allocation(draft / "allocation.json", register, found)
            write_allocation_workbook(
                draft / "allocation.xlsx", register, found, speaker.language, privacy=privacy.value
            )
    _summary(_Desk(speaker.language), register, found)
    typer.echo()
    speaker.say("files", path=out)
    for name in ("allocation.json", "allocation.xlsx"):
        typer.echo(f"  {name}")


class _Desk:
    """Says the texts ``allocation.<name>``."""

    def __init__(self, language: str) -> None:
        self.language = language

    def text(self, name: str, /, **params: object) -> str:
        """A text; whole numbers with the separators of the language."""
        told = {
            key: format_number(value, self.language) if isinstance(value, int) else value
            for key, value in params.items()
        }
        return translate(f"allocation.{name}", self.language, **told)

    def say(self, name: str, /, **params: object) -> None:
        """Print a text."""
        typer.echo(self.text(name, **params))

    def interval(self, found: "Interval | None") -> str:
        """How long a wait may last."""
        if found is None:
            return self.text("interval-unknown")
        if found.soonest is None:
            return self.text("interval-long")
        if found.latest is None:
            return self.text("interval-open", soonest=found.soonest)
        return self.text("interval", soonest=found.soonest, latest=found.latest)


def _summary(desk: _Desk, register: "Register", found: "Allocation") -> None:
    """Figures, a table by service, and who waits."""
    if not found.given and not found.waits:
        desk.say("nobody")
        return
    kinds = Counter(one.kind.value for one in found.given)
    desk.say("places", given=len(found.given), **{kind: kinds[kind] for kind in ("new", "kept", "moved")})
    desk.say("waiting", count=len(found.waits))
    if found.optimal:
        desk.say("proved", worth=found.worth)
    else:
        desk.say("gap", worth=found.worth, bound=found.bound, gap=format_number(100 * found.gap, desk.language, 2))
    if found.fairness is not None:
        price, free = found.fairness.price, found.fairness.free
        missing = free.missing - found.fairness.kept.missing
        desk.say("fairness", price=price, worth=free.worth, missing=missing)
    for target, count in found.missing.items():
        if count:
            desk.say("missing", target=target, count=count)
    desk.say("lottery", seed=found.seed)
    typer.echo()
    _table(desk, register, found)
    if found.waits:
        typer.echo()
    for one in found.waits[:MOST_LISTED]:
        _wait(desk, one)
    if len(found.waits) > MOST_LISTED:
        desk.say("more", count=len(found.waits) - MOST_LISTED)


def _table(desk: _Desk, register: "Register", found: "Allocation") -> None:
    """Places given and people waiting, by service."""
    given = Counter(one.service for one in found.given)
    waiting = Counter(queue.service for one in found.waits for queue in one.queues)
    rows = [[desk.text(f"heading-{name}") for name in ("service", "given", "waiting")]]
    rows += [
        [f"{service.id} {service.name}", str(given[service.id]), str(waiting[service.id])]
        for service in register.services
        if given[service.id] or waiting[service.id]
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for first, *numbers in rows:
        typer.echo("  ".join([first.ljust(widths[0]), *map(str.rjust, numbers, widths[1:])]).rstrip())


def _wait(desk: _Desk, one: "Wait") -> None:
    """Who waits, why, in which queues, and who holds what could have been."""
    desk.say("wait", entry=one.entry, client=one.client, reason=desk.text(f"why-{one.reason}"))
    for queue in one.queues[:3]:
        interval = desk.interval(queue.interval)
        typer.echo("  " + desk.text("queue", service=queue.service, position=queue.position, interval=interval))
    for holder in one.holders[:3]:
        by = desk.text(f"by-{holder.by}")
        typer.echo("  " + desk.text("holder", service=holder.service, client=holder.client, by=by))
