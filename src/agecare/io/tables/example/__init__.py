"""A tiny invented centre for the template's example: a few records of every kind."""

from agecare.io.tables.example.cases import CASES
from agecare.io.tables.example.outcomes import OUTCOMES
from agecare.io.tables.example.people import PEOPLE
from agecare.io.tables.example.referrals import REFERRALS
from agecare.io.tables.example.services import SERVICES
from agecare.io.tables.example.team import TEAM
from agecare.io.tables.example.visits import VISITS
from agecare.model import Register

__all__ = ["example_register"]


def example_register(language: str = "en") -> Register:
    """A centre with three clients and three workers; nobody in it exists.

    Parameters
    ----------
    language
        The centre's own language. Free texts stay in English.

    Examples
    --------
    >>> len(example_register().clients)
    3
    """
    return Register.model_validate(
        {
            "centre": {
                "id": "DARKHAN",
                "name": "Example centre",
                "country": "MN",
                "timezone": "Asia/Ulaanbaatar",
                "language": language,
                "area": "A-1",
                "overtime_minutes": 30,
            },
            **PEOPLE,
            **SERVICES,
            **REFERRALS,
            **CASES,
            **VISITS,
            **TEAM,
            **OUTCOMES,
        }
    )
