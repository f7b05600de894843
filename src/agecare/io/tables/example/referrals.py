"""The example centre. Consents, referrals and what happened to them."""

import datetime as dt
from typing import Any

REFERRALS: dict[str, Any] = {
    "consents": [
        {"id": "CN-1", "client": "E-001", "valid_from": dt.date(2025, 12, 1)},
        {"id": "CN-2", "client": "E-002", "valid_from": dt.date(2026, 3, 2), "valid_to": dt.date(2027, 3, 1)},
    ],
    "referrals": [
        {
            "id": "R-1",
            "client": "E-001",
            "need": "N-3",
            "service_type": "day-care",
            "requester": "ORG-2",
            "performer": "ORG-1",
            "consent": "CN-1",
            "status": "completed",
            "authored": dt.datetime(2026, 1, 8, 9, 30),
        },
        {
            "id": "R-2",
            "client": "E-001",
            "need": "N-1",
            "service": "S-2",
            "requester": "ORG-1",
            "performer": "W-1",
            "consent": "CN-1",
            "priority": "urgent",
            "status": "in-progress",
            "business_status": "scheduled",
            "part_of": "R-1",
            "authored": dt.datetime(2026, 3, 3, 11, 0),
        },
        {
            "id": "R-3",
            "client": "E-002",
            "need": "N-4",
            "service_type": "mental-health",
            "requester": "ORG-1",
            "performer": "ORG-2",
            "consent": "CN-2",
            "status": "rejected",
            "reason": "capacity-full",
            "authored": dt.datetime(2026, 3, 30, 10, 15),
            "note": "asked by telephone too",
        },
    ],
    "referral_events": [
        {"referral": id_, "at": at, "actor": actor, "from_status": before, "to_status": after, **more}
        for id_, at, actor, before, after, more in (
            ("R-1", dt.datetime(2026, 1, 8, 9, 30), "ORG-2", None, "requested", {}),
            ("R-1", dt.datetime(2026, 1, 9, 14, 0), "ORG-1", "requested", "accepted", {}),
            ("R-1", dt.datetime(2026, 1, 12, 9, 0), "ORG-1", "accepted", "in-progress", {}),
            ("R-1", dt.datetime(2026, 3, 2, 12, 0), "ORG-1", "in-progress", "completed", {}),
            ("R-2", dt.datetime(2026, 3, 3, 11, 0), "ORG-1", None, "requested", {}),
            ("R-2", dt.datetime(2026, 3, 4, 8, 45), "W-1", "requested", "accepted", {}),
            (
                "R-2",
                dt.datetime(2026, 3, 9, 9, 0),
                "W-1",
                "accepted",
                "in-progress",
                {"business_status": "scheduled"},
            ),
            ("R-3", dt.datetime(2026, 3, 30, 10, 15), "ORG-1", None, "requested", {}),
            (
                "R-3",
                dt.datetime(2026, 4, 1, 16, 30),
                "ORG-2",
                "requested",
                "rejected",
                {"reason": "capacity-full"},
            ),
        )
    ],
}
