"""read(write(register)) == register, for workbooks in four languages and for folders of CSV files."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agecare import Register
from agecare.io import read_csv_folder, read_tables, read_workbook, write_csv_folder, write_template, write_workbook
from agecare.io.tables import check_tables, example_register
from agecare.locale import LANGUAGES
from builders import rich_register, tiny_register
from strategies import registers


@given(register=registers(), language=st.sampled_from(LANGUAGES))
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_any_register_survives_a_workbook(register: Register, language: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "centre.xlsx"
        write_workbook(register, path, language=language)
        assert read_workbook(path) == register


@given(register=registers())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_any_register_survives_a_csv_folder(register: Register) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_csv_folder(register, folder)
        assert read_csv_folder(folder) == register


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [example_register, tiny_register, rich_register])
def test_the_worlds_of_the_tests_survive(make: object, language: str, tmp_path: Path) -> None:
    register = make()  # type: ignore[operator]
    write_workbook(register, tmp_path / "centre.xlsx", language=language)
    assert read_tables(tmp_path / "centre.xlsx") == register


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_template_reads_as_the_example(language: str, tmp_path: Path) -> None:
    write_template(tmp_path / "centre.xlsx", language=language, example=True)
    assert check_tables(tmp_path / "centre.xlsx") == []
    assert read_workbook(tmp_path / "centre.xlsx") == example_register(language)


def test_a_path_that_is_a_folder_is_read_as_csv(tmp_path: Path) -> None:
    write_csv_folder(example_register(), tmp_path)
    assert read_tables(tmp_path) == example_register()
