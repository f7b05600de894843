"""Run sheets for a worker and a day, as texts ready to print. The page turns them into sheets for clients."""

from collections.abc import Iterable, Mapping

import attrs

from agecare.model import Address, Register
from agecare.model.time import format_clock
from agecare.report.privacy import Names
from agecare.report.reading import Entry, Reading, misses_break, overtime_minutes
from agecare.report.words import Words
from agecare.visits import Timeline
from agecare.visits.problem import PRIORITIES


@attrs.frozen
class SheetRow:
    """One line of a run sheet. ``task`` is -1 for leaving, for a break and for coming back."""

    time: str
    task: int = -1
    number: int = 0
    what: str = ""
    window: str = ""
    client: str = ""
    name: str = ""
    address: str = ""
    phone: str = ""
    skills: str = ""
    others: str = ""
    travel: str = ""
    """Minutes from the stop before."""
    pair: int | None = None
    """The visit, where two workers make it."""
    note: str = ""
    marks: tuple[str, ...] = ()


@attrs.frozen
class RunSheet:
    """One worker's day on paper."""

    day: int
    worker: int
    title: str
    """The worker's name, or id."""
    date: str
    facts: str
    """Shift, number of visits, paid time, travel."""
    rows: tuple[SheetRow, ...]
    """Empty for somebody who is at work and has no visit."""


@attrs.frozen
class Texts:
    """Looks up what sheets say about records, as far as the reader may see it."""

    register: Register
    names: Names
    words: Words

    def service(self, request_id: str) -> str:
        """What is done at the visit."""
        return self.register.visit_request(request_id).service or self.words("visit")

    def skills(self, reading: Reading, task: int) -> str:
        """Skills the worker needs, with their level where it is above 1."""
        named = {skill.id: skill.name or skill.id for skill in self.register.skills}
        levels = zip(reading.problem.skill_ids, reading.problem.task_skill[task], strict=True)
        return ", ".join(named[skill] + (f" {level}" if level > 1 else "") for skill, level in levels if level > 0)

    def address(self, client_id: str, reading: Reading, day: int) -> str:
        """Where the client lives on that day."""
        if not self.names.shown:
            return ""
        date = reading.problem.horizon.dates[day]
        homes: Iterable[Address] = self.register.addresses_of.get(client_id, ())
        return next((home.text for home in homes if home.valid_on(date)), "")

    def note(self, request_id: str, client_id: str) -> str:
        """Notes about the visit and about the client."""
        if not self.names.shown:
            return ""
        notes = (self.register.visit_request(request_id).note, self.names.client_note(client_id))
        return " · ".join(note for note in notes if note)

    def place(self, place_id: str) -> str:
        """Name of a place where a day begins or ends."""
        named = {location.id: location.name for location in self.register.locations}
        return named.get(place_id) or self.words("home")


def run_sheet(reading: Reading, texts: Texts, day: int, worker: int) -> RunSheet:
    """The run sheet of a worker who is at work on that day."""
    problem, words = reading.problem, texts.words
    routes = reading.of_worker_day[day, worker]
    lines = [reading.timelines[route] for route in routes if route in reading.timelines]
    shifts = ", ".join(words.span(int(problem.route_start[r]), int(problem.route_end[r])) for r in routes)
    visits = sum(len(line.tasks) for line in lines)
    facts = [
        f"{words('shift')} {shifts}",
        f"{words('visits')} {words.number(visits)}",
        f"{words('paid-time')} {words.hours(sum(line.paid_minutes for line in lines))}",
        f"{words('travel')} {words.minutes(sum(line.travel_minutes for line in lines))}",
    ]
    overtime = sum(overtime_minutes(problem, line) for line in lines)
    if overtime:
        facts.append(f"{words('overtime')} {words.minutes(overtime)}")
    if any(misses_break(problem, reading.schedule, line) for line in lines):
        facts.append(words("no-break"))
    return RunSheet(
        day=day,
        worker=worker,
        title=texts.names.worker_label(problem.worker_ids[worker]),
        date=words.day(problem.horizon.dates[day]),
        facts=" · ".join(facts),
        rows=tuple(row for line in lines for row in _rows(reading, texts, line)),
    )


def _rows(reading: Reading, texts: Texts, line: Timeline) -> Iterable[SheetRow]:
    problem, words = reading.problem, texts.words
    start = texts.place(problem.places.ids[problem.route_start_place[line.route]])
    end = texts.place(problem.places.ids[problem.route_end_place[line.route]])
    yield SheetRow(format_clock(max(0, line.departure)), what=words("leave", place=start))
    for stop in line.stops:
        if stop.task < 0:
            minutes = words.minutes(stop.end - stop.start)
            yield SheetRow(words.span(stop.start, stop.end), what=f"{words('break')} · {minutes}")
        else:
            yield _visit_row(reading, texts, reading.entries[stop.task])
    travel = f" · {words('travel')} {words.minutes(line.travel_back)}" if line.travel_back else ""
    yield SheetRow(format_clock(line.back), what=words("back", place=end) + travel)


def _visit_row(reading: Reading, texts: Texts, entry: Entry) -> SheetRow:
    problem, words = reading.problem, texts.words
    client, request = problem.client_ids[entry.client], reading.request_id(entry.visit)
    spans = problem.windows_of(entry.visit, entry.day)
    return SheetRow(
        time=words.span(entry.start, entry.end),
        task=entry.task,
        number=entry.number,
        what=texts.service(request),
        window=", ".join(words.span(start, end) for start, end in spans),
        client=client,
        name=texts.names.client(client),
        address=texts.address(client, reading, entry.day),
        phone=texts.names.client_phone(client),
        skills=texts.skills(reading, entry.task),
        others=", ".join(_mates(reading, texts, entry)),
        travel=words.number(entry.travel) if entry.travel else "",
        pair=entry.visit if entry.mates else None,
        note=texts.note(request, client),
        marks=tuple(_marks(reading, words, entry)),
    )


def _mates(reading: Reading, texts: Texts, entry: Entry) -> Iterable[str]:
    for task in entry.mates:
        mate = reading.entries.get(task)
        if mate is not None:
            label = texts.names.worker_label(reading.problem.worker_ids[mate.worker])
            yield label if mate.start == entry.start else f"{label} {format_clock(mate.start)}"


def _marks(reading: Reading, words: Words, entry: Entry) -> Iterable[str]:
    priority = PRIORITIES[reading.problem.visit_priority[entry.visit]]
    if priority.value != "routine":
        yield words.code(f"Priority.{priority}")
    if not reading.problem.visit_mandatory[entry.visit]:
        yield words("optional")
    if entry.locked:
        yield words("locked")
    if entry.late:
        yield words("late-by", minutes=words.minutes(entry.late))
    if entry.wait > 0:
        yield words("wait-before", minutes=words.minutes(entry.wait))


def sheets_by_day(reading: Reading, texts: Texts, workers: Iterable[int]) -> Mapping[int, tuple[RunSheet, ...]]:
    """Run sheets of every day of the horizon, of these workers."""
    drawn = list(workers)
    return {
        day: tuple(run_sheet(reading, texts, day, worker) for worker in drawn if (day, worker) in reading.of_worker_day)
        for day in range(reading.problem.days)
    }
