"""A week solved as a whole, or in territories side by side in processes of their own."""

from collections.abc import Callable

from agecare import visits
from agecare.cli.speaking import Speaker
from agecare.visits.territories.processes import cores


def solved(
    speaker: Speaker,
    problem: visits.VisitProblem,
    territories: int | None,
    *,
    time_limit: float | None,
    work_limit: int | None,
    seed: int,
    on_progress: Callable[[visits.Progress], None],
    should_stop: Callable[[], bool],
) -> visits.Result:
    """The best plan found; with a number of territories in so many of them at most, which is said."""
    if territories is None or territories == 1:
        return visits.solve(
            problem,
            time_limit=time_limit,
            work_limit=work_limit,
            seed=seed,
            on_progress=on_progress,
            should_stop=should_stop,
        )
    at_once = min(territories, cores())
    speaker.say("territories", error=True, count=territories, processes=at_once)
    with visits.Processes(at_once) as pool:
        return visits.solve_by_territory(
            problem,
            executor=pool,
            parts=territories,
            time_limit=time_limit,
            work_limit=work_limit,
            seed=seed,
            on_progress=on_progress,
            should_stop=should_stop,
        )
