"""``schedule.xlsx``: the plan as a workbook for the coordinator, to sort, filter, print and send on."""

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from functools import cached_property

import attrs

from agecare.io.agenda import Appointment, Shiftwork, agenda
from agecare.io.run_sheet import outcome_sheet
from agecare.io.sheets import Column, Row, Sheet, write_sheets
from agecare.locale import has_message, translate
from agecare.model import Client, Register, Weekday, Worker
from agecare.model.confidentiality import Privacy
from agecare.visits import Change, Result, VisitProblem
from agecare.visits.replan import Voice, calls_of

DATE, CLOCK, SPAN = "dd.mm.yyyy", "hh:mm", "[h]:mm"

VISITS = (
    Column("date", 12, DATE), Column("weekday", 12), Column("start", 8, CLOCK), Column("end", 8, CLOCK),
    Column("client", 12), Column("client-name", 24), Column("area", 20), Column("address", 32),
    Column("service", 24), Column("worker", 12), Column("worker-name", 24), Column("with", 24),
    Column("travel", 10), Column("wait", 10), Column("late", 10), Column("locked", 8), Column("visit", 26),
)  # fmt: skip
BY_WORKER = (
    Column("worker", 12), Column("worker-name", 24), Column("date", 12, DATE), Column("weekday", 12),
    Column("start", 8, CLOCK), Column("end", 8, CLOCK), Column("what", 24), Column("client", 12),
    Column("client-name", 24), Column("address", 32), Column("phone", 16), Column("with", 24),
    Column("travel", 10),
)  # fmt: skip
UNSERVED = (
    Column("visit", 26), Column("client", 12), Column("client-name", 24), Column("service", 24),
    Column("priority", 14), Column("mandatory", 12), Column("kind", 28), Column("reason", 70),
    Column("repair", 70),
)  # fmt: skip
CHANGES = (
    Column("visit", 26), Column("client", 12), Column("client-name", 24), Column("service", 24),
    Column("before", 34), Column("after", 34), Column("why", 60),
)  # fmt: skip
CALLS = (
    Column("told", 8), Column("person", 12), Column("person-name", 24), Column("role", 12),
    Column("phone", 16), Column("tell", 90),
)  # fmt: skip
COST = (Column("component", 34), Column("amount", 12), Column("weight", 12), Column("cost", 14))
HOURS = (
    Column("worker", 12), Column("worker-name", 24), Column("days", 8), Column("visits", 8),
    Column("service-hours", 12, SPAN), Column("travel-hours", 12, SPAN), Column("wait-hours", 12, SPAN),
    Column("paid-hours", 12, SPAN), Column("overtime-hours", 12, SPAN), Column("available-hours", 12, SPAN),
    Column("used", 8, "0%"),
)  # fmt: skip


def write_schedule_workbook(
    path: str | os.PathLike[str],
    register: Register,
    problem: VisitProblem,
    result: Result,
    language: str = "en",
    *,
    privacy: Privacy | str = Privacy.COORDINATOR,
    changes: Sequence[Change] | None = None,
) -> None:
    """Write the plan as a workbook of six sheets: visits, by worker, unserved, cost, workers' hours, outcomes.

    The last is to be filled in when the visits have been made, and read back with `agecare.io.read_outcomes`.

    With ``changes`` (`agecare.visits.Replan.changes`) there are two more: what differs from the published plan and why,
    and whom to call, one row for each thing to tell.

    Texts that a spreadsheet could take for a formula are escaped. Names, addresses, telephones and services
    are in it for the coordinator only: the workbook shows everybody's visits, so it is no worker's own.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    page = _Page(register, problem, result, agenda(register, problem, result.schedule), language, Privacy(privacy))
    sheets = [
        page.sheet("visits", VISITS, page.visits()),
        page.sheet("by-worker", BY_WORKER, page.by_worker()),
        page.sheet("unserved", UNSERVED, page.unserved()),
        page.sheet("cost", COST, page.cost()),
        page.sheet("hours", HOURS, page.hours()),
        outcome_sheet(page.work, language, named=page.privacy is Privacy.COORDINATOR),
    ]
    if changes is not None:
        sheets.append(page.sheet("changes", CHANGES, page.changes(changes)))
        sheets.append(page.sheet("calls", CALLS, page.calls(changes)))
    write_sheets(path, sheets)


@attrs.frozen(slots=False)
class _Page:
    """What the sheets are made from."""

    register: Register
    problem: VisitProblem
    result: Result
    work: Sequence[Shiftwork]
    language: str
    privacy: Privacy

    def say(self, name: str) -> str:
        return translate(f"cli.sheet-{name}", self.language)

    def sheet(self, name: str, columns: Sequence[Column], rows: Iterator[Row]) -> Sheet:
        return Sheet(self.say(name), columns, [self.say(f"heading-{column.name}") for column in columns], rows)

    def personal(self, text: str) -> str:
        return text if self.privacy is Privacy.COORDINATOR else ""

    def weekday(self, date: dt.date) -> str:
        return translate(f"codes.weekday-short.{Weekday.of(date)}", self.language)

    def area(self, client: Client) -> str:
        return self.personal(self.register.area(client.area).name) if client.area else ""

    def address(self, visit: Appointment) -> str:
        return self.personal(visit.address.text) if visit.address else ""

    def colleagues(self, visit: Appointment) -> str:
        return ", ".join(f"{other.worker.id} {other.start:%H:%M}" for other in visit.colleagues)

    def visits(self) -> Iterator[Row]:
        """One row per worker's part of a visit, in order of time."""
        every = [visit for work in self.work for visit in work.appointments]
        for visit in sorted(every, key=lambda visit: (visit.start, visit.visit, visit.role)):
            yield (
                visit.start.date(),
                self.weekday(visit.start.date()),
                visit.start.time(),
                visit.end.time(),
                visit.client.id,
                self.personal(visit.client.name),
                self.area(visit.client),
                self.address(visit),
                self.personal(visit.request.service),
                visit.worker.id,
                self.personal(visit.worker.name),
                self.colleagues(visit),
                visit.travel,
                visit.wait,
                visit.late,
                self.say("yes") if visit.locked else "",
                visit.visit,
            )

    def by_worker(self) -> Iterator[Row]:
        """Every worker's day in order: leaving, visits, the break, coming back."""
        for work in self.work:
            days: list[tuple[dt.datetime, dt.datetime, str, Appointment | None]]
            days = [(work.departure, work.departure, self.say("leaves"), None)]
            days += [(visit.start, visit.end, self.say("visit"), visit) for visit in work.appointments]
            if work.break_start is not None and work.break_end is not None:
                days.append((work.break_start, work.break_end, self.say("break"), None))
            days.sort(key=lambda item: (item[0], item[1]))
            days.append((work.back, work.back, self.say("back"), None))
            for start, end, what, visit in days:
                yield (
                    work.worker.id,
                    self.personal(work.worker.name),
                    start.date(),
                    self.weekday(start.date()),
                    start.time(),
                    end.time() if end > start else None,
                    what if visit is None else self.personal(visit.request.service) or what,
                    visit.client.id if visit else "",
                    self.personal(visit.client.name) if visit else "",
                    self.address(visit) if visit else "",
                    self.personal(visit.client.phone) if visit else "",
                    self.colleagues(visit) if visit else "",
                    visit.travel if visit else None,
                )

    def unserved(self) -> Iterator[Row]:
        """Every visit left out, the dearest first, why, and what would help."""
        place = {id_: index for index, id_ in enumerate(self.problem.visit_ids)}
        missed = sorted(
            self.result.schedule.unserved,
            key=lambda one: (-int(self.problem.visit_penalty[place[one.visit]]), place[one.visit]),
        )
        for one in missed:
            request = self.register.visit_requests[self.problem.visit_request[place[one.visit]]]
            client = self.register.client(request.client)
            yield (
                one.visit,
                client.id,
                self.personal(client.name),
                self.personal(request.service),
                translate(f"codes.Priority.{request.priority}", self.language),
                self.say("yes") if request.mandatory else self.say("no"),
                self._words(f"reasons.kind-{one.kind}", str(one.kind)),
                self._words(f"reasons.{one.reason}", one.reason, **one.params),
                ""
                if one.repair is None
                else self._words(f"reasons.repair-{one.repair.code}", one.repair.code, **one.repair.params),
            )

    def changes(self, changes: Sequence[Change]) -> Iterator[Row]:
        """Every visit that differs from the published plan, before and now, and why."""
        voice = self.voice()
        for change in changes:
            yield (
                change.visit,
                change.client,
                self.personal(self.names.get(change.client, "")),
                self.personal(voice.service(change.visit)),
                voice.appointment(change.before),
                voice.appointment(change.after),
                voice.why(change),
            )

    def calls(self, changes: Sequence[Change]) -> Iterator[Row]:
        """Everybody to tell, clients first: a row for each thing to tell, the first column to tick."""
        voice = self.voice()
        for call in calls_of(changes):
            role = self.say("heading-client") if call.is_client else self.say("heading-worker")
            phone = self.personal(self.phones.get(call.id, ""))
            for change in call.changes:
                name = self.personal(self.names.get(call.id, ""))
                yield "", call.id, name, role, phone, voice.tell(call, change)

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of clients and workers, by id."""
        people: tuple[Client | Worker, ...] = (*self.register.clients, *self.register.workers)
        return {person.id: person.name for person in people}

    @cached_property
    def phones(self) -> dict[str, str]:
        """Telephones of clients and workers, by id."""
        people: tuple[Client | Worker, ...] = (*self.register.clients, *self.register.workers)
        return {person.id: person.phone for person in people}

    def voice(self) -> Voice:
        """Says what changes: names and services for the coordinator, ids for everybody else."""
        services = {request.id: request.service for request in self.register.visit_requests}
        clients = {request.id: request.client for request in self.register.visit_requests}

        def label(id_: str) -> str:
            return f"{id_} {self.personal(self.names.get(id_, ''))}".strip()

        def service(visit: str) -> str:
            return self.personal(services.get(visit.split("/")[0], "")) or self.say("visit")

        def person(visit: str) -> str:
            client = clients.get(visit.split("/")[0])
            return visit if client is None else f"{label(client)} ({service(visit)})"

        return Voice(self.language, self.problem.horizon, label, label, service, person)

    def cost(self) -> Iterator[Row]:
        """Every component, then the sum."""
        for name, part in self.result.cost.components.items():
            yield self._words(f"reasons.component-{name}", name), part.amount, part.weight, part.cost
        yield self.say("total"), None, None, self.result.cost.total

    def hours(self) -> Iterator[Row]:
        """What every worker of the problem works, travels and waits; who has no visits too."""
        work_of: dict[str, list[Shiftwork]] = {}
        for work in self.work:
            work_of.setdefault(work.worker.id, []).append(work)
        for index, id_ in enumerate(self.problem.worker_ids):
            own = work_of.get(id_, [])
            lines = [work.timeline for work in own]
            paid, available = (
                sum(line.paid_minutes for line in lines),
                int(self.problem.worker_capacity[index]),
            )
            yield (
                id_,
                self.personal(self.register.worker(id_).name),
                len({work.date for work in own}),
                sum(len(work.appointments) for work in own),
                dt.timedelta(minutes=sum(work.service_minutes for work in own)),
                dt.timedelta(minutes=sum(line.travel_minutes for line in lines)),
                dt.timedelta(minutes=sum(line.wait_minutes for line in lines)),
                dt.timedelta(minutes=paid),
                dt.timedelta(minutes=sum(work.overtime_minutes for work in own)),
                dt.timedelta(minutes=available),
                paid / available if available else None,
            )

    def _words(self, key: str, otherwise: str, **params: object) -> str:
        return translate(key, self.language, **params) if has_message(key) else otherwise
