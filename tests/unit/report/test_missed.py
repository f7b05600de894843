"""What is not served and what is broken, in words that a coordinator understands."""

import ast
import inspect
import string
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from agecare.locale import LANGUAGES, catalogue, has_message, translate
from agecare.model import Register
from agecare.report.missed import missed_visits, reason_text, repair_text, violation_text
from agecare.report.privacy import Names, Privacy
from agecare.report.reading import Reading
from agecare.report.sheets import Texts
from agecare.report.words import Words
from agecare.visits import Kind, Schedule, Unserved, Violation, checks, explain
from agecare.visits.checks import COMPONENTS
from agecare.visits.explain.applied import CHANGES
from agecare.visits.schedule import Repair
from builders import plan, tiny_problem, tiny_register


def texts(register: Register, language: str = "en", privacy: Privacy = Privacy.COORDINATOR) -> Texts:
    return Texts(register, Names(register, privacy), Words(language))


def nothing_served(*unserved: Unserved) -> Reading:
    problem = tiny_problem()
    return Reading(problem, attrs.evolve(Schedule.empty(problem), unserved=unserved))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def explaining() -> Iterator[ast.AST]:
    """The syntax trees of all modules that explain."""
    for path in sorted(Path(explain.__file__).parent.glob("*.py")):
        yield from ast.walk(ast.parse(path.read_text("utf-8")))


def reasons_given() -> Iterator[tuple[str, set[str]]]:
    """Every reason code in the modules that explain, with the parameters it is given."""
    for node in explaining():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "unserved":
            code = node.args[2]
            names = {keyword.arg for keyword in node.keywords if keyword.arg}
            if isinstance(code, ast.Constant):
                yield str(code.value), names
            else:
                yield from ((str(each.value), names) for each in ast.walk(code) if isinstance(each, ast.Constant))


def rules_broken() -> Iterator[tuple[str, set[str]]]:
    """Every rule name in the module that checks, with the parameters it is given."""
    for node in ast.walk(ast.parse(inspect.getsource(checks))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[1] if called == "_client_rule" else node.args[0]
        if called in ("breaks", "route_breaks", "Violation", "_client_rule") and isinstance(first, ast.Constant):
            names = {keyword.arg for keyword in node.keywords if keyword.arg} - {"params"}
            given = [each for each in ast.walk(node) if isinstance(each, ast.Dict)]
            names |= {str(key.value) for each in given for key in each.keys if isinstance(key, ast.Constant)}
            yield str(first.value), names


def test_every_reason_has_words_that_use_only_what_is_given() -> None:
    given = list(reasons_given())
    assert len(given) >= 15
    for code, names in given:
        assert has_message(f"reasons.{code}"), code
        assert placeholders(catalogue("en", "reasons")[code]) <= names, code


def test_every_rule_has_words_that_use_only_what_is_given() -> None:
    broken = list(rules_broken())
    names = {name for name, _ in broken}
    assert {"shape", "gender", "language", "refused-worker", "after-day", "after-gap"} <= names
    assert len(names) >= len(checks.RULES)
    for name, params in broken:
        assert has_message(f"reasons.rule-{name}"), name
        if name not in ("daily-minutes", "weekly-minutes"):
            assert placeholders(catalogue("en", "reasons")[f"rule-{name}"]) <= params, name


def test_no_words_are_left_over() -> None:
    said = {str(node.value) for node in explaining() if isinstance(node, ast.Constant)}
    wanted = {f"rule-{name}" for name, _ in rules_broken()} | {f"repair-{code}" for code in CHANGES}
    wanted |= {f"component-{name}" for name in COMPONENTS} | {f"kind-{kind}" for kind in Kind}
    assert set(catalogue("en", "reasons")) - said == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_components_and_kinds_have_words(language: str) -> None:
    for name in (*(f"component-{name}" for name in COMPONENTS), *(f"kind-{kind}" for kind in Kind)):
        assert translate(f"reasons.{name}", language)


def test_ids_and_numbers_become_names_and_dates() -> None:
    reading, words = nothing_served(), texts(tiny_register())

    def said(reason: str, **params: str) -> str:
        return reason_text(reading, words, Unserved("R-2/2026-W15/1", Kind.NEVER, reason, params))

    assert "“Nursing” at level 3" in said("no-skill", skill="nursing", level="3")
    assert "(Oyun, Bat)" in said("workers-full", workers="W-1, W-2")
    assert "(Oyun, W-9, +3)" in said("workers-full", workers="W-1, W-9 +3")
    assert "(Bat, Tue 7 Apr)" in said("search-ended", worker="W-2", day="1")
    assert "(Bat, Tue 7 Apr)" in said("search-ended", worker="W-2", day="2026-04-07")
    assert "E-3 Navaan S., Moving" in said("after-day", other="R-3/2026-W15/1")
    assert "(5,000)" in said("not-worth", cost="5000", penalty="4000")
    assert "locked to –" in said("locked-worker-away", worker="")
    assert said("made-by-a-newer-version") == "made-by-a-newer-version"


def test_a_repair_is_said_with_names_too() -> None:
    reading, words = nothing_served(), texts(tiny_register())
    when = {"worker": "W-2", "day": "2026-04-07", "start": "09:30"}

    def said(code: str, **params: str) -> str:
        return repair_text(reading, words, Repair(code, when | params))

    assert said("put") == "Bat can take it on Tue 7 Apr at 09:30; nothing else has to change."
    moved = {"other": "R-3/2026-W15/1", "other_worker": "W-1", "other_day": "2026-04-08", "other_start": "13:00"}
    assert "Move E-3 Navaan S., Moving to Oyun, Wed 8 Apr, 13:00;" in said("move-visit", **moved)
    assert "with Personal care, Nursing on Tue" in said(
        "more-staff-skilled", skills="care, nursing", since="", until=""
    )
    assert "“Nursing” at level 2 for Oyun" in said("add-skill", who="W-1", skill="nursing", level="2")
    assert said("made-by-a-newer-version") == "made-by-a-newer-version"


def test_a_row_says_what_would_help() -> None:
    repair = Repair("put", {"worker": "W-2", "day": "2026-04-07", "start": "09:30"})
    unserved = Unserved("R-2/2026-W15/1", Kind.SEARCH_ENDED, "search-ended", {"worker": "W-2", "day": "1"}, repair)
    first, second, *_ = missed_visits(nothing_served(unserved), texts(tiny_register()))
    assert first.repair.startswith("Bat can take it")
    assert second.repair == ""


def test_the_mandatory_and_the_urgent_come_first_and_alike_ones_are_one_row() -> None:
    missed = missed_visits(
        nothing_served(
            Unserved("R-1/2026-W15/1", Kind.NOT_IN_THIS_PLAN, "days-between"),
            Unserved("R-1/2026-W15/2", Kind.NOT_IN_THIS_PLAN, "days-between"),
            Unserved("R-2/2026-W15/1", Kind.NEVER, "no-gender"),
        ),
        texts(tiny_register()),
    )
    assert [(row.client, row.times) for row in missed] == [("E-2", 1), ("E-1", 2), ("E-3", 1)]
    assert missed[0].kind_text == "Nobody can"
    assert missed[1].wanted == "Mon, Wed · 08:00–12:00"
    assert (missed[2].kind, missed[2].reason) == ("", "")


def test_an_unserved_visit_without_any_day_says_so() -> None:
    problem = tiny_problem()
    problem = attrs.evolve(problem, visit_days=problem.visit_days & False)
    rows = missed_visits(Reading(problem, Schedule.empty(problem)), texts(tiny_register()))
    assert {row.wanted for row in rows} == {"no day"}


def test_a_served_visit_is_not_missed() -> None:
    problem = tiny_problem()
    reading = Reading(problem, plan(problem, {"R-2": (0, "09:00", "W-2")}))
    assert [row.client for row in missed_visits(reading, texts(tiny_register()))] == ["E-1", "E-3"]


def test_nobody_is_named_where_nobody_may_be() -> None:
    hidden = texts(tiny_register(), privacy=Privacy.ANONYMOUS)
    unserved = Unserved("R-2/2026-W15/1", Kind.NOT_IN_THIS_PLAN, "workers-full", {"workers": "W-1, W-2"})
    (first, *_) = missed_visits(nothing_served(unserved), hidden)
    assert (first.name, first.phone) == ("", "")
    assert "(W-1, W-2)" in first.reason


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_rule_names_visit_worker_and_day(language: str) -> None:
    reading = nothing_served()
    broken = Violation("travel", "R-2/2026-W15/1", "W-2", 1, {"minutes": "12"})
    said = violation_text(reading, texts(tiny_register(), language), broken)
    assert said.startswith("E-2 Tsend O., R-2/2026-W15/1 · Bat · ")
    assert "12" in said.rsplit(" · ", 1)[1]


def test_a_rule_of_a_newer_version_is_shown_as_it_is() -> None:
    assert violation_text(nothing_served(), texts(tiny_register()), Violation("newer")) == "newer"
