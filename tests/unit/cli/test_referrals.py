"""``agecare referrals`` and the picture of ``agecare trace``: tables, files, privacy, and what they refuse."""

import json
from pathlib import Path

import pytest

from agecare.io import write_workbook
from agecare.io.referrals import write_referrals
from agecare.referrals import graph_of
from referred_district import TODAY, referred_district
from unit.cli.conftest import Run

ON = ("--on", TODAY.isoformat())


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The district as a workbook."""
    path = tmp_path_factory.mktemp("books") / "district.xlsx"
    write_workbook(referred_district(clients=30), path)
    return path


def test_the_figures_are_printed(agecare: Run, book: Path) -> None:
    done = agecare("referrals", book, *ON, "--lang", "en")
    assert (done.code, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert lines[0] == "District centre · Referrals · 13 Feb 2027"
    assert any(line.startswith("no answer (dangling) warning") for line in lines)
    assert any(line.startswith("the service ") for line in lines)


def test_files_are_written_by_their_suffix(agecare: Run, book: Path, tmp_path: Path) -> None:
    out = [tmp_path / "new" / f"report.{suffix}" for suffix in ("html", "json")]
    done = agecare("referrals", book, *ON, *(part for path in out for part in ("--out", path)), "--lang", "en")
    assert done.code == 0
    assert all(f"Written: {path}" in done.out for path in out)
    assert "United hospital" in out[0].read_text(encoding="utf-8")
    assert json.loads(out[1].read_text(encoding="utf-8"))["on"].startswith("2027-02-13")


def test_anonymous_holds_for_everything_that_is_written(agecare: Run, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    printed = agecare("referrals", book, *ON, "--privacy", "anonymous", "--out", out, "--lang", "en")
    read = json.loads(agecare("referrals", book, *ON, "--privacy", "anonymous", "--json").out)
    assert read["least_count"] == 5
    for text in (printed.out, out.read_text(encoding="utf-8"), json.dumps(read)):
        assert "E-00" not in text
        assert "R-00" not in text


def test_a_history_of_files_is_read_without_a_workbook(agecare: Run, tmp_path: Path) -> None:
    write_referrals(graph_of(referred_district(clients=20)).history, tmp_path / "history")
    done = agecare("referrals", tmp_path / "history", "--country", "MN", *ON, "--lang", "ky")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Жолдомолор")


def test_other_suffixes_are_refused(agecare: Run, book: Path, tmp_path: Path) -> None:
    for command in (("referrals", book), ("trace", book, "--client", "E-001")):
        assert agecare(*command, "--out", tmp_path / "report.pdf").code == 2


def test_a_chain_is_drawn(agecare: Run, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "chain.html"
    done = agecare("trace", book, "--client", "E-001", *ON, "--out", out, "--lang", "en")
    assert done.code == 0
    assert f"Written: {out}" in done.out
    html = out.read_text(encoding="utf-8")
    assert "Person 1" in html
    assert 'class="chainmap"' in html
