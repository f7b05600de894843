"""A published plan, a worker falls ill, a new plan that changes little: what changes, and whom to call."""

import datetime as dt
from pathlib import Path

from agecare import Absence, Register, Weights, io, visits

ILL, FROM, TO = "W-05", dt.date(2026, 4, 6), dt.date(2026, 4, 12)

register = io.read_workbook(Path(__file__).parent / "data" / "darkhan.xlsx")
problem = visits.problem_for(register, week="2026-W15")
result = visits.solve(problem, time_limit=None, work_limit=4000, seed=1)
published = io.schedule_document(register, problem, result, input_hash=io.input_hash(register))

fields = {name: getattr(register, name) for name in Register.model_fields}
fields["absences"] = (*register.absences, Absence(worker=ILL, first_day=FROM, last_day=TO))
fields["centre"] = register.centre.model_copy(update={"weights": Weights(change=1500)})  # few telephone calls
register = Register(**fields)  # every reference is resolved again

problem = visits.problem_for(register, week="2026-W15", published=io.published_visits(published, problem.horizon))
begin, _ = io.schedule_of(problem, published)
result = visits.solve(problem, time_limit=None, work_limit=8000, seed=1, start=begin)
assert not result.violations
new = io.schedule_document(register, problem, result, input_hash=io.input_hash(register), revision=1)

before, after = ({visit.visit: visit for visit in plan.visits} for plan in (published, new))
theirs = sum(any(part.worker == ILL for part in visit.workers) for visit in published.visits)
moved = result.cost.components["change"].amount
print(f"{ILL} is away from {FROM:%A} and had {theirs} of {len(before)} published visits. Visits that change: {moved}")

calls, lines = {}, []
for id_ in sorted(before.keys() | after.keys()):
    told = [plan.get(id_) for plan in (before, after)]
    words = [visit and f"{visit.start:%a %H:%M} " + "+".join(part.worker for part in visit.workers) for visit in told]
    minutes = abs((told[0].start - told[1].start).total_seconds()) / 60 if all(told) else None
    same_workers = all(told) and words[0].split()[-1] == words[1].split()[-1]
    if minutes is None or minutes > problem.change_minutes or not same_workers:
        lines.append(f"  {id_}: {words[0] or 'not planned'} → {words[1] or 'not this week'}")
        for visit in filter(None, told):
            for person in (visit.client, *(part.worker for part in visit.workers)):
                calls.setdefault(person, set()).add(id_)

print(*lines[:12], f"  … and {len(lines[12:])} more", sep="\n")
print("Whom to call, and about how many visits:")
print(" ", ", ".join(f"{person} {len(ids)}" for person, ids in sorted(calls.items()) if person != ILL))
