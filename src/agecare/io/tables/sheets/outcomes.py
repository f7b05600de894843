"""The sheets that close the loop: what became of visits, and what the file of a case must hold."""

from agecare.io.tables.cells import BOOL, DATE, ID, INT, TEXT, choice
from agecare.io.tables.sheet import NARROW, WIDE, sheet, to
from agecare.model import FileRule, VisitOutcome

VISIT_OUTCOMES = sheet(
    "visit_outcomes", VisitOutcome,
    ("request", ID, "V-1", to("visit_requests")), ("date", DATE, "07.04.2026"), ("worker", ID, "W-1", to("workers")),
    ("status", choice("OutcomeStatus"), "fulfilled"), ("reason", choice("MissedReason"), "", WIDE),
    ("minutes", INT, "45", NARROW), ("progress", choice("Achievement"), "improving", WIDE), ("note", TEXT, "", WIDE),
)  # fmt: skip
FILE_RULES = sheet(
    "file_rules", FileRule,
    ("item", choice("FileItem"), "document", WIDE), ("document", ID, "identity-card", WIDE),
    ("stage", choice("CaseStage"), "assessment"), ("group", choice("PopulationGroup"), "", WIDE),
    ("required", BOOL, "yes", NARROW),
)  # fmt: skip

OUTCOME_SHEETS = (VISIT_OUTCOMES, FILE_RULES)
