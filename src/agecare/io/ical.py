"""A calendar (RFC 5545) per worker, for a telephone or a desktop: times with their zone, and UIDs that stay.

A visit keeps its UID from plan to plan, so that a calendar that is read again moves an event instead of
adding one. What is supported: VEVENT with UID, DTSTAMP, SEQUENCE, DTSTART, DTEND, SUMMARY, DESCRIPTION,
LOCATION, GEO, STATUS; one VTIMEZONE that covers the calendar years which the plan touches.
"""

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import icalendar

from agecare.io.agenda import Appointment, agenda
from agecare.io.files import atomic_folder
from agecare.locale import translate
from agecare.model import Horizon, Register, Worker
from agecare.model.confidentiality import Privacy
from agecare.visits import Result, VisitProblem

PRODUCT = "-//agecare//home visits//EN"


def write_calendars(
    folder: str | os.PathLike[str],
    register: Register,
    problem: VisitProblem,
    result: Result,
    *,
    privacy: Privacy | str = Privacy.COORDINATOR,
    language: str = "en",
    stamp: dt.datetime | None = None,
    revision: int = 0,
) -> tuple[Path, ...]:
    """Write ``<worker id>.ics`` for every worker of the problem, also for one who visits nobody this time.

    Parameters
    ----------
    folder
        Made if it is missing. Files of the same name are replaced once all are written.
    register, problem, result
        The plan and what it was made from.
    privacy
        With ``anonymous``, ids stand for names, and services, addresses, telephones and notes are left out.
    language
        Of the descriptions.
    stamp
        DTSTAMP, zone-aware; now if not given. The same stamp gives the same bytes.
    revision
        SEQUENCE: one more than that of the published plan, so that calendars take the new times.

    Returns
    -------
    tuple of Path
        The files, in the register's order of workers.

    Raises
    ------
    OSError
        When a file cannot be written; the files that were there before are then untouched.
    """
    level = Privacy(privacy)
    moment = (stamp or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).replace(microsecond=0)
    zone = timezone_component(problem.horizon)
    visits: dict[str, list[Appointment]] = defaultdict(list)
    for work in agenda(register, problem, result.schedule):
        visits[work.worker.id] += work.appointments
    names = [worker for worker in register.workers if worker.id in set(problem.worker_ids)]
    with atomic_folder(folder) as draft:
        for worker in names:
            calendar = _calendar(worker, level)
            calendar.add_component(zone)
            for visit in visits[worker.id]:
                event = _event(register, visit, level, language)
                event.add("uid", f"{visit.visit}/{visit.role}@{register.centre.id}")
                event.add("dtstamp", moment)
                event.add("sequence", revision)
                calendar.add_component(event)
            (draft / _file_name(worker)).write_bytes(calendar.to_ical())
    return tuple(Path(folder) / _file_name(worker) for worker in names)


def timezone_component(horizon: Horizon) -> icalendar.Timezone:
    """The VTIMEZONE of a horizon, from 1 January of its first year to 31 December of the year after its last.

    Reminders and repeated copies of an event around New Year stay inside it.
    """
    first, last = horizon.dates[0].year, horizon.dates[-1].year
    return icalendar.Timezone.from_tzid(
        horizon.timezone, first_date=dt.date(first, 1, 1), last_date=dt.date(last + 1, 12, 31)
    )


def _calendar(worker: Worker, privacy: Privacy) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _name(worker.id, worker.name, privacy))
    return calendar


def _event(register: Register, visit: Appointment, privacy: Privacy, language: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("dtstart", visit.start)
    event.add("dtend", visit.end)
    event.add("status", "CONFIRMED")
    client = _name(visit.client.id, visit.client.name, privacy)
    if privacy is Privacy.ANONYMOUS:
        event.add("summary", client)
    else:
        event.add("summary", " · ".join(filter(None, [client, visit.request.service])))
        if visit.address is not None:
            if place := _place(register, visit):
                event.add("location", place)
            event.add("geo", (visit.address.latitude, visit.address.longitude))
    event.add("description", "\n".join(_description(visit, privacy, language)))
    return event


def _place(register: Register, visit: Appointment) -> str:
    """The address in words: area, then the text of the address."""
    assert visit.address is not None
    area = visit.address.area or visit.client.area
    return ", ".join(filter(None, [register.area(area).name if area else "", visit.address.text]))


def _description(visit: Appointment, privacy: Privacy, language: str) -> Iterable[str]:
    yield translate("cli.calendar-travel", language, minutes=visit.travel)
    if visit.wait > 0:
        yield translate("cli.calendar-wait", language, minutes=visit.wait)
    for other in visit.colleagues:
        name = _name(other.worker.id, other.worker.name, privacy)
        if privacy is not Privacy.ANONYMOUS and other.worker.phone:
            name = f"{name}, {other.worker.phone}"
        times = {"start": f"{other.start:%H:%M}", "end": f"{other.end:%H:%M}"}
        yield translate("cli.calendar-with", language, worker=name, **times)
    if privacy is not Privacy.ANONYMOUS:
        if visit.client.phone:
            yield translate("cli.calendar-phone", language, phone=visit.client.phone)
        yield from filter(None, [visit.client.note, visit.request.note])
    yield translate("cli.calendar-visit", language, visit=visit.visit)


def _name(id_: str, name: str, privacy: Privacy) -> str:
    return id_ if privacy is Privacy.ANONYMOUS or not name else name


def _file_name(worker: Worker) -> str:
    return f"{worker.id}.ics"
