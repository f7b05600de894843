"""The sheets about referrals: consents, referrals, what happened to them."""

from agecare.io.tables.cells import ID, MOMENT, TEXT, choice
from agecare.io.tables.sheet import PERIOD, WIDE, sheet, to
from agecare.model import Consent, Referral, ReferralEvent

CONSENTS = sheet(
    "consents", Consent,
    ("id", ID, "CN-1"), ("client", ID, "E-001", to("clients")), ("status", choice("ConsentStatus"), "active"),
    *PERIOD,
)  # fmt: skip
REFERRALS = sheet(
    "referrals", Referral,
    ("id", ID, "R-1"), ("client", ID, "E-001", to("clients")), ("need", ID, "N-1", to("needs")),
    ("service", ID, "S-1", to("services")), ("service_type", choice("ServiceType", others=True), "day-care", WIDE),
    ("requester", ID, "ORG-1", to("organizations", "workers")),
    ("performer", ID, "ORG-2", to("organizations", "workers")), ("consent", ID, "CN-1", to("consents")),
    ("priority", choice("Priority"), "routine"), ("status", choice("ReferralStatus"), "requested", WIDE),
    ("business_status", choice("BusinessStatus"), "", WIDE), ("reason", choice("RefusalReason"), "", WIDE),
    ("part_of", ID, "", to("referrals")), ("based_on", ID, "", to("referrals")),
    ("replaces", ID, "", to("referrals")), ("authored", MOMENT, "06.04.2026 09:30", {"width": 18}),
    ("note", TEXT, "", WIDE),
)  # fmt: skip
REFERRAL_EVENTS = sheet(
    "referral_events", ReferralEvent,
    ("referral", ID, "R-1", to("referrals")), ("at", MOMENT, "07.04.2026 10:00", {"width": 18}),
    ("actor", ID, "ORG-2", to("organizations", "workers")), ("from_status", choice("ReferralStatus"), "requested"),
    ("to_status", choice("ReferralStatus"), "accepted"), ("business_status", choice("BusinessStatus"), "", WIDE),
    ("reason", choice("RefusalReason"), "", WIDE), ("note", TEXT, "", WIDE),
)  # fmt: skip
