"""Half a year of case management in a sample: most of it ordinary and in time, and between it the stories.

The stories are the same everywhere, told of other people; `STORIES` lists them with what each leaves on `AS_OF`: what
is overdue or due soon, which conference should be called, which file is incomplete. All else is as it should be.
"""

import datetime as dt
import functools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from random import Random

import attrs

from agecare.cases import begin, finish_plans, hand_over, move, move_goal, move_plan, move_task
from agecare.io.samples.cabinet import Cabinet, Story
from agecare.io.samples.half_year_words import (
    ERRANDS,
    FAILED_ERRAND,
    GOALS,
    LATE_ERRAND,
    NEXT_ERRAND,
    NOTES,
    REFERRED,
    VISITS,
    Words,
)
from agecare.io.samples.histories import YEAR_FROM
from agecare.io.samples.ledger import Ledger
from agecare.io.samples.office import LAST_DAY, office_hours
from agecare.io.samples.uptake import AS_OF
from agecare.io.samples.visited import visits_of_week
from agecare.model import (
    Achievement,
    Assessment,
    CarePlan,
    CarePlanStatus,
    CaseReason,
    CaseStage,
    CaseStatus,
    Client,
    ConsentStatus,
    Country,
    EntryReason,
    ExitReason,
    Goal,
    GoalStatus,
    Instrument,
    Movement,
    NeedDomain,
    Placement,
    RiskLevel,
    Task,
    TaskStatus,
    review_days,
)
from agecare.model.referrals import LIVE

S, P, A, R = CaseStage, CarePlanStatus, Achievement, CaseReason
FIRST_DAY = dt.date(2025, 10, 6)
"""On this Monday the centres began to open cases."""
OWN_PLAN_UNTIL = dt.date(2025, 12, 19)
"""Cases opened later get a plan of their own: the one for visits stays as it is."""
ACHIEVEMENTS = (
    A.IMPROVING, A.IN_PROGRESS, A.NO_CHANGE, A.WORSENING, A.SUSTAINING, A.ACHIEVED, A.IMPROVING, A.NO_PROGRESS,
    A.NOT_ACHIEVED, A.IN_PROGRESS, A.NOT_ATTAINABLE, A.IMPROVING,
)  # fmt: skip
"""What reviews find, in turn."""
ENDING = frozenset({A.ACHIEVED, A.NOT_ATTAINABLE})


@attrs.frozen
class Desk:
    """Who does what: ids of workers and organizations."""

    managers: tuple[str, ...]
    """The workers who answer for cases; a client's usual worker, if among them."""
    head: str
    """Who approves plans."""
    partner: str
    """An organization that does things for the centre."""
    enlist: Callable[..., str]
    """Writes down somebody of this centre: a ledger, a random source, fields of the client."""
    left: int
    """How many of `GONE` were here."""


@attrs.define
class Scene:
    """The case files of a sample while the stories are told."""

    cabinet: Cabinet
    desk: Desk
    found: Iterator[Achievement] = attrs.field(factory=lambda: cycle(ACHIEVEMENTS))
    told: dict[str, Story] = attrs.field(factory=dict)
    """Stories that are told on elsewhere, by a word."""
    loads: Counter[str] = attrs.field(factory=Counter)
    pool: list[Client] = attrs.field(init=False)
    """Clients who are visited and have no case; those who were assessed come first."""

    @pool.default
    def _without_case(self) -> list[Client]:
        ledger = self.ledger
        taken_back = {each.client for each in ledger.consents if each.status is not ConsentStatus.ACTIVE}
        fit = {request.client for request, _, _ in visits_of_week(ledger)} - taken_back
        found = [client for client in ledger.clients if client.id in fit and client.valid_on(AS_OF)]
        return sorted(found, key=lambda client: client.id not in self.assessed)

    @functools.cached_property
    def assessed(self) -> set[str]:
        """Who was assessed in the year before."""
        return {each.client for each in self.ledger.assessments}

    @property
    def ledger(self) -> Ledger:
        """The records."""
        return self.cabinet.ledger

    @property
    def rng(self) -> Random:
        """What is drawn."""
        return self.cabinet.rng

    def say(self, words: Words) -> str:
        """Words in the language of the sample."""
        return words[self.ledger.language]

    def person(self, *risks: RiskLevel, settled: bool = True, id_: str | None = None) -> Client:
        """Somebody without a case; ``settled``: no referral is live."""
        live = {each.client for each in self.ledger.referrals if each.status in LIVE}
        for client in self.pool:
            fits = client.risk in (risks or RiskLevel) and not (settled and client.id in live)
            if client.id == id_ or (id_ is None and fits and (client.valid_from or FIRST_DAY) <= FIRST_DAY):
                self.pool.remove(client)
                return client
        raise LookupError("too few people for the stories")

    def open(self, client: Client, day: dt.date, note: str = "") -> Story:
        """A case of somebody, with the usual worker or whoever of the case managers has fewest."""
        least = min(self.desk.managers, key=lambda worker: self.loads[worker])
        manager = client.usual_worker if client.usual_worker in self.desk.managers else least
        self.loads[str(manager)] += 1
        if client.id not in self.assessed:
            _assessed(self, client, "2025-10-01")
        return self.cabinet.open(client.id, str(manager), day, note=self.say(NOTES[note]) if note else "")

    def assess(self, story: Story) -> bool:
        """From intake to planning."""
        steps = ((S.SCREENING, 1, 3), (S.ASSESSMENT, 2, 6), (S.PLANNING, 3, 8))
        return all(story.take(self.rng.randint(least, most), move, to) for to, least, most in steps)

    def write_plan(self, story: Story, plan: CarePlan, tasks: bool = True) -> bool:
        """A draft with goals for the needs, the severe ones first, and what is to be done for them."""
        if not story.take(self.rng.randint(1, 4), begin, plan):
            return False
        severe = [need for need in story.needs if need.severity.rank == 3]
        for need in severe or story.needs[:1]:
            id_, due = self.cabinet.next_id("G"), dt.date(2026, self.rng.choice((5, 6, 9)), 30)
            goal = Goal(id=id_, care_plan=plan.id, need=need.id, text=self.say(GOALS[need.domain]), due=due)
            story.take(0, begin, goal)
        goals = story.file.goals
        request = next((each for each in story.file.visit_requests if each.care_plan == plan.id), None)
        if tasks and request is not None and goals:
            self.task(story, VISITS, goal=goals[0].id, care_plan=plan.id, visit_request=request.id)
        return True

    def task(self, story: Story, words: Words, days: int = 0, **fields: object) -> str:
        """Something to be done in a case."""
        id_ = self.cabinet.next_id("TS")
        story.take(days, begin, Task(id=id_, case=story.id, text=self.say(words), **fields))  # type: ignore[arg-type]
        return id_

    def approve(self, story: Story, plan: str, note: str = "") -> bool:
        """The head approves a plan, and its goals begin."""
        days = self.rng.randint(2, 6)
        if not story.take(days, move_plan, plan, P.ACTIVE, actor=self.desk.head, note=note):
            return False
        for goal in story.file.goals:
            if goal.care_plan == plan:
                story.take(0, move_goal, goal.id, GoalStatus.ACTIVE)
        return True

    def link(self, story: Story) -> bool:
        """Consent, services, and then the case is watched."""
        self.cabinet.consent(story)
        if not story.take(self.rng.randint(1, 5), move, S.LINKAGE):
            return False
        newest = max(story.file.referrals, key=lambda each: each.authored, default=None)
        if newest is not None and self.rng.random() < 0.7:
            self.task(story, REFERRED, referral=newest.id, owner=newest.performer)
        return story.take(self.rng.randint(4, 12), move, S.MONITORING)

    def begin(self, client: Client, day: dt.date, note: str = "") -> Story:
        """A case from its intake until it is watched, as far as the time has come."""
        story = self.open(client, day, note)
        if self.assess(story):
            plan = self.cabinet.own_plan(story) if day <= OWN_PLAN_UNTIL else self.cabinet.new_plan(story)
            _ = self.write_plan(story, plan) and self.approve(story, plan.id) and self.link(story)
        return story

    def look_after(self, story: Story) -> None:
        """Errands are run, and the case is reviewed in time as often as the risk asks."""
        every = review_days(story.client.risk, tuple(self.ledger.review_intervals))
        if self.rng.random() < 0.6 and story.file.case.stage is S.MONITORING and every > 60:
            due = story.day + dt.timedelta(days=45)
            task = self.task(story, self.rng.choice(ERRANDS), 2, owner=story.manager, due=due)
            story.take(self.rng.randint(3, 18), move_task, task, TaskStatus.COMPLETED)
        while story.file.case.stage is S.MONITORING and (due_on := self.due_on(story, every)) < AS_OF + dt.timedelta(3):
            early = due_on - dt.timedelta(days=self.rng.randint(8, 12))
            if not self.review(story, min(early, LAST_DAY - dt.timedelta(days=4))):
                return

    def due_on(self, story: Story, every: int) -> dt.date:
        """The last day on which the next review is in time."""
        case = story.file.case
        approved = [plan.approved_on for plan in story.file.care_plans if plan.status is P.ACTIVE and plan.approved_on]
        return (case.reviewed or max(approved, default=case.since)) + dt.timedelta(days=every)

    def review(self, story: Story, day: dt.date) -> bool:
        """A review on a day: how far the goals are; the next working day the case is watched on."""
        if not story.take(story.until(day), move, S.REVIEW):
            return False
        for goal in story.file.goals:
            if goal.status is GoalStatus.ACTIVE:
                to = next(self.found)
                if to is not goal.achievement:
                    story.take(0, move_goal, goal.id, to)
                if to in ENDING:
                    story.take(0, move_goal, goal.id, GoalStatus.COMPLETED)
        return story.take(1, move, S.MONITORING)


def write_half_year(ledger: Ledger, seed: int, country: Country, desk: Desk) -> Scene:
    """Cases, their events, plans, goals and tasks of half a year, for the people of a ledger with its referrals."""
    rng = Random(seed)
    gone = [_enlisted(ledger, rng, desk, *each[:2]) for each in GONE[: desk.left]]
    scene = Scene(Cabinet(ledger, rng, office_hours(ledger, rng, country), desk.head), desk)
    for client, (_, last, why, exit_) in zip(gone, GONE, strict=False):
        _left(scene, client, day(last), why, exit_)
    for story in STORIES:
        story(scene)
    _ordinary(scene)
    _assess_again(scene)
    _came(scene)
    return scene


def day(text: str) -> dt.date:
    """A day as the calendar writes it."""
    return dt.date.fromisoformat(text)


def passed_on(scene: Scene) -> None:
    """The person who went through many hands gets a case, and a conference is called."""
    before = {each.id: each.part_of for each in scene.ledger.referrals}

    def hops(id_: str | None) -> int:
        return -1 if id_ is None else 1 + hops(before[id_])

    last = max(scene.ledger.referrals, key=lambda each: hops(each.id))
    client = scene.cabinet.clients[last.client]
    if client in scene.pool:
        scene.pool.remove(client)
    story = scene.told["hop-limit"] = scene.open(client, day("2026-02-16"), "asked-by-doctor")
    scene.assess(story)
    plan = scene.cabinet.new_plan(story)
    scene.write_plan(story, plan)
    scene.approve(story, plan.id, note=scene.say(NOTES["no-other"]))


def at_risk(scene: Scene) -> None:
    """Somebody at high risk, about whom a conference was held."""
    story = scene.told["risk"] = scene.begin(scene.person(RiskLevel.HIGH), FIRST_DAY, "asked-by-daughter")
    for month in ("2025-11-17", "2025-12-11", "2026-01-07", "2026-02-03"):
        scene.review(story, day(month))


def to_be_discussed(scene: Scene) -> None:
    """Somebody at high risk, about whom a conference is booked."""
    story = scene.told["booked"] = scene.begin(scene.person(RiskLevel.HIGH), day("2025-10-20"))
    scene.look_after(story)


def forgotten(scene: Scene) -> None:
    """Nobody has looked at the case since the plan was approved, and the quarter is over."""
    scene.begin(scene.person(RiskLevel.MEDIUM), FIRST_DAY)


def never_approved(scene: Scene) -> None:
    """A plan was written in winter, and nobody has approved it."""
    story = scene.open(scene.person(RiskLevel.LOW, RiskLevel.MEDIUM), day("2026-01-19"))
    scene.assess(story)
    scene.write_plan(story, scene.cabinet.new_plan(story))


def errands(scene: Scene) -> None:
    """One errand is late, one came to nothing, one is next; one was put off."""
    story = scene.begin(scene.person(RiskLevel.MEDIUM), day("2025-11-03"))
    scene.review(story, day("2026-02-02"))
    partner, own = scene.desk.partner, story.manager
    failed = scene.task(story, FAILED_ERRAND, 2, owner=partner, due=day("2026-03-02"))
    story.take(
        story.until(day("2026-02-27")), move_task, failed, TaskStatus.FAILED, note=scene.say(NOTES["no-transport"])
    )
    scene.task(story, LATE_ERRAND, owner=partner, due=day("2026-03-20"))
    begun = scene.task(story, NEXT_ERRAND, owner=own, due=day("2026-04-15"))
    story.take(9, move_task, begun, TaskStatus.IN_PROGRESS)
    asleep = scene.task(story, ERRANDS[4], owner=own, due=day("2026-05-29"))
    story.take(2, move_task, asleep, TaskStatus.ON_HOLD, note=scene.say(NOTES["roof-first"]))
    need = story.needs[0].id
    scene.task(story, ERRANDS[1], owner=own, due=day("2026-06-30"), need=need)


def late_goal(scene: Scene) -> None:
    """A goal was to be reached in March, and nobody has said whether it was; one was given up."""
    story = scene.begin(scene.person(RiskLevel.LOW), day("2025-11-10"))
    story.change(story.file.goals[0], due=day("2026-03-27"))
    plan = story.file.care_plans[0].id
    other = Goal(id=scene.cabinet.next_id("G"), care_plan=plan, text=scene.say(GOALS[list(GOALS)[8]]))
    story.take(20, begin, other)
    story.take(10, move_goal, other.id, GoalStatus.REJECTED, note=scene.say(NOTES["family-said-no"]))


def consent_runs_out(scene: Scene) -> None:
    """The consent holds for another week."""
    story = scene.begin(scene.person(RiskLevel.LOW), day("2025-10-27"))
    scene.cabinet.consent(story, valid_to=day("2026-04-14"))


def assessed_long_ago(scene: Scene) -> None:
    """An assessment of last spring no longer counts."""
    client = scene.person(RiskLevel.LOW)
    known = {each.instrument for each in scene.ledger.assessments if each.client == client.id}
    _assessed(scene, client, "2025-03-24", *known)
    scene.told["old"] = scene.begin(client, FIRST_DAY)


def in_hospital(scene: Scene) -> None:
    """The person went to hospital, and the case is on hold until she is back."""
    away = {each.client for each in scene.ledger.absences if each.client and each.last_day > each.first_day}
    client = next(client for client in scene.cabinet.clients.values() if client.id in away)
    if client in scene.pool:
        scene.pool.remove(client)
    story = scene.told["hospital"] = scene.begin(client, day("2025-11-24"))
    scene.look_after(story)
    story.take(
        story.until(day("2026-04-02")),
        move,
        CaseStatus.ONHOLD,
        reason=R.IN_HOSPITAL,
        note=scene.say(NOTES["in-hospital"]),
    )


def incomplete(scene: Scene) -> None:
    """Nobody wrote down whom to call, nor who does what."""
    with_family = {carer.client for carer in scene.ledger.carers}
    client = next(each for each in scene.pool if each.risk is RiskLevel.LOW and each.id not in with_family)
    story = scene.begin(scene.person(id_=client.id), day("2025-11-17"))
    scene.ledger.change_client(client.id, phone="")
    scene.task(story, ERRANDS[0])
    scene.told["incomplete"] = story


def being_reviewed(scene: Scene) -> None:
    """The case is being looked at again these days."""
    story = scene.begin(scene.person(RiskLevel.LOW), day("2025-11-05"))
    story.take(story.until(day("2026-04-02")), move, S.REVIEW)
    for goal in story.file.goals:
        story.take(0, move_goal, goal.id, next(scene.found))


def goals_met(scene: Scene) -> None:
    """What was to be reached has been reached: two cases are closed, the visits go on."""
    for opened in ("2025-10-13", "2025-10-22"):
        story = scene.open(scene.person(RiskLevel.LOW), day(opened))
        scene.assess(story)
        plan = scene.cabinet.new_plan(story)
        scene.write_plan(story, plan)
        scene.approve(story, plan.id)
        scene.cabinet.consent(story)
        story.take(2, move, S.LINKAGE)
        task = scene.task(story, ERRANDS[5], owner=story.manager, due=day("2026-01-30"), care_plan=plan.id)
        story.take(6, move, S.MONITORING)
        story.take(40, move_task, task, TaskStatus.COMPLETED)
        story.take(30, move, S.REVIEW)
        for goal in story.file.goals:
            story.take(0, move_goal, goal.id, A.ACHIEVED)
            story.take(0, move_goal, goal.id, GoalStatus.COMPLETED)
        last = story.file.events[-1].at + dt.timedelta(minutes=5)
        story.file = story.file.after(*finish_plans(story.file, actor=story.manager, at=last))
        story.take(1, move, S.CLOSED, reason=R.GOALS_MET)


def declined(scene: Scene) -> None:
    """Somebody does not want it."""
    story = scene.open(scene.person(RiskLevel.LOW), day("2026-01-12"))
    story.take(3, move, S.SCREENING)
    story.take(8, move, S.CLOSED, reason=R.DECLINED_BY_PERSON, note=scene.say(NOTES["not-now"]))


def opened_again(scene: Scene) -> None:
    """A case was closed too early, and opened again when things got worse."""
    story = scene.open(scene.person(RiskLevel.MEDIUM), day("2025-10-08"))
    story.take(2, move, S.SCREENING)
    story.take(5, move, S.ASSESSMENT)
    story.take(9, move, S.CLOSED, reason=R.NO_LONGER_NEEDED, note=scene.say(NOTES["no-other"]))
    reopened = {"reason": R.WORSENED, "note": scene.say(NOTES["fell-again"])}
    story.take(story.until(day("2026-02-25")), move, S.ASSESSMENT, **reopened)
    story.take(5, move, S.PLANNING)
    plan = scene.cabinet.new_plan(story)
    _ = scene.write_plan(story, plan) and scene.approve(story, plan.id) and scene.link(story)


def waits(scene: Scene) -> None:
    """No case manager is free: the case waits."""
    story = scene.open(scene.person(RiskLevel.LOW), day("2026-03-16"))
    story.take(3, move, S.SCREENING)
    story.take(2, move, CaseStatus.WAITLIST, note=scene.say(NOTES["full"]))


def written_twice(scene: Scene) -> None:
    """The same case was written down twice; one of the two was an error."""
    client = scene.person(RiskLevel.LOW)
    story = scene.open(client, day("2026-01-26"))
    story.take(1, move, CaseStatus.ENTERED_IN_ERROR, note=scene.say(NOTES["twice"]))
    scene.look_after(scene.begin(client, day("2026-01-26")))


def another_plan(scene: Scene) -> None:
    """The family did not want the first plan: it was revoked, and a second one approved."""
    story = scene.open(scene.person(RiskLevel.MEDIUM), day("2025-12-08"))
    scene.assess(story)
    first = scene.cabinet.new_plan(story)
    scene.write_plan(story, first)
    story.take(4, move_plan, first.id, P.REVOKED, note=scene.say(NOTES["family-said-no"]))
    for goal in story.file.goals:
        story.take(0, move_goal, goal.id, GoalStatus.CANCELLED, note=scene.say(NOTES["family-said-no"]))
    second = scene.cabinet.new_plan(story)
    _ = scene.write_plan(story, second) and scene.approve(story, second.id) and scene.link(story)
    scene.look_after(story)


def roof_first(scene: Scene) -> None:
    """Beside the visits there was a plan for the home; it stands still until the roof has been mended."""
    story = scene.begin(scene.person(RiskLevel.MEDIUM), day("2025-11-12"))
    scene.look_after(story)
    plan = scene.cabinet.new_plan(story, note=scene.say(NOTES["roof-first"]))
    story.take(2, begin, plan)
    story.take(2, move_plan, plan.id, P.ACTIVE, actor=scene.desk.head)
    story.take(5, move_plan, plan.id, P.ON_HOLD, note=scene.say(NOTES["roof-first"]))


def handed_over(scene: Scene) -> None:
    """A colleague takes the case over."""
    story = scene.begin(scene.person(RiskLevel.LOW), day("2025-10-15"))
    other = next(each for each in scene.desk.managers if each != story.manager)
    story.take(30, hand_over, other, actor=scene.desk.head, note=scene.say(NOTES["on-leave"]))
    scene.look_after(story)


STORIES: Mapping[Callable[[Scene], None], Mapping[str, int]] = {
    passed_on: {"overdue-task": 1, "soon-task": 1},
    in_hospital: {},
    at_risk: {"overdue-review": 1},
    to_be_discussed: {},
    forgotten: {"overdue-review": 1},
    never_approved: {"called-stalled": 1},
    errands: {"overdue-task": 1, "soon-task": 1},
    late_goal: {"overdue-goal": 1},
    consent_runs_out: {"soon-consent": 1},
    assessed_long_ago: {"overdue-reassessment": 1},
    incomplete: {"incomplete": 1},
    being_reviewed: {},
    goals_met: {},
    declined: {},
    opened_again: {},
    waits: {},
    written_twice: {},
    another_plan: {},
    roof_first: {},
    handed_over: {},
}
"""Every story, and what it leaves: things overdue, things due soon, conferences to be called, incomplete files."""


GONE: tuple[tuple[str, str, CaseReason, ExitReason], ...] = (
    ("2022-05-10", "2025-12-05", R.DIED, ExitReason.DIED),
    ("2023-03-01", "2026-01-30", R.RESIDENTIAL_CARE, ExitReason.RESIDENTIAL_CARE),
    ("2021-09-20", "2026-02-27", R.MOVED_AWAY, ExitReason.MOVED_AWAY),
    ("2024-02-05", "2026-03-20", R.TRANSFERRED, ExitReason.FAMILY_CARE),
    ("2020-11-16", "2026-03-27", R.GOALS_MET, ExitReason.NEEDS_MET),
)
"""Who left in the half-year: the first and the last day, why the case was closed, why the person left the register."""


def _enlisted(ledger: Ledger, rng: Random, desk: Desk, first: str, last: str) -> str:
    client = desk.enlist(ledger, rng, since=day(first), valid_to=day(last))
    ledger.change_plan(client, valid_to=day(last))
    ledger.add_need(client, NeedDomain.HOUSEHOLD)
    service = next(each for each in ledger.services if NeedDomain.HOUSEHOLD in each.domains)
    id_ = f"PL-{len(ledger.placements) + 1:0{ledger.digits + 1}d}"
    since = day(first) + dt.timedelta(days=60)
    ledger.placements.append(Placement(id=id_, client=client, service=service.id, since=since, until=day(last)))
    return client


def _left(scene: Scene, id_: str, last: dt.date, why: CaseReason, exit_: ExitReason) -> None:
    """Somebody leaves the register, and the case is closed."""
    client = scene.cabinet.clients[id_]
    story = scene.begin(client, FIRST_DAY + dt.timedelta(days=1))
    story.take(max(story.until(last) - 3, 1), move, S.REVIEW)
    for goal in story.file.goals:
        story.take(0, move_goal, goal.id, A.ACHIEVED if why is R.GOALS_MET else A.NO_CHANGE)
    ends = P.REVOKED if why is R.DIED else P.COMPLETED
    story.take(1, move_plan, story.file.care_plans[0].id, ends)
    story.take(story.until(last), move, S.CLOSED, reason=why)
    note = scene.say(NOTES["to-daughter"]) if exit_ is ExitReason.FAMILY_CARE else ""
    assert client.valid_from is not None
    scene.ledger.movements += (
        Movement(client=id_, on=client.valid_from, entry=EntryReason.APPLIED),
        Movement(client=id_, on=last, exit=exit_, note=note),
    )


def _came(scene: Scene) -> None:
    """Who came within the year, and why; one of the others was away over the winter."""
    ledger = scene.ledger
    reasons = cycle((EntryReason.FOUND, EntryReason.REFERRED, EntryReason.APPLIED, EntryReason.MOVED_HERE))
    known = {movement.client for movement in ledger.movements}
    here = [(client, since) for client in ledger.clients if client.id not in known and (since := client.valid_from)]
    for client, since in here:
        last = client.valid_to if client.valid_to and client.valid_to < AS_OF else None
        if last or YEAR_FROM <= since <= AS_OF:
            why = next(reasons)
            note = scene.say(NOTES["found"]) if why is EntryReason.FOUND else ""
            ledger.movements.append(Movement(client=client.id, on=since, entry=why, note=note))
        if last:
            ledger.movements.append(Movement(client=client.id, on=last, exit=ExitReason.MOVED_AWAY))
    away, since = next(each for each in here if each[1] < YEAR_FROM and each[0].risk is RiskLevel.LOW)
    gone, back = scene.say(NOTES["to-daughter"]), scene.say(NOTES["back"])
    ledger.movements += (
        Movement(client=away.id, on=since, entry=EntryReason.APPLIED),
        Movement(client=away.id, on=day("2025-11-10"), exit=ExitReason.FAMILY_CARE, note=gone),
        Movement(client=away.id, on=day("2026-03-02"), entry=EntryReason.RETURNED, note=back),
    )


def _ordinary(scene: Scene) -> None:
    """The other cases: two thirds opened in autumn, the rest since the new year, some of them on their way still."""
    people = [client for client in scene.pool if client.id in scene.assessed]
    for at, client in enumerate(sorted(people, key=lambda each: scene.rng.random())):
        share = at / max(len(people) - 1, 1)
        autumn, spring = dt.timedelta(days=round(100 * share)), dt.timedelta(days=round(220 * (1 - share)))
        opened = FIRST_DAY + autumn if share < 0.66 else LAST_DAY - spring
        scene.look_after(scene.begin(client, max(opened, client.valid_from or opened)))


def _assessed(scene: Scene, client: Client, on: str, *known: Instrument) -> None:
    """One more assessment, which finds no need."""
    instrument, total = next(pair for pair in ((Instrument.BARTHEL, 100), (Instrument.KATZ, 6)) if pair[0] not in known)
    id_ = f"AS-{len(scene.ledger.assessments) + 1:0{scene.ledger.digits + 1}d}"
    by = scene.desk.managers[0]
    scene.ledger.assessments.append(
        Assessment(id=id_, client=client.id, instrument=instrument, on=day(on), by=by, total=total)
    )


def _assess_again(scene: Scene) -> None:
    """Assessments of clients with a case are repeated before they no longer count, but for those of the stories."""
    old = scene.told["old"].client.id, day("2025-03-24")
    open_cases = {story.client.id: story for story in scene.cabinet.stories if story.file.case.is_open}
    last: dict[tuple[str, Instrument], Assessment] = {}
    for each in sorted(scene.ledger.assessments, key=lambda each: each.on):
        last[each.client, each.instrument] = each
    for each in last.values():
        counts = each.last_day >= AS_OF + dt.timedelta(days=30) or (each.client, each.on) == old
        if each.client in open_cases and not counts:
            on = scene.cabinet.office.day(day("2026-02-23") + dt.timedelta(days=scene.rng.randint(0, 35)))
            id_ = f"AS-{len(scene.ledger.assessments) + 1:0{scene.ledger.digits + 1}d}"
            by = open_cases[each.client].manager
            scene.ledger.assessments.append(
                each.model_copy(update={"id": id_, "on": on, "by": by, "valid_until": None})
            )
