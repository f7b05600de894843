"""Organizations and their locations (the HSDS words)."""

from enum import StrEnum

from agecare.model.base import Id, Latitude, Longitude, Record, ShortText


class Sector(StrEnum):
    """The sector an organization or a worker belongs to."""

    HEALTH = "health"
    EDUCATION = "education"
    WELFARE = "labour-welfare"
    COMMUNITY = "community"
    CIVIL_SOCIETY = "civil-society"
    PRIVATE = "private"


class Organization(Record):
    """A provider: the centre, a hospital, an NGO (FHIR Organization)."""

    id: Id
    name: ShortText
    sector: Sector | None = None


class Location(Record):
    """A place an organization works from (FHIR Location, HSDS location): where workers start and end their day."""

    id: Id
    name: ShortText
    organization: Id | None = None
    area: Id | None = None
    latitude: Latitude
    longitude: Longitude
