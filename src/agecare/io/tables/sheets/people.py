"""The sheets about people: who is cared for, where they live, who looks after them, what they need."""

from agecare.io.tables.cells import (
    BOOL,
    DATE,
    FLOAT,
    ID,
    IDS,
    INT,
    ITEM,
    ITEMS,
    LANGUAGE,
    LANGUAGES,
    TEXT,
    choice,
    choices,
)
from agecare.io.tables.sheet import NARROW, PERIOD, WIDE, sheet, to
from agecare.model import Address, Assessment, Carer, Client, Need, NeedRule, RiskRule

CLIENTS = sheet(
    "clients", Client,
    ("id", ID, "E-001"), ("name", TEXT, "Client One", WIDE), ("birth_date", DATE, "05.06.1948"),
    ("gender", choice("Gender"), "female"), ("group", choice("PopulationGroup"), "elder-alone", WIDE),
    ("languages", LANGUAGES, "mn; kk"), ("risk", choice("RiskLevel"), "high"),
    ("area", ID, "A-1", to("areas")), ("phone", TEXT, "+976 00000000"),
    ("worker_gender", choice("Gender"), "female"), ("worker_language", LANGUAGE, "kk"),
    ("usual_worker", ID, "W-1", to("workers")), ("preferred_workers", IDS, "W-1; W-2", to("workers")),
    ("refused_workers", IDS, "W-3", to("workers")), *PERIOD, ("note", TEXT, "", WIDE),
    ("documents", IDS, "disability-card; pension-book", WIDE), ("income", INT, "350000"),
    ("household", ID, "H-1"), ("accessibility", choices("Accessibility"), "wheelchair", WIDE),
)  # fmt: skip
ADDRESSES = sheet(
    "addresses", Address,
    ("client", ID, "E-001", to("clients")), ("latitude", FLOAT, "49.4900"),
    ("longitude", FLOAT, "105.9300"), ("area", ID, "A-1", to("areas")),
    ("text", TEXT, "Winter camp", WIDE), *PERIOD, ("yearly", BOOL, "yes", NARROW),
)  # fmt: skip
CARERS = sheet(
    "carers", Carer,
    ("id", ID, "C-1"), ("client", ID, "E-001", to("clients")), ("name", TEXT, "Carer One", WIDE),
    ("relation", TEXT, "daughter"), ("phone", TEXT, "+976 00000001"),
)  # fmt: skip
NEEDS = sheet(
    "needs", Need,
    ("id", ID, "N-1"), ("client", ID, "E-001", to("clients")),
    ("domain", choice("NeedDomain"), "mobility", WIDE), ("severity", choice("Severity"), "moderate"),
    ("since", DATE, "01.02.2026"), ("until", DATE, ""), ("assessment", ID, "A-1", to("assessments")),
    ("note", TEXT, "", WIDE),
)  # fmt: skip
ASSESSMENTS = sheet(
    "assessments", Assessment,
    ("id", ID, "A-1"), ("client", ID, "E-001", to("clients")), ("instrument", choice("Instrument"), "barthel", WIDE),
    ("on", DATE, "01.02.2026"), ("by", ID, "W-1", to("workers", "organizations")),
    ("items", ITEMS, "feeding:10; bathing:0; …", {"width": 40}), ("total", FLOAT, "55"),
    ("valid_until", DATE, "01.02.2027"),
)  # fmt: skip
NEED_RULES = sheet(
    "need_rules", NeedRule,
    ("instrument", choice("Instrument"), "barthel", WIDE), ("item", ITEM, "", WIDE), ("least", FLOAT, "0"),
    ("most", FLOAT, "60"), ("domain", choice("NeedDomain"), "self-care", WIDE),
    ("severity", choice("Severity"), "severe"),
)  # fmt: skip
RISK_RULES = sheet(
    "risk_rules", RiskRule,
    ("risk", choice("RiskLevel"), "high"), ("severity", choice("Severity"), "severe"), ("needs", INT, "2"),
    ("domain", choice("NeedDomain"), "", WIDE), ("group", choice("PopulationGroup"), "", WIDE),
)  # fmt: skip
