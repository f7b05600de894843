"""How long and how far each territory may be searched, so that all of them are done in time."""

import time
from collections.abc import Sequence

import attrs

from agecare.visits.territories.cut import Share


@attrs.frozen
class Clock:
    """When a run began, and how many seconds it has."""

    begun: float
    limit: float | None

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.begun

    @property
    def over(self) -> bool:
        """Whether the limit has passed."""
        return self.limit is not None and self.elapsed >= self.limit

    def left_of(self, share: float) -> float | None:
        """Seconds until a share of the limit is used up; ``None`` = no limit."""
        return None if self.limit is None else max(0.0, share * self.limit - self.elapsed)


@attrs.frozen(eq=False)
class Limits:
    """Seconds and moves for each of some jobs, by their visits."""

    clock: Clock
    until: float
    """Share of the time at which they must be done."""
    seconds: Sequence[float | None]
    moves: Sequence[int | None]
    last: Sequence[bool]
    """Whether no other job is begun after it in its lane: it may take all the time that is left."""

    @classmethod
    def of(cls, clock: Clock, until: float, moves: float | None, shares: Sequence[Share], at_once: int) -> "Limits":
        """Limits with which jobs, begun in this order and so many at once, are done in time.

        Parameters
        ----------
        until : float
            Share of the time at which they must be done.
        moves : float, optional
            Moves of all jobs together.
        """
        sizes = [max(1, len(share.visits)) for share in shares]
        lanes = [0] * min(at_once, len(sizes))
        lane_of = []
        for size in sizes:
            lane_of.append(lanes.index(min(lanes)))
            lanes[lane_of[-1]] += size
        left = clock.left_of(until)
        return cls(
            clock,
            until,
            [None if left is None else left * size / max(lanes) for size in sizes],
            [None if moves is None else int(moves * size / sum(sizes)) for size in sizes],
            [lane not in lane_of[number + 1 :] for number, lane in enumerate(lane_of)],
        )

    def of_job(self, number: int) -> tuple[float | None, int | None]:
        """Seconds and moves of a job that is begun now."""
        planned, left = self.seconds[number], self.clock.left_of(self.until)
        if planned is None or left is None:
            return None, self.moves[number]
        return left if self.last[number] else min(planned, left), self.moves[number]
