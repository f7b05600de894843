"""The day chart: where things are, and what a bar says."""

import attrs
import numpy as np
import pytest

from agecare.report.chart import AXIS_EVERY, AXIS_HEIGHT, LANE_HEIGHT, Axis, Span, axis_of, day_chart
from agecare.report.reading import Reading
from builders import plan, tiny_plan, tiny_problem

NAMES = ("Dulmaa B.", "Tsend O.", "Navaan S.")


def tiny_reading() -> Reading:
    problem = tiny_problem()
    return Reading(problem, tiny_plan(problem))


def test_the_axis_holds_every_shift_in_whole_hours() -> None:
    assert axis_of(tiny_reading()) == Axis(480, 960)


def test_the_axis_grows_with_a_route_past_the_shift() -> None:
    problem = tiny_problem()
    late = Reading(problem, plan(problem, {"R-3": (0, "16:10", "W-1 W-2")}))
    assert axis_of(late) == Axis(480, 1080)


def test_an_axis_without_anybody_at_work() -> None:
    problem = tiny_problem()
    none = np.zeros(0, np.int32)
    routes = {field.name: none for field in attrs.fields(type(problem)) if field.name.startswith("route_")}
    empty = attrs.evolve(problem, **routes)
    reading = Reading(empty, tiny_plan(problem).empty(empty))
    axis = axis_of(reading)
    assert axis.start < axis.end
    assert day_chart(reading, 0, axis, [0, 1], NAMES).lanes == ()


def test_hours_and_positions() -> None:
    axis = Axis(480, 960)
    assert axis.hours == tuple((x, f"{hour:02d}:00") for x, hour in zip(
        ("12.5", "25", "37.5", "50", "62.5", "75", "87.5"), range(9, 16), strict=True
    ))  # fmt: skip
    assert (axis.x(480), axis.x(960), axis.width(48)) == ("0", "100", "10")


def test_the_lane_of_a_day_by_hand() -> None:
    chart = day_chart(tiny_reading(), 0, Axis(480, 960), [0, 1], NAMES)
    lane = chart.lanes[0]
    assert lane.shifts == (Span("0", "100"),)
    assert lane.ways == (Span("35.4", "39.6"),)  # 10:50 to 14:00
    assert lane.breaks == (Span("50", "6.2"),)  # 12:00 to 12:30
    assert [(wait.x, wait.width, wait.label) for wait in lane.waits] == [("58.3", "4.2", "20")]
    assert [(bar.x, bar.width) for bar in lane.bars] == [("37.5", "12.5"), ("62.5", "9.4")]
    assert (lane.minutes, lane.missed_break, lane.overtime) == (160, False, ())


def test_a_bar_says_number_client_and_marks() -> None:
    chart = day_chart(tiny_reading(), 0, Axis(480, 960), [0, 1], NAMES)
    alone, double = chart.lanes[1].bars
    assert (alone.title, alone.subtitle, alone.classes) == ("1 !", "E-2", "v urgent")
    assert alone.icons == ()
    assert double.icons == ("pair",)
    assert double.pair is not None
    assert chart.lanes[0].bars[0].title == "1 E-1"
    assert chart.lanes[0].bars[0].subtitle == "Dulmaa B."


def test_two_workers_are_linked_from_lane_to_lane() -> None:
    (link,) = day_chart(tiny_reading(), 0, Axis(480, 960), [0, 1], NAMES).links
    assert (link.x1, link.x2) == ("62.5", "62.5")
    assert (link.y1, link.y2) == (LANE_HEIGHT // 2, LANE_HEIGHT + LANE_HEIGHT // 2)


def test_a_colleague_who_is_not_drawn_is_not_linked() -> None:
    chart = day_chart(tiny_reading(), 0, Axis(480, 960), [1], NAMES)
    assert [lane.worker for lane in chart.lanes] == [1]
    assert chart.links == ()


def test_lanes_are_of_those_at_work_with_or_without_visits() -> None:
    reading = tiny_reading()
    lanes = [day_chart(reading, day, Axis(480, 960), [0, 1], NAMES).lanes for day in range(4)]
    assert [[lane.worker for lane in found] for found in lanes] == [[0, 1], [0, 1], [0], []]
    assert lanes[1][0].bars == ()


def test_an_axis_is_repeated_between_many_lanes() -> None:
    problem = tiny_problem()
    many = AXIS_EVERY + 1
    crowd = attrs.evolve(
        problem,
        route_worker=np.arange(many, dtype=np.int32),
        **{
            name: np.repeat(getattr(problem, name)[:1], many)
            for name in ("route_day", "route_start", "route_end", "route_latest", "route_break_minutes")
        },
    )
    reading = Reading(crowd, tiny_plan(problem).empty(crowd))
    lanes = day_chart(reading, 0, Axis(480, 960), range(many), NAMES).lanes
    assert lanes[-1].top == AXIS_EVERY * LANE_HEIGHT + AXIS_HEIGHT


def test_late_locked_optional_and_overtime_are_marked() -> None:
    problem = tiny_problem()
    problem = attrs.evolve(
        problem,
        visit_soft_end=np.ones(4, bool),
        visit_mandatory=np.zeros(4, bool),
        visit_locked_day=np.zeros(4, np.int32),
    )
    reading = Reading(problem, plan(problem, {"R-3": (0, "15:30", "W-1 W-2")}))
    lane = day_chart(reading, 0, Axis(480, 1080), [0], NAMES).lanes[0]
    assert lane.bars[0].classes == "v opt late"
    assert lane.bars[0].icons == ("late", "lock", "pair")
    assert lane.overtime == (Span("80", "5"),)  # 16:00 to 16:30


@pytest.mark.parametrize(
    ("minutes", "title", "subtitle"),
    [(60, "1 E-1", "Dulmaa B."), (22, "1", "E-1"), (8, "1", "")],
)
def test_what_does_not_fit_is_left_out(minutes: int, title: str, subtitle: str) -> None:
    problem = tiny_problem()
    short = attrs.evolve(problem, task_minutes=np.full(5, minutes, np.int32))
    reading = Reading(short, plan(short, {"R-1/2026-W15/1": (0, "09:00", "W-1")}))
    (bar,) = day_chart(reading, 0, Axis(480, 960), [0], NAMES).lanes[0].bars
    assert (bar.title, bar.subtitle) == (title, subtitle)


def test_a_long_name_is_cut_with_an_ellipsis() -> None:
    names = ("Tserendulam Sarantuyaa of the second house", "", "")
    chart = day_chart(tiny_reading(), 0, Axis(480, 960), [0], names)
    subtitle = chart.lanes[0].bars[0].subtitle
    assert subtitle.endswith("…")
    assert names[0].startswith(subtitle[:-1])
