"""From an assessment to the scheduled week: needs, the service that suits best, and when who comes."""

import datetime as dt
from pathlib import Path

from agecare import Assessment, io, matching, visits
from agecare.io.agenda import agenda
from agecare.model import needs_from

MONDAY = dt.date(2026, 4, 6)
register = io.read_workbook(Path(__file__).parent / "data" / "darkhan.xlsx")

# Somebody who has no need on record yet is assessed.
known = {need.client for need in register.needs}
client = next(one.id for one in register.clients if one.id not in known)
katz = Assessment(id="A-NEW", client=client, instrument="katz", on=MONDAY, total=1)
register = register.replace(
    assessments=[*register.assessments, katz],
    needs=[*register.needs, *needs_from(katz, register.need_rules)],
)

# What answers the need, and why not the others.
directory = matching.directory_of(register, MONDAY)
match = matching.match(directory, client)
for found in match.needs:
    print(f"{client} needs help with {found.need.domain.value} ({found.need.severity.value})")
    for fit in found.fits[:3]:
        print(f"  {fit.service.name}: {fit.score} =", "; ".join(map(matching.part_text, fit.reasons)))
    for fit in found.unfit[:3]:
        for unmet in matching.explain(directory, fit).unmet:
            change = "nothing" if unmet.nearest is None else matching.change_text(unmet.nearest)
            print(f"  not {fit.service.name}: {matching.answer_text(unmet.answer)}; would help: {change}")

# The best one that comes home: a draft request, and its visits.
home = next(fit for fit in match if fit.service.at_home)
draft = matching.draft_request(directory, home)
wanted = matching.visit_requests_for(directory, home)
register = register.replace(
    service_requests=[*register.service_requests, draft],
    visit_requests=[*register.visit_requests, *wanted],
)
print(f"\nDraft {draft.id}: {home.service.name}, {home.service.visits_per_week} visits a week")

# The week, with everybody else's visits.
problem = visits.problem_for(register, start=MONDAY)
result = visits.solve(problem, time_limit=None, work_limit=4000, seed=1)
for shift in agenda(register, problem, result.schedule):
    for visit in shift.appointments:
        if visit.client.id == client:
            print(f"  {visit.start:%a %d %b %H:%M}-{visit.end:%H:%M} {visit.request.service}, by {visit.worker.id}")
