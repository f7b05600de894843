"""Progress: plain lines now and then, a bar on a terminal."""

import time
from types import SimpleNamespace

import pytest

from agecare.cli import progress as module
from agecare.cli.exits import LastResort
from agecare.cli.options import Language
from agecare.cli.progress import Bar, Lines, watcher
from agecare.cli.speaking import Speaker
from agecare.visits import Progress


@pytest.fixture
def speaker() -> Speaker:
    return Speaker(SimpleNamespace(obj=LastResort()), Language.EN)  # type: ignore[arg-type]


def test_a_line_for_each_phase_and_then_every_few_seconds(
    speaker: Speaker, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(module.time, "monotonic", lambda: clock.now)
    with Lines(speaker) as lines:
        lines(Progress("prepare", 0.0))
        lines(Progress("allocate", 0.0))
        for second in range(12):
            clock.now = 100.0 + second
            lines(Progress("search", float(second), 12_345 - second, 3))
    assert capfd.readouterr().err.splitlines() == [
        "0 s: sharing out the visits",
        "0 s: looking for better routes; cost 12,345, not in the plan 3",
        "5 s: looking for better routes; cost 12,340, not in the plan 3",
        "10 s: looking for better routes; cost 12,335, not in the plan 3",
    ]


def test_a_long_preparation_is_announced(
    speaker: Speaker, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    with Lines(speaker) as lines:
        lines(Progress("prepare", 0.0))
        time.sleep(0.2)
        lines(Progress("search", 0.3, 1, 0))
    first, second = capfd.readouterr().err.splitlines()
    assert first == "Preparing the search, first time only: up to a minute"
    assert second.startswith("0 s: looking")


def test_a_short_preparation_is_not_announced(speaker: Speaker, capfd: pytest.CaptureFixture[str]) -> None:
    with Lines(speaker) as lines:
        lines(Progress("prepare", 0.0))
    time.sleep(0.05)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("seconds", [None, 10.0])
def test_a_terminal_gets_a_bar(
    speaker: Speaker, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, seconds: float | None
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with watcher(speaker, seconds, terminal=True) as bar:
        assert isinstance(bar, Bar)
        bar(Progress("prepare", 0.0))
        bar(Progress("search", 2.0, 99, 1))
    assert "looking for better routes; cost 99, not in the plan 1" in capfd.readouterr().err


def test_elsewhere_there_are_lines(speaker: Speaker) -> None:
    assert isinstance(watcher(speaker, 10.0, terminal=False), Lines)
