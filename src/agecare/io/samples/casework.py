"""Half a year of case work in a sample: cases, the joint team, petitions, and what became of last week's visits."""

from collections.abc import Sequence

from agecare.io.samples.half_year import Desk, write_half_year
from agecare.io.samples.last_week import write_last_week
from agecare.io.samples.ledger import Ledger
from agecare.io.samples.post import write_post
from agecare.io.samples.team_year import JointTeam, write_team_year
from agecare.model import Country


def write_casework(
    ledger: Ledger, seed: int, country: Country, desk: Desk, teams: Sequence[JointTeam], petitions: int
) -> None:
    """Everything of the half-year, for the people of a ledger whose referrals are written."""
    scene = write_half_year(ledger, seed, country, desk)
    write_team_year(scene, teams)
    write_post(scene, country, petitions)
    write_last_week(scene)
    scene.cabinet.put_away()
