"""The visits that nobody makes, with the reason in words."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import attrs

from agecare.locale import has_message, translate
from agecare.report.reading import Reading
from agecare.report.sheets import Texts
from agecare.visits import Unserved, Violation
from agecare.visits.problem import PRIORITIES
from agecare.visits.schedule import Repair


@attrs.frozen
class Missed:
    """A visit that is not in the plan, or several of one request left out for one reason."""

    times: int
    client: str
    name: str
    phone: str
    what: str
    priority: str
    priority_word: str
    optional: bool
    wanted: str
    """Days and hours at which it could be."""
    kind: str
    kind_text: str
    reason: str
    repair: str
    """What would let it be served."""


def missed_visits(reading: Reading, texts: Texts) -> list[Missed]:
    """What is not served: mandatory visits first, then by priority, then as in the plan."""
    given = {unserved.visit: unserved for unserved in reading.schedule.unserved}
    problem = reading.problem
    left_out = [visit for visit in range(len(problem.visit_ids)) if not reading.schedule.served(visit)]
    left_out.sort(key=lambda v: (not problem.visit_mandatory[v], -int(problem.visit_priority[v]), v))
    rows: dict[tuple[object, ...], list[Missed]] = {}
    for visit in left_out:
        row = _missed(reading, texts, visit, given.get(problem.visit_ids[visit]))
        rows.setdefault((reading.request_id(visit), row.kind, row.reason, row.repair, row.wanted), []).append(row)
    return [attrs.evolve(same[0], times=len(same)) for same in rows.values()]


def _missed(reading: Reading, texts: Texts, visit: int, unserved: Unserved | None) -> Missed:
    problem, words = reading.problem, texts.words
    client, priority = reading.client_id(visit), PRIORITIES[problem.visit_priority[visit]]
    return Missed(
        times=1,
        client=client,
        name=texts.names.client(client),
        phone=texts.names.client_phone(client),
        what=texts.service(reading.request_id(visit)),
        priority=priority.value,
        priority_word=words.code(f"Priority.{priority}"),
        optional=not problem.visit_mandatory[visit],
        wanted=_wanted(reading, texts, visit),
        kind="" if unserved is None else unserved.kind.value,
        kind_text="" if unserved is None else translate(f"reasons.kind-{unserved.kind}", words.language),
        reason="" if unserved is None else reason_text(reading, texts, unserved),
        repair="" if unserved is None or unserved.repair is None else repair_text(reading, texts, unserved.repair),
    )


def _wanted(reading: Reading, texts: Texts, visit: int) -> str:
    """The allowed days, and the hours of the first of them."""
    problem, words = reading.problem, texts.words
    allowed = [day for day in range(problem.days) if problem.visit_days[visit, day]]
    if not allowed:
        return words("no-day")
    weekdays = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    if problem.days <= 7:
        days = ", ".join(
            words.code(f"weekday-short.{weekdays[problem.horizon.dates[day].weekday()]}") for day in allowed
        )
    else:
        days = f"{words.day(problem.horizon.dates[allowed[0]])} – {words.day(problem.horizon.dates[allowed[-1]])}"
    hours = ", ".join(words.span(start, end) for start, end in problem.windows_of(visit, allowed[0]))
    return f"{days} · {hours}" if hours else days


def reason_text(reading: Reading, texts: Texts, unserved: Unserved) -> str:
    """The reason as a sentence, with names and dates in the place of ids and numbers.

    A code that no catalogue knows is shown as it is, so that a plan made by a newer version can be read.
    """
    return _said(reading, texts, unserved.reason, unserved.reason, unserved.params)


def repair_text(reading: Reading, texts: Texts, repair: Repair) -> str:
    """The nearest change as a sentence; a code that no catalogue knows is shown as it is."""
    return _said(reading, texts, f"repair-{repair.code}", repair.code, repair.params)


def _said(reading: Reading, texts: Texts, name: str, code: str, params: Mapping[str, str]) -> str:
    key = f"reasons.{name}"
    if not has_message(key):
        return code
    named = {name: _named(reading, texts, name, value) for name, value in params.items()}
    return translate(key, texts.words.language, **named)


def _named(reading: Reading, texts: Texts, name: str, value: str) -> str:
    problem, words = reading.problem, texts.words
    if name in ("skill", "skills"):
        known = {skill.id: skill.name or skill.id for skill in texts.register.skills}
        return ", ".join(known.get(id_, id_) for id_ in value.split(", "))
    if name in ("worker", "workers", "who", "other_worker"):
        return ", ".join(_worker_labels(reading, texts, value))
    if name in ("day", "other_day"):
        return words.day(_date(value, problem.horizon.dates)) if value else value
    if name == "other" and value in problem.visit_ids:
        visit = problem.visit_ids.index(value)
        return f"{texts.names.client_label(reading.client_id(visit))}, {texts.service(reading.request_id(visit))}"
    if value.isdigit():
        return words.number(int(value))
    return value


def _worker_labels(reading: Reading, texts: Texts, ids: str) -> Iterable[str]:
    for id_ in ids.replace(",", " ").split():
        yield texts.names.worker_label(id_) if id_ in reading.problem.worker_ids else id_
    if not ids.strip():
        yield "–"


def violation_text(reading: Reading, texts: Texts, broken: Violation) -> str:
    """A broken rule as a sentence: which visit, worker and day, and the rule."""
    words, problem = texts.words, reading.problem
    where = []
    if broken.visit in problem.visit_ids:
        visit = problem.visit_ids.index(broken.visit)
        where.append(f"{texts.names.client_label(reading.client_id(visit))}, {broken.visit}")
    if broken.worker is not None:
        where.append(", ".join(_worker_labels(reading, texts, broken.worker)))
    if broken.day is not None and 0 <= broken.day < problem.days:
        where.append(words.day(problem.horizon.dates[broken.day]))
    key = f"reasons.rule-{broken.rule}"
    named = {name: _named(reading, texts, name, value) for name, value in broken.params.items()}
    rule = translate(key, words.language, **named) if has_message(key) else broken.rule
    return " · ".join([*where, rule])


def _date(text: str, dates: Sequence[dt.date]) -> dt.date:
    """A day that a reason names: an ISO date, or its number in the horizon."""
    return dates[int(text)] if text.isdigit() else dt.date.fromisoformat(text)
