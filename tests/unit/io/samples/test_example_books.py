"""The workbooks in ``examples/data`` are what the generator writes."""

from pathlib import Path

import pytest

from agecare.io import read_workbook, write_workbook
from agecare.io.samples import sample
from builders import sample_of

BOOKS = Path(__file__).parents[4] / "examples" / "data"


@pytest.mark.parametrize("name", ["darkhan", "mandal", "songinokhairkhan"])
def test_the_workbook_kept_equals_the_sample(name: str) -> None:
    assert read_workbook(BOOKS / f"{name}.xlsx") == sample_of(name)


def test_an_oblast_goes_through_a_workbook_unchanged(tmp_path: Path) -> None:
    register = sample("jalal-abad", clients=60, workers=7, seed=2)
    write_workbook(register, tmp_path / "oblast.xlsx", language="ky")
    assert read_workbook(tmp_path / "oblast.xlsx") == register
