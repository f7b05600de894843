"""From an assessment to the scheduled week: needs, the service that suits best, and when who comes."""

import datetime as dt
from pathlib import Path

from agecare import Assessment, NeedDomain, io, matching, visits
from agecare.io.agenda import agenda
from agecare.model import needs_from

MONDAY = dt.date(2026, 4, 6)
register = io.read_workbook(Path(__file__).parent / "data" / "mandal.xlsx")

# Somebody of whom no need of care is known yet is assessed: Katz, 1 of 6.
cared_for = {need.client for need in register.needs if need.domain == NeedDomain.SELF_CARE}
client = next(one.id for one in register.clients if one.id not in cared_for)
katz = Assessment(id="A-NEW", client=client, instrument="katz", on=MONDAY, total=1)
[need] = needs_from(katz, register.need_rules)
register = register.replace(assessments=[*register.assessments, katz], needs=[*register.needs, need])

# What answers the need, and why the rest cannot be had.
directory = matching.directory_of(register, MONDAY)
found = next(each for each in matching.match(directory, client).needs if each.need.id == need.id)
print(f"{client} needs help with {need.domain.value}: {need.severity.value}")
for fit in found.fits:
    print(f"  {fit.service.name}: {fit.score} points:", "; ".join(map(matching.part_text, fit.reasons)))
for fit in found.unfit:
    for unmet in matching.explain(directory, fit).unmet:
        help_ = "nothing helps" if unmet.nearest is None else matching.change_text(unmet.nearest)
        print(f"  not {fit.service.name}: {matching.answer_text(unmet.answer)} => {help_}")

# The best one that comes home: a draft request, and the visits of its week.
home = next(fit for fit in found.fits if fit.service.at_home)
draft = matching.draft_request(directory, home)
wanted = matching.visit_requests_for(directory, home)
register = register.replace(
    service_requests=[*register.service_requests, draft],
    visit_requests=[*register.visit_requests, *wanted],
)
print(f"\nDraft {draft.id}: {draft.units} visits a week of {home.service.visit.minutes} minutes, scheduled:")

# The week, with everybody else's visits.
problem = visits.problem_for(register, start=MONDAY)
result = visits.solve(problem, time_limit=None, work_limit=4000, seed=1)
for shift in agenda(register, problem, result.schedule):
    for visit in shift.appointments:
        if visit.client.id == client:
            print(f"  {visit.start:%a %d %b %H:%M}-{visit.end:%H:%M} {visit.request.service}, by {visit.worker.id}")
