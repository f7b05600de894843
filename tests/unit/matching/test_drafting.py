"""A match becomes a draft request and, at home, the visits of the week."""

import pytest

from agecare import OpeningTime, Placement, ServiceRequest, VisitRole, Weekday
from agecare.matching import directory_of, draft_request, fit_of, visit_requests_for
from directories import MONDAY, small_register, small_service

AT_HOME = small_service(locations=[], visit=VisitRole(minutes=45), visits_per_week=3)


def opening(days: str, *windows: tuple[str, str]) -> OpeningTime:
    spans = [{"start": start, "end": end} for start, end in windows]
    return OpeningTime(service="S-1", rule=f"FREQ=WEEKLY;BYDAY={days}", windows=spans)


def visits(*rows: OpeningTime, service=AT_HOME):
    directory = directory_of(small_register(services=[service], opening_times=list(rows)), MONDAY)
    return visit_requests_for(directory, fit_of(directory, "E-1", "S-1"))


def test_a_draft_names_client_need_service_units_and_day() -> None:
    directory = directory_of(small_register(services=[AT_HOME]), MONDAY)
    draft = draft_request(directory, fit_of(directory, "E-1", "S-1"), priority="urgent")
    assert draft == ServiceRequest(
        id="E-1.S-1", client="E-1", need="N-1", service="S-1", units=1, priority="urgent", since=MONDAY
    )
    assert directory.register.replace(service_requests=[draft]).service_requests == (draft,)


def test_nobody_asks_twice() -> None:
    held = [Placement(id="P-1", client="E-1", service="S-1", since=MONDAY)]
    asked = [ServiceRequest(id="R-1", client="E-1", service="S-1", since=MONDAY)]
    for kinds in ({"placements": held}, {"service_requests": asked}):
        directory = directory_of(small_register(**kinds), MONDAY)
        with pytest.raises(ValueError, match="E-1 has S-1"):
            draft_request(directory, fit_of(directory, "E-1", "S-1"))


def test_visits_come_on_the_days_and_in_the_hours_of_the_service() -> None:
    [request] = visits(opening("MO,TU,WE,TH,FR", ("9:00", "12:00"), ("13:00", "17:00")))
    assert (request.client, request.visits_per_week, request.valid_from) == ("E-1", 3, MONDAY)
    assert request.days == tuple(Weekday)[:5]
    assert [str(window) for window in request.windows] == ["09:00-12:00", "13:00-17:00"]
    assert request.roles == (VisitRole(minutes=45),)


def test_other_hours_on_some_days_make_a_request_of_their_own() -> None:
    first, second = visits(opening("MO,TH", ("9:00", "12:00")), opening("TU", ("14:00", "17:00")))
    assert [(each.id, each.visits_per_week, each.days) for each in (first, second)] == [
        ("E-1.S-1", 2, (Weekday.MON, Weekday.THU)),
        ("E-1.S-1.2", 1, (Weekday.TUE,)),
    ]


def test_hours_of_one_day_are_joined_and_too_short_ones_left_out() -> None:
    [request] = visits(opening("MO", ("9:00", "11:00"), ("16:00", "16:30")), opening("MO", ("10:00", "12:00")))
    assert ([str(window) for window in request.windows], request.visits_per_week) == (["09:00-12:00"], 1)


def test_without_opening_times_any_day_will_do() -> None:
    [request] = visits()
    assert (request.days, request.visits_per_week, str(request.windows[0])) == ((), 3, "08:00-18:00")


def test_there_are_no_visits_where_none_can_be() -> None:
    assert visits(service=small_service()) == ()
    assert visits(opening("MO", ("9:00", "9:30"))) == ()
