"""Every rule that a plan or its file can break has words in every language."""

import ast
import inspect

import pytest

from agecare import Horizon
from agecare.cli.speaking import date_of, rule_text
from agecare.io.json import reading
from agecare.locale import LANGUAGES, has_message
from agecare.visits import Violation, checks
from builders import WEEK, tiny_problem

HORIZON = Horizon.of_week(WEEK, "Asia/Ulaanbaatar")


def rules_named_in(module: object) -> set[str]:
    """First arguments of ``Violation(…)``, ``breaks(…)`` and ``route_breaks(…)`` written out in a module."""
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):  # type: ignore[arg-type]
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("Violation", "breaks", "route_breaks"):
                texts = ast.walk(node.args[0]) if node.args else ()
                found |= {text.value for text in texts if isinstance(text, ast.Constant)}
    return {rule for rule in found if isinstance(rule, str)}


RULES = sorted(rules_named_in(checks) | rules_named_in(reading) | {"gender", "language", "refused-worker"})


def test_the_rules_were_found() -> None:
    assert {"complete", "window", "shape", "not-listed", "listed-twice", "stated-cost"} <= set(RULES)
    assert len(RULES) > 35


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_words(rule: str, language: str) -> None:
    keys = [f"{domain}.rule-{rule}" for domain in ("reasons", "cli")]
    assert sum(has_message(key, language) for key in keys) == 1


def test_figures_stand_in_for_words_that_are_missing() -> None:
    one = Violation("of-a-newer-version", params={"minutes": "7"})
    assert rule_text(one, HORIZON, "en") == "minutes 7"


def test_a_day_outside_the_horizon_has_no_date() -> None:
    assert tiny_problem().horizon == HORIZON
    assert date_of(Violation("window", day=9), HORIZON) is None
    assert date_of(Violation("window"), HORIZON) is None
    assert str(date_of(Violation("window", day=2), HORIZON)) == "2026-04-08"
