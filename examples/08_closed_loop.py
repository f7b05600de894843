"""All the way round: assessment, needs, match, referral, approved plan, week, what became of it, the next review."""

import datetime as dt
from pathlib import Path

from agecare import Assessment, CarePlan, Consent, Goal, NeedDomain, Referral, VisitOutcome, cases, io, matching, visits
from agecare.io.agenda import agenda
from agecare.model import CarePlanStatus, CaseStage, GoalStatus, ReferralStatus, needs_from
from agecare.referrals import moves

MONDAY, NOON = dt.date(2026, 4, 6), dt.datetime(2026, 4, 3, 12)
register = io.read_workbook(Path(__file__).parent / "data" / "mandal.xlsx")

# Assessment and needs: somebody of whom no need of care is known yet. A case is opened and planned.
cared_for = {need.client for need in register.needs if need.domain == NeedDomain.SELF_CARE} | set(register.cases_of)
client = next(one.id for one in register.clients if one.id not in cared_for)
manager, head, *_ = (worker.id for worker in register.workers)
katz = Assessment(id="A-NEW", client=client, instrument="katz", on=NOON.date(), total=1)
[need] = needs_from(katz, register.need_rules)
consent = Consent(id="C-NEW", client=client, valid_from=NOON.date())
known = {"assessments": katz, "needs": need, "consents": consent}
register = register.replace(**{kind: [*getattr(register, kind), record] for kind, record in known.items()})
who = {"actor": manager, "at": NOON}
opened = cases.open_case("K-NEW", client, case_manager=manager, **who)
file = cases.CaseFile(opened.record, needs=(need,), consents=(consent,), events=(opened.event,))
for stage in (CaseStage.SCREENING, CaseStage.ASSESSMENT, CaseStage.PLANNING):
    file = file.after(cases.move(file, stage, **who))

# The best service that comes home: a referral, and a plan that somebody else approves.
directory = matching.directory_of(register, MONDAY)
found = next(each for each in matching.match(directory, client).needs if each.need.id == need.id)
home = next(fit for fit in found.fits if fit.service.at_home)
parties = {"requester": manager, "performer": home.service.organization or head, "consent": consent.id}
draft = Referral(id="R-NEW", client=client, need=need.id, service=home.service.id, authored=NOON, **parties)
sent = moves.move(draft, ReferralStatus.REQUESTED, consent=consent, **who)
done = moves.move(sent.referral, ReferralStatus.ACCEPTED, actor=draft.performer, at=NOON)
plan = CarePlan(id="P-NEW", client=client, case="K-NEW", status="draft", author=manager)
for record in (plan, Goal(id="G-NEW", care_plan="P-NEW", need=need.id)):
    file = file.after(cases.begin(file, record, **who))
file = file.after(cases.move_plan(file, "P-NEW", CarePlanStatus.ACTIVE, actor=head, at=NOON))
file = file.after(cases.move_goal(file, "G-NEW", GoalStatus.ACTIVE, **who), cases.move(file, CaseStage.LINKAGE, **who))
file = file.after(cases.move(file, CaseStage.MONITORING, **who))
wanted = matching.visit_requests_for(directory, home, care_plan="P-NEW")
register = cases.put_back(register, file).replace(
    referrals=[*register.referrals, done.referral], referral_events=[*register.referral_events, sent.event, done.event],
    visit_requests=[*register.visit_requests, *wanted],
)  # fmt: skip

# The week is scheduled; nobody opens the door. What that changes, and what is due.
result = visits.solve(problem := visits.problem_for(register, start=MONDAY), time_limit=None, work_limit=4000, seed=1)
work = [visit for day in agenda(register, problem, result.schedule) for visit in day.appointments]
mine = [visit for visit in work if visit.request in wanted]
told = [VisitOutcome(request=v.request.id, date=v.start.date(), worker=v.worker.id, status="noshow") for v in mine]
after = cases.take_up(register, told, week=dt.date(2026, 4, 13), actor=manager, at=dt.datetime(2026, 4, 10, 18))
print(f"{client}: {need.domain.value}, {home.service.name}, visits", *(f"{each.start:%a %H:%M}" for each in mine))
print(*(f"goal {each.moved.record.id} is {each.moved.event.to_state} ({each.reason.value})" for each in after.goals))
print(*(f"next week {each.made_up.visits_per_week} more: {each.made_up.id}" for each in after.make_ups if each.made_up))
[review] = [each for each in cases.due(after.register, dt.date(2026, 4, 10)).things if each.record == "K-NEW"]
print(f"due: {review.kind.value} until {review.due:%d %B}, because visits were {review.early.value}")
