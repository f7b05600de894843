"""The nearest repair: the easiest change that was carried out and found to work."""

import heapq
from collections.abc import Callable, Iterator, Mapping
from itertools import count, islice

import attrs

from agecare.visits.explain.applied import Repaired, repaired
from agecare.visits.explain.gaps import Gives, block_of, gaps_of
from agecare.visits.explain.hiring import one_worker_more
from agecare.visits.explain.in_plan import Tried
from agecare.visits.explain.judge import price
from agecare.visits.explain.never import clock
from agecare.visits.explain.offers import (
    CODES,
    MOST_LONGER,
    OF_THE_PLAN,
    Cause,
    Offer,
    causes,
    effort,
    lacking_level,
    offers,
    offers_of,
)
from agecare.visits.explain.paid import keeps_hours, over_limits
from agecare.visits.explain.rearranged import instead, rearranged
from agecare.visits.explain.starts import allowed_starts, judged_minutes
from agecare.visits.explain.survey import Survey
from agecare.visits.explain.trials import Place, Trial, choices, nearest, span_of, trial
from agecare.visits.problem import NONE
from agecare.visits.schedule import Repair

MOST_TRIED = 40
"""Changes that are carried out and judged for one visit, the easiest first."""
MOST_EACH = 3
"""Ways of one change that are looked at."""


@attrs.frozen(eq=False)
class Found:
    """A repair that works."""

    repair: Repair
    made: Repaired
    more: int | None
    """What the plan then costs more, where nothing but the plan changes."""


Made = Iterator[tuple[int, Repair]]


def nearest_repair(survey: Survey, tried: Tried) -> Found | None:
    """The repair that asks least of people among those that work; ``None`` when none was found.

    Parameters
    ----------
    tried : what came of trying the places of the plan as it is.
    """
    return next(_working(survey, tried, list(offers(survey, tried))), None)


def cheaper_plan(survey: Survey, tried: Tried, *, others: bool = True) -> Repaired | None:
    """A plan with the visit in it that is cheaper than the present one, by nothing but a change of the plan.

    Parameters
    ----------
    others : bool
        Whether other visits may go elsewhere, or be left out, for it.
    """
    only = list(offers_of(OF_THE_PLAN, survey, tried)) if others else []
    found = (each for each in _working(survey, tried, only) if each.more is not None and each.more < 0)
    best = next(found, None)
    return None if best is None else best.made


def _working(survey: Survey, tried: Tried, offered: list[Offer]) -> Iterator[Found]:
    """The repairs that work, the easiest first."""
    order, queue = count(), list[tuple[int, int, Offer | Repair]]()
    if tried.best is not None:
        repair = Repair("put", _when(survey, tried.best.place, tried.best.starts))
        queue.append((effort(repair.code), next(order), repair))
    queue += [(offer.effort, next(order), offer) for offer in offered]
    heapq.heapify(queue)
    left = MOST_TRIED
    while queue and left:
        _, _, easiest = heapq.heappop(queue)
        if isinstance(easiest, Offer):
            for points, repair in islice(MAKERS[easiest.code](survey, tried, easiest), MOST_EACH):
                heapq.heappush(queue, (points, next(order), repair))
            continue
        left -= 1
        around = survey.around
        made = repaired(around.problem, around.schedule, survey.visit, easiest)
        if made is not None:
            same = made.problem is around.problem
            yield Found(easiest, made, price(around, made.schedule, made.touched) if same else None)


def _when(survey: Survey, place: Place, starts: tuple[int, ...]) -> dict[str, str]:
    """Who would make the visit, on which day, and when."""
    worker = survey.around.problem.route_worker
    found = {
        "worker": survey.names([int(worker[route]) for route in place.routes]),
        "day": survey.around.date(place.day),
        "start": clock(starts[0]),
    }
    return found if len(starts) == 1 else found | {"second_start": clock(starts[1])}


def _trials(survey: Survey, offer: Offer) -> Iterator[tuple[Place, Trial]]:
    """Plans with the visit where an offer puts it, all shifts and limits of hours kept."""
    for place, made in _any_trials(survey, offer):
        if all(keeps_hours(survey.around, line) for line in made.lines):
            yield place, made


def _any_trials(survey: Survey, offer: Offer) -> Iterator[tuple[Place, Trial]]:
    """Plans with the visit where an offer puts it."""
    place = survey.place(offer.row)
    starts = [offer.starts] if offer.starts else choices(survey.around.problem, place, survey.spans(place.day))
    for each in starts:
        made = trial(survey.around, place, each)
        if made is not None:
            yield place, made


def _simple(survey: Survey, tried: Tried, offer: Offer) -> Made:
    """Nothing to be said but who comes and when."""
    for place, made in _trials(survey, offer):
        yield offer.effort, Repair(offer.code, _when(survey, place, made.starts))


def _instead(survey: Survey, tried: Tried, offer: Offer) -> Made:
    """Another visit is left out."""
    for place, made in _trials(survey, offer):
        yield offer.effort, Repair(offer.code, _when(survey, place, made.starts) | _other(survey, place))


def _other(survey: Survey, place: Place) -> dict[str, str]:
    return {"other": survey.around.problem.visit_ids[place.other]}


def _moved(survey: Survey, tried: Tried, offer: Offer) -> Made:
    """Another visit goes to a place that the plan has for it."""
    around, problem = survey.around, survey.around.problem
    both = not survey.crowded[offer.row]
    for place, made in _trials(survey, offer):
        known = _when(survey, place, made.starts) | _other(survey, place)
        for other, start in islice(_elsewhere(survey, place, made, both), 3):
            moved = {
                "other_worker": problem.worker_ids[problem.route_worker[other.routes[0]]],
                "other_day": around.date(other.day),
                "other_start": clock(start),
            }
            yield offer.effort, Repair("move-visit", known | moved)


def _elsewhere(survey: Survey, place: Place, made: Trial, both: bool) -> Iterator[tuple[Place, int]]:
    """Other places for the visit that makes room: on the routes that stay, and (``both``) on the one that changes."""
    around, problem, other = survey.around, survey.around.problem, place.other
    if other not in around.elsewhere:
        around.elsewhere[other] = list(islice(_kept(Survey(around, around.plain_gaps(other), other)), 6))
    for where, start in around.elsewhere[other]:
        if where.routes[0] not in place.routes:
            yield where, start
    if both:
        own = [line for line, gives in zip(made.lines, place.gives, strict=True) if gives is Gives.OTHER]
        yield from _kept(Survey(around, gaps_of([block_of(problem, line, around.tied) for line in own]), other))


def _kept(survey: Survey) -> Iterator[tuple[Place, int]]:
    """Places where the visit keeps shifts and limits of hours, the cheapest first."""
    for row in survey.free[:12].tolist():
        where = survey.place(row)
        for starts in choices(survey.around.problem, where, survey.spans(where.day))[:1]:
            made = trial(survey.around, where, starts)
            if made is not None and keeps_hours(survey.around, made.lines[0]):
                yield where, starts[0]


def _rearranged(survey: Survey, tried: Tried, offer: Offer) -> Made:
    """Another visit of the client, which was in the way, goes elsewhere. The row is that visit."""
    around, problem = survey.around, survey.around.problem
    for made, back in rearranged(survey, offer.row):
        moved = {
            "other": problem.visit_ids[offer.row],
            "other_worker": problem.worker_ids[problem.route_worker[back.place.routes[0]]],
            "other_day": around.date(back.place.day),
            "other_start": clock(back.starts[0]),
        }
        yield effort("move-visit"), Repair("move-visit", _when(survey, made.place, made.starts) | moved)


def _own_instead(survey: Survey, tried: Tried, offer: Offer) -> Made:
    """Another visit of the client, which is tied to this one, is left out. The row is that visit."""
    for made in instead(survey, offer.row):
        params = _when(survey, made.place, made.starts) | {"other": survey.around.problem.visit_ids[offer.row]}
        yield offer.effort, Repair(offer.code.removeprefix("own-"), params)


def _other_later(survey: Survey, tried: Tried, offer: Offer) -> Made:
    """Another visit begins later, or earlier, than its windows allow."""
    problem = survey.around.problem
    for place, made in _trials(survey, offer):
        task = problem.tasks_of(place.other)[0]
        start = int(made.schedule.task_start[task])
        end = start + judged_minutes(problem, task)
        windows = problem.windows_of(place.other, place.day)
        if offer.code == "other-later":
            over = min((end - b for a, b in windows if a <= start), default=0)
        else:
            over = min((a - start for a, b in windows if end <= b), default=0)
        if over > 0:
            figures = {"minutes": str(over), "other_start": clock(start)}
            params = _when(survey, place, made.starts) | _other(survey, place) | figures
            yield effort(offer.code, over), Repair(offer.code, params)


def _wider(survey: Survey, tried: Tried, offer: Offer) -> Made:
    """A window of the visit is wider."""
    problem, later = survey.around.problem, offer.code == "window-later"
    for place, made in _trials(survey, offer):
        windows = problem.windows_of(survey.visit, place.day)
        ends = [s + judged_minutes(problem, task) for s, task in zip(made.starts, survey.tasks, strict=True)]
        if later:
            over, moment = min(
                ((max(ends) - b, max(ends)) for a, b in windows if a <= min(made.starts)), default=(0, 0)
            )
        else:
            over, moment = min(((a - min(made.starts), min(made.starts)) for a, b in windows if max(ends) <= b))
        figures = {"minutes": str(over), "until" if later else "since": clock(moment)}
        if over > 0:
            yield effort(offer.code, over), Repair(offer.code, _when(survey, place, made.starts) | figures)


def _unlocked(survey: Survey, tried: Tried, offer: Offer) -> Made:
    """The visit is locked to another time."""
    problem = survey.around.problem
    locked = int(problem.visit_locked_start[survey.visit])
    free = problem.visit_locked_start.copy()
    free[survey.visit] = NONE
    place = survey.place(offer.row)
    loose = attrs.evolve(problem, visit_locked_start=free)
    spans = [allowed_starts(loose, task, place.day) for task in survey.tasks]
    if len(spans) == 1:
        inside = tuple((max(a, place.first[0]), min(b, place.last[0])) for a, b in spans[0])
        start = nearest(tuple(span for span in inside if span[0] <= span[1]), locked)
        starts: list[tuple[int, ...]] = [] if start is None else [(start,)]
    else:
        starts = choices(problem, place, spans)
    for each in sorted(starts, key=lambda each: abs(each[0] - locked)):
        minutes = abs(each[0] - locked)
        params = _when(survey, place, each) | {"minutes": str(minutes), "locked": clock(locked)}
        yield effort(offer.code, minutes), Repair(offer.code, params)


def _gap(survey: Survey, tried: Tried, offer: Offer) -> Made:
    """The visit is sooner or later after the one that it is tied to, or before it."""
    problem, schedule = survey.around.problem, survey.around.schedule
    loose, other = attrs.evolve(survey, by_ties=False), survey.ties[0].other
    for place, made in _trials(loose, offer):
        after = offer.code == "after-gap"
        one, two = (other, survey.visit) if after else (survey.visit, other)
        begin = {task: int(made.schedule.task_start[task]) for v in (one, two) for task in problem.tasks_of(v)}
        end = max(begin[task] + int(problem.task_minutes[task]) for task in problem.tasks_of(one))
        gap = min(begin[task] for task in problem.tasks_of(two)) - end
        moved = max(int(problem.visit_gap_min[two]) - gap, gap - int(problem.visit_gap_max[two]))
        if gap >= 0 and schedule.served(other):
            params = _when(loose, place, made.starts) | {"other": problem.visit_ids[other], "gap": str(gap)}
            yield effort(offer.code, moved), Repair(offer.code, params)


def _longer(survey: Survey, tried: Tried, offer: Offer) -> Made:
    """Somebody begins earlier or stays later, within the limits of hours, or above them."""
    problem = survey.around.problem
    for place, made in _any_trials(survey, offer):
        wanted = Gives.SHIFT_END if offer.code == "longer-shift" else Gives.SHIFT_START
        line = made.lines[place.gives.index(wanted)]
        leave, back = span_of(problem, line)
        late, early = back - int(problem.route_latest[line.route]), int(problem.route_start[line.route]) - leave
        minutes = late if offer.code == "longer-shift" else early
        if not 0 < minutes <= MOST_LONGER:
            continue
        moment = {"until": clock(back)} if offer.code == "longer-shift" else {"since": clock(leave)}
        who = problem.worker_ids[problem.route_worker[line.route]]
        params = _when(survey, place, made.starts) | {"who": who, "minutes": str(minutes)} | moment
        over = max(over_limits(survey.around, line))
        if not all(keeps_hours(survey.around, each) for each in made.lines if each is not line):
            continue
        if over <= 0:
            yield effort(offer.code, minutes), Repair(offer.code, params)
        else:
            code = f"{offer.code}-limit"
            yield effort(code, minutes + over), Repair(code, params | {"over": str(over)})


def _limit(survey: Survey, tried: Tried, offer: Offer) -> Made:
    """A limit of hours is raised for one worker."""
    made, _ = tried.over[offer.row]
    problem = survey.around.problem
    above = [over_limits(survey.around, line) for line in made.lines]
    if sum(max(each) > 0 for each in above) > 1:
        return
    for line, (daily, weekly) in zip(made.lines, above, strict=True):
        over = daily if offer.code == "daily-limit" else weekly
        if over > 0:
            who = problem.worker_ids[problem.route_worker[line.route]]
            params = _when(survey, made.place, made.starts) | {"who": who, "minutes": str(over)}
            yield effort(offer.code, over), Repair(offer.code, params)


def _somebody(survey: Survey, tried: Tried, offer: Offer) -> Made:
    """A worker may do what he or she may not do now."""
    problem = survey.around.problem
    role = int(survey.able[offer.row].argmin())
    task, worker = survey.tasks[role], int(survey.workers[offer.row, role])
    figures = {"who": problem.worker_ids[worker]}
    cause = Cause(int(causes(problem, task)[worker]))
    assert CODES[cause] == offer.code
    if cause is Cause.SKILL:
        skill, _ = lacking_level(problem, task, worker)
        figures |= {"skill": problem.skill_ids[skill], "level": str(int(problem.task_skill[task, skill]))}
    elif cause is Cause.LOCKED:
        figures["role"] = str(role + 1)
    for place, made in _trials(survey, offer):
        yield offer.effort, Repair(offer.code, _when(survey, place, made.starts) | figures)


def _nearer(survey: Survey, tried: Tried, offer: Offer) -> Made:
    """Fewer days between the visits of the request."""
    for place, made in _trials(survey, offer):
        days = {"days": str(int(survey.distance[place.day]))}
        yield offer.effort, Repair(offer.code, _when(survey, place, made.starts) | days)


def _hired(survey: Survey, tried: Tried, offer: Offer) -> Made:
    """The centre has one worker more, or two."""
    yield from one_worker_more(survey, offer.row)


Maker = Callable[[Survey, Tried, Offer], Made]
MAKERS: Mapping[str, Maker] = {
    "move-visit": _moved,
    "own-move-visit": _rearranged,
    "own-drop-visit": _own_instead,
    "own-swap-visit": _own_instead,
    "swap-visit": _instead,
    "drop-visit": _instead,
    "other-later": _other_later,
    "other-earlier": _other_later,
    "window-later": _wider,
    "window-earlier": _wider,
    "unlock-start": _unlocked,
    "after-gap": _gap,
    "before-gap": _gap,
    "longer-shift": _longer,
    "earlier-shift": _longer,
    "daily-limit": _limit,
    "weekly-limit": _limit,
    "days-between": _nearer,
    "allow-day": _simple,
    "unlock-day": _simple,
    "more-staff": _hired,
    **dict.fromkeys(CODES.values(), _somebody),
}
