"""``agecare sample``."""

from pathlib import Path

import pytest

from agecare.io import read_tables
from agecare.io.samples import SAMPLES


def test_a_sample_of_any_size_is_written_as_a_workbook(agecare, tmp_path: Path) -> None:
    out = tmp_path / "oblast.xlsx"
    done = agecare("sample", "jalal-abad", "--clients", 12, "--workers", 3, "--seed", 7, "--out", out, "--lang", "en")
    assert (done.code, done.err) == (0, "")
    register = read_tables(out)
    assert (len(register.clients), len(register.workers)) == (12, 3)
    assert f"Clients: 12 · workers: 3 · visit requests: {len(register.visit_requests)}" in done.out


def test_the_same_seed_gives_the_same_people(agecare, tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        agecare("sample", "jalal-abad", "--clients", 12, "--workers", 3, "--seed", seed, "--out", tmp_path / name)
    one, same, other = (read_tables(tmp_path / name) for name in "abc")
    assert one == same != other


def test_an_unknown_sample_is_wrong_usage_and_the_known_ones_are_named(agecare, tmp_path: Path) -> None:
    done = agecare("sample", "atlantis", "--out", tmp_path / "x.xlsx")
    assert done.code == 2
    assert all(name in done.err for name in SAMPLES)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("option", [["--clients", "5"], ["--seed", "3"]], ids=" ".join)
def test_a_fixed_sample_has_no_other_size(agecare, tmp_path: Path, option: list[str]) -> None:
    assert agecare("sample", "darkhan", *option, "--out", tmp_path / "x.xlsx").code == 2
    assert not list(tmp_path.iterdir())
