"""The board in a real browser: closed to the outside, accessible, usable by keyboard, printable."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from agecare.report import Certificate, write_board
from agecare.visits import PublishedVisit, problem_for
from browsing import Open, axe
from builders import (
    WEEK,
    crowd_register,
    greedy,
    result_of,
    rich_register,
    tiny_plan,
    tiny_problem,
    tiny_register,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The board of the world that uses every feature, with changes against a published plan."""
    register = rich_register()
    known = {"R-06/2026-W15/1": PublishedVisit(4, 600, ("W-C2",)), "R-01/2026-W15/1": PublishedVisit(0, 1, ("?",))}
    problem = problem_for(register, WEEK, published=known)
    path = tmp_path_factory.mktemp("board") / "board.html"
    return write_board(path, register, problem, result_of(problem, greedy(problem)))


def panels(page: Page) -> list[str]:
    return page.eval_on_selector_all(".panel", "all => all.filter(p => !p.hidden).map(p => p.id)")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.getAttribute('href') || ''")


@pytest.mark.parametrize("fragment", ["#week", "#d1", "#clients"])
def test_axe_finds_nothing(visit: Open, board: Path, fragment: str) -> None:
    page = visit(board, fragment).page
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    assert axe(page) == []


@pytest.mark.parametrize(
    ("privacy", "worker", "language", "fragment"),
    [
        ("worker", "W-N1", "mn", "#d2"),
        ("worker", "W-N1", "en", "#week"),
        ("anonymous", None, "ky", "#week"),
        ("anonymous", None, "ru", "#d2"),
    ],
)
def test_axe_finds_nothing_in_any_language_and_privacy(
    visit: Open, tmp_path: Path, language: str, privacy: str, worker: str | None, fragment: str
) -> None:
    register = rich_register()
    problem = problem_for(register, WEEK)
    result = result_of(problem, greedy(problem))
    path = write_board(
        tmp_path / "b.html", register, problem, result, language=language, privacy=privacy, worker=worker
    )
    page = visit(path, fragment).page
    assert page.get_attribute("html", "lang") == language
    assert panels(page) == [fragment.removeprefix("#")]
    assert axe(page) == []


@pytest.mark.parametrize("fragment", ["#week", "#d1"])
def test_axe_finds_nothing_on_a_telephone(visit: Open, board: Path, fragment: str) -> None:
    assert axe(visit(board, fragment, width=390, height=800).page) == []


def test_axe_finds_nothing_while_details_are_shown_or_filters_set(visit: Open, board: Path) -> None:
    page = visit(board, "#d1").page
    page.hover("#d1 .v >> nth=1")
    assert axe(page) == []
    page.fill("#find", "E-01")
    assert axe(page) == []


def test_without_script_everything_is_there_to_read(visit: Open, board: Path) -> None:
    page = visit(board, java_script_enabled=False).page
    assert page.locator(".panel:visible").count() == 9
    assert page.locator(".sheet:visible").count() > 10
    assert page.locator("#clients p:visible").count() == 1


def test_one_panel_at_a_time_and_its_tab_says_so(visit: Open, board: Path) -> None:
    page = visit(board).page
    assert panels(page) == ["week"]
    page.click("#tabs a[href='#d3']")
    assert panels(page) == ["d3"]
    assert page.get_attribute("#tabs a[href='#d3']", "aria-selected") == "true"
    assert page.url.endswith("#d3")
    assert page.locator("[role=tab][aria-selected=true]").count() == 1


def test_the_tabs_go_by_keyboard(visit: Open, board: Path) -> None:
    page = visit(board).page
    page.keyboard.press("Tab")
    assert focused(page) == "#main"
    page.keyboard.press("Tab")
    assert focused(page) == "tab-week"
    steps = [("ArrowRight", "d0"), ("ArrowRight", "d1"), ("ArrowLeft", "d0"), ("End", "clients")]
    steps += [("ArrowRight", "week"), ("ArrowLeft", "clients"), ("Home", "week")]
    for key, panel in steps:
        page.keyboard.press(key)
        assert panels(page) == [panel]
        assert focused(page) == f"tab-{panel}"
    # One tab stop for all tabs: the next one is the filter.
    page.keyboard.press("Tab")
    assert focused(page) == "who"


def test_the_skip_link_is_seen_when_focused_and_leads_to_the_plan(visit: Open, board: Path) -> None:
    page = visit(board).page
    page.keyboard.press("Tab")
    box = page.locator(".skip").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert focused(page) == "main"
    assert panels(page) == ["week"]


def test_the_bars_of_a_chart_are_one_tab_stop_and_arrows_move(visit: Open, board: Path) -> None:
    page = visit(board, "#d1").page
    assert page.locator("#d1 .chart .v[tabindex='0']").count() == 1
    page.focus("#d1 .chart .v[tabindex='0']")
    first = focused(page)
    page.keyboard.press("ArrowRight")
    second = focused(page)
    assert second != first
    page.keyboard.press("ArrowDown")
    lanes = page.evaluate(
        "[...document.querySelectorAll('#d1 .lane')].findIndex(l => l.contains(document.activeElement))"
    )
    assert lanes >= 1
    page.keyboard.press("ArrowUp")
    assert focused(page) == first
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function("id => document.activeElement.id === id", arg=second.removeprefix("#"))
    assert page.locator(f"tr{second}:visible").count() == 1


def test_details_come_with_hover_and_focus_and_go_with_escape(visit: Open, board: Path) -> None:
    page = visit(board, "#d1").page
    tip = page.locator("#tip")
    assert not tip.is_visible()
    page.hover("#d1 .v >> nth=0")
    assert tip.is_visible()
    row = page.get_attribute("#d1 .v >> nth=0", "href") or ""
    client = page.locator(f"{row} td").nth(1).inner_text().split("\n")[0]
    assert client in tip.inner_text()
    assert page.get_attribute("#d1 .v >> nth=0", "aria-describedby") == "tip"
    page.hover("#tip")
    assert tip.is_visible()
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    page.focus("#d1 .v >> nth=0")
    assert tip.is_visible()
    page.focus("#find")
    assert not tip.is_visible()


def test_both_bars_of_a_visit_of_two_light_up(visit: Open, board: Path) -> None:
    page = visit(board).page
    pair = page.locator(".chart .v[data-v]").first
    panel = pair.evaluate("bar => bar.closest('.panel').id")
    page.click(f"#tabs a[href='#{panel}']")
    pair.hover()
    assert page.locator(f"#{panel} .chart .v.hot").count() == 2


def test_a_focused_bar_is_marked(visit: Open, board: Path) -> None:
    page = visit(board, "#d1").page
    page.focus("#d1 .chart .v[tabindex='0']")
    page.keyboard.press("ArrowRight")
    width = page.evaluate("getComputedStyle(document.activeElement.querySelector('rect')).strokeWidth")
    assert width == "4px"


def test_choosing_a_worker_leaves_that_worker(visit: Open, board: Path) -> None:
    page = visit(board, "#d1").page
    before = page.locator("#d1 .sheet:visible").count()
    page.select_option("#who", index=1)
    worker = page.eval_on_selector("#who", "select => select.value")
    assert before > 1
    for part in (".lane", ".sheet", "polyline"):
        shown = page.locator(f"#d1 {part}[data-w]:visible")
        assert {shown.nth(i).get_attribute("data-w") for i in range(shown.count())} <= {worker}
    assert "Visits shown:" in page.inner_text("#status")
    page.select_option("#who", index=0)
    assert page.locator("#d1 .sheet:visible").count() == before
    assert page.inner_text("#status") == ""


def test_finding_words_leaves_the_rows_that_have_them(visit: Open, board: Path) -> None:
    page = visit(board, "#d1").page
    page.fill("#find", "insulin E-01")
    rows = page.locator("#d1 .sheet tr[id]:visible")
    assert rows.count() == 1
    assert "Insulin" in rows.first.inner_text()
    assert page.locator("#d1 .chart .v:not(.dim)").count() == 1
    page.fill("#find", "no such thing")
    assert page.locator("#d1 .sheet:visible").count() == 0
    page.fill("#find", "")
    assert page.locator("#d1 .dim").count() == 0


def test_the_clients_sheets_are_the_run_sheets_turned_round(visit: Open, tmp_path: Path) -> None:
    problem = tiny_problem()
    result = result_of(problem, tiny_plan(problem))
    path = write_board(tmp_path / "board.html", tiny_register(), problem, result)
    page = visit(path, "#clients").page
    sheets = [" ".join(text.split()) for text in page.locator(".client:visible").all_inner_texts()]
    assert sheets == [
        "E-1 · Dulmaa B. Bag 1, house 5 · 9911 0001 "
        "Mon 6 Apr 11:00–12:00 Bathing Oyun Wed 8 Apr 08:10–09:10 Bathing Oyun",
        "E-2 · Tsend O. Bag 2, house 7 · 9911 0002 Mon 6 Apr 11:30–12:00 Insulin Bat",
        "E-3 · Navaan S. Bag 2, house 9 · 9911 0003 Mon 6 Apr 13:00–13:45 Moving Oyun, Bat",
    ]


def test_a_link_to_a_visit_opens_its_day(visit: Open, board: Path) -> None:
    page = visit(board).page
    row = page.eval_on_selector(".sheet tr[id]", "row => row.id")
    page.evaluate("id => location.hash = id", row)
    page.wait_for_function("id => document.activeElement.id === id", arg=row)
    assert page.locator(f"#{row}:visible").count() == 1


@pytest.mark.parametrize("fragment", ["#week", "#d1", "#clients"])
@pytest.mark.parametrize("width", [640, 320])
def test_enlarged_to_200_and_400_percent_the_page_does_not_scroll_sideways(
    visit: Open, board: Path, fragment: str, width: int
) -> None:
    page = visit(board, fragment, width=width, height=450).page
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def pages(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of the pages of a PDF, in points."""
    found = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(float(width), float(height)) for width, height in found]


def printed(page: Page, mode: str = "") -> list[tuple[float, float]]:
    page.evaluate("mode => mode ? document.body.dataset.print = mode : delete document.body.dataset.print", mode)
    return pages(page.pdf(prefer_css_page_size=True))


def test_run_sheets_print_one_to_a_page_on_a4(visit: Open, board: Path) -> None:
    page = visit(board, "#d1").page
    sheets = page.locator("#d1 .sheet").count()
    found = printed(page, "day")
    assert len(found) == sheets
    assert all((round(width), round(height)) == (595, 842) for width, height in found)
    every = page.locator(".sheet").count()
    assert len(printed(page, "week")) == every > sheets


def test_what_is_open_prints_with_the_chart_across(visit: Open, board: Path) -> None:
    page = visit(board, "#d1").page
    found = printed(page)
    sheets = page.locator("#d1 .sheet").count()
    assert sum(width > height for width, height in found) == 2
    assert len(found) == sheets + 2
    page.click("#tabs a[href='#week']")
    assert 2 <= len(printed(page)) <= 7
    assert len(printed(page, "clients")) >= 2


def test_on_paper_there_are_no_controls(visit: Open, board: Path) -> None:
    page = visit(board, "#d1").page
    page.emulate_media(media="print")
    for control in ("#tabs", "#who", "#find", "button", ".skip"):
        assert page.locator(f"{control}:visible").count() == 0
    assert page.locator("#d1 .sheet .paper:visible").count() == page.locator("#d1 .sheet").count()


def test_the_print_button_prints_the_sheets(visit: Open, board: Path) -> None:
    page = visit(board, "#d1").page
    page.evaluate("window.print = () => { window.printed = document.body.dataset.print; }")
    page.click("#d1 button[data-print]")
    assert page.evaluate("window.printed") == "day"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.body.dataset.print === undefined")


def test_a_thousand_visits_are_ready_within_two_seconds(visit: Open, tmp_path: Path) -> None:
    register = crowd_register(500, 60)
    problem = problem_for(register, WEEK)
    result = result_of(problem, greedy(problem))
    path = write_board(tmp_path / "b.html", register, problem, result, certificate=Certificate((), 1, "1"))
    timed = "performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart"
    loads = [visit(path).page for _ in range(3)]
    assert min(page.evaluate(timed) for page in loads) < 2000
    page = loads[0]
    assert page.locator(".client").count() > 450
