"""``allocation.xlsx``: who gets which place, the waiting list, and who holds what, to sort, filter and print."""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from agecare.io.sheets import Column, Row, Sheet, worded, write_sheets
from agecare.locale import translate
from agecare.matching import Allocation
from agecare.model import Register

PLACES = (
    Column("entry", 12), Column("client", 12), Column("client-name", 24), Column("service", 12),
    Column("service-name", 32), Column("units", 8), Column("kind", 14), Column("before", 12), Column("reserve", 20),
    Column("worth", 10),
)  # fmt: skip
WAITING = (
    Column("entry", 12), Column("client", 12), Column("client-name", 24), Column("service", 12),
    Column("service-name", 32), Column("position", 10), Column("soonest", 12), Column("latest", 12),
    Column("reason", 50),
)  # fmt: skip
HOLDERS = (
    Column("entry", 12), Column("client", 12), Column("service", 12), Column("service-name", 32),
    Column("holder", 12), Column("by", 40),
)  # fmt: skip
LOTTERY = (Column("client", 12), Column("number", 12))
FIGURES = (Column("figure", 40), Column("value", 14, "#,##0"))


def write_allocation_workbook(
    path: str | os.PathLike[str],
    register: Register,
    allocation: Allocation,
    language: str = "en",
    *,
    privacy: str = "coordinator",
) -> None:
    """Write an allocation as a workbook of five sheets: places, waiting list, who holds what, lottery, figures.

    Names of clients are in it for the coordinator only.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    page = _Page(register, allocation, language, privacy == "coordinator")
    write_sheets(
        path,
        (
            page.sheet("places", PLACES, page.places()),
            page.sheet("waiting", WAITING, page.waiting()),
            page.sheet("holders", HOLDERS, page.holders()),
            page.sheet("lottery", LOTTERY, page.lottery()),
            page.sheet("figures", FIGURES, page.figures()),
        ),
    )


@attrs.frozen(slots=False)
class _Page:
    """What the sheets are made from."""

    register: Register
    allocation: Allocation
    language: str
    named: bool

    def say(self, name: str) -> str:
        return translate(f"allocation.{name}", self.language)

    def sheet(self, name: str, columns: Sequence[Column], rows: Iterator[Row]) -> Sheet:
        return worded("allocation", self.language, name, columns, rows)

    @cached_property
    def services(self) -> Mapping[str, str]:
        return {service.id: service.name for service in self.register.services}

    def name(self, client: str) -> str:
        return self.register.client(client).name if self.named else ""

    def places(self) -> Iterator[Row]:
        """Every place given."""
        for one in self.allocation.given:
            yield (
                one.entry,
                one.client,
                self.name(one.client),
                one.service,
                self.services[one.service],
                one.units,
                self.say(f"kind-{one.kind}"),
                one.before,
                translate(f"codes.PopulationGroup.{one.reserve}", self.language) if one.reserve else None,
                sum(one.points.values()),
            )

    def waiting(self) -> Iterator[Row]:
        """A row for each queue that somebody stands in, or one without a service."""
        for one in self.allocation.waits:
            who, why = (one.entry, one.client, self.name(one.client)), self.say(f"why-{one.reason}")
            for queue in one.queues:
                days = (queue.interval.soonest, queue.interval.latest) if queue.interval else (None, None)
                yield *who, queue.service, self.services[queue.service], queue.position, *days, why
            if not one.queues:
                yield *who, None, None, None, None, None, why

    def holders(self) -> Iterator[Row]:
        """Of every service that somebody could have had, the holder with the weakest claim, and why it is stronger."""
        for one in self.allocation.waits:
            for holder in one.holders:
                service = holder.service, self.services[holder.service]
                yield one.entry, one.client, *service, holder.client, self.say(f"by-{holder.by}")

    def lottery(self) -> Iterator[Row]:
        """Everybody's number, in order."""
        yield from sorted(self.allocation.draws.items(), key=lambda drawn: drawn[1])

    def figures(self) -> Iterator[Row]:
        """Worth, bound and components."""
        found = self.allocation
        yield self.say("figure-seed"), found.seed
        yield self.say("figure-worth"), found.worth
        yield self.say("figure-bound"), found.bound
        for name, worth in found.parts.items():
            yield self.say(f"figure-{name}"), worth
        if found.fairness is not None:
            yield self.say("figure-fairness"), found.fairness.price
