"""Room made by another visit of the same client: one of the same request on a day nearby, or one that is tied."""

from collections.abc import Iterator
from itertools import islice

import numpy as np

from agecare.visits.explain.around import Around
from agecare.visits.explain.lines import without
from agecare.visits.explain.paid import keeps_hours
from agecare.visits.explain.survey import Survey
from agecare.visits.explain.trials import Trial, choices, trial
from agecare.visits.problem import NONE

MOST_OTHERS = 3
"""Other visits that are looked at."""
MOST_PLACES = 3
"""Places of each visit that are looked at, on as many days as there are."""


def in_the_way(survey: Survey) -> list[int]:
    """Visits of one worker, unlocked, that the visit's request or its ties put in its way."""
    problem, schedule = survey.around.problem, survey.around.schedule
    near = [tie.other for tie in survey.ties]
    days = schedule.visit_day[survey.others]
    spacing = problem.visit_spacing[survey.visit]
    blocking = [np.abs(np.flatnonzero(survey.allowed) - day) < spacing for day in days.tolist()]
    near += [other for other, blocks in zip(survey.others.tolist(), blocking, strict=True) if blocks.any()]
    return [other for other in dict.fromkeys(near) if _may_move(survey.around, other)][:MOST_OTHERS]


def _may_move(around: Around, visit: int) -> bool:
    problem, tasks = around.problem, around.problem.tasks_of(visit)
    free = problem.visit_locked_day[visit] == NONE and problem.visit_locked_start[visit] == NONE
    return bool(len(tasks) == 1 and free and problem.task_locked_worker[tasks[0]] == NONE)


def instead(survey: Survey, other: int) -> Iterator[Trial]:
    """Plans with the visit in them and another one left out."""
    around = survey.around.changed(without(survey.around.problem, survey.around.schedule, other))
    return _in(around, survey.visit)


def rearranged(survey: Survey, other: int) -> Iterator[tuple[Trial, Trial]]:
    """Plans with the visit in them while another one is out, and then with that one in again, elsewhere."""
    around = survey.around.changed(without(survey.around.problem, survey.around.schedule, other))
    for made in _in(around, survey.visit):
        again = around.changed(made.schedule)
        for back in islice(_in(again, other), MOST_PLACES):
            yield made, back


def _in(around: Around, visit: int) -> Iterator[Trial]:
    """Plans with a visit put in, shifts and limits of hours kept; the cheapest place of each day first."""
    survey = Survey(around, around.plain_gaps(visit), visit)
    rows = survey.free
    seen: dict[int, int] = {}
    rank = []
    for day in survey.found.day[rows].tolist():
        rank.append(seen.get(day, 0))
        seen[day] = rank[-1] + 1
    order = np.argsort(np.array(rank, dtype=np.int32), kind="stable")
    for row in rows[order][:MOST_PLACES].tolist():
        place = survey.place(row)
        for starts in choices(around.problem, place, survey.spans(place.day))[:2]:
            made = trial(around, place, starts)
            if made is not None and all(keeps_hours(around, line) for line in made.lines):
                yield made
