"""Changes that might let a visit be served, the easiest of each sort first. Nothing here has been tried yet.

Each sort of change is one function; it looks at every way to serve the visit at once and picks the few for which the
change would be smallest.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import islice

import attrs
import numpy as np

from agecare.visits.explain.alone import lags
from agecare.visits.explain.gaps import Gives
from agecare.visits.explain.in_plan import Tried
from agecare.visits.explain.options import in_windows
from agecare.visits.explain.rearranged import in_the_way
from agecare.visits.explain.starts import StartTable, judged_minutes
from agecare.visits.explain.survey import Survey
from agecare.visits.problem import NONE, Flags, Ints, VisitProblem

MOST_LONGER = 180
"""Minutes by which a window or a shift is made longer at most."""

EFFORT: Mapping[str, tuple[int, int]] = {
    "put": (0, 0),
    "move-visit": (10, 0),
    "window-later": (10, 1),
    "window-earlier": (10, 1),
    "other-later": (15, 1),
    "other-earlier": (15, 1),
    "unlock-start": (15, 1),
    "after-gap": (20, 1),
    "before-gap": (20, 1),
    "longer-shift": (20, 2),
    "earlier-shift": (20, 2),
    "days-between": (45, 10),
    "allow-day": (45, 0),
    "unlock-day": (60, 0),
    "unlock-worker": (60, 0),
    "daily-limit": (60, 2),
    "weekly-limit": (60, 2),
    "longer-shift-limit": (80, 2),
    "earlier-shift-limit": (80, 2),
    "allow-language": (90, 0),
    "drop-visit": (100, 0),
    "allow-gender": (110, 0),
    "allow-worker": (120, 0),
    "swap-visit": (200, 0),
    "add-skill": (240, 60),
    "more-staff": (300, 1),
    "more-staff-skilled": (300, 1),
    "more-staff-two": (600, 1),
}
"""How much a change asks of people: so many points, and more for each minute, day or level. An order of our own, not a
measurement; the change with the fewest points is called the nearest."""


def effort(code: str, amount: int = 0) -> int:
    """Points of a change."""
    fixed, each = EFFORT[code]
    return fixed + each * amount


@attrs.frozen
class Offer:
    """A change that might help."""

    code: str
    effort: int
    """It takes at least so much."""
    row: int
    """The way to serve the visit, of those that a `Survey` found."""
    starts: tuple[int, ...] = ()
    """When each worker would begin; none = as it suits."""


Family = Callable[[Survey, Tried], Iterator[Offer]]


def offers(survey: Survey, found: Tried) -> Iterator[Offer]:
    """Every sort of change, a few of each."""
    return offers_of(FAMILIES, survey, found)


def offers_of(families: Sequence[Family], survey: Survey, found: Tried) -> Iterator[Offer]:
    """Some sorts of changes, a few of each."""
    for family in families:
        yield from family(survey, found)


def other_leaves(survey: Survey, found: Tried) -> Iterator[Offer]:
    """Another visit makes room: it goes elsewhere, or it is no dearer than this one and is left out."""
    problem, visit = survey.around.problem, survey.visit
    rows = _plain(survey, Gives.OTHER) & survey.timely & survey.open[survey.found.day]
    rows &= problem.visit_request[survey.other] != problem.visit_request[visit]
    for row in islice(_once_each(survey.cheapest(rows), survey.other), 8):
        yield Offer("move-visit", effort("move-visit"), row)
    penalty, own = problem.visit_penalty[survey.other], int(problem.visit_penalty[visit])
    for code, dropped in (("drop-visit", penalty < own), ("swap-visit", penalty == own)):
        chosen = np.flatnonzero(rows & dropped)
        order = np.lexsort((survey.found.rough[chosen], penalty[chosen]))
        for row in islice(_once_each(chosen[order].astype(np.int32), survey.other), 3):
            yield Offer(code, effort(code), row)


def own_other(survey: Survey, found: Tried) -> Iterator[Offer]:
    """Another visit of the client, which is in the way, goes elsewhere, or is left out. The row is that visit."""
    problem = survey.around.problem
    for other in in_the_way(survey):
        yield Offer("own-move-visit", effort("move-visit"), other)
    for tie in survey.ties if len(survey.ties) == 1 else ():
        less = int(problem.visit_penalty[survey.visit] - problem.visit_penalty[tie.other])
        if less >= 0 and problem.visit_locked_day[tie.other] < 0:
            code = "drop-visit" if less else "swap-visit"
            yield Offer(f"own-{code}", effort(code), tie.other)


def other_gives_way(survey: Survey, found: Tried) -> Iterator[Offer]:
    """Another visit begins somewhat later or earlier than it may."""
    yield from _stretched(survey, Gives.LATER, "other-later", 3)
    yield from _stretched(survey, Gives.EARLIER, "other-earlier", 3)


def longer_shift(survey: Survey, found: Tried) -> Iterator[Offer]:
    """Somebody works longer on that day."""
    yield from _stretched(survey, Gives.SHIFT_END, "longer-shift", 4)
    yield from _stretched(survey, Gives.SHIFT_START, "earlier-shift", 4)


def _stretched(survey: Survey, gives: Gives, code: str, most: int) -> Iterator[Offer]:
    """The ways for which least has to give, by at least how many minutes."""
    rows = _indices(_plain(survey, gives) & survey.timely & survey.open[survey.found.day])
    minutes = _least(survey, rows, later=gives in (Gives.LATER, Gives.SHIFT_END))
    near = minutes <= MOST_LONGER
    rows, minutes = rows[near], minutes[near]
    order = np.lexsort((survey.found.rough[rows], minutes))[:most]
    for at in order.tolist():
        yield Offer(code, effort(code, int(minutes[at])), int(rows[at]))


def _least(survey: Survey, rows: Ints, *, later: bool) -> Ints:
    """Minutes that have to give at least, at the role where something gives."""
    found, gaps = survey.found, survey.gaps
    role = gaps.gives[found.gap[rows]].argmax(axis=1)
    first, last = found.first[rows, role], found.last[rows, role]
    more = gaps.more[found.gap[rows, role]]
    least = np.full(len(rows), MOST_LONGER + 1, dtype=np.int32)
    for number, table in enumerate(survey.tables):
        mine = role == number
        for k in range(table.first.shape[1]):
            begins, ends = table.first[found.day[rows], k], table.last[found.day[rows], k]
            soon, late = np.maximum(first, begins), np.minimum(last, ends)
            need = soon - (last - more) if later else first + more - late
            least = np.where(mine & (soon <= late), np.minimum(least, np.maximum(need, 1)), least)
    return least.astype(np.int32)


def wider_window(survey: Survey, found: Tried) -> Iterator[Offer]:
    """The visit may begin earlier or end later."""
    if survey.is_locked:
        return
    problem, days = survey.around.problem, survey.found.day
    usual = np.array([usual_windows(problem, survey.visit, day) for day in range(problem.days)])
    rows = _indices(_plain(survey, Gives.NOTHING) & survey.open[days] & usual[days])
    for later, code in ((True, "window-later"), (False, "window-earlier")):
        minutes, starts = _beyond(survey, rows, later=later)
        near = np.flatnonzero(minutes <= MOST_LONGER)
        order = near[np.lexsort((survey.found.rough[rows[near]], minutes[near]))][:4]
        for at in order.tolist():
            yield Offer(code, effort(code, int(minutes[at])), int(rows[at]), tuple(starts[at].tolist()))


def usual_windows(problem: VisitProblem, visit: int, day: int) -> bool:
    """Whether a day has the visit's usual windows; fewer mean that the client is away for some hours."""
    windows = [tuple(problem.windows_of(visit, each)) for each in range(problem.days)]
    return windows[day] == max(windows, key=lambda each: (windows.count(each), each))


def _beyond(survey: Survey, rows: Ints, *, later: bool) -> tuple[Ints, Ints]:
    """Minutes by which a window would have to be longer at each way, and the starts of the tasks then."""
    problem, found, visit = survey.around.problem, survey.found, survey.visit
    first, last, day = found.first[rows], found.last[rows], found.day[rows]
    low, high = lags(problem, visit)
    judged = [judged_minutes(problem, task) for task in survey.tasks]
    best = np.full(len(rows), MOST_LONGER + 1, dtype=np.int32)
    starts = np.zeros_like(first)
    widest = int(np.diff(problem.window_first).max(initial=0))
    for number in range(widest):
        at = visit * problem.days + day
        has = problem.window_first[at] + number < problem.window_first[at + 1]
        entry = np.minimum(problem.window_first[at] + number, len(problem.window_start) - 1)
        begins, ends = problem.window_start[entry], problem.window_end[entry]
        if later:
            chosen = np.maximum(first, begins[:, None])
            if len(judged) == 2:
                chosen[:, 1] = np.maximum(chosen[:, 1], chosen[:, 0] + low)
            over = (chosen + np.array(judged)[None, :]).max(axis=1) - ends
        else:
            chosen = np.minimum(last, ends[:, None] - np.array(judged)[None, :])
            if len(judged) == 2:
                chosen[:, 0] = np.minimum(chosen[:, 0], chosen[:, 1] - low)
            over = begins - chosen.min(axis=1)
        fits = has & (chosen >= first).all(axis=1) & (chosen <= last).all(axis=1) & (over > 0)
        if len(judged) == 2:
            fits &= (chosen[:, 1] - chosen[:, 0] >= low) & (chosen[:, 1] - chosen[:, 0] <= high)
        better = fits & (over < best)
        best = np.where(better, over, best).astype(np.int32)
        starts[better] = chosen[better]
    return best, starts


def unlocked_start(survey: Survey, found: Tried) -> Iterator[Offer]:
    """The locked time is moved."""
    if not survey.is_locked:
        return
    problem, locked = survey.around.problem, int(survey.around.problem.visit_locked_start[survey.visit])
    free = unlocked_tables(survey)
    rows = _plain(survey, Gives.NOTHING) & survey.open[survey.found.day]
    chosen = np.flatnonzero(rows & in_windows(problem, survey.visit, survey.found, free))
    first, last = survey.found.first[chosen, 0], survey.found.last[chosen, 0]
    moved = np.maximum(np.maximum(first - locked, locked - last), 0)
    order = np.lexsort((survey.found.rough[chosen], moved))[:4]
    for at in order.tolist():
        yield Offer("unlock-start", effort("unlock-start", int(moved[at])), int(chosen[at]))


def unlocked_tables(survey: Survey) -> list[StartTable]:
    """Starts that the windows allow, the lock left aside."""
    problem = survey.around.problem
    free = problem.visit_locked_start.copy()
    free[survey.visit] = NONE
    around = attrs.evolve(survey.around, problem=attrs.evolve(problem, visit_locked_start=free))
    return [around.starts(task) for task in survey.tasks]


class Cause(IntEnum):
    """The one thing for which a worker may not do a task."""

    NONE = 0
    REFUSED = 1
    GENDER = 2
    LANGUAGE = 3
    LOCKED = 4
    SKILL = 5
    SEVERAL = 6


CODES: Mapping[Cause, str] = {
    Cause.REFUSED: "allow-worker",
    Cause.GENDER: "allow-gender",
    Cause.LANGUAGE: "allow-language",
    Cause.LOCKED: "unlock-worker",
    Cause.SKILL: "add-skill",
}


def causes(problem: VisitProblem, task: int) -> Ints:
    """(W,) why each worker may not do a task: a `Cause`."""
    client = problem.visit_client[problem.task_visit[task]]
    lacking = problem.task_skill[task][None, :] > problem.worker_skill
    locked = problem.task_locked_worker[task]
    wrong = {
        Cause.REFUSED: problem.client_refuses[client],
        Cause.GENDER: ~problem.client_allows_gender[client],
        Cause.LANGUAGE: ~problem.client_allows_language[client],
        Cause.LOCKED: (locked != NONE) & (locked != np.arange(len(problem.worker_ids))),
        Cause.SKILL: lacking.any(axis=1),
    }
    found = np.zeros(len(problem.worker_ids), dtype=np.int32)
    for cause, flags in wrong.items():
        found = np.where(flags, np.where(found == Cause.NONE, int(cause), int(Cause.SEVERAL)), found).astype(np.int32)
    found[lacking.sum(axis=1) > 1] = Cause.SEVERAL
    return found


def lacking_level(problem: VisitProblem, task: int, worker: int) -> tuple[int, int]:
    """The skill that a worker lacks for a task, and by how many levels."""
    missing = problem.task_skill[task] - problem.worker_skill[worker]
    skill = int(missing.argmax())
    return skill, int(missing[skill])


def somebody_else(survey: Survey, found: Tried) -> Iterator[Offer]:
    """Somebody comes who may not do so now, for one reason only."""
    problem = survey.around.problem
    rows = (survey.gives == Gives.NOTHING) & survey.timely & survey.open[survey.found.day] & ~survey.limited
    rows &= survey.able.sum(axis=1) == len(survey.tasks) - 1
    chosen = np.flatnonzero(rows)
    role = survey.able[chosen].argmin(axis=1)
    table = np.stack([causes(problem, task) for task in survey.tasks])
    workers = survey.workers[chosen, role]
    why = table[role, workers]
    for cause, code in CODES.items():
        mine = np.flatnonzero(why == cause)
        levels = np.zeros(len(mine), dtype=np.int64)
        if cause is Cause.SKILL:
            pairs = zip(role[mine].tolist(), workers[mine].tolist(), strict=True)
            levels[:] = [lacking_level(problem, survey.tasks[part], worker)[1] for part, worker in pairs]
        order = np.lexsort((survey.found.rough[chosen[mine]], levels))[:3]
        for at in order.tolist():
            yield Offer(code, effort(code, int(levels[at])), int(chosen[mine[at]]))


def another_day(survey: Survey, found: Tried) -> Iterator[Offer]:
    """The visit is on a day on which it may not be now, though the client is there."""
    days = ~survey.allowed & survey.present & survey.apart & survey.tied
    rows = _plain(survey, Gives.NOTHING) & survey.timely & days[survey.found.day]
    code = "unlock-day" if survey.around.problem.visit_locked_day[survey.visit] >= 0 else "allow-day"
    for row in survey.cheapest(rows, 3).tolist():
        yield Offer(code, effort(code), row)


def nearer_days(survey: Survey, found: Tried) -> Iterator[Offer]:
    """The visits of the request are on days nearer to each other."""
    days = survey.allowed & ~survey.apart & survey.tied & (survey.distance > 0)
    chosen = np.flatnonzero(_plain(survey, Gives.NOTHING) & survey.timely & days[survey.found.day])
    short = survey.around.problem.visit_spacing[survey.visit] - survey.distance[survey.found.day[chosen]]
    order = np.lexsort((survey.found.rough[chosen], short))[:3]
    for at in order.tolist():
        yield Offer("days-between", effort("days-between", int(short[at])), int(chosen[at]))


def other_gap(survey: Survey, found: Tried) -> Iterator[Offer]:
    """Sooner or later after the visit that this one is tied to. The row is one of the survey without ties."""
    if len(survey.ties) != 1:
        return
    after = survey.around.problem.visit_after[survey.visit] == survey.ties[0].other
    code = "after-gap" if after else "before-gap"
    for row in attrs.evolve(survey, by_ties=False).free[:4].tolist():
        yield Offer(code, effort(code, 1), row)


def over_limits(survey: Survey, found: Tried) -> Iterator[Offer]:
    """Somebody works more hours than the limit. The row is one of the places that were tried."""
    for row, (_, rules) in enumerate(found.over[:4]):
        if len(rules) == 1:
            code = "daily-limit" if rules[0] == "daily-minutes" else "weekly-limit"
            yield Offer(code, effort(code, 1), row)


def one_more(survey: Survey, found: Tried) -> Iterator[Offer]:
    """One worker more. The row is the day."""
    problem = survey.around.problem
    if any(problem.task_locked_worker[task] != NONE for task in survey.tasks):
        return
    least = min(int(problem.task_minutes[task]) for task in survey.tasks)
    for day in np.flatnonzero(survey.open)[:4].tolist():
        yield Offer("more-staff", effort("more-staff", least), day)


OF_THE_PLAN: tuple[Family, ...] = (other_leaves, own_other)
"""Changes that leave the records as they are."""
FAMILIES: tuple[Family, ...] = (
    *OF_THE_PLAN,
    wider_window,
    other_gives_way,
    unlocked_start,
    other_gap,
    longer_shift,
    nearer_days,
    another_day,
    over_limits,
    somebody_else,
    one_more,
)


def _plain(survey: Survey, gives: Gives) -> Flags:
    """(n,) ways by workers who may do the tasks and have hours left; longer shifts may be over limits."""
    found: Flags = (survey.gives == gives) & survey.able.all(axis=1)
    return found if gives in (Gives.SHIFT_END, Gives.SHIFT_START) else found & ~survey.limited


def _indices(rows: Flags) -> Ints:
    return np.flatnonzero(rows).astype(np.int32)


def _once_each(rows: Ints, key: Ints) -> Iterator[int]:
    """The rows in order, each key once."""
    seen: set[int] = set()
    for row in rows.tolist():
        if int(key[row]) not in seen:
            seen.add(int(key[row]))
            yield row
