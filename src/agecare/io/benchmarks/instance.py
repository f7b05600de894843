"""A published instance as a visit problem, and what its published cost is."""

from collections.abc import Iterator, Mapping

import attrs
import numpy as np

from agecare.visits.checks import Violation, cost, violations
from agecare.visits.problem import VisitProblem
from agecare.visits.schedule import Schedule

COMPONENTS: Mapping[str, str] = {
    "travel_time": "travel",
    "total_tardiness": "lateness",
    "highest_tardiness": "largest-lateness",
    "total_waiting_time": "waiting",
    "total_extra_time": "overtime",
    "max_idle_time": "largest-idle",
    "caregiver_preferences": "preferred-worker",
    "optional_patients": "unserved",
    "missed_lunch_break": "missed-break",
}
"""Published names of the components that are priced here, and ours."""


@attrs.frozen(eq=False)
class Instance:
    """A published instance, read.

    Attributes
    ----------
    name : stem of the file.
    family : ``mankowska``, ``kummer``, ``italian`` or ``uhhc``.
    problem : one day; client, visit and request of a patient have the patient's id, a worker the caregiver's, and
        a place is a row of the matrix.
    scale : time units of the problem per unit of the source.
    divisor : the published value is the cost of `agecare.visits.cost` divided by this.
    task_services : (T,) id of the service of each task.
    priced : published names of the components with a price.
    lunch_required : whether a missed lunch is forbidden (the problem itself can only price it).
    """

    name: str
    family: str
    problem: VisitProblem
    scale: int
    divisor: int
    task_services: tuple[str, ...]
    priced: tuple[str, ...] = ()
    lunch_required: bool = False

    @property
    def classic(self) -> bool:
        """Whether late starts, and nothing else, make a plan with the smallest start times the best of its orders."""
        return self.family != "uhhc"

    def value(self, schedule: Schedule) -> float:
        """The published cost of a plan."""
        return cost(self.problem, schedule).total / self.divisor

    def components(self, schedule: Schedule) -> dict[str, float]:
        """The weighted components of the published cost, by published name; their sum is `value`."""
        found = cost(self.problem, schedule).components
        return {name: found[COMPONENTS[name]].cost / self.divisor for name in self.priced}

    def faults(self, schedule: Schedule) -> list[Violation]:
        """What makes a plan no solution: broken rules, required patients left out, required lunches missed."""
        return [*violations(self.problem, schedule), *self._left_out(schedule), *self._unfed(schedule)]

    def _left_out(self, schedule: Schedule) -> Iterator[Violation]:
        for visit in np.flatnonzero(self.problem.visit_mandatory & (schedule.visit_day < 0)):
            yield Violation("required-patient", self.problem.visit_ids[visit])

    def _unfed(self, schedule: Schedule) -> Iterator[Violation]:
        if self.lunch_required:
            for route in np.flatnonzero((self.problem.route_break_minutes > 0) & (schedule.break_start < 0)):
                yield Violation("required-lunch", None, self.problem.worker_ids[self.problem.route_worker[route]])
