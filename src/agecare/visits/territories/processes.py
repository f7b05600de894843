"""A pool of processes that leave Ctrl-C to their parent, stop when it says so, and tell it how far they are."""

import itertools
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from types import TracebackType
from typing import Any

import attrs

ROW = 3
"""Figures of a process: the ticket of its job, cost and visits left out of its best plan."""


@attrs.frozen(eq=False)
class Wire:
    """What the pool and its processes share."""

    stop: Event
    taken: Any
    """How many processes have taken a row."""
    rows: Any


_wire: list[tuple[Wire, int]] = []
"""In a process of the pool: the wire, and which row is its own."""


class Processes(ProcessPoolExecutor):
    """Processes for `agecare.visits.solve_by_territory`, started afresh (``spawn``) when there is work for them.

    They leave Ctrl-C to the process that made them. Its ``should_stop`` reaches them within a fraction of a second, and
    each then returns the best plan of its territory; meanwhile its ``on_progress`` learns how far they are. Every
    process loads the compiled search first, which takes seconds; keep the pool for the next region.

    Parameters
    ----------
    count : int, optional
        How many; by default one for each core that this process may use.

    Examples
    --------
    >>> with Processes(2) as pool:  # nothing is started before there is work
    ...     pool.count
    2
    """

    def __init__(self, count: int | None = None) -> None:
        self.count = cores() if count is None else count
        context = multiprocessing.get_context("spawn")
        self._shared = Wire(context.Event(), context.Value("i", 0), context.RawArray("q", ROW * max(1, self.count)))
        self._tickets = itertools.count(1)
        super().__init__(self.count, mp_context=context, initializer=_begin, initargs=(self._shared,))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a call to the pool; a process started for it does not hear Ctrl-C from its first moment."""
        with _deaf():
            return super().submit(fn, *args, **kwargs)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        """Wait for what is being solved; after an error or Ctrl-C not for long."""
        if kind is not None:
            self.ask_to_stop()
        return super().__exit__(kind, error, trace)

    def ask_to_stop(self, asked: bool = True) -> None:
        """Let all territories that are being solved end with their best plans; ``False`` takes it back."""
        if asked:
            self._shared.stop.set()
        else:
            self._shared.stop.clear()

    def ticket(self) -> int:
        """The next ticket: under it a job tells how far it is."""
        return next(self._tickets)

    def told(self) -> dict[int, tuple[int, int]]:
        """Cost and visits left out by the ticket of the job, as each process last told them."""
        rows = list(self._shared.rows)
        return {rows[at]: (rows[at + 1], rows[at + 2]) for at in range(0, len(rows), ROW) if rows[at]}


def asked_to_stop() -> Callable[[], bool] | None:
    """In a process of `Processes`: the question whether it is to stop; elsewhere ``None``."""
    return _wire[0][0].stop.is_set if _wire else None


def tell(ticket: int, cost: int, unserved: int) -> None:
    """In a process of `Processes`: how far the job with this ticket (not 0) is."""
    shared, row = _wire[0]
    shared.rows[ROW * row : ROW * row + ROW] = (ticket, cost, unserved)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _begin(shared: Wire) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with shared.taken.get_lock():
        _wire[:] = [(shared, shared.taken.value)]
        shared.taken.value += 1


@contextmanager
def _deaf() -> Iterator[None]:
    """Ctrl-C waits until the block is done; a process that begins in it does not hear it until it says so."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
