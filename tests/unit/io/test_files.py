"""Files and folders appear whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from agecare.io.files import atomic_folder, atomic_write


def test_a_file_takes_its_place_at_the_end(tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    with atomic_write(target) as out:
        out.write(b"{}")
        assert not target.exists()
    assert target.read_bytes() == b"{}"
    assert os.listdir(tmp_path) == ["plan.json"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_leaves_the_old_file(error: type[BaseException], tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    target.write_bytes(b"old")

    def fail() -> None:
        with atomic_write(target) as out:
            out.write(b"new")
            raise error

    with pytest.raises(error):
        fail()
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["plan.json"]


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    target, link = tmp_path / "plan.json", tmp_path / "link.json"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    with atomic_write(link) as out:
        out.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    with atomic_write(tmp_path / "new"):
        pass
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic_write(tmp_path / "nowhere" / "plan.json"):
        pass


def test_a_folder_gets_all_its_files_or_none(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with atomic_folder(target) as folder:
        (folder / "a.csv").write_bytes(b"a")
        (folder / "deep").mkdir()
        (folder / "deep" / "b.csv").write_bytes(b"b")
        assert not target.exists()

    def fail() -> None:
        with atomic_folder(target) as folder:
            (folder / "a.csv").write_bytes(b"half")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert (target / "a.csv").read_bytes() == b"a"
    assert (target / "deep" / "b.csv").read_bytes() == b"b"
    assert os.listdir(tmp_path) == ["out"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(NotADirectoryError), atomic_folder(tmp_path / "out"):
        pass
