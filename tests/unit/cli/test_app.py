"""What all commands share: help, version, exit codes, and one plain line when something goes wrong."""

import errno
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

import agecare as package
from agecare.cli.exits import ExitCode


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    """``--debug`` puts a handler on the root logger; take it off again."""
    before = list(logging.root.handlers)
    level = logging.root.level
    yield
    logging.root.handlers[:] = before
    logging.root.setLevel(level)


def test_the_version_is_shown(agecare) -> None:
    done = agecare("--version")
    assert (done.code, done.out.strip()) == (0, f"agecare {package.__version__}")


def test_the_help_names_every_command_and_exit_code(agecare) -> None:
    done = agecare("--help")
    assert done.code == 0
    for word in ("template", "check", "sample", "plan", "verify", *(str(int(code)) for code in ExitCode)):
        assert word in done.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["check"],
        ["check", "no-such-file.xlsx"],
        ["plan", "--nonsense"],
        ["verify", __file__],
        ["template", "x.xlsx", "--lang", "de"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_two(agecare, arguments: list[str]) -> None:
    done = agecare(*arguments)
    assert done.code == ExitCode.USAGE
    assert done.err
    assert "Traceback" not in done.err


def broken(*arguments: object, **options: object) -> None:
    raise ZeroDivisionError("secret of E-1")


def test_an_unexpected_error_is_one_line_with_a_hint(agecare, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("agecare.io.tables.template.write_template", broken)
    monkeypatch.setattr("agecare.io.tables.write_template", broken)
    done = agecare("template", tmp_path / "x.xlsx")
    assert done.code == ExitCode.INTERNAL
    assert len(done.err.strip().splitlines()) == 1
    assert "ZeroDivisionError" in done.err
    assert "--debug" in done.err
    assert "secret" not in done.err


@pytest.mark.parametrize("by", ["option", "environment"])
def test_the_traceback_is_shown_when_asked_for(
    agecare, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, by: str
) -> None:
    monkeypatch.setattr("agecare.io.tables.write_template", broken)
    if by == "environment":
        monkeypatch.setenv("AGECARE_DEBUG", "1")
    done = agecare(*(["--debug"] if by == "option" else []), "template", tmp_path / "x.xlsx")
    assert done.code == ExitCode.INTERNAL
    assert "Traceback" in done.err


def test_ctrl_c_before_there_is_anything_ends_with_130(
    agecare, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("agecare.io.tables.write_template", interrupted)
    done = agecare("template", tmp_path / "x.xlsx")
    assert done.code == ExitCode.INTERRUPTED
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("code", "words"), [(errno.ENOSPC, "The disk is full"), (errno.EACCES, "Permission denied")])
def test_a_file_that_cannot_be_written_is_named(
    agecare, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int, words: str
) -> None:
    out = tmp_path / "x.xlsx"

    def fail(*arguments: object, **options: object) -> None:
        raise OSError(code, {errno.ENOSPC: "No space", errno.EACCES: "Permission denied"}[code], str(out))

    monkeypatch.setattr("agecare.io.tables.write_template", fail)
    done = agecare("template", out)
    assert done.code == ExitCode.INTERNAL
    assert words in done.err
    assert str(out) in done.err


def test_messages_follow_the_language_of_the_environment(
    agecare, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AGECARE_LANG", "mn")
    assert agecare("template", tmp_path / "x.xlsx").out.startswith("Бичсэн")


def test_a_reader_who_goes_away_gets_no_traceback(agecare, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def gone(*arguments: object, **options: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr("agecare.io.tables.write_template", gone)
    done = agecare("template", tmp_path / "x.xlsx")
    assert done.err == ""
