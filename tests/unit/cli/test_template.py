"""``agecare template``."""

from pathlib import Path

import openpyxl
import pytest

from agecare.io import read_workbook
from agecare.locale import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_is_written_in_every_language(agecare, tmp_path: Path, language: str) -> None:
    out = tmp_path / "book.xlsx"
    done = agecare("template", out, "--lang", language)
    assert (done.code, str(out) in done.out) == (0, True)
    assert openpyxl.load_workbook(out).sheetnames


def test_the_example_can_be_read(agecare, tmp_path: Path) -> None:
    out = tmp_path / "book.xlsx"
    assert agecare("template", out, "--example").code == 0
    assert read_workbook(out).clients


def test_a_book_that_is_there_is_left_alone_unless_forced(agecare, tmp_path: Path) -> None:
    out = tmp_path / "book.xlsx"
    out.write_bytes(b"months of work")
    done = agecare("template", out)
    assert (done.code, out.read_bytes()) == (2, b"months of work")
    assert "--force" in done.err
    assert agecare("template", out, "--force").code == 0
    assert out.read_bytes() != b"months of work"
