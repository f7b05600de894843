"""A small district with two bags, two joint teams of three workers, and clients: for tests of the team's side."""

from typing import Any

from agecare import Area, Case, Client, Location, Organization, Register, Service, Skill, Team, TeamMember, Worker
from small_worlds import centre, home, worker

AREAS = (
    Area(id="soum", name="Soum", level="soum"),
    Area(id="bag-1", name="First", level="bag", parent="soum"),
    Area(id="bag-2", name="Second", level="bag", parent="soum"),
    Area(id="far", name="Far", level="soum"),
)


def client(id_: str, **fields: Any) -> Client:
    """A client of the first bag who speaks Mongolian, with W-1 as the usual worker."""
    return Client(**{"id": id_, "area": "bag-1", "languages": ["mn"], "usual_worker": "W-1", **fields})


def case(id_: str, of: str, **fields: Any) -> Case:
    """An active case of W-1, monitored since January."""
    given = {"stage": "monitoring", "status": "active", "case_manager": "W-1", "since": "2026-01-05", **fields}
    return Case(id=id_, client=of, **given)


def workers(*more: Worker) -> tuple[Worker, ...]:
    """W-1 and W-2 speak Mongolian, W-3 Kazakh; more beside them."""
    own = (("W-1", "mn"), ("W-2", "mn"), ("W-3", "kk"))
    return (*(worker(id_, languages=[language], sector="health") for id_, language in own), *more)


def district(**records: Any) -> Register:
    """E-1 … E-3 in the first bag with W-1; the team of the first bag is W-1 and W-2, that of the second W-3."""
    given = {
        "centre": centre(caseload_limit=4),
        "organizations": (Organization(id="O-1", name="Hospital", sector="health"),),
        "locations": (Location(id="HQ", name="Centre", latitude=49.48, longitude=105.92),),
        "areas": AREAS,
        "skills": (Skill(id="nursing"),),
        "services": (Service(id="S-1", name="Day centre", type="day-care", domains=["company"]),),
        "clients": tuple(client(f"E-{number}") for number in (1, 2, 3)),
        "workers": workers(),
        "teams": (Team(id="T-1", name="One", areas=["bag-1"]), Team(id="T-2", areas=["bag-2"])),
        "team_members": (
            TeamMember(team="T-1", worker="W-1", role="lead"),
            TeamMember(team="T-1", worker="W-2", sector="education"),
            TeamMember(team="T-2", worker="W-3"),
        ),
        **records,
    }
    return Register(**{"addresses": tuple(home(each.id) for each in given["clients"]), **given})
