"""Administrative areas, dated addresses, and how people travel between them."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import Id, Latitude, Longitude, Record, ShortText, personal
from agecare.model.holidays import Country
from agecare.model.time import Dated


class AreaLevel(StrEnum):
    """Kinds of administrative unit. Mongolia: aimag → soum → bag; capital → düüreg → khoroo → kheseg.
    Kyrgyzstan: oblast → raion → aiyl aimak → aiyl."""

    AIMAG = "aimag"
    SOUM = "soum"
    BAG = "bag"
    CAPITAL = "capital"
    DUUREG = "duureg"
    KHOROO = "khoroo"
    KHESEG = "kheseg"
    OBLAST = "oblast"
    RAION = "raion"
    CITY = "city"
    AIYL_AIMAK = "aiyl-aimak"
    AIYL = "aiyl"


class Area(Dated):
    """An administrative unit. Units merge and split, hence the period of validity."""

    id: Id
    name: ShortText
    level: AreaLevel
    parent: Id | None = None
    country: Country | None = None
    elders: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    """Estimated number of elders here who need care, known to the centre or not."""


class Address(Dated):
    """Where a client lives, from when to when.

    A herding family has one for the winter camp and one for the spring camp. With ``yearly`` only month and day
    of the period count, every year again, and the period may run over New Year (1 November to 31 March).
    """

    client: Id
    latitude: Latitude = personal()
    longitude: Longitude = personal()
    area: Id | None = None
    text: ShortText = personal("")
    yearly: bool = False

    @property
    def repeats_yearly(self) -> bool:
        """Whether only month and day of the period count."""
        return self.yearly

    @model_validator(mode="after")
    def _yearly_needs_period(self) -> Self:
        if self.yearly and (self.valid_from is None or self.valid_to is None):
            raise PydanticCustomError("AC2014", "a yearly address needs both a first and a last day", {})
        return self

    def valid_on(self, date: dt.date) -> bool:
        """Whether the client lives here on ``date``."""
        if not self.yearly or self.valid_from is None or self.valid_to is None:
            return super().valid_on(date)
        first, last = (
            (self.valid_from.month, self.valid_from.day),
            (self.valid_to.month, self.valid_to.day),
        )
        today = (date.month, date.day)
        return first <= today <= last if first <= last else today >= first or today <= last


class TravelMode(StrEnum):
    """How a worker gets around."""

    WALK = "walk"
    BUS = "bus"
    CAR = "car"
    MOTORCYCLE = "motorcycle"
    HORSE = "horse"


class Season(StrEnum):
    """The travel profile of a date; the centre says which days are winter."""

    SUMMER = "summer"
    WINTER = "winter"


class TravelSpeed(Record):
    """A centre's own travel figures for one mode and season; they replace the defaults."""

    mode: TravelMode
    season: Season
    km_per_hour: Annotated[float, Field(gt=0, le=150)]
    detour_factor: Annotated[float, Field(ge=1, le=5)] = 1.3
    """Way on the road ÷ great-circle distance."""
    fixed_minutes: Annotated[int, Field(ge=0, le=120)] = 0
    """Minutes added to every trip: waiting for the bus, warming up the car."""


class TravelTime(Record):
    """A measured travel time between two places (ids of clients, workers or locations); replaces the estimate."""

    origin: Id
    destination: Id
    minutes: Annotated[int, Field(ge=0, le=1440)]
    mode: TravelMode | None = None
    """``None``: the time holds for every mode."""
    season: Season | None = None
    both_ways: bool = True
