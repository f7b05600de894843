"""The page: whole, closed to the outside, small, and discreet."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import attrs
import pytest

from agecare.errors import UnknownIdError
from agecare.locale import LANGUAGES, catalogue
from agecare.model import Register
from agecare.report import Certificate, Privacy, certify, render_board, write_board
from agecare.visits import PublishedVisit, Result, Schedule, Violation, VisitProblem, problem_for
from builders import (
    WEEK,
    crowd_register,
    greedy,
    plan,
    result_of,
    rich_register,
    tiny_plan,
    tiny_problem,
    tiny_register,
)

REPORT = files("agecare.report")
VOID = {"meta", "link", "br", "input", "col", "hr", "img"}


class Page(HTMLParser):
    """Elements and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._raw = ""
        self.raw: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attributes}))
        self._raw = tag

    def handle_endtag(self, tag: str) -> None:
        self._raw = ""

    def handle_data(self, data: str) -> None:
        if self._raw in ("style", "script"):
            self.raw[self._raw] = self.raw.get(self._raw, "") + data
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def tiny_result(problem: VisitProblem) -> Result:
    return result_of(problem, tiny_plan(problem))


def tiny_board(**options: object) -> str:
    problem = tiny_problem()
    return render_board(tiny_register(), problem, tiny_result(problem), **options)


def rich_board(**options: object) -> str:
    register = rich_register()
    problem = problem_for(register, WEEK)
    return render_board(register, problem, result_of(problem, greedy(problem)), **options)


@pytest.fixture(scope="module")
def rich() -> str:
    return rich_board()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_language_asked_for(language: str) -> None:
    page = Page(rich_board(language=language))
    assert page.all("html") == [{"lang": language}]
    assert catalogue(language, "board")["title"] in page.text
    assert catalogue(language, "board")["run-sheets"] in page.text
    for other in set(LANGUAGES) - {language}:
        assert catalogue(other, "board")["price-lead"] not in page.text


def test_the_centre_decides_the_language_when_nobody_asks() -> None:
    register = tiny_register()
    register = register.model_copy(update={"centre": register.centre.model_copy(update={"language": "ky"})})
    problem = problem_for(register, WEEK)
    assert '<html lang="ky">' in render_board(register, problem, tiny_result(problem))


def test_nothing_is_loaded_from_anywhere(rich: str) -> None:
    page = Page(rich)
    for _, attributes in page.elements:
        for name in ("src", "srcset", "action", "data", "poster", "background", "xlink:href"):
            assert name not in attributes
        assert attributes.get("href", "#").startswith(("#", "tel:", "data:,"))
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", rich)


def test_the_policy_allows_this_very_style_and_script_only(rich: str) -> None:
    page = Page(rich)
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    for kind in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.raw[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_the_script_is_small(rich: str) -> None:
    assert len(Page(rich).raw["script"].encode()) <= 15_000


def test_a_thousand_visits_fit_into_a_megabyte() -> None:
    register = crowd_register(500, 60)
    problem = problem_for(register, WEEK)
    result = result_of(problem, greedy(problem))
    assert len(problem.visit_ids) == 1000
    assert (result.schedule.visit_day >= 0).sum() > 900
    page = render_board(register, problem, result, certificate=Certificate((), 1, "1"))
    assert len(page.encode()) < 1_000_000


def test_ids_are_unique_and_every_link_inside_leads_somewhere(rich: str) -> None:
    page = Page(rich)
    ids = Counter(attributes["id"] for _, attributes in page.elements if "id" in attributes)
    assert [id_ for id_, times in ids.items() if times > 1] == []
    links = {a["href"][1:] for _, a in page.elements if a.get("href", "").startswith("#")}
    assert links <= ids.keys()


def test_every_served_part_is_a_bar_and_a_row_of_a_run_sheet(rich: str) -> None:
    register = rich_register()
    problem = problem_for(register, WEEK)
    schedule = greedy(problem)
    wanted = {f"t{task}" for task in range(len(problem.task_visit)) if schedule.task_route[task] >= 0}
    page = Page(rich)
    rows = [row["id"] for row in page.all("tr") if "id" in row]
    bars = [a["href"][1:] for a in page.all("a") if a.get("class", "").split()[:1] == ["v"]]
    stops = [a["href"][1:] for a in page.all("a") if a.get("class") == "m"]
    assert sorted(rows) == sorted(bars) == sorted(stops) == sorted(wanted)


def test_what_people_wrote_is_text_and_nothing_else() -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    register = rich_register()
    register = register.model_copy(
        update={
            "clients": tuple(c.model_copy(update={"name": evil, "phone": evil}) for c in register.clients),
            "workers": tuple(w.model_copy(update={"name": evil, "phone": evil}) for w in register.workers),
            "visit_requests": tuple(
                r.model_copy(update={"service": evil, "note": evil}) for r in register.visit_requests
            ),
            "addresses": tuple(a.model_copy(update={"text": evil}) for a in register.addresses),
            "locations": tuple(x.model_copy(update={"name": evil}) for x in register.locations),
            "areas": tuple(x.model_copy(update={"name": evil}) for x in register.areas),
            "skills": tuple(x.model_copy(update={"name": evil}) for x in register.skills),
            "centre": register.centre.model_copy(update={"name": evil}),
        }
    )
    problem = problem_for(register, WEEK)
    html = render_board(register, problem, result_of(problem, greedy(problem)))
    page = Page(html)
    assert len(page.all("script")) == 1
    assert page.all("img") == []
    assert evil in page.text
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


def personal_texts(register: Register) -> Iterator[str]:
    for client in register.clients:
        yield from (client.name, client.phone, client.note, str(client.birth_date or ""))
    for worker in register.workers:
        yield from (worker.name, worker.phone)
    for carer in register.carers:
        yield from (carer.name, carer.phone, carer.relation)
    for address in register.addresses:
        yield address.text
    for absence in register.absences:
        yield absence.reason
    for request in register.visit_requests:
        yield request.note


def test_an_anonymous_board_names_nobody_and_has_no_map(rich: str) -> None:
    register = rich_register()
    html = rich_board(privacy=Privacy.ANONYMOUS)
    found = [text for text in personal_texts(register) if text and text in html]
    assert found == []
    assert len([text for text in set(personal_texts(register)) if text and text in rich]) > 25
    page = Page(html)
    assert not [svg for svg in page.all("svg") if svg.get("class") == "map"]
    assert "E-01" in page.text
    assert "Without names" in page.text


def test_a_worker_sees_own_visits_only() -> None:
    register, problem = rich_register(), problem_for(rich_register(), WEEK)
    schedule = greedy(problem)
    html = render_board(register, problem, result_of(problem, schedule), privacy="worker", worker="W-N1")
    own = problem.worker_ids.index("W-N1")
    mine, others = set(), set()
    for task, route in enumerate(schedule.task_route):
        client = problem.client_ids[problem.visit_client[problem.task_visit[task]]]
        if route >= 0 and problem.route_worker[route] == own:
            mine.add(client)
        else:
            others.add(client)
    others -= mine
    assert mine
    assert others
    page = Page(html)
    assert all(client in page.text for client in mine)
    assert not [client for client in others if client in html]
    assert "Worker C1" not in html
    assert {row["data-w"] for _, row in page.elements if "data-w" in row} == {str(own)}
    assert "Not in the plan" not in page.text
    assert 'id="clients"' not in html


def test_a_worker_must_be_named_and_known_for_that_level_only() -> None:
    with pytest.raises(ValueError, match="worker"):
        tiny_board(privacy="worker")
    with pytest.raises(ValueError, match="worker"):
        tiny_board(worker="W-1")
    with pytest.raises(UnknownIdError):
        tiny_board(privacy="worker", worker="W-9")
    with pytest.raises(ValueError, match="everybody"):
        tiny_board(privacy="everybody")


def test_the_certificate_says_what_was_checked() -> None:
    problem = tiny_problem()
    proof = certify(problem, tiny_result(problem), "ab12" * 16)
    text = Page(tiny_board(certificate=proof)).text
    assert "✓ Checked: no rule broken" in text
    assert "ab12" * 16 in text
    assert proof.version in text
    assert proof.violations == ()


def test_a_broken_plan_is_shown_as_broken() -> None:
    problem = tiny_problem()
    broken = plan(problem, {"R-2": (0, "09:00", "W-1")})
    html = render_board(tiny_register(), problem, result_of(problem, broken))
    text = Page(html).text
    assert "✗ Checked: rules broken: 1" in text
    assert "E-2 Tsend O., R-2/2026-W15/1 · Oyun · Mon 6 Apr · The worker lacks the skill “Nursing”" in text


def test_many_broken_rules_are_cut() -> None:
    many = Certificate(tuple(Violation("travel", None, "W-1", 0, {"minutes": "5"}) for _ in range(80)), 1, "1")
    text = Page(tiny_board(certificate=many)).text
    assert text.count("5 minutes too few") == 50
    assert "and more: 30" in text


def test_changes_are_shown_when_there_is_something_to_compare() -> None:
    published = {"R-2/2026-W15/1": PublishedVisit(1, 690, ("W-2",))}
    problem = tiny_problem(published=published)
    result = tiny_result(problem)
    shown = Page(render_board(tiny_register(), problem, result)).text
    assert "Changes to the published plan 4" in shown
    assert "Whom to call 5" in shown
    hidden = Page(render_board(tiny_register(), problem, result, published_diff=False)).text
    assert "Whom to call" not in hidden
    assert "Moves of up to" not in hidden
    assert "Whom to call" not in Page(tiny_board()).text


def test_the_unserved_and_the_figures_are_on_the_first_page(rich: str) -> None:
    text = Page(rich).text
    assert "Not in the plan 5" in text
    assert "E-09" in text
    assert "Travel in paid time" in text
    assert "Bag 2" in text
    nobody = tiny_problem()
    empty = Page(render_board(tiny_register(), nobody, result_of(nobody, Schedule.empty(nobody)))).text
    assert "0 of 4" in empty
    assert "No reason was recorded." in empty
    assert "Every visit is in the plan." in Page(tiny_board()).text


def test_a_proved_bound_below_all_visits_is_shown() -> None:
    problem = tiny_problem()
    result = result_of(problem, tiny_plan(problem), serviceable=3)
    assert "At most possible (proved): 3" in Page(render_board(tiny_register(), problem, result)).text


def test_a_plan_of_other_than_a_week_names_its_dates() -> None:
    register = tiny_register()
    problem = problem_for(register, "2026-W15", days=14)
    text = Page(render_board(register, problem, result_of(problem, Schedule.empty(problem)))).text
    assert "Home visits · 6 Apr 2026 – 19 Apr 2026" in text
    assert "Week 15" not in text
    assert "Mon 6 Apr – Wed 8 Apr" in text


def test_a_client_without_an_area_has_a_row_too(rich: str) -> None:
    assert "without an area" in Page(rich).text


def test_a_board_is_written_beside_and_renamed(tmp_path: Path) -> None:
    problem = tiny_problem()
    target = tmp_path / "board.html"
    assert write_board(target, tiny_register(), problem, tiny_result(problem)) == target
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [path.name for path in tmp_path.iterdir()] == ["board.html"]
    assert target.stat().st_mode & 0o777 == 0o644


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = tiny_problem()
    target = tmp_path / "board.html"
    target.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("agecare.report.board.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_board(target, tiny_register(), problem, tiny_result(problem))
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["board.html"]


def test_the_same_plan_gives_the_same_page() -> None:
    assert tiny_board() == tiny_board()


BEGUN = {"group-", "key-", "severity-", "severity-heading-"}
"""What keys that end in a coded value begin with."""


def test_every_text_exists_and_none_is_left_over() -> None:
    """Keys are literal in templates (``t("…")``) and code (``words("…")``), or built from a coded value."""
    used = set()
    for path in REPORT.joinpath("templates").iterdir():
        used |= set(re.findall(r'\bt\("([\w-]+)"', path.read_text(encoding="utf-8")))
    for path in Path(str(REPORT)).glob("*.py"):
        code = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'(?:words|self|_noted)\(\s*(?:words,\s*)?["\']([\w-]+)["\']', code))
    built = ("change-", "why-", "stopped-")
    texts = set(catalogue("en", "board"))
    others = ("caseload", "cases", "coaching", "conference", "coverage", "files", "outcomes", "referral_report")
    assert used - texts - {key for domain in others for key in catalogue("en", domain)} <= BEGUN
    assert {key for key in texts - used if not key.startswith(built)} == set()
    assert {f"stopped-{reason}" for reason in ("time", "work", "signal")} <= texts


def test_a_worker_with_no_hours_has_no_load() -> None:
    problem = tiny_problem()
    problem = attrs.evolve(problem, worker_capacity=problem.worker_capacity * 0)
    assert "Workload, least – most" not in render_board(tiny_register(), problem, tiny_result(problem))
