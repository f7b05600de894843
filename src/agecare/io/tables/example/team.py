"""The example centre. Joint teams, conferences, coaching, who came and left."""

import datetime as dt
from typing import Any

TEAM: dict[str, Any] = {
    "movements": [
        {"client": "E-001", "on": dt.date(2025, 6, 1), "entry": "found"},
        {"client": "E-002", "on": dt.date(2025, 9, 15), "entry": "applied"},
        {"client": "E-003", "on": dt.date(2025, 3, 3), "entry": "referred"},
        {"client": "E-003", "on": dt.date(2025, 10, 31), "exit": "family-care"},
        {"client": "E-003", "on": dt.date(2026, 1, 12), "entry": "returned"},
    ],
    "teams": [{"id": "T-1", "name": "Joint team of the 1st bag", "areas": ["A-1"]}],
    "team_members": [
        {"team": "T-1", "worker": "W-1", "role": "lead"},
        {"team": "T-1", "worker": "W-2", "role": "case-manager"},
        {"team": "T-1", "worker": "W-3", "sector": "community", "valid_from": dt.date(2026, 1, 1)},
    ],
    "conferences": [
        {
            "id": "CF-1",
            "client": "E-002",
            "team": "T-1",
            "reasons": ["stalled", "disagreement"],
            "on": dt.date(2026, 3, 20),
            "status": "fulfilled",
            "chair": "W-1",
            "invited": ["W-1", "W-2", "W-3"],
            "attended": ["W-1", "W-2"],
            "guests": 2,
        },
        {
            "id": "CF-2",
            "client": "E-001",
            "case": "K-1",
            "team": "T-1",
            "reasons": ["risk"],
            "on": dt.date(2026, 4, 17),
        },
    ],
    "decisions": [
        {
            "id": "D-1",
            "conference": "CF-1",
            "kind": "reassessment",
            "text": "Mood is assessed again",
            "owner": "W-1",
            "due": dt.date(2026, 4, 10),
        },
        {"id": "D-2", "conference": "CF-1", "kind": "no-change", "text": "Visits stay as they are"},
    ],
    "competencies": [{"id": "local-dialect", "area": "families", "name": "Speaks with elders in their dialect"}],
    "coaching_plans": [
        {
            "id": "CP-1",
            "worker": "W-2",
            "coach": "W-1",
            "since": dt.date(2026, 1, 12),
            "until": dt.date(2026, 6, 26),
            "goals": [{"competency": "plan-writing", "level": 3}, {"competency": "local-dialect", "level": 4}],
        }
    ],
    "coaching_sessions": [
        {
            "id": "CS-1",
            "on": dt.date(2026, 1, 20),
            "coach": "W-1",
            "workers": ["W-2", "W-3"],
            "competencies": ["plan-writing", "local-dialect"],
            "minutes": 90,
            "status": "fulfilled",
        },
        {"id": "CS-2", "on": dt.date(2026, 4, 14), "coach": "W-1", "workers": ["W-2"]},
    ],
    "competency_scores": [
        {
            "plan": "CP-1",
            "phase": "baseline",
            "competency": "plan-writing",
            "level": 2,
            "on": dt.date(2026, 1, 12),
            "by": "W-1",
        },
        {"plan": "CP-1", "phase": "baseline", "competency": "local-dialect", "level": 3},
        {"plan": "CP-1", "phase": "interim", "competency": "plan-writing", "level": 3},
    ],
}
