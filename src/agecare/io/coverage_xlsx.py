"""Coverage as a workbook: every table of the report, to sort, filter, print and send on."""

import os
from collections.abc import Iterator, Sequence

import attrs

from agecare.coverage import Coverage, Standing
from agecare.io.sheets import Column, Row, Sheet, worded, write_sheets
from agecare.locale import translate
from agecare.model import Register

SHARE, INDEX, KM = "0%", "0.00", "0.0"

PEOPLE = (Column("known", 12), Column("served", 12), Column("share", 10, SHARE), Column("fully", 14))
AREAS = (
    Column("id", 14), Column("area", 30), Column("part-of", 14), Column("estimated", 12), Column("elders", 12),
    *PEOPLE,
)  # fmt: skip
GROUPS = (Column("group", 30), *PEOPLE)
DOMAINS = (
    Column("domain", 30), Column("known", 12), Column("severe", 12), Column("served", 12), Column("services", 12),
)  # fmt: skip
TYPES = (
    Column("service-type", 30), Column("services", 10), Column("places", 10, INDEX), Column("free", 10, INDEX),
    Column("needing", 12), Column("without", 12), Column("severe", 12), Column("waiting", 12),
    Column("access", 14, "0.0"), Column("gini", 10, INDEX), Column("theil-between", 14, INDEX),
    Column("theil-within", 14, INDEX), Column("median-km", 14, KM), Column("far-km", 14, KM), Column("beyond", 14),
)  # fmt: skip
BY_AREA = (
    Column("id", 14), Column("area", 30), Column("service-type", 30), Column("needing", 12), Column("without", 12),
    Column("access", 14, "0.0"), Column("median-km", 14, KM),
)  # fmt: skip
SITES = (
    Column("service-type", 30), Column("service", 14), Column("id", 14), Column("where", 36), Column("in-reach", 14),
    Column("severe", 12), Column("nearest-now", 14, KM), Column("gain", 12, "0.0"),
)  # fmt: skip
CASELOADS = (
    Column("worker", 14), Column("sector", 26), Column("clients", 12), Column("high-risk", 14),
    Column("visits-a-week", 14, "0.0"),
)  # fmt: skip
SECTORS = (
    Column("sector", 26), Column("workers", 12), Column("clients", 12), Column("clients-a-worker", 14, "0.0"),
    Column("most", 12),
)  # fmt: skip
SECTOR_SERVICES = (Column("sector", 26), Column("services", 12), Column("people-served", 14))
STATISTICS = (
    Column("group", 26), Column("id", 14), Column("area", 30), Column("domain", 26), Column("severity", 14),
    Column("known", 12), Column("served", 12), Column("sectors", 40),
)  # fmt: skip


def write_coverage_workbook(
    path: str | os.PathLike[str], register: Register, coverage: Coverage, language: str = "en"
) -> None:
    """Write coverage as a workbook of ten sheets, without names of people.

    Empty cells are what is not known, or what is too small to be shown (`agecare.coverage.without_small_counts`).

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    page = _Page(register, coverage, language)
    write_sheets(
        path,
        (
            page.sheet("by-area", AREAS, page.areas()),
            page.sheet("by-group", GROUPS, page.groups()),
            page.sheet("by-domain", DOMAINS, page.domains()),
            page.sheet("by-type", TYPES, page.types()),
            page.sheet("by-area-type", BY_AREA, page.by_area()),
            page.sheet("sites", SITES, page.sites()),
            page.sheet("by-worker", CASELOADS, page.caseloads()),
            page.sheet("by-sector", SECTORS, page.sectors()),
            page.sheet("sector-services", SECTOR_SERVICES, page.sector_services()),
            page.sheet("statistics", STATISTICS, page.statistics()),
        ),
    )


@attrs.frozen
class _Page:
    """What the sheets are made from."""

    register: Register
    coverage: Coverage
    language: str

    def say(self, name: str) -> str:
        return translate(f"coverage.{name}", self.language)

    def sheet(self, name: str, columns: Sequence[Column], rows: Iterator[Row]) -> Sheet:
        return worded("coverage", self.language, name, columns, rows)

    def code(self, name: str, value: object) -> str:
        return translate(f"codes.{name}.{value}", self.language)

    def area(self, area: str | None) -> str:
        return self.register.area(area).name if area else self.say("no-area")

    def sector(self, sector: object) -> str:
        return self.code("Sector", sector) if sector else self.say("no-sector")

    @staticmethod
    def people(people: Standing) -> Row:
        return people.known, people.served, people.share, people.fully

    def areas(self) -> Iterator[Row]:
        """Every area and its parts."""
        for row in self.coverage.areas:
            yield row.area, self.area(row.area), row.parent, row.estimated, row.elders, *self.people(row.people)

    def groups(self) -> Iterator[Row]:
        """Every population group."""
        for row in self.coverage.groups:
            yield self.code("PopulationGroup", row.group), *self.people(row.people)

    def domains(self) -> Iterator[Row]:
        """Every domain of need."""
        for row in self.coverage.domains:
            yield self.code("NeedDomain", row.domain), row.known, row.severe, row.served, row.services

    def types(self) -> Iterator[Row]:
        """Every type of service."""
        for row in self.coverage.types:
            access = None if row.access is None else 100 * row.access
            yield (
                self.code("ServiceType", row.type), row.services, row.places, row.free, row.needing, row.without,
                row.severe, row.waiting, access, row.gini, row.between, row.within, row.median_km, row.far_km,
                row.beyond,
            )  # fmt: skip

    def by_area(self) -> Iterator[Row]:
        """Every area and type."""
        for row in self.coverage.by_area:
            access = None if row.access is None else 100 * row.access
            type_ = self.code("ServiceType", row.type)
            yield row.area, self.area(row.area), type_, row.needing, row.without, access, row.median_km

    def sites(self) -> Iterator[Row]:
        """Where one more place would help most."""
        for row in self.coverage.sites:
            where = self.register.service(row.service).name if row.service else self.area(row.area)
            type_ = self.code("ServiceType", row.type)
            yield type_, row.service, row.area, where, row.people, row.severe, row.nearest_km, row.gain

    def caseloads(self) -> Iterator[Row]:
        """Every worker."""
        for row in self.coverage.caseloads:
            yield row.worker, self.sector(row.sector), row.clients, row.high_risk, row.visits_per_week

    def sectors(self) -> Iterator[Row]:
        """The workers of every sector."""
        for row in self.coverage.sector_caseloads:
            yield self.sector(row.sector), row.workers, row.clients, row.mean, row.most

    def sector_services(self) -> Iterator[Row]:
        """The services of every sector."""
        for row in self.coverage.sectors:
            yield self.sector(row.sector), row.services, row.served

    def statistics(self) -> Iterator[Row]:
        """Open needs by group, area, domain and severity, and the sectors that serve them."""
        for row in self.coverage.statistics:
            sectors = ", ".join(f"{self.sector(sector)} {count}" for sector, count in row.sectors)
            yield (
                self.code("PopulationGroup", row.group), row.area, self.area(row.area),
                self.code("NeedDomain", row.domain), self.code("Severity", row.severity), row.clients, row.served,
                sectors,
            )  # fmt: skip
