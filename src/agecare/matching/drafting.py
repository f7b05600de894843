"""From a match to what is done next: a draft request, and the visits of a service that is given at home."""

import datetime as dt
from collections.abc import Iterator

from agecare.matching.directory import Directory
from agecare.matching.match import Fit, Standing
from agecare.matching.offers import DAYS_AHEAD
from agecare.model import Priority, ServiceRequest, TimeWindow, VisitRequest, Weekday
from agecare.model.time import parse_clock

DAYTIME = TimeWindow(start=parse_clock("8:00"), end=parse_clock("18:00"))
"""When visits may be, of a service at home without opening times."""


def draft_request(
    directory: Directory, fit: Fit, *, id: str | None = None, priority: Priority = Priority.ROUTINE, note: str = ""
) -> ServiceRequest:
    """A match as a draft: the client asks for the service, for this need, from the directory's day on.

    It is a draft until it is put into the register's ``service_requests``.

    Parameters
    ----------
    directory
        The directory that the fit is from.
    fit
        A service beside a client's need.
    id
        Of the request; ``None``: ``<client>.<service>``.
    priority, note
        As in the record.

    Raises
    ------
    ValueError
        When the client has the service already or has asked for it: there is one live request at a time.
    """
    client, service = fit.asker.client.id, fit.service.id
    if fit.standing in (Standing.HELD, Standing.ASKED) or service in fit.asker.asked:
        raise ValueError(f"{client} has {service} or has asked for it already")
    return ServiceRequest(
        id=id or f"{client}.{service}",
        client=client,
        need=fit.need.id if fit.need else None,
        service=service,
        units=fit.units,
        priority=priority,
        since=directory.on,
        note=note,
    )


def visit_requests_for(
    directory: Directory,
    fit: Fit,
    *,
    id: str | None = None,
    priority: Priority = Priority.ROUTINE,
    care_plan: str | None = None,
) -> tuple[VisitRequest, ...]:
    """The home visits that a match asks for, week after week from the directory's day on.

    The visits last as the service says, as often as it says, on the days and in the hours on which it opens in the next
    four weeks. Where some days have other hours than the rest, each kind of day has a request of its own: first the
    hours of the most days. Without opening times any day will do, from 8:00 to 18:00.

    Parameters
    ----------
    directory
        The directory that the fit is from.
    fit
        A service beside a client's need.
    id
        Of the request; ``None``: ``<client>.<service>``. Further ones get ``.2`` and so on.
    priority, care_plan
        As in the record.

    Returns
    -------
    tuple of VisitRequest
        None when the service is not given at home, or its hours are shorter than a visit.
    """
    role = fit.service.visit
    if role is None:
        return ()
    left = fit.service.visits_per_week or 1
    first = id or f"{fit.asker.client.id}.{fit.service.id}"
    found: list[VisitRequest] = []
    for days, windows in _hours(directory, fit):
        long_enough = tuple(window for window in windows if window.end - window.start >= role.minutes)
        visits = min(left, len(days) or len(Weekday))
        if not long_enough or not visits:
            continue
        found.append(
            VisitRequest(
                id=first if not found else f"{first}.{len(found) + 1}",
                client=fit.asker.client.id,
                care_plan=care_plan,
                service=fit.service.name,
                visits_per_week=visits,
                days=days,
                windows=long_enough,
                roles=(role,),
                priority=priority,
                valid_from=directory.on,
            )
        )
        left -= visits
    return tuple(found)


def _hours(directory: Directory, fit: Fit) -> Iterator[tuple[tuple[Weekday, ...], tuple[TimeWindow, ...]]]:
    """Weekdays with the same hours, the most days first; no weekday stands for any."""
    rows = directory.register.opening_times_of.get(fit.service.id, ())
    if not rows:
        yield (), (DAYTIME,)
        return
    hours: dict[Weekday, tuple[TimeWindow, ...]] = {}
    for ahead in range(DAYS_AHEAD):
        day = directory.on + dt.timedelta(days=ahead)
        windows = [window for row in rows if row.opens_on(day) for window in row.windows]
        if windows:
            hours.setdefault(Weekday.of(day), _joined(windows))
    kinds: dict[tuple[TimeWindow, ...], list[Weekday]] = {}
    for weekday in Weekday:
        if weekday in hours:
            kinds.setdefault(hours[weekday], []).append(weekday)
    for same, days in sorted(kinds.items(), key=lambda kind: -len(kind[1])):
        yield tuple(days), same


def _joined(windows: list[TimeWindow]) -> tuple[TimeWindow, ...]:
    """Windows in order, those that overlap or touch as one; at most six."""
    found: list[TimeWindow] = []
    for window in sorted(windows, key=lambda each: (each.start, each.end)):
        if found and window.start <= found[-1].end:
            found[-1] = TimeWindow(start=found[-1].start, end=max(found[-1].end, window.end))
        else:
            found.append(window)
    return tuple(found[:6])
