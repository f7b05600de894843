"""A centre in a few words, for tests that need one rule at a time: everybody starts at HQ, ten minutes to anywhere."""

from collections.abc import Sequence

import numpy as np

from agecare import (
    Absence,
    Address,
    Area,
    CarePlan,
    Centre,
    Client,
    HolidayChange,
    Location,
    Lock,
    Register,
    Season,
    Shift,
    Skill,
    SkillLevel,
    TravelMode,
    VisitRequest,
    VisitRole,
    Worker,
)
from agecare.visits.problem import VisitProblem, problem_for
from agecare.visits.travel import Minutes, Places
from builders import WEEK, WEEKDAYS, role, windows

SKILLS = ("care", "nursing", "physio")


def ten(places: Places, mode: TravelMode, season: Season) -> Minutes:
    """Ten minutes from every place to every other."""
    size = len(places.ids)
    return np.where(np.eye(size, dtype=np.bool_), 0, 10).astype(np.int32)


def centre(**fields: object) -> Centre:
    """A centre in Mongolia."""
    return Centre(**{"id": "C", "name": "Centre", "country": "MN", "timezone": "Asia/Ulaanbaatar", **fields})


def worker(id_: str, *skills: str, **fields: object) -> Worker:
    """A worker who starts and ends at HQ; ``nursing:2`` is a skill with its level."""
    levels = tuple(
        SkillLevel(skill=name, level=int(level or 1)) for name, _, level in (s.partition(":") for s in skills)
    )
    return Worker(**{"id": id_, "skills": levels, "start_location": "HQ", "end_location": "HQ", **fields})


def shift(id_: str, hours: str = "08:00-16:00", days: Sequence[str] = WEEKDAYS, **fields: object) -> Shift:
    """A shift of ``08:00-16:00``, Monday to Friday, without a break."""
    start, end = hours.split("-")
    return Shift(worker=id_, days=days, start=start, end=end, **fields)


def request(id_: str, client: str = "E-1", *spans: str, minutes: int = 30, **fields: object) -> VisitRequest:
    """A request for one visit a week of 30 minutes between 08:00 and 16:00."""
    roles: Sequence[VisitRole] = fields.pop("roles", (role(minutes),))
    return VisitRequest(id=id_, client=client, windows=windows(*(spans or ("08:00-16:00",))), roles=roles, **fields)


def small_register(
    requests: Sequence[VisitRequest],
    *,
    workers: Sequence[Worker] | None = None,
    shifts: Sequence[Shift] | None = None,
    clients: Sequence[Client] | None = None,
    addresses: Sequence[Address] | None = None,
    locks: Sequence[Lock] = (),
    absences: Sequence[Absence] = (),
    care_plans: Sequence[CarePlan] = (),
    holiday_changes: Sequence[HolidayChange] = (),
    **settings: object,
) -> Register:
    """A register around some requests: by default one worker W-1, her shift, and the clients that are asked for.

    Each client lives somewhere else. ``settings`` are fields of the centre.
    """
    named = dict.fromkeys(request.client for request in requests)
    people = tuple(clients) if clients is not None else tuple(Client(id=id_) for id_ in named)
    staff = tuple(workers) if workers is not None else (worker("W-1", "care"),)
    homes = tuple(home(person.id, number) for number, person in enumerate(people, 1))
    return Register(
        centre=centre(**settings),
        areas=tuple(Area(id=id_, name=id_, level="bag") for id_ in ("A-1", "A-2")),
        locations=(Location(id="HQ", name="Centre", latitude=49.48, longitude=105.92),),
        skills=tuple(Skill(id=id_) for id_ in SKILLS),
        clients=people,
        addresses=tuple(addresses) if addresses is not None else homes,
        workers=staff,
        shifts=tuple(shifts) if shifts is not None else tuple(shift(person.id) for person in staff),
        visit_requests=tuple(requests),
        locks=tuple(locks),
        absences=tuple(absences),
        care_plans=tuple(care_plans),
        holiday_changes=tuple(holiday_changes),
    )


def home(client: str, number: int = 1, **period: object) -> Address:
    """An address ``number`` × 110 m north of HQ."""
    return Address(client=client, latitude=49.48 + number / 1000, longitude=105.92, **period)


def small_problem(
    requests: Sequence[VisitRequest], *, days: int = 7, published: object = None, **fields: object
) -> VisitProblem:
    """The visit problem of a `small_register`, ten minutes between any two places."""
    return problem_for(small_register(requests, **fields), WEEK, days=days, travel=ten, published=published)
