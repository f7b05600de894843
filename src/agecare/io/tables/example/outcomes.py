"""The example centre. What became of visits, and what case files must hold."""

import datetime as dt
from typing import Any

OUTCOMES: dict[str, Any] = {
    "visit_outcomes": [
        {
            "request": "V-1",
            "date": dt.date(2026, 3, 30),
            "worker": "W-1",
            "status": "fulfilled",
            "minutes": 50,
            "progress": "improving",
        },
        {"request": "V-1", "date": dt.date(2026, 4, 1), "worker": "W-1", "status": "noshow", "reason": "not-at-home"},
        {
            "request": "V-2",
            "date": dt.date(2026, 3, 31),
            "status": "cancelled",
            "reason": "other",
            "note": "The lift does not work",
        },
    ],
    "file_rules": [
        {"item": "document", "document": "identity-card", "stage": "assessment"},
        {"item": "history", "required": False},
    ],
}
