"""The sheets about the centre's surroundings: organizations, locations, areas, travel, holidays."""

from agecare.io.tables.cells import BOOL, DATE, FLOAT, ID, INT, TEXT, choice
from agecare.io.tables.sheet import PERIOD, WIDE, sheet, to
from agecare.model import Area, HolidayChange, Location, Organization, TravelSpeed, TravelTime

ORGANIZATIONS = sheet(
    "organizations", Organization,
    ("id", ID, "ORG-1"), ("name", TEXT, "Centre", WIDE),
    ("sector", choice("Sector"), "labour-welfare", WIDE),
)  # fmt: skip
LOCATIONS = sheet(
    "locations", Location,
    ("id", ID, "L-1"), ("name", TEXT, "Office", WIDE), ("organization", ID, "ORG-1", to("organizations")),
    ("area", ID, "A-1", to("areas")), ("latitude", FLOAT, "49.4867"), ("longitude", FLOAT, "105.9228"),
)  # fmt: skip
AREAS = sheet(
    "areas", Area,
    ("id", ID, "A-1"), ("name", TEXT, "1st bag", WIDE), ("level", choice("AreaLevel"), "bag"),
    ("parent", ID, "A-0", to("areas")), ("country", choice("Country"), "MN"), *PERIOD,
    ("elders", INT, "240"),
)  # fmt: skip
HOLIDAY_CHANGES = sheet(
    "holiday_changes", HolidayChange,
    ("date", DATE, "10.07.2026"), ("action", choice("HolidayAction"), "add"),
    ("name", TEXT, "Day off", WIDE),
)  # fmt: skip
TRAVEL_SPEEDS = sheet(
    "travel_speeds", TravelSpeed,
    ("mode", choice("TravelMode"), "car"), ("season", choice("Season"), "winter"),
    ("km_per_hour", FLOAT, "30"), ("detour_factor", FLOAT, "1.4"), ("fixed_minutes", INT, "5"),
)  # fmt: skip
TRAVEL_TIMES = sheet(
    "travel_times", TravelTime,
    ("origin", ID, "E-001", to("clients", "workers", "locations")),
    ("destination", ID, "L-1", to("clients", "workers", "locations")), ("minutes", INT, "25"),
    ("mode", choice("TravelMode"), "car"), ("season", choice("Season"), "winter"),
    ("both_ways", BOOL, "yes"),
)  # fmt: skip
