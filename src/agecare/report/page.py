"""What all pages share: templates, style and script inside, no way out, written whole or not at all."""

import base64
import hashlib
import os
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import jinja2
from markupsafe import Markup


def render_page(template: str, *, styles: Sequence[str], script: str | None = None, **content: object) -> str:
    """A page as one text, with style sheets and a script from beside the templates.

    Its security policy allows these, and nothing else.
    """
    style, code = "".join(map(asset, styles)), asset(script) if script else ""
    return (
        _templates()
        .get_template(template)
        .render(
            **content,
            style=Markup(style),
            script=Markup(code),
            style_hash=_source_hash(style),
            script_hash=_source_hash(code),
        )
    )


def write_page(path: str | os.PathLike[str], page: str) -> Path:
    """Write a page beside its target first, so that no half file is left.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    target = Path(path)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(page)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target


def meter(share: float) -> str:
    """A share of 1 as whole percents of a bar, between 0 and 100."""
    return f"{min(100.0, max(0.0, 100 * share)):.0f}"


@cache
def asset(name: str) -> str:
    """The text of a file beside the templates."""
    return files("agecare.report").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("agecare.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def _source_hash(source: str) -> str:
    """What a Content-Security-Policy calls this very source."""
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
