"""One worker more: on which day, in which hours, and beside whom."""

from collections.abc import Iterator, Sequence

import numpy as np

from agecare.visits.explain.alone import lags
from agecare.visits.explain.gaps import DAY
from agecare.visits.explain.lines import put, task_item
from agecare.visits.explain.never import clock
from agecare.visits.explain.offers import effort
from agecare.visits.explain.options import narrowed, part_options, plain
from agecare.visits.explain.paid import over_limits
from agecare.visits.explain.staff import NEW, like
from agecare.visits.explain.starts import LATE, Spans, first_start
from agecare.visits.explain.survey import Survey
from agecare.visits.schedule import Repair

Made = Iterator[tuple[int, Repair]]


def one_worker_more(survey: Survey, day: int) -> Made:
    """Repairs with one new worker; for a visit of two, beside one whom the centre has, or two new ones."""
    spans = [_tied(survey, role, each) for role, each in enumerate(survey.spans(day))]
    if len(spans) == 1:
        yield from _hired(survey, day, (NEW + "1",), [_early(survey, day, 0, spans[0])])
        return
    low, high = lags(survey.around.problem, survey.visit)
    for role in (0, 1):
        names = [NEW + "1", NEW + "1"]
        for worker, own in _beside(survey, day, role):
            names[role] = survey.names([worker])
            for begin, end in own:
                near = (begin + low, end + high) if role == 0 else (begin - high, end - low)
                other = _early(survey, day, 1 - role, narrowed(spans[1 - role], *near))
                if other is not None:
                    mine = max(begin, other - high if role == 0 else other + low)
                    starts: list[int | None] = [mine, other] if role == 0 else [other, mine]
                    yield from _hired(survey, day, tuple(names), starts)
                    break
    first = _early(survey, day, 0, spans[0])
    second = None if first is None else first_start(narrowed(spans[1], first + low, first + high), 0)
    yield from _hired(survey, day, (NEW + "1", NEW + "2"), [first, second])


def _tied(survey: Survey, role: int, spans: Spans) -> Spans:
    """Starts that also suit the visits that this one is tied to."""
    for tie in survey.ties:
        spans = narrowed(spans, tie.first[role], tie.last[role])
    return spans


def _early(survey: Survey, day: int, role: int, spans: Spans) -> int | None:
    """The first start that a worker from one of the usual places can make after shifts begin."""
    problem, task = survey.around.problem, survey.tasks[role]
    route = like(problem, task, day)
    if route is None:
        return None
    there = _ways(survey, route, day)[0]
    opens = int(problem.route_start[problem.route_day == problem.route_day[route]].min())
    return next((s for s in (first_start(spans, opens + there), first_start(spans, there)) if s is not None), None)


def _ways(survey: Survey, route: int, day: int) -> tuple[int, int]:
    problem = survey.around.problem
    place = int(problem.visit_place[survey.visit, day])
    there = problem.travel_minutes(route, int(problem.route_start_place[route]), place)
    return there, problem.travel_minutes(route, place, int(problem.route_end_place[route]))


def _beside(survey: Survey, day: int, role: int) -> Iterator[tuple[int, Spans]]:
    """Workers who have a place for one role on the day, and when they could begin; the cheapest first."""
    around, task = survey.around, survey.tasks[role]
    part = part_options(around, survey.gaps, survey.visit, role, survey.ties)
    rows = np.flatnonzero(plain(around.problem, survey.gaps, task, part) & (part.day == day))
    for row in rows[np.argsort(part.rough[rows], kind="stable")].tolist()[:6]:
        spans = narrowed(survey.spans(day)[role], int(part.first[row, 0]), int(part.last[row, 0]))
        gap = int(part.gap[row, 0])
        line, position = survey.gaps.lines[survey.gaps.line[gap]], int(survey.gaps.position[gap])
        made = put(around.problem, line, position, task_item(around.problem, task, day, spans[0][0])) if spans else None
        if made is not None and max(over_limits(around, made)) <= 0:
            yield int(around.problem.route_worker[survey.gaps.route[part.gap[row, 0]]]), spans


def _hired(survey: Survey, day: int, names: Sequence[str], starts: Sequence[int | None]) -> Made:
    """The repair, if the hours of the new ones lie within the day."""
    problem = survey.around.problem
    skills: list[str] = []
    since, until = LATE, 0
    begin = [start for start in starts if start is not None]
    if len(begin) < len(starts):
        return
    for task, name, start in zip(survey.tasks, names, begin, strict=True):
        if name.startswith(NEW):
            route = like(problem, task, day)
            assert route is not None, "a start was found, so there is a route"
            there, back = _ways(survey, route, day)
            since, until = min(since, start - there), max(until, start + int(problem.task_minutes[task]) + back)
            skills += [problem.skill_ids[skill] for skill in np.flatnonzero(problem.task_skill[task])]
    if since < 0 or until > DAY:
        return
    hired = sum(name.startswith(NEW) for name in names)
    code = "more-staff-two" if hired == 2 else "more-staff-skilled" if skills else "more-staff"
    figures = {"day": survey.around.date(day), "since": clock(since), "until": clock(until)}
    when = {"worker": ", ".join(names), "start": clock(begin[0])} | (
        {"second_start": clock(begin[1])} if begin[1:] else {}
    )
    wanted = {"skills": ", ".join(dict.fromkeys(skills))} if code == "more-staff-skilled" else {}
    yield effort(code, until - since), Repair(code, when | figures | wanted)
