"""The example centre. Needs, assessments and the services that answer them."""

import datetime as dt
from typing import Any

SERVICES: dict[str, Any] = {
    "needs": [
        {
            "id": "N-1",
            "client": "E-001",
            "domain": "mobility",
            "severity": "severe",
            "since": dt.date(2025, 6, 1),
        },
        {"id": "N-2", "client": "E-002", "domain": "medication"},
        {
            "id": "N-3",
            "client": "E-001",
            "domain": "company",
            "severity": "moderate",
            "since": dt.date(2025, 6, 1),
            "note": "told by the daughter",
        },
        {
            "id": "N-4",
            "client": "E-002",
            "domain": "mood",
            "severity": "mild",
            "since": dt.date(2026, 3, 2),
            "assessment": "AS-2",
        },
    ],
    "assessments": [
        {
            "id": "AS-1",
            "client": "E-001",
            "instrument": "barthel",
            "on": dt.date(2026, 3, 2),
            "by": "W-1",
            "items": [
                {"item": item, "score": score}
                for item, score in (
                    ("feeding", 10),
                    ("bathing", 0),
                    ("grooming", 5),
                    ("dressing", 5),
                    ("bowels", 10),
                    ("bladder", 5),
                    ("toilet", 5),
                    ("transfer", 10),
                    ("mobility", 5),
                    ("stairs", 0),
                )
            ],
        },
        {
            "id": "AS-2",
            "client": "E-002",
            "instrument": "gds-15",
            "on": dt.date(2026, 3, 2),
            "total": 6,
            "valid_until": dt.date(2026, 8, 31),
        },
    ],
    "need_rules": [
        {
            "instrument": "lawton",
            "least": 0,
            "most": 4,
            "domain": "household",
            "severity": "severe",
        }
    ],
    "risk_rules": [
        {"risk": "high", "severity": "severe", "needs": 2},
        {"risk": "medium", "severity": "moderate", "group": "elder-alone"},
    ],
    "services": [
        {
            "id": "S-1",
            "name": "Day centre",
            "type": "day-care",
            "organization": "ORG-1",
            "locations": ["L-1"],
            "domains": ["company", "mood"],
            "languages": ["mn"],
            "accessibility": ["wheelchair", "transport"],
            "fee": 2000,
            "currency": "MNT",
            "fee_unit": "day",
            "phone": "+976 00000003",
            "assured_on": dt.date(2026, 3, 1),
        },
        {
            "id": "S-2",
            "name": "Help at home",
            "type": "home-care",
            "organization": "ORG-1",
            "domains": ["self-care", "mobility"],
            "fee": 0,
            "visit": {"minutes": 60, "skills": [{"skill": "care", "level": 2}]},
            "visits_per_week": 2,
        },
        {
            "id": "S-3",
            "name": "Respite for families",
            "type": "respite",
            "domains": ["respite"],
            "status": "temporarily closed",
            "status_from": dt.date(2026, 7, 1),
            "status_to": dt.date(2026, 7, 31),
            "together_with": "S-1",
        },
    ],
    "opening_times": [
        {
            "service": "S-1",
            "rule": "FREQ=WEEKLY;BYDAY=MO,WE,FR",
            "windows": [{"start": "09:00", "end": "13:00"}],
        }
    ],
    "eligibility": [
        {"service": "S-1", "kind": "age", "least": 60, "text": "From 60 years"},
        {"service": "S-1", "kind": "area", "allowed": ["A-0"], "text": "Lives in Darkhan"},
        {
            "service": "S-2",
            "kind": "severity",
            "allowed": ["moderate", "severe"],
            "text": "Cannot manage alone",
        },
    ],
    "capacities": [{"service": "S-1", "unit": "places", "total": 12, "taken": 10}],
    "quotas": [{"service": "S-1", "group": "elder-alone", "reserved": 2}],
    "coverage_targets": [{"area": "A-1", "group": "elder-alone", "share": 0.3}],
    "placements": [
        {
            "id": "PL-1",
            "client": "E-001",
            "service": "S-1",
            "need": "N-3",
            "since": dt.date(2026, 1, 12),
            "requested_on": dt.date(2025, 11, 3),
        }
    ],
    "service_requests": [
        {
            "id": "SR-1",
            "client": "E-002",
            "need": "N-4",
            "service": "S-1",
            "priority": "urgent",
            "since": dt.date(2026, 3, 3),
        },
        {
            "id": "SR-2",
            "client": "E-003",
            "service": "S-2",
            "since": dt.date(2026, 2, 2),
            "until": dt.date(2026, 2, 9),
            "status": "revoked",
            "reason": "not-eligible-need",
        },
    ],
}
