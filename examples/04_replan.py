"""A published plan, a worker falls ill, a new plan that changes little: what changes and why, and whom to call."""

import datetime as dt
from collections import Counter
from pathlib import Path

from agecare import Absence, Register, io, visits
from agecare.visits.replan import Voice

ILL, FROM, TO = "W-05", dt.date(2026, 4, 6), dt.date(2026, 4, 12)

register = io.read_workbook(Path(__file__).parent / "data" / "darkhan.xlsx")
problem = visits.problem_for(register, week="2026-W15")
result = visits.solve(problem, time_limit=None, work_limit=4000, seed=1)
published = io.schedule_document(register, problem, result, input_hash=io.input_hash(register))

fields = {name: getattr(register, name) for name in Register.model_fields}
fields["absences"] = (*register.absences, Absence(worker=ILL, first_day=FROM, last_day=TO))
register = Register(**fields)  # every reference is resolved again

again = io.replanning(register, published, problem.horizon)  # the problem now, and what of the plan still fits it
new = visits.replan(again.problem, again.told, gone=again.gone, time_limit=None, work_limit=4000, seed=1)
assert not new.result.violations

theirs = sum(any(part.worker == ILL for part in visit.workers) for visit in published.visits)
print(f"{ILL} is away from {FROM:%A} and had {theirs} of {len(published.visits)} published visits.")
print(f"Visits that change: {len(new.changes)}.", dict(Counter(str(change.reason) for change in new.changes)))

services = {request.id: request.service for request in register.visit_requests}
voice = Voice("en", again.problem.horizon, str, str, lambda visit: services[visit.split("/")[0]], str)
for change in new.changes[:8]:
    before, after = voice.appointment(change.before), voice.appointment(change.after)
    print(f"  {change.visit}: {before} → {after}. {voice.why(change)}")

print(f"People to call: {len(new.calls)}. The first client and the first worker:")
for call in (new.calls[0], next(call for call in new.calls if not call.is_client)):
    print(f"  {call.id}", *(f"    {voice.tell(call, change)}" for change in call.changes[:3]), sep="\n")
