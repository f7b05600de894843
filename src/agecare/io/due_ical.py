"""What is due as a calendar (RFC 5545): one all-day event for each thing, with a UID that stays. Ids only, no names."""

import datetime as dt
import os

import icalendar

from agecare.cases import Due, DueList
from agecare.io.files import atomic_write
from agecare.io.ical import PRODUCT
from agecare.locale import translate
from agecare.model import Register

ONE_DAY = dt.timedelta(days=1)


def write_due_calendar(
    path: str | os.PathLike[str],
    register: Register,
    found: DueList,
    *,
    language: str = "en",
    stamp: dt.datetime | None = None,
) -> None:
    """Write an event for the last day of each thing; what is overdue stands on the day that was asked for.

    Parameters
    ----------
    path
        The ``.ics`` file; it is replaced only when everything is written.
    register
        Whose centre it is: its id makes the UIDs.
    found
        What is due.
    language
        Of the summaries.
    stamp
        DTSTAMP, zone-aware; now if not given. The same stamp gives the same bytes.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    moment = (stamp or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).replace(microsecond=0)
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", translate("cases.title", language))
    for thing in found.things:
        event = icalendar.Event()
        day = max(thing.due, found.on)
        event.add("uid", f"due-{thing.kind}-{thing.record}@{register.centre.id}")
        event.add("dtstamp", moment)
        event.add("dtstart", day)
        event.add("dtend", day + ONE_DAY)
        event.add("transp", "TRANSPARENT")
        event.add("summary", _summary(thing, found, language))
        event.add("description", _description(thing, language))
        calendar.add_component(event)
    with atomic_write(path) as out:
        out.write(calendar.to_ical())


def _summary(thing: Due, found: DueList, language: str) -> str:
    kind = translate(f"cases.kind-{thing.kind}", language)
    late = thing.due < found.on
    parts = [translate("cases.overdue", language)] if late else []
    return " · ".join([*parts, kind, thing.record])


def _description(thing: Due, language: str) -> str:
    lines = [f"{translate('cases.last-day', language)}: {thing.due.isoformat()}"]
    for name, value in (("client", thing.client), ("case", thing.case), ("responsible", thing.responsible)):
        if value:
            lines.append(f"{translate(f'cases.{name}', language)}: {value}")
    if thing.deadline is not None:
        lines.append(f"{translate('cases.rule', language)}: {thing.deadline.rule.id}")
    return "\n".join(lines)
