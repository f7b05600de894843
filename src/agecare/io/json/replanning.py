"""From a published document and today's records to what `agecare.visits.replan` plans again."""

from collections.abc import Iterator, Mapping

import attrs

from agecare.io.json.document import ScheduleDocument
from agecare.io.json.reading import published_visits, schedule_of
from agecare.model import Horizon, Register
from agecare.visits.problem import PublishedVisit, VisitProblem, problem_for
from agecare.visits.replan import Gone, Reason, matched
from agecare.visits.schedule import Schedule


@attrs.frozen(eq=False)
class Replanning:
    """A problem that knows the published plan, that plan as far as it fits, and the visits no longer wanted."""

    problem: VisitProblem
    told: Schedule
    gone: tuple[Gone, ...]

    @property
    def covers_half(self) -> bool:
        """Whether at least half of the visits were published."""
        return 2 * int((self.problem.visit_published_day >= 0).sum()) >= len(self.problem.visit_ids)


def replanning(register: Register, document: ScheduleDocument, horizon: Horizon) -> Replanning:
    """What to plan again with these records on these days.

    Where a request now wants fewer visits than were published, the visits that can stay are the ones that it wants.

    Examples
    --------
    ``again = io.replanning(register, published, problem.horizon)``, then
    ``visits.replan(again.problem, again.told, gone=again.gone)``.
    """
    requests = {request.id for request in register.visit_requests}
    published = published_visits(document, horizon)
    wanted = {id_: visit for id_, visit in published.items() if id_.split("/")[0] in requests}
    problem = problem_for(register, start=horizon.start, days=horizon.days, published=wanted)
    known = matched(problem, wanted)
    if known != wanted:
        problem = problem_for(register, start=horizon.start, days=horizon.days, published=known)
    left = known | {id_: visit for id_, visit in published.items() if id_ not in wanted}
    told, _ = schedule_of(problem, document)
    return Replanning(problem, told, tuple(_gone(register, document, problem, left)))


def _gone(
    register: Register, document: ScheduleDocument, problem: VisitProblem, published: Mapping[str, PublishedVisit]
) -> Iterator[Gone]:
    """Published visits that the problem does not have, in the order of the document."""
    client_of = {part.visit.split("/")[0]: part.client for part in document.visits}
    requests = {request.id for request in register.visit_requests}
    for id_, visit in published.items():
        if id_ not in problem.visit_ids:
            request = id_.split("/")[0]
            client = client_of[request]
            reason = Reason.REQUEST_ENDED if request in requests else Reason.REQUEST_GONE
            if request in requests and _is_away(register, client, problem.horizon, visit.day):
                reason = Reason.CLIENT_AWAY
            yield Gone(id_, client, reason, visit)


def _is_away(register: Register, client: str, horizon: Horizon, day: int) -> bool:
    """Whether a client is not there on a day: away for all of it, or not yet or no longer with the centre."""
    here = {one.id: one for one in register.clients}.get(client)
    date = horizon.dates[day]
    absences = [one for one in register.absences if one.client == client and one.start is None]
    away = any(one.first_day <= date <= one.last_day for one in absences)
    return away or (here is not None and not here.valid_on(date))
