"""The chapters of the tutorial from referrals on show what the commands say."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def test_the_tutorial_shows_what_the_commands_say(agecare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    chapters = text.partition("## 10. ")[2].partition("## A whole oblast")[0]
    shown = [line.strip() for line in chapters.splitlines() if line.startswith("    ") and line.strip() != "…"]
    commands = [line.split()[1:] for line in shown if line.startswith("agecare ")]
    assert [command[0] for command in commands] == [
        "lint-referrals", "trace", "due", "petitions", "files", "conference", "caseload", "outcomes",
    ]  # fmt: skip
    said = {line.strip() for command in commands for line in agecare(*command).out.splitlines()}
    assert [line for line in shown if line and line not in said and not line.startswith("agecare ")] == []
