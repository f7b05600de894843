"""The sheets of the team's side: who is on the register, joint teams, case conferences, coaching."""

from agecare.io.tables.cells import (
    COMPETENCIES,
    COMPETENCY,
    COMPETENCY_LEVELS,
    DATE,
    ID,
    IDS,
    INT,
    TEXT,
    choice,
    choices,
)
from agecare.io.tables.sheet import NARROW, WIDE, sheet, to
from agecare.model import (
    CoachingPlan,
    CoachingSession,
    Competency,
    CompetencyScore,
    Conference,
    Decision,
    Movement,
    Team,
    TeamMember,
)

_WHO = ("workers", "organizations")
_PERIOD = (("valid_from", DATE, "01.01.2026"), ("valid_to", DATE, ""))

MOVEMENTS = sheet(
    "movements", Movement,
    ("client", ID, "E-001", to("clients")), ("on", DATE, "12.01.2026"), ("entry", choice("EntryReason"), "found", WIDE),
    ("exit", choice("ExitReason"), "", WIDE), ("note", TEXT, "", WIDE),
)  # fmt: skip
TEAMS = sheet(
    "teams", Team,
    ("id", ID, "T-1"), ("name", TEXT, "Joint team of the 1st bag", WIDE), ("areas", IDS, "A-1", to("areas")), *_PERIOD,
)  # fmt: skip
TEAM_MEMBERS = sheet(
    "team_members", TeamMember,
    ("team", ID, "T-1", to("teams")), ("worker", ID, "W-1", to("workers")),
    ("role", choice("TeamRole"), "case-manager", WIDE), ("sector", choice("Sector"), "health", WIDE), *_PERIOD,
)  # fmt: skip
CONFERENCES = sheet(
    "conferences", Conference,
    ("id", ID, "CF-1"), ("client", ID, "E-001", to("clients")), ("case", ID, "K-1", to("cases")),
    ("team", ID, "T-1", to("teams")), ("reasons", choices("CallReason"), "hop-limit; stalled", WIDE),
    ("on", DATE, "20.03.2026"), ("status", choice("MeetingStatus"), "fulfilled"), ("chair", ID, "W-1", to(*_WHO)),
    ("invited", IDS, "W-1; W-2; ORG-1", to(*_WHO, width=28)), ("attended", IDS, "W-1; W-2", to(*_WHO, width=28)),
    ("guests", INT, "2", NARROW), ("note", TEXT, "", WIDE),
)  # fmt: skip
DECISIONS = sheet(
    "decisions", Decision,
    ("id", ID, "D-1"), ("conference", ID, "CF-1", to("conferences")),
    ("kind", choice("DecisionKind"), "referral", WIDE), ("text", TEXT, "", {"width": 50}),
    ("owner", ID, "W-1", to(*_WHO)), ("due", DATE, "03.04.2026"), ("task", ID, "T-1", to("tasks")),
)  # fmt: skip
COMPETENCIES_SHEET = sheet(
    "competencies", Competency,
    ("id", ID, "local-dialect"), ("area", choice("CompetencyArea"), "families", WIDE),
    ("name", TEXT, "Speaks with elders in their dialect", {"width": 50}), ("target", INT, "3", NARROW),
)  # fmt: skip
COACHING_PLANS = sheet(
    "coaching_plans", CoachingPlan,
    ("id", ID, "CP-1"), ("worker", ID, "W-2", to("workers")), ("coach", ID, "W-1", to(*_WHO)),
    ("since", DATE, "12.01.2026"), ("until", DATE, "26.06.2026"),
    ("goals", COMPETENCY_LEVELS, "plan-writing:3; confidentiality:4", {"width": 50}), ("note", TEXT, "", WIDE),
)  # fmt: skip
COACHING_SESSIONS = sheet(
    "coaching_sessions", CoachingSession,
    ("id", ID, "CS-1"), ("on", DATE, "20.01.2026"), ("coach", ID, "W-1", to(*_WHO)),
    ("workers", IDS, "W-2; W-3", to("workers", width=28)),
    ("competencies", COMPETENCIES, "plan-writing; confidentiality", {"width": 50}), ("minutes", INT, "90", NARROW),
    ("status", choice("MeetingStatus"), "fulfilled"), ("note", TEXT, "", WIDE),
)  # fmt: skip
COMPETENCY_SCORES = sheet(
    "competency_scores", CompetencyScore,
    ("plan", ID, "CP-1", to("coaching_plans")), ("phase", choice("CoachingPhase"), "baseline"),
    ("competency", COMPETENCY, "plan-writing", {"width": 34}), ("level", INT, "2", NARROW),
    ("on", DATE, "12.01.2026"), ("by", ID, "W-1", to(*_WHO)),
)  # fmt: skip

TEAM_SHEETS = (
    MOVEMENTS, TEAMS, TEAM_MEMBERS, CONFERENCES, DECISIONS, COMPETENCIES_SHEET, COACHING_PLANS, COACHING_SESSIONS,
    COMPETENCY_SCORES,
)  # fmt: skip
