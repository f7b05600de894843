"""A register written in code, planned for a week: three clients, two workers, one visit that takes both."""

from agecare import (
    Address,
    Centre,
    Client,
    Location,
    Register,
    Shift,
    Skill,
    SkillLevel,
    TimeWindow,
    VisitRequest,
    VisitRole,
    Worker,
    visits,
)

nursing = SkillLevel(skill="nursing")
injection = VisitRole(minutes=30, skills=(nursing,))
morning = (TimeWindow(start="9:00", end="12:30"),)
weekdays = ("mon", "tue", "wed", "thu", "fri")
office = {"start_location": "OFFICE", "end_location": "OFFICE"}

register = Register(
    centre=Centre(id="TINY", name="Tiny centre", country="MN", timezone="Asia/Ulaanbaatar"),
    locations=(Location(id="OFFICE", name="Office", latitude=49.4867, longitude=105.9228),),
    skills=(Skill(id="nursing", name="Nursing"),),
    clients=(Client(id="E-1", usual_worker="W-1"), Client(id="E-2"), Client(id="E-3")),
    addresses=(
        Address(client="E-1", latitude=49.4901, longitude=105.9302),
        Address(client="E-2", latitude=49.4935, longitude=105.9120),
        Address(client="E-3", latitude=49.4805, longitude=105.9410),
    ),
    workers=(Worker(id="W-1", skills=(nursing,), **office), Worker(id="W-2", **office)),
    shifts=tuple(Shift(worker=worker, days=weekdays, start="8:30", end="17:30") for worker in ("W-1", "W-2")),
    visit_requests=(
        VisitRequest(id="V-1", client="E-1", visits_per_week=3, windows=morning, roles=(VisitRole(minutes=45),)),
        VisitRequest(id="V-2", client="E-2", visits_per_week=2, windows=morning, roles=(injection,)),
        VisitRequest(id="V-3", client="E-3", windows=morning, coupling="together", roles=(VisitRole(minutes=60),) * 2),
    ),
)

problem = visits.problem_for(register, week="2026-W15")
result = visits.solve(problem, time_limit=None, work_limit=2000, seed=1)
assert not result.violations

for route, timeline in visits.timelines(problem, result.schedule).items():
    day = problem.horizon.dates[problem.route_day[route]]
    print(f"{day:%a %d.%m.}  {problem.worker_ids[problem.route_worker[route]]}")
    for stop in timeline.stops:
        visit = problem.task_visit[stop.task]
        clock = f"{stop.start // 60:02}:{stop.start % 60:02}"
        print(f"    {clock}  {problem.visit_ids[visit]}  at {problem.client_ids[problem.visit_client[visit]]}")
print(f"cost {result.cost.total}, of it travel {result.cost.components['travel'].cost}")
