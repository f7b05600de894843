"""The workers of each sector together: how many clients they have (`agecare.model.caseloads` counts each worker's)."""

from collections import defaultdict
from collections.abc import Iterable

import attrs

from agecare.model import Sector
from agecare.model.caseloads import Caseload
from agecare.model.discretion import Count


@attrs.frozen
class SectorCaseload:
    """The workers of a sector; ``clients`` are those of all of them, ``most`` the largest number that one has."""

    sector: Sector | None
    workers: int
    clients: Count
    most: Count

    @property
    def mean(self) -> float | None:
        """Clients for each worker."""
        return None if self.clients is None else self.clients / self.workers


def by_sector(caseloads: Iterable[Caseload]) -> tuple[SectorCaseload, ...]:
    """The caseloads of each sector together, in the order of the sectors; workers without one at the end."""
    counts: dict[Sector | None, list[int]] = defaultdict(list)
    for caseload in caseloads:
        counts[caseload.sector].append(caseload.clients or 0)
    return tuple(
        SectorCaseload(sector, len(counts[sector]), sum(counts[sector]), max(counts[sector]))
        for sector in (*Sector, None)
        if counts[sector]
    )
