"""Somebody else's plan judged: a good plan is spoiled in three ways, and the checker names what is wrong."""

import copy
import datetime as dt
import tempfile
from pathlib import Path

from agecare import io, visits
from agecare.locale import has_message, translate

register = io.read_workbook(Path(__file__).parent / "data" / "darkhan.xlsx")
problem = visits.problem_for(register, week="2026-W15")
result = visits.solve(problem, time_limit=None, work_limit=2000, seed=1)

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "schedule.json"
    io.write_schedule(path, register, problem, result, input_hash=io.input_hash(register))
    plan = io.read_schedule(path)  # from here on it could be anybody's file


def late(plan):
    """One visit begins an hour and a half later than planned."""
    part = plan["visits"][0]["workers"][0]
    part["start"] += dt.timedelta(minutes=90)


def alone(plan):
    """A visit that takes two workers loses one."""
    pair = next(visit for visit in plan["visits"] if len(visit["workers"]) == 2)
    pair["workers"] = pair["workers"][:1]


def cheap(plan):
    """The plan claims to cost less than it does."""
    plan["cost"]["total"] //= 2


def judged(plan):
    """Every broken rule in words; the checker uses no solver."""
    for broken in io.document_violations(register, io.problem_of(register, plan), plan):
        where = " ".join(filter(None, [broken.visit, broken.worker]))
        key = next(key for key in (f"reasons.rule-{broken.rule}", f"cli.rule-{broken.rule}") if has_message(key))
        yield f"[{broken.rule}] {where} {translate(key, 'en', **broken.params)}"


print(f"As it was made: {len(plan.visits)} visits, rules broken: {len(list(judged(plan)))}")
for spoil in (late, alone, cheap):
    spoiled = copy.deepcopy(plan.model_dump(by_alias=True))
    spoil(spoiled)
    print(f"\n{spoil.__doc__}")
    for line in judged(type(plan).model_validate(spoiled)):
        print(f"  {line}")
