"""The compiled search: rank and routes."""

from contextlib import suppress
from pathlib import Path


def _forget_stale_kernels() -> None:
    """Drop compiled kernels that are older than any source here.

    The compiler's cache looks at the file of a kernel, not at the files of the kernels that it calls.
    """
    folder = Path(__file__).parent
    newest = max(source.stat().st_mtime for source in folder.glob("*.py"))
    for compiled in (folder / "__pycache__").glob("*.nb[ci]"):
        # another process may be doing the same
        with suppress(FileNotFoundError):
            if compiled.stat().st_mtime < newest:
                compiled.unlink()


_forget_stale_kernels()

from agecare.visits._search.engine import Found, Limits, Packed, Search, compile_kernels, pack  # noqa: E402

__all__ = ["Found", "Limits", "Packed", "Search", "compile_kernels", "pack"]
