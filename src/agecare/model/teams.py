"""Joint teams: workers of several sectors who act together for the people of an area."""

from enum import StrEnum

from agecare.model.base import Id, ShortText
from agecare.model.organizations import Sector
from agecare.model.time import Dated


class TeamRole(StrEnum):
    """What somebody does in a team."""

    LEAD = "lead"
    CASE_MANAGER = "case-manager"
    MEMBER = "member"
    COACH = "coach"
    SECRETARY = "secretary"


class Team(Dated):
    """A joint (multidisciplinary) team and the areas it acts for (FHIR CareTeam)."""

    id: Id
    name: ShortText = ""
    areas: tuple[Id, ...] = ()


class TeamMember(Dated):
    """A worker in a team."""

    team: Id
    worker: Id
    role: TeamRole = TeamRole.MEMBER
    sector: Sector | None = None
    """The sector the worker speaks for; ``None`` = the worker's own."""
