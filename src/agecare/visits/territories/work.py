"""One territory solved where it is sent: in this thread, another one, another process, or on another machine."""

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from types import FrameType
from typing import Any

import attrs

from agecare.visits.problem import VisitProblem
from agecare.visits.schedule import Schedule
from agecare.visits.solve import Progress, Result, solve
from agecare.visits.territories import processes
from agecare.visits.territories.processes import Processes


@attrs.frozen(eq=False)
class Job:
    """A problem to be solved and within which limits; it can be pickled."""

    name: str
    problem: VisitProblem
    start: Schedule | None
    time_limit: float | None
    work_limit: int | None
    seed: int


def run_job(
    job: Job,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Result:
    """Solve one part in one lane: what is side by side are the parts. What is proved of a part is of no use.

    In a process of `Processes` the parent says when to stop. In a process of another pool Ctrl-C ends the search with
    its best plan, as a signal handler of the parent would have it.
    """
    with _interruptible(should_stop) as stop:
        return solve(
            job.problem,
            time_limit=job.time_limit,
            work_limit=job.work_limit,
            seed=job.seed,
            start=job.start,
            lanes=1,
            prove=False,
            on_progress=on_progress,
            should_stop=stop,
        )


def run_told(ticket: int, job: Job) -> Result:
    """`run_job` in a process of `Processes`, which tells the parent how far it is."""

    def note(progress: Progress) -> None:
        if progress.cost is not None and progress.unserved is not None:
            processes.tell(ticket, progress.cost, progress.unserved)

    return run_job(job, note)


@contextmanager
def _interruptible(should_stop: Callable[[], bool] | None) -> Iterator[Callable[[], bool] | None]:
    """In the main thread of a child process: Ctrl-C, which the terminal sends to all processes, becomes a question."""
    if (told := processes.asked_to_stop()) is not None:
        yield told
        return
    child = multiprocessing.parent_process() is not None
    if not child or threading.current_thread() is not threading.main_thread():
        yield should_stop
        return
    asked = threading.Event()

    def note(number: int, frame: FrameType | None) -> None:
        asked.set()

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: asked.is_set() or (should_stop is not None and should_stop())
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)


class Here(Executor):
    """Runs what it is given at once, in this thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The finished call; its error comes out here."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def shares_memory(executor: Executor) -> bool:
    """Whether jobs run in this process, so that they can be asked to stop."""
    return isinstance(executor, Here | ThreadPoolExecutor)


def usual_at_once(executor: Executor, jobs: int) -> int:
    """How many jobs an executor takes at a time. The pools of the standard library know, but do not say it aloud."""
    if isinstance(executor, Here):
        return 1
    workers = getattr(executor, "_max_workers", None)
    return workers if isinstance(workers, int) else max(1, jobs)


def run_all(
    executor: Executor,
    jobs: Sequence[Callable[[], Job]],
    at_once: int,
    *,
    tell: Callable[[int, Progress | None], None],
    stop: Callable[[], bool],
) -> Iterator[tuple[int, Result]]:
    """The results of jobs as they come, with their numbers. A job is made when its turn has come, not before.

    Parameters
    ----------
    tell : callable
        Gets the number of a job and its progress where that is known, and ``(-1, None)`` a few times a second.
    stop : callable
        Handed to jobs that share this process's memory; for those of `Processes` it is asked a few times a second.

    Raises
    ------
    BaseException
        What a job raises, with a note that names it. The other jobs are then taken back or asked to stop. An executor
        that breaks down after ``stop`` has said yes only ends the results.
    """
    waiting = list(enumerate(jobs))[::-1]
    running: dict[Future[Result], tuple[int, str]] = {}
    ended = threading.Event()

    def halt() -> bool:
        return ended.is_set() or stop()

    def submit(number: int, job: Job) -> Future[Result]:
        if far is not None:
            tickets[ticket := far.ticket()] = number
            return far.submit(run_told, ticket, job)
        if not shares_memory(executor):
            return executor.submit(run_job, job)
        here = isinstance(executor, Here)
        return executor.submit(run_job, job, (lambda progress: tell(number, progress)) if here else None, halt)

    tickets: dict[int, int] = {}
    far = executor if isinstance(executor, Processes) else None
    if far is not None:
        far.ask_to_stop(False)
    try:
        while waiting or running:
            if far is not None and stop():
                far.ask_to_stop()
            while waiting and len(running) < at_once:
                number, make = waiting.pop()
                job = make()
                with _named(job.name):
                    running[submit(number, job)] = number, job.name
                if isinstance(executor, Here):
                    break
            done, _ = wait(running, timeout=0.25, return_when=FIRST_COMPLETED)
            for number, progress in _told(far, tickets, {number for number, _ in running.values()}):
                tell(number, progress)
            tell(-1, None)
            for future in sorted(done, key=lambda each: running[each][0]):
                number, name = running.pop(future)
                with _named(name):
                    result = future.result()
                yield number, result
    except BrokenExecutor:
        # Ctrl-C in a terminal also ends the processes of a pool that have nothing to do: what was found is kept
        if not stop():
            raise
    finally:
        ended.set()
        for future in running:
            future.cancel()
        if far is not None and running:
            far.ask_to_stop()


def _told(pool: Processes | None, tickets: dict[int, int], running: set[int]) -> Iterator[tuple[int, Progress]]:
    """What processes tell of the jobs that are running, by their numbers."""
    for ticket, (price, unserved) in () if pool is None else pool.told().items():
        if (number := tickets.get(ticket, -1)) in running:
            yield number, Progress("search", 0.0, price, unserved)


@contextmanager
def _named(job: str) -> Iterator[None]:
    """Says in which job an error came up."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"in {job}")
        raise
