"""The cases of a sample while they are being written: each moves as `agecare.cases` allows."""

import datetime as dt
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import attrs

from agecare.cases import CaseFile, Moved, open_case
from agecare.io.samples.ledger import Ledger
from agecare.io.samples.office import LAST_DAY, OfficeHours
from agecare.model import CarePlan, CarePlanStatus, Client, Consent, ConsentStatus, Goal, Need, Task


@attrs.define
class Story:
    """One case on its way; every step is so many days after the last one, as far as the time has come."""

    cabinet: "Cabinet"
    file: CaseFile

    @property
    def id(self) -> str:
        """The case's id."""
        return self.file.case.id

    @property
    def client(self) -> Client:
        """The person whom it is about."""
        return self.cabinet.clients[self.file.case.client]

    @property
    def manager(self) -> str:
        """Who answers for the case now."""
        return str(self.file.case.case_manager)

    @property
    def day(self) -> dt.date:
        """The day of the last step."""
        return self.file.events[-1].at.date()

    @property
    def needs(self) -> list[Need]:
        """The open needs of the client, the severe ones first."""
        found = [need for need in self.file.needs if need.holds_on(LAST_DAY)]
        return sorted(found, key=lambda need: -need.severity.rank)

    def take(
        self, days: int, act: Callable[..., Moved[Any]], *args: Any, actor: str | None = None, **more: Any
    ) -> bool:
        """One step (a function of `agecare.cases`) so many days later; nothing, when that day has not come yet."""
        last = self.file.events[-1].at
        at = self.cabinet.office.moment(last.date() + dt.timedelta(days=days)) if days else last
        at = max(at, last + dt.timedelta(minutes=5))
        if at.date() > LAST_DAY:
            return False
        self.file = self.file.after(act(self.file, *args, actor=actor or self.manager, at=at, **more))
        return True

    def until(self, day: dt.date) -> int:
        """Days from the last step to a day."""
        return max((day - self.day).days, 0)

    def change(self, record: CarePlan | Goal | Task, **fields: Any) -> None:
        """Correct a record without a step: a slip of the pen, as it happens."""
        kind = {CarePlan: "care_plans", Goal: "goals", Task: "tasks"}[type(record)]
        kept = (each.model_copy(update=fields) if each.id == record.id else each for each in getattr(self.file, kind))
        changed: dict[str, Any] = {kind: tuple(kept)}
        self.file = attrs.evolve(self.file, **changed)


@attrs.define
class Cabinet:
    """All case files of a sample."""

    ledger: Ledger
    rng: Random
    office: OfficeHours
    head: str
    """Who approves plans."""
    stories: list[Story] = attrs.field(factory=list)
    clients: dict[str, Client] = attrs.field(init=False)
    _numbers: dict[str, int] = attrs.field(factory=dict, init=False)

    @clients.default
    def _clients_by_id(self) -> dict[str, Client]:
        return {client.id: client for client in self.ledger.clients}

    def next_id(self, letters: str, begin: int = 1) -> str:
        """Ids that count up behind some letters."""
        number = self._numbers[letters] = self._numbers.get(letters, begin - 1) + 1
        return f"{letters}-{number:0{self.ledger.digits}d}"

    def open(self, client: str, manager: str, day: dt.date, *, note: str = "", by: str | None = None) -> Story:
        """A new case at intake, with everything that is known of its client."""
        at, id_ = self.office.moment(day), self.next_id("K")
        opened = open_case(id_, client, actor=by or manager, at=at, case_manager=manager, note=note)
        file = CaseFile(
            case=opened.record.model_copy(update={"note": note}),
            needs=tuple(self._of(client, self.ledger.needs)),
            consents=tuple(self._of(client, self.ledger.consents)),
            referrals=tuple(self._of(client, self.ledger.referrals)),
            visit_requests=tuple(self._of(client, self.ledger.visit_requests)),
            events=(opened.event,),
        )
        self.stories.append(Story(self, file))
        return self.stories[-1]

    def _of(self, client: str, records: list[Any]) -> Iterator[Any]:
        return (record for record in records if record.client == client)

    def own_plan(self, story: Story) -> CarePlan:
        """The plan that the client's visits belong to, as a draft of the case."""
        plan = next(each for each in self.ledger.care_plans if each.client == story.client.id)
        return plan.model_copy(update=self._drafted(story))

    def new_plan(self, story: Story, **fields: Any) -> CarePlan:
        """A plan of the case beside the one for visits."""
        id_ = self.next_id("P", len(self.ledger.care_plans) + 1)
        return CarePlan(id=id_, client=story.client.id, valid_from=story.day, **(self._drafted(story) | fields))

    def _drafted(self, story: Story) -> dict[str, Any]:
        drafted = {"case": story.id, "status": CarePlanStatus.DRAFT, "author": story.manager}
        return {**drafted, "approved_by": None, "approved_on": None}

    def consent(self, story: Story, *, valid_to: dt.date | None = None) -> None:
        """The client agrees to be referred, on the day of the last step at the latest."""
        client, day = story.client.id, story.day
        given = [each for each in self._of(client, self.ledger.consents) if each.status is ConsentStatus.ACTIVE]
        if given:
            at = self.ledger.consents.index(given[0])
            since = min(filter(None, (given[0].valid_from, day)), default=None)
            self.ledger.consents[at] = given[0].model_copy(update={"valid_from": since, "valid_to": valid_to})
        else:
            id_ = f"CN-{len(self.ledger.consents) + 1:0{self.ledger.digits}d}"
            self.ledger.consents.append(Consent(id=id_, client=client, valid_from=day, valid_to=valid_to))
        story.file = attrs.evolve(story.file, consents=tuple(self._of(client, self.ledger.consents)))

    def put_away(self) -> None:
        """Everything into the ledger, events as the months brought them."""
        plans = {plan.id: plan for plan in self.ledger.care_plans}
        for story in self.stories:
            plans |= {plan.id: plan for plan in story.file.care_plans}
            self.ledger.cases.append(story.file.case)
            self.ledger.goals += story.file.goals
            self.ledger.tasks += story.file.tasks
            self.ledger.case_events += story.file.events
        self.ledger.care_plans[:] = plans.values()
        self.ledger.case_events.sort(key=lambda event: event.at)
