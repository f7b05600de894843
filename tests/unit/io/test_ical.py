"""Calendars: one per worker, in the centre's zone, the same UID for the same visit."""

import datetime as dt
from pathlib import Path

import attrs
import icalendar
import pytest

from agecare import Centre, Horizon, Register
from agecare.io.ical import timezone_component, write_calendars
from agecare.visits import problem_for
from builders import WEEK, greedy, result_of, rich_register, tiny_plan, tiny_problem, tiny_register

STAMP = dt.datetime(2026, 4, 1, 9, 30, 15, 999, tzinfo=dt.UTC)


def calendars(folder: Path, **options: object) -> dict[str, icalendar.Calendar]:
    """The tiny world's calendars by worker."""
    problem = tiny_problem()
    result = result_of(problem, tiny_plan(problem))
    files = write_calendars(folder, tiny_register(), problem, result, **{"stamp": STAMP, **options})
    return {path.stem: icalendar.Calendar.from_ical(path.read_bytes()) for path in files}


def test_every_worker_has_a_calendar_with_the_own_visits_only(tmp_path: Path) -> None:
    found = calendars(tmp_path)
    starts = {
        worker: [event.start.strftime("%a %H:%M") for event in calendar.events] for worker, calendar in found.items()
    }
    assert starts == {"W-1": ["Mon 11:00", "Mon 13:00", "Wed 08:10"], "W-2": ["Mon 11:30", "Mon 13:00"]}


def test_a_worker_without_visits_gets_an_empty_calendar(tmp_path: Path) -> None:
    problem = tiny_problem()
    schedule = type(tiny_plan(problem)).empty(problem)
    files = write_calendars(tmp_path, tiny_register(), problem, result_of(problem, schedule))
    assert [path.name for path in files] == ["W-1.ics", "W-2.ics"]
    assert not icalendar.Calendar.from_ical(files[0].read_bytes()).events


def test_uids_are_visit_role_and_centre_and_all_differ(tmp_path: Path) -> None:
    found = calendars(tmp_path)
    uids = {worker: [str(event["UID"]) for event in calendar.events] for worker, calendar in found.items()}
    assert uids["W-2"] == ["R-2/2026-W15/1/1@HQ-C", "R-3/2026-W15/1/2@HQ-C"]
    assert "R-3/2026-W15/1/1@HQ-C" in uids["W-1"]
    assert len({uid for own in uids.values() for uid in own}) == 5


def test_a_moved_visit_keeps_its_uid_and_gets_a_later_sequence(tmp_path: Path) -> None:
    problem, register = tiny_problem(), tiny_register()
    schedule = tiny_plan(problem)
    before = calendars(tmp_path)["W-1"].events[-1]
    start = schedule.task_start.copy()
    start[problem.tasks_of(problem.visit_ids.index("R-1/2026-W15/2"))[0]] += 30
    moved = attrs.evolve(schedule, task_start=start)
    files = write_calendars(tmp_path, register, problem, result_of(problem, moved), stamp=STAMP, revision=3)
    after = icalendar.Calendar.from_ical(files[0].read_bytes()).events[-1]
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 3)
    assert after.start - before.start == dt.timedelta(minutes=30)


def test_times_name_the_zone_of_the_centre(tmp_path: Path) -> None:
    text = next(path for path in [tmp_path / "W-2.ics"] if calendars(tmp_path)).read_text("utf-8")
    assert "DTSTART;TZID=Asia/Ulaanbaatar:20260406T113000" in text
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "TZID:Asia/Ulaanbaatar" in text
    assert "DTSTAMP:20260401T093015Z" in text


def test_the_same_stamp_gives_the_same_bytes(tmp_path: Path) -> None:
    calendars(tmp_path / "one")
    calendars(tmp_path / "two")
    for name in ("W-1.ics", "W-2.ics"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_without_a_stamp_the_moment_of_writing_is_used(tmp_path: Path) -> None:
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    stamp = calendars(tmp_path, stamp=None)["W-1"].events[0]["DTSTAMP"].dt
    assert before <= stamp <= dt.datetime.now(dt.UTC)


def test_an_event_says_who_where_with_whom_and_how_far(tmp_path: Path) -> None:
    event = calendars(tmp_path)["W-1"].events[1]
    assert event["SUMMARY"] == "Navaan S. · Moving"
    assert event["LOCATION"] == "Bag 2, Bag 2, house 9"
    assert event["DESCRIPTION"].splitlines() == [
        "Travel before: 10 min",
        "Wait before: 20 min",
        "With Bat, 9922 0002, 13:00–13:45",
        "Telephone: 9911 0003",
        "Visit R-3/2026-W15/1",
    ]
    assert event["GEO"].latitude == 49.486


def test_descriptions_are_in_the_language_asked_for(tmp_path: Path) -> None:
    event = calendars(tmp_path, language="ky")["W-1"].events[0]
    assert "Алдындагы жол: 10 мүн" in event["DESCRIPTION"]


def test_an_anonymous_calendar_holds_ids_only(tmp_path: Path) -> None:
    calendars(tmp_path, privacy="anonymous")
    text = "".join(path.read_text("utf-8").replace("\r\n ", "") for path in tmp_path.glob("*.ics"))
    register = tiny_register()
    for person in (*register.clients, *register.workers):
        assert person.name not in text
        assert person.phone not in text
    for secret in (*(r.service for r in register.visit_requests), "house", "GEO", "LOCATION"):
        assert secret not in text
    assert "SUMMARY:E-3" in text


@pytest.mark.parametrize("zone", ["Asia/Ulaanbaatar", "Asia/Hovd", "Asia/Bishkek"])
@pytest.mark.parametrize("start", [dt.date(2026, 4, 6), dt.date(2026, 12, 28), dt.date(2016, 12, 26)])
def test_the_zone_holds_for_every_moment_of_the_years_touched(zone: str, start: dt.date) -> None:
    """Also over New Year, and in 2017, when Mongolia abolished daylight saving."""
    horizon = Horizon(start, 14, zone)
    calendar = icalendar.Calendar()
    calendar.add_component(timezone_component(horizon))
    read = icalendar.Calendar.from_ical(calendar.to_ical()).timezones[0].to_tz(lookup_tzid=False)
    for day in range(0, 700, 13):
        local = dt.datetime(start.year, 1, 1, 12) + dt.timedelta(days=day)
        minute = (local.date() - start).days * 1440 + 720
        assert local.replace(tzinfo=read).utcoffset() == horizon.datetime_at(minute).utcoffset(), local


def test_texts_that_need_escaping_come_back_whole(tmp_path: Path) -> None:
    register = tiny_register()
    note = "Long; with, commas\nand two lines: " + "Хоёр мөр. " * 30
    clients = tuple(client.model_copy(update={"note": note}) for client in register.clients)
    register = register.model_copy(update={"clients": clients})
    problem = problem_for(register, WEEK)
    files = write_calendars(tmp_path, register, problem, result_of(problem, tiny_plan(problem)))
    assert all(len(line) <= 75 for line in files[0].read_bytes().split(b"\r\n"))
    event = icalendar.Calendar.from_ical(files[0].read_bytes()).events[0]
    assert note in str(event["DESCRIPTION"])


def test_who_moves_with_the_season_is_visited_where_the_camp_is(tmp_path: Path) -> None:
    register = rich_register()
    problem = problem_for(register, WEEK)
    files = write_calendars(tmp_path, register, problem, result_of(problem, greedy(problem)))
    events = [e for path in files for e in icalendar.Calendar.from_ical(path.read_bytes()).events]
    [camp] = [event for event in events if str(event["UID"]).startswith("R-12/")]
    [spring] = [one for one in register.addresses_of["E-09"] if one.valid_on(dt.date(2026, 4, 7))]
    assert (camp["GEO"].latitude, camp["GEO"].longitude) == (spring.latitude, spring.longitude)


def test_nothing_of_the_old_calendars_is_lost_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calendars(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        calendars(tmp_path, stamp=None)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_centre_with_letters_of_its_own_has_a_uid(tmp_path: Path) -> None:
    register = tiny_register()
    centre = Centre(id="Дархан", name="", country="MN", timezone="Asia/Ulaanbaatar")
    register = Register(**{**{name: getattr(register, name) for name in Register.model_fields}, "centre": centre})
    problem = problem_for(register, WEEK)
    files = write_calendars(tmp_path, register, problem, result_of(problem, tiny_plan(problem)))
    assert str(icalendar.Calendar.from_ical(files[0].read_bytes()).events[0]["UID"]).endswith("@Дархан")
