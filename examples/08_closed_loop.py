"""The whole way round: assessment, needs, match, referral, approved plan, the week, what became of it, the next review."""

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
register = register.replace(
    assessments=[*register.assessments, katz], needs=[*register.needs, need], consents=[*register.consents, consent]
)
who = {"actor": manager, "at": NOON}
opened = cases.open_case("K-NEW", client, case_manager=manager, **who)
file = cases.CaseFile(opened.record, needs=(need,), consents=(consent,), events=(opened.event,))
for stage in (CaseStage.SCREENING, CaseStage.ASSESSMENT, CaseStage.PLANNING):
    file = file.after(cases.move(file, stage, **who))

# The best service that comes home: a referral, and a plan that somebody else approves.
fits = matching.match(matching.directory_of(register, MONDAY), client).needs
home = next(fit for each in fits if each.need.id == need.id for fit in each.fits if fit.service.at_home)
draft = Referral(id="R-NEW", client=client, need=need.id, service=home.service.id, requester=manager,
                 performer=home.service.organization or head, consent=consent.id, authored=NOON)  # fmt: skip
sent = moves.move(draft, ReferralStatus.REQUESTED, consent=consent, **who)
done = moves.move(sent.referral, ReferralStatus.ACCEPTED, actor=draft.performer, at=NOON)
plan = CarePlan(id="P-NEW", client=client, case="K-NEW", status="draft", author=manager)
file = file.after(
    cases.begin(file, plan, **who), cases.begin(file, Goal(id="G", care_plan="P-NEW", need=need.id), **who)
)
file = file.after(cases.move_plan(file, "P-NEW", CarePlanStatus.ACTIVE, actor=head, at=NOON))
for step in (lambda: cases.move(file, CaseStage.LINKAGE, **who), lambda: cases.move(file, CaseStage.MONITORING, **who),
             lambda: cases.move_goal(file, "G", GoalStatus.ACTIVE, **who)):  # fmt: skip
    file = file.after(step())
wanted = matching.visit_requests_for(matching.directory_of(register, MONDAY), home, care_plan="P-NEW")
register = cases.put_back(register, file).replace(
    referrals=[*register.referrals, done.referral], visit_requests=[*register.visit_requests, *wanted]
)

# The week is scheduled; nobody opens the door. What that changes, and what is due.
result = visits.solve(problem := visits.problem_for(register, start=MONDAY), time_limit=None, work_limit=4000, seed=1)
mine = [
    visit
    for day in agenda(register, problem, result.schedule)
    for visit in day.appointments
    if visit.client.id == client
]
told = [
    VisitOutcome(request=each.request.id, date=each.start.date(), worker=each.worker.id, status="noshow")
    for each in mine
]
after = cases.take_up(register, told, week=MONDAY + dt.timedelta(7), actor=manager, at=dt.datetime(2026, 4, 10, 18))
print(client, need.domain, home.service.name, done.referral.status, *(f"{each.start:%a %H:%M}" for each in mine))
print(
    [(each.moved.event.to_state, each.reason.value) for each in after.goals],
    [each.made_up.id for each in after.make_ups],
)
print(
    [
        (each.kind.value, each.due.isoformat(), each.early)
        for each in cases.due(after.register, NOON.date()).things
        if each.client == client
    ]
)
