"""One self-contained page about coverage: need and service by area, access, where one more place helps, workloads."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from agecare import __version__
from agecare.coverage import (
    USUAL_CASELOAD,
    ZONE_WEIGHTS,
    AreaAccess,
    AreaStanding,
    Coverage,
    Decay,
    Site,
    Standing,
    TypeAccess,
    without_small_counts,
)
from agecare.coverage.sites import gain_of
from agecare.model import PopulationGroup, Register
from agecare.report.cards import Card
from agecare.report.coverage_map import CoverageMap, coverage_map, drawn_areas
from agecare.report.map import Point
from agecare.report.page import meter, render_page, write_page
from agecare.report.privacy import Names, Privacy
from agecare.report.words import Words

SITES_SHOWN = 8
"""Types of service for which the best site is named."""
NEGLIGIBLE = 0.005
"""An index of Theil that is shown as 0; its parts say nothing."""
SHADES = 5
"""Tints of a table of access; the figure stands in every cell."""


@attrs.frozen
class Bar:
    """A share as text and as a bar in percent; ``meter`` is empty where there is none to show."""

    text: str
    meter: str


@attrs.frozen
class StandingRow:
    """A row of people known and served."""

    label: str
    depth: int
    known: str
    served: Bar
    fully: Bar
    estimated: str = ""
    found: Bar = Bar("", "")


@attrs.frozen
class SiteRow:
    """One more place: which service, where, for whom."""

    number: int
    type: str
    where: str
    others: tuple[str, ...]
    people: str
    severe: str
    nearest: str
    gain: Bar


@attrs.frozen
class Cell:
    """A cell of the table of access: its text, its tint from 1 (least) to 5, 0 = none, and what it says at length."""

    text: str
    shade: int
    title: str


def write_coverage_report(
    path: str | os.PathLike[str],
    register: Register,
    coverage: Coverage,
    *,
    language: str | None = None,
    privacy: Privacy | str = Privacy.COORDINATOR,
) -> Path:
    """Write the page of `render_coverage` to a file, whole or not at all.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    return write_page(path, render_coverage(register, coverage, language=language, privacy=privacy))


def render_coverage(
    register: Register,
    coverage: Coverage,
    *,
    language: str | None = None,
    privacy: Privacy | str = Privacy.COORDINATOR,
) -> str:
    """The coverage of a centre, district or oblast as one HTML page that loads nothing from anywhere.

    Parameters
    ----------
    register : what the coverage was measured of.
    language : str, optional
        One of `agecare.locale.LANGUAGES`; the centre's own when left out.
    privacy : Privacy
        ``coordinator`` sees every count and the workers' names; ``anonymous`` no count of fewer than five people, no
        names and no single worker.

    Raises
    ------
    ValueError
        For a language or privacy level that does not exist, or the level ``worker``: the page is nobody's own.
    """
    names = Names(register, Privacy(privacy))
    words = Words(language or register.centre.language, "coverage")
    shown = coverage if names.shown or coverage.least_count is not None else without_small_counts(coverage)
    return render_page(
        "coverage.html.j2",
        **_Page(register, shown, names, words).content(),
        styles=("board.css", "coverage.css"),
        script="coverage.js",
    )


@attrs.frozen
class _Page:
    """Puts the parts of the page together."""

    register: Register
    coverage: Coverage
    names: Names
    words: Words

    def content(self) -> dict[str, Any]:
        """Everything that the template asks for."""
        words, coverage = self.words, self.coverage
        best = list(coverage.best_sites.values())[:SITES_SHOWN]
        drawn = self.map(best)
        return {
            "t": words,
            "version": __version__,
            "centre": self.register.centre.name,
            "date": words.date(coverage.on),
            "hidden_below": coverage.least_count,
            "cards": list(self.cards()),
            "map": drawn,
            "layer_names": [words.code(f"ServiceType.{row.type}") for row in coverage.types],
            "bar_label": self.metres(drawn.main.bar[1]) if drawn else "",
            "small_bar_label": self.metres(drawn.everything.bar[1]) if drawn and drawn.everything else "",
            "sites": [self.site_row(number, *sites) for number, sites in enumerate(best, start=1)],
            "areas": [self.area_row(row) for row in coverage.areas],
            "estimates": any(row.estimated is not None for row in coverage.areas),
            "groups": [self.row(words.code(f"PopulationGroup.{row.group}"), row.people) for row in coverage.groups],
            "domains": list(self.domains()),
            "sectors": list(self.sectors()),
            "types": [self.type_row(row) for row in self.types()],
            "grid_types": [words.code(f"ServiceType.{row.type}") for row in self.types()],
            "grid": list(self.grid()),
            "caseloads": list(self.caseloads()),
            "sector_caseloads": list(self.sector_caseloads()),
            "usual": [meter(each / self.most_clients()) for each in USUAL_CASELOAD],
            "usual_text": words("usual-caseload", least=USUAL_CASELOAD[0], most=USUAL_CASELOAD[1]),
            "measures": list(self.measures()),
        }

    def count(self, count: int | None) -> str:
        """A count of people, or that it is too small to be shown."""
        return self.words("few") if count is None else self.words.number(count)

    def share(self, part: int | None, whole: int | None) -> Bar:
        """A part of a whole: the count, the share and a bar."""
        if part is None or whole is None:
            return Bar(self.words("few"), "")
        if not whole:
            return Bar("–", "")
        share = part / whole
        return Bar(f"{self.words.number(part)} · {self.words.percent(share)}", meter(share))

    def km(self, km: float | None) -> str:
        """A distance; 0: it comes to its clients."""
        if km is None:
            return "–"
        if km == 0:
            return self.words("at-home")
        return self.words("kilometres", number=self.words.number(km, 1 if km < 10 else 0))

    def metres(self, metres: int) -> str:
        """A length of the scale bar."""
        if metres >= 1000:
            return self.words("kilometres", number=self.words.number(metres // 1000))
        return self.words("metres", number=self.words.number(metres))

    def area_name(self, area: str | None) -> str:
        """An area's name, or that there is none."""
        return self.register.area(area).name if area else self.words("no-area")

    def row(self, label: str, people: Standing, depth: int = 0) -> StandingRow:
        """A row of people known and served."""
        return StandingRow(
            label=label,
            depth=depth,
            known=self.count(people.known),
            served=self.share(people.served, people.known),
            fully=self.share(people.fully, people.known),
        )

    def area_row(self, row: AreaStanding) -> StandingRow:
        """A row with the estimate."""
        return attrs.evolve(
            self.row(self.area_name(row.area), row.people, row.depth),
            estimated="–" if row.estimated is None else self.words.number(row.estimated),
            found=Bar("–", "") if row.estimated is None else self.share(row.elders, row.estimated),
        )

    def cards(self) -> Iterator[Card]:
        """The figures that a district asks for first."""
        words, whole = self.words, self.coverage.whole

        def percent(share: float | None) -> str:
            return "–" if share is None else words.percent(share)

        notes = [words("unplaced", number=self.count(self.coverage.unplaced))] if self.coverage.unplaced != 0 else []
        if whole.estimated is not None:
            known = self.count(whole.elders)
            notes.insert(
                0, words("found-of", number=known, all=words.number(whole.estimated), share=percent(whole.found))
            )
        yield Card(words("known"), self.count(whole.people.known), tuple(notes))
        people, known = whole.people, self.count(whole.people.known)
        fully = words("fully-note", number=self.count(people.fully), all=known)
        yield Card(
            words("served"), percent(people.share), (words("of", one=self.count(people.served), all=known), fully)
        )
        yield from self.span_card()
        yield from self.type_cards()
        clients = [row.clients for row in self.coverage.caseloads if row.clients]
        if clients:
            over, limit = sum(row.is_over for row in self.coverage.caseloads), self.register.centre.caseload_limit
            mean = words.number(sum(clients) / len(clients), 1)
            notes = [words("most-clients", number=words.number(max(clients)))]
            notes += [words("over-usual", number=words.number(over), most=limit)] if over else []
            yield Card(words("clients-a-worker"), mean, tuple(notes), "warn" if over else "")

    def span_card(self) -> Iterator[Card]:
        """The areas served least and most."""
        rows = [row for row in drawn_areas(self.coverage.areas) if row.people.share is not None]
        if len(rows) > 1:
            least = min(rows, key=lambda row: row.people.share or 0)
            most = max(rows, key=lambda row: row.people.share or 0)
            shares = (self.words.percent(row.people.share or 0) for row in (least, most))
            names = (self.area_name(row.area) for row in (least, most))
            yield Card(self.words("by-area-span"), " – ".join(shares), tuple(names))

    def type_cards(self) -> Iterator[Card]:
        """The type that most people are without, and the one that is shared out least evenly."""
        words = self.words
        missing = [row for row in self.coverage.types if row.without]
        if missing:
            worst = max(missing, key=lambda row: row.without or 0)
            notes = (
                words("without-note", number=self.count(worst.without), all=self.count(worst.needing)),
                words("severe-note", number=self.count(worst.severe)),
            )
            yield Card(words("most-missing"), words.code(f"ServiceType.{worst.type}"), notes)
        uneven = [row for row in self.coverage.types if row.gini]
        if uneven:
            worst = max(uneven, key=lambda row: row.gini or 0)
            note = words("gini-note", number=words.number(worst.gini or 0, 2))
            yield Card(words("least-even"), words.code(f"ServiceType.{worst.type}"), (note,))

    def site_row(self, number: int, best: Site, *others: Site) -> SiteRow:
        """The best site of a type, and what comes next."""
        most = max(map(gain_of, self.coverage.sites))
        return SiteRow(
            number=number,
            type=self.words.code(f"ServiceType.{best.type}"),
            where=self.where(best),
            others=tuple(self.where(site) for site in others),
            people=self.count(best.people),
            severe=self.count(best.severe),
            nearest=self.km(best.nearest_km),
            gain=Bar(self.words.number(gain_of(best), 1), meter(gain_of(best) / most)),
        )

    def where(self, site: Site) -> str:
        """In which service, or in which area."""
        if site.service is not None:
            return self.register.service(site.service).name
        return self.words("new-in", area=self.area_name(site.area))

    def map(self, best: Sequence[Sequence[Site]]) -> CoverageMap | None:
        """The map with a number at every best site."""
        places: dict[int, tuple[Point, ...]] = {}
        for number, (site, *_) in enumerate(best, start=1):
            if site.service is not None:
                ids = self.register.service(site.service).locations
                spots = [self.register.location(id_) for id_ in ids]
                places[number] = tuple((spot.latitude, spot.longitude) for spot in spots)
            elif site.latitude is not None and site.longitude is not None:
                places[number] = ((site.latitude, site.longitude),)
        names = {row.area: self.area_name(row.area) for row in self.coverage.areas}
        return coverage_map(self.register, self.coverage, places, names)

    def domains(self) -> Iterator[dict[str, Any]]:
        """Need and service by domain."""
        for row in self.coverage.domains:
            yield {
                "label": self.words.code(f"NeedDomain.{row.domain}"),
                "known": self.count(row.known),
                "severe": self.count(row.severe),
                "served": self.share(row.served, row.known),
                "services": self.words.number(row.services),
            }

    def sectors(self) -> Iterator[dict[str, str]]:
        """What each sector gives."""
        for row in self.coverage.sectors:
            yield {
                "label": self.sector(row.sector),
                "services": self.words.number(row.services),
                "served": self.count(row.served),
            }

    def sector(self, sector: object) -> str:
        """A sector's name, or that there is none."""
        return self.words.code(f"Sector.{sector}") if sector else self.words("no-sector")

    def types(self) -> list[TypeAccess]:
        """The types of service, those that most people are without first."""
        return sorted(self.coverage.types, key=lambda row: -(row.without or 0))

    def type_row(self, row: TypeAccess) -> dict[str, Any]:
        """One type of service, in words."""
        words = self.words
        theil = None if row.between is None or row.within is None else row.between + row.within
        return {
            "label": words.code(f"ServiceType.{row.type}"),
            "services": words.number(row.services),
            "places": words("no-limit") if row.places is None else words.number(row.places),
            "free": words("no-limit") if row.free is None else words.number(row.free),
            "needing": self.count(row.needing),
            "without": self.share(row.without, row.needing),
            "severe": self.count(row.severe),
            "waiting": self.count(row.waiting),
            "access": "–" if row.access is None else words.number(100 * row.access),
            "gini": "–" if row.gini is None else words.number(row.gini, 2),
            "theil": "–" if theil is None else words.number(theil, 2),
            "between": words.percent((row.between or 0) / theil) if theil and theil > NEGLIGIBLE else "–",
            "median": self.km(row.median_km),
            "far": self.km(row.far_km),
            "beyond": self.count(row.beyond),
        }

    def grid(self) -> Iterator[dict[str, Any]]:
        """Places for 100 people who need one, by area and type."""
        cells = {(cell.area, cell.type): cell for cell in self.coverage.by_area}
        order = [row.area for row in self.coverage.areas]
        for area in (area for area in order if any((area, row.type) in cells for row in self.types())):
            name = self.area_name(area)
            yield {
                "label": name,
                "cells": [self.cell(name, row, cells.get((area, row.type))) for row in self.types()],
            }

    def cell(self, area: str, row: TypeAccess, cell: AreaAccess | None) -> Cell:
        """A cell; its tint is by quarters of a place for everybody."""
        if cell is None:
            return Cell("", 0, "")
        if cell.access is None:
            return Cell(self.words("few") if cell.needing is None else "–", 0, "")
        title = self.words(
            "cell-title",
            area=area,
            service=self.words.code(f"ServiceType.{row.type}"),
            needing=self.count(cell.needing),
            without=self.count(cell.without),
            nearest=self.km(cell.median_km),
        )
        return Cell(self.words.number(100 * cell.access), min(SHADES, 1 + int(cell.access * (SHADES - 1))), title)

    def most_clients(self) -> int:
        """The scale of the bars of workloads."""
        return 1 + max([USUAL_CASELOAD[1], *(row.clients or 0 for row in self.coverage.caseloads)])

    def caseloads(self) -> Iterator[dict[str, Any]]:
        """Each worker's clients, most first."""
        rows = sorted(self.coverage.caseloads, key=lambda row: (-(row.clients or 0), row.worker))
        for row in rows:
            yield {
                "label": self.names.worker_label(row.worker),
                "id": row.worker,
                "sector": self.sector(row.sector),
                "clients": Bar(self.count(row.clients), meter((row.clients or 0) / self.most_clients())),
                "high_risk": self.count(row.high_risk),
                "visits": self.words.number(row.visits_per_week),
                "over": row.is_over,
            }

    def sector_caseloads(self) -> Iterator[dict[str, str]]:
        """The workers of each sector."""
        for row in self.coverage.sector_caseloads:
            yield {
                "label": self.sector(row.sector),
                "workers": self.words.number(row.workers),
                "clients": self.count(row.clients),
                "mean": self.words("few") if row.mean is None else self.words.number(row.mean, 1),
                "most": self.count(row.most),
            }

    def measures(self) -> Iterator[tuple[str, str]]:
        """What the figures mean, with the settings they were made with."""
        words, catchment = self.words, self.coverage.catchment
        weights = " · ".join(words.number(weight, 2) for weight in ZONE_WEIGHTS[catchment.decay])
        elders = " + ".join(
            words.code(f"PopulationGroup.{group}") for group in (PopulationGroup.ELDER, PopulationGroup.ELDER_ALONE)
        )
        yield words("known"), words("measure-known")
        yield words("served"), words("measure-served")
        yield words("estimated"), words("measure-estimated", groups=elders)
        yield words("without"), words("measure-without")
        yield words("access"), words("measure-access")
        yield (
            words("catchment"),
            words(
                "measure-catchment",
                km=words.number(catchment.km, 1),
                decay=words(f"decay-{Decay(catchment.decay)}"),
                weights=weights,
            ),
        )
        yield words("gini"), words("measure-gini")
        yield words("theil"), words("measure-theil")
        yield words("distance"), words("measure-distance")
        yield words("gain"), words("measure-gain")
        if self.coverage.least_count is not None:
            yield words("few"), words("measure-few", least=self.coverage.least_count)
