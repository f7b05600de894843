"""What is said of a change, in words: why it is made, and what to tell each person."""

import datetime as dt
from collections.abc import Callable

import attrs

from agecare.locale import format_date, translate
from agecare.model import Horizon
from agecare.model.time import format_clock
from agecare.visits.problem import PublishedVisit
from agecare.visits.replan.records import Call, Change


@attrs.frozen
class Voice:
    """Says what changes in one language; names come from whoever may see them."""

    language: str
    horizon: Horizon
    client: Callable[[str], str]
    """The words for a client's id."""
    worker: Callable[[str], str]
    """The words for a worker's id."""
    service: Callable[[str], str]
    """What is done at a visit, by the visit's id."""
    person: Callable[[str], str]
    """Whose visit another one is, by the visit's id."""

    def appointment(self, visit: PublishedVisit | None) -> str:
        """Day, time and workers: ``Tue 7 Apr 09:30 · Bat``."""
        if visit is None:
            return "–"
        date = self.horizon.start + dt.timedelta(days=visit.day)
        when = f"{format_date(date, self.language, 'day')} {format_clock(visit.start)}"
        return " · ".join(filter(None, (when, ", ".join(map(self.worker, visit.workers)))))

    def why(self, change: Change) -> str:
        """The reason of a change."""
        params = dict(change.params)
        if "worker" in params:
            params["worker"] = self.worker(params["worker"]) if params["worker"] else "–"
        if "visit" in params:
            params["visit"] = self.person(params["visit"])
        if "component" in params:
            params["component"] = translate(f"reasons.component-{params['component']}", self.language)
        return translate(f"changes.why-{change.reason}", self.language, **params)

    def tell(self, call: Call, change: Change) -> str:
        """What to tell a person about one change."""
        before, after = change.before, change.after
        if call.is_client:
            kind = "new" if before is None else "dropped" if after is None else "moved"
            key, what = f"changes.tell-client-{kind}", self.service(change.visit)
        else:
            was = before is not None and call.id in before.workers
            comes = after is not None and call.id in after.workers
            kind = "moved" if was and comes else "given" if comes else "dropped" if after is None else "taken"
            key, what = f"changes.tell-worker-{kind}", self.client(change.client)
        return translate(key, self.language, what=what, before=self.appointment(before), after=self.appointment(after))
