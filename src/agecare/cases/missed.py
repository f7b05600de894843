"""Missed visits made up in the week after, and why some are not.

Every reason not to make a visit up is one function of `REASONS_AGAINST`.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum

import attrs

from agecare.model import (
    CarePlanStatus,
    MissedReason,
    Priority,
    Register,
    VisitOutcome,
    VisitRequest,
    Weekday,
)

WEEK_DAYS = 7
NOT_MADE_UP = frozenset(
    {
        MissedReason.DECLINED_BY_PERSON,
        MissedReason.IN_HOSPITAL,
        MissedReason.AWAY,
        MissedReason.MOVED_AWAY,
        MissedReason.DIED,
    }
)
"""Reasons after which another visit soon would help nobody."""
_MADE_UP = re.compile(r"(.+)\.\d{4}-W\d{2}")


class Against(StrEnum):
    """Why a missed visit is not made up."""

    TOOK_PLACE = "took-place"
    CIRCUMSTANCES = "circumstances"
    SOON_AGAIN = "soon-again"
    ENDED = "ended"
    TWICE = "twice"


@attrs.frozen
class MakeUp:
    """What becomes of the visits of one request that were missed in a week.

    Attributes
    ----------
    request : the request whose visits were missed.
    outcomes : what was reported about them.
    made_up : the request for visits in the week after; ``None`` where there is none.
    against : why not.
    """

    request: str
    client: str
    outcomes: tuple[VisitOutcome, ...]
    made_up: VisitRequest | None = None
    against: Against | None = None


@attrs.frozen
class Missed:
    """A missed visit that may be made up."""

    register: Register
    request: VisitRequest
    outcome: VisitOutcome
    monday: dt.date

    @property
    def days(self) -> list[dt.date]:
        """The days of the week in which it would be made up on which the request still holds."""
        week = [self.monday + dt.timedelta(days=day) for day in range(WEEK_DAYS)]
        return [day for day in week if self.request.valid_on(day)]


def took_place(missed: Missed) -> bool:
    """Another worker was there."""
    others = missed.register.visit_outcomes_of.get(missed.request.id, ())
    return any(each.date == missed.outcome.date and not each.status.is_missed for each in others)


def circumstances(missed: Missed) -> bool:
    """The client does not want the visit or is not there for it."""
    return missed.outcome.reason in NOT_MADE_UP


def soon_again(missed: Missed) -> bool:
    """The client is visited so often that the next visit is near anyway."""
    return missed.request.visits_per_week > missed.register.centre.outcome_rules.make_up_visits


def ended(missed: Missed) -> bool:
    """The request or its care plan is over."""
    plan = missed.request.care_plan
    inactive = plan is not None and missed.register.care_plan(plan).status is not CarePlanStatus.ACTIVE
    return not missed.days or inactive


def twice(missed: Missed) -> bool:
    """The visit was itself to make up another."""
    found = _MADE_UP.fullmatch(missed.request.id)
    return found is not None and any(
        each.id == found[1] for each in missed.register.visit_requests_of.get(missed.request.client, ())
    )


REASONS_AGAINST: tuple[tuple[Against, Callable[[Missed], bool]], ...] = (
    (Against.TOOK_PLACE, took_place),
    (Against.CIRCUMSTANCES, circumstances),
    (Against.SOON_AGAIN, soon_again),
    (Against.TWICE, twice),
    (Against.ENDED, ended),
)
"""Every reason not to make up a missed visit; the first that holds is told."""


def make_ups(register: Register, week: dt.date) -> tuple[MakeUp, ...]:
    """The requests for visits in a week that make up those missed in the week before.

    One new request for each whose visits were missed: as the old one, a step more urgent, for this week alone, on days
    that the old one does not use where it has days of its own, and not tied to another visit. Its id is the old one's
    with the week behind it, so that asking twice gives the same request.

    Parameters
    ----------
    register
        With the outcomes of the week before.
    week
        Any day of the week in which the visits are made up.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> register = example_register()
    >>> told = VisitOutcome(request="V-1", date="2026-04-07", worker="W-1", status="noshow")
    >>> [found] = make_ups(register.replace(visit_outcomes=(told,)), dt.date(2026, 4, 13))
    >>> found.made_up.id, found.made_up.priority.value, found.against
    ('V-1.2026-W16', 'asap', None)
    """
    monday = week - dt.timedelta(days=week.weekday())
    wanted: dict[str, dict[dt.date, Missed]] = defaultdict(dict)
    found: list[MakeUp] = []
    for outcome in sorted(register.visit_outcomes, key=lambda each: each.key):
        if not outcome.status.is_missed or not 0 < (monday - outcome.date).days <= WEEK_DAYS:
            continue
        missed = Missed(register, register.visit_request(outcome.request), outcome, monday)
        against = next((reason for reason, holds in REASONS_AGAINST if holds(missed)), None)
        if against is not None:
            found.append(MakeUp(outcome.request, missed.request.client, (outcome,), against=against))
        else:
            wanted[outcome.request].setdefault(outcome.date, missed)
    for id_, visits in wanted.items():
        group = list(visits.values())
        outcomes = tuple(missed.outcome for missed in group)
        found.append(MakeUp(id_, group[0].request.client, outcomes, made_up=_made_up(group[0], len(group))))
    return tuple(sorted(found, key=lambda each: (each.request, each.outcomes[0].date)))


def _made_up(missed: Missed, visits: int) -> VisitRequest:
    request, days = missed.request, missed.days
    year, number, _ = missed.monday.isocalendar()
    priorities = list(Priority)
    open_days = {Weekday.of(day) for day in days}
    fields = {name: getattr(request, name) for name in VisitRequest.model_fields}
    own = [day for day in Weekday if day in open_days and day not in request.days] if request.days else ()
    most = len(own) if own else len(open_days)
    return VisitRequest(
        **{
            **fields,
            "id": f"{request.id[:54]}.{year}-W{number:02d}",
            "visits_per_week": max(1, min(visits, most)),
            "every_weeks": 1,
            "days": own,
            "days_between": 1,
            "after": None,
            "gap_min": 0,
            "gap_max": 1440,
            "priority": priorities[min(priorities.index(request.priority) + 1, len(priorities) - 1)],
            "valid_from": days[0],
            "valid_to": days[-1],
        }
    )
