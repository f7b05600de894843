"""A tiny invented centre for the template's example: a few records of every kind."""

import datetime as dt

from agecare.model import Register


def example_register(language: str = "en") -> Register:
    """A centre with three clients and three workers; nobody in it exists.

    Parameters
    ----------
    language
        The centre's own language. Free texts stay in English.

    Examples
    --------
    >>> len(example_register().clients)
    3
    """
    return Register.model_validate(
        {
            "centre": {
                "id": "DARKHAN",
                "name": "Example centre",
                "country": "MN",
                "timezone": "Asia/Ulaanbaatar",
                "language": language,
                "area": "A-1",
                "overtime_minutes": 30,
            },
            "organizations": [
                {"id": "ORG-1", "name": "Example centre", "sector": "labour-welfare"},
                {"id": "ORG-2", "name": "Family clinic", "sector": "health"},
            ],
            "locations": [
                {
                    "id": "L-1",
                    "name": "Office",
                    "organization": "ORG-1",
                    "area": "A-1",
                    "latitude": 49.4867,
                    "longitude": 105.9228,
                }
            ],
            "areas": [
                {"id": "A-0", "name": "Darkhan", "level": "soum", "country": "MN"},
                {"id": "A-1", "name": "1st bag", "level": "bag", "parent": "A-0", "country": "MN"},
            ],
            "skills": [
                {"id": "care", "name": "Personal care"},
                {"id": "lifting", "name": "Lifting"},
                {"id": "nursing", "name": "Nursing"},
            ],
            "clients": [
                {
                    "id": "E-001",
                    "name": "Client One",
                    "birth_date": dt.date(1944, 3, 2),
                    "gender": "female",
                    "group": "elder-alone",
                    "languages": ["mn"],
                    "risk": "high",
                    "area": "A-1",
                    "phone": "+976 00000001",
                    "worker_gender": "female",
                    "usual_worker": "W-1",
                    "preferred_workers": ["W-1", "W-2"],
                },
                {
                    "id": "E-002",
                    "name": "Client Two",
                    "birth_date": dt.date(1950, 11, 20),
                    "gender": "male",
                    "group": "elder",
                    "languages": ["kk", "mn"],
                    "risk": "medium",
                    "area": "A-1",
                    "refused_workers": ["W-3"],
                },
                {
                    "id": "E-003",
                    "name": "Client Three",
                    "gender": "female",
                    "group": "disability",
                    "languages": ["mn"],
                    "area": "A-1",
                },
            ],
            "addresses": [
                {"client": "E-001", "latitude": 49.4901, "longitude": 105.9302, "area": "A-1", "text": "Building 5"},
                {
                    "client": "E-002",
                    "latitude": 49.5102,
                    "longitude": 105.8904,
                    "area": "A-1",
                    "text": "Winter camp",
                    "valid_from": dt.date(2025, 11, 1),
                    "valid_to": dt.date(2026, 3, 31),
                    "yearly": True,
                },
                {
                    "client": "E-002",
                    "latitude": 49.5306,
                    "longitude": 105.8508,
                    "area": "A-1",
                    "text": "Spring camp",
                    "valid_from": dt.date(2026, 4, 1),
                    "valid_to": dt.date(2026, 10, 31),
                    "yearly": True,
                },
                {"client": "E-003", "latitude": 49.4805, "longitude": 105.9410, "area": "A-1"},
            ],
            "carers": [
                {"id": "C-1", "client": "E-001", "name": "Carer One", "relation": "daughter", "phone": "+976 00000002"}
            ],
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
            "workers": [
                {
                    "id": "W-1",
                    "name": "Worker One",
                    "organization": "ORG-1",
                    "sector": "health",
                    "gender": "female",
                    "languages": ["mn", "ru"],
                    "skills": [{"skill": "nursing", "level": 3}, {"skill": "care"}, {"skill": "lifting"}],
                    "mode": "car",
                    "home_latitude": 49.4702,
                    "home_longitude": 105.9504,
                    "start_location": "L-1",
                    "end_location": "L-1",
                },
                {
                    "id": "W-2",
                    "name": "Worker Two",
                    "organization": "ORG-1",
                    "sector": "labour-welfare",
                    "gender": "female",
                    "languages": ["mn"],
                    "skills": [{"skill": "care", "level": 2}, {"skill": "lifting"}],
                    "start_location": "L-1",
                    "end_location": "L-1",
                    "weekly_minutes": 1200,
                },
                {
                    "id": "W-3",
                    "name": "Worker Three",
                    "organization": "ORG-1",
                    "gender": "male",
                    "languages": ["kk", "mn"],
                    "skills": [{"skill": "lifting", "level": 2}],
                    "mode": "bus",
                    "home_latitude": 49.4911,
                    "home_longitude": 105.9121,
                },
            ],
            "shifts": [
                {
                    "worker": "W-1",
                    "days": ["mon", "tue", "wed", "thu", "fri"],
                    "start": "08:30",
                    "end": "17:30",
                    "break_minutes": 45,
                    "break_earliest": "11:30",
                    "break_latest": "13:30",
                },
                {"worker": "W-2", "days": ["mon", "wed", "fri"], "start": "08:30", "end": "15:00"},
                {
                    "worker": "W-3",
                    "days": ["mon", "tue", "wed", "thu", "fri"],
                    "start": "09:00",
                    "end": "18:00",
                    "break_minutes": 30,
                    "break_earliest": "12:00",
                    "break_latest": "14:00",
                    "on_holidays": True,
                },
            ],
            "absences": [
                {"worker": "W-2", "first_day": dt.date(2026, 4, 10), "last_day": dt.date(2026, 4, 10)},
                {
                    "client": "E-002",
                    "first_day": dt.date(2026, 4, 8),
                    "last_day": dt.date(2026, 4, 8),
                    "start": "09:00",
                    "end": "11:00",
                },
            ],
            "care_plans": [
                {
                    "id": "P-1",
                    "client": "E-001",
                    "author": "W-1",
                    "approved_by": "W-3",
                    "valid_from": dt.date(2026, 1, 5),
                },
                {"id": "P-2", "client": "E-002"},
            ],
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
    )
