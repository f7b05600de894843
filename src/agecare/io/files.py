"""Writing files so that a full disk, an error or Ctrl-C leaves the old file, never half of a new one."""

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["atomic_folder", "atomic_write"]


@contextlib.contextmanager
def atomic_write(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a binary file that takes the place of ``path`` only when the block ends well.

    The bytes go to a hidden file beside the target, are flushed and synced to the disk, and the file is then
    renamed. When the block or the disk fails, the hidden file is removed and the target stays as it was.
    A target that is a link keeps being one; a target that exists keeps its permissions.

    Parameters
    ----------
    path
        The file to write. Its folder must exist.

    Raises
    ------
    OSError
        When the disk is full, the folder is missing, or writing is not allowed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with atomic_write(Path(folder) / "plan.json") as out:
    ...         _ = out.write(b"{}")
    ...     [file.name for file in Path(folder).iterdir()]
    ['plan.json']
    """
    target = Path(os.path.realpath(path))
    draft = _draft_beside(target)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        if target.exists():
            shutil.copymode(target, draft)
        os.replace(draft, target)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    _sync_folder(target.parent)


@contextlib.contextmanager
def atomic_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A fresh folder whose files move to ``path`` only when the block ends well.

    ``path`` is made if it is missing; files of the same name there are replaced, others stay.

    Raises
    ------
    OSError
        As for `atomic_write`; also when ``path`` is a file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     with atomic_folder(Path(parent) / "out") as folder:
    ...         _ = (folder / "clients.csv").write_bytes(b"id")
    ...     [str(file.relative_to(parent)) for file in Path(parent).rglob("*.csv")]
    ['out/clients.csv']
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(f"{target} is a file, not a folder")
    draft = _draft_beside(target)
    draft.mkdir()
    try:
        yield draft
        files = sorted(file for file in draft.rglob("*") if file.is_file())
        for file in files:
            _sync_file(file)
        for file in files:
            home = target / file.relative_to(draft)
            home.parent.mkdir(parents=True, exist_ok=True)
            os.replace(file, home)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _sync_folder(target)


def _draft_beside(target: Path) -> Path:
    return target.with_name(f".agecare-{secrets.token_hex(8)}.tmp")


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    """Make the renaming itself durable, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
