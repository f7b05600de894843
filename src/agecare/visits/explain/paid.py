"""Whether a changed line keeps its shift and the limits of hours: a quick look before the checker is asked."""

from agecare.visits.explain.around import Around
from agecare.visits.explain.lines import Line
from agecare.visits.explain.trials import span_of


def over_limits(around: Around, line: Line) -> tuple[int, int]:
    """Minutes by which a worker whose route is changed to this line is over the limit of the day, and of the week.

    Not above 0 where the limit is kept.
    """
    problem, route = around.problem, line.route
    worker, day = int(problem.route_worker[route]), int(problem.route_day[route])
    leave, back = span_of(problem, line)
    more = back - leave - sum(item.minutes for item in line.items if item.task < 0)
    more -= around.timelines[route].paid_minutes if route in around.timelines else 0
    daily = int(around.paid_by_day[worker, day]) + more
    weekly = int(around.paid_by_week[worker, problem.day_week[day]]) + more
    return daily - int(problem.worker_daily_minutes[worker]), weekly - int(problem.worker_weekly_minutes[worker])


def keeps_hours(around: Around, line: Line) -> bool:
    """Whether shift and limits are kept."""
    leave, back = span_of(around.problem, line)
    inside = leave >= around.problem.route_start[line.route] and back <= around.problem.route_latest[line.route]
    return bool(inside) and max(over_limits(around, line)) <= 0
