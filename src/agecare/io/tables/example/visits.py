"""The example centre. Visits asked for, what is fixed, holidays and travel."""

import datetime as dt
from typing import Any

VISITS: dict[str, Any] = {
    "visit_requests": [
        {
            "id": "V-1",
            "client": "E-001",
            "care_plan": "P-1",
            "service": "bathing",
            "visits_per_week": 2,
            "days": ["mon", "wed", "fri"],
            "days_between": 2,
            "windows": [{"start": "08:30", "end": "12:00"}, {"start": "14:00", "end": "17:00"}],
            "roles": [
                {"skills": [{"skill": "care", "level": 2}], "minutes": 45},
                {"skills": [{"skill": "lifting"}], "minutes": 30},
            ],
            "coupling": "together",
            "priority": "urgent",
        },
        {
            "id": "V-2",
            "client": "E-002",
            "care_plan": "P-2",
            "service": "medicines",
            "visits_per_week": 3,
            "windows": [{"start": "09:00", "end": "11:00"}],
            "soft_end": True,
            "roles": [{"skills": [{"skill": "nursing"}], "minutes": 20}],
            "priority": "asap",
        },
        {
            "id": "V-3",
            "client": "E-002",
            "service": "housework",
            "visits_per_week": 3,
            "windows": [{"start": "09:00", "end": "17:00"}],
            "roles": [{"minutes": 60}],
            "after": "V-2",
            "gap_min": 30,
            "gap_max": 240,
            "mandatory": False,
        },
        {
            "id": "V-4",
            "client": "E-003",
            "service": "exercises",
            "every_weeks": 2,
            "valid_from": dt.date(2026, 1, 12),
            "windows": [{"start": "10:00", "end": "16:00"}],
            "roles": [{"minutes": 40}, {"skills": [{"skill": "lifting"}], "minutes": 20}],
            "coupling": "following",
            "lag_min": 10,
            "lag_max": 30,
        },
    ],
    "locks": [
        {"request": "V-1", "worker": "W-2"},
        {
            "request": "V-4",
            "date": dt.date(2026, 4, 7),
            "start": "10:30",
            "worker": "W-1",
            "second_worker": "W-3",
        },
    ],
    "holiday_changes": [{"date": dt.date(2026, 4, 9), "action": "add", "name": "Day of the town"}],
    "travel_speeds": [
        {"mode": "car", "season": "winter", "km_per_hour": 25.5, "detour_factor": 1.4, "fixed_minutes": 5}
    ],
    "travel_times": [{"origin": "L-1", "destination": "E-003", "minutes": 12, "mode": "car"}],
}
