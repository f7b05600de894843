"""One self-contained page about case files: what is missing in each, and how complete everybody's are."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agecare import __version__
from agecare.cases import Completeness, files_by_manager
from agecare.model import FileItem, FileRule, Register
from agecare.report.cards import Card
from agecare.report.page import render_page, write_page
from agecare.report.privacy import Names, Privacy
from agecare.report.words import Words


def item_of(rule: FileRule, words: Words) -> str:
    """What a rule asks for, in words; a document by the centre's own.

    >>> item_of(FileRule(item="document", document="identity-card"), Words("en", "files"))
    'identity-card'
    """
    return rule.document or words.code(f"FileItem.{rule.item}")


def write_files_report(
    path: str | os.PathLike[str],
    register: Register,
    found: Sequence[Completeness],
    on: dt.date,
    *,
    language: str | None = None,
    privacy: Privacy | str = Privacy.COORDINATOR,
) -> Path:
    """Write the page of `render_files` to a file, whole or not at all.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    return write_page(path, render_files(register, found, on, language=language, privacy=privacy))


def render_files(
    register: Register,
    found: Sequence[Completeness],
    on: dt.date,
    *,
    language: str | None = None,
    privacy: Privacy | str = Privacy.COORDINATOR,
) -> str:
    """How complete the case files are as one HTML page that loads nothing from anywhere.

    Parameters
    ----------
    register
        What the list was made from.
    found
        Of `agecare.cases.completeness`.
    on
        The day it was made for.
    language
        One of `agecare.locale.LANGUAGES`; the centre's own when left out.
    privacy
        ``coordinator`` sees the names of clients and workers, ``anonymous`` ids only.

    Raises
    ------
    ValueError
        For a language or privacy level that does not exist, or the level ``worker``: the page is nobody's own.
    """
    words = Words(language or register.centre.language, "files")
    names = Names(register, Privacy(privacy))
    return render_page(
        "files.html.j2",
        t=words,
        version=__version__,
        centre=register.centre.name,
        heading=f"{words('title')} · {words.date(on)}",
        subtitle=[] if names.shown else [words("anonymous")],
        parts=[("overview", words("overview")), ("cases", words("by-case"))],
        **_content(found, names, words),
        styles=("board.css", "coverage.css", "team.css"),
    )


def _content(found: Sequence[Completeness], names: Names, words: Words) -> dict[str, Any]:
    complete = sum(each.is_complete for each in found)
    missing = sum(len(each.missing) for each in found)
    known = {worker.id for worker in names.register.workers}
    needed = Counter((rule.item, rule.document) for each in found for rule in each.needed)
    lacking = Counter((rule.item, rule.document) for each in found for rule in each.missing)
    order = list(FileItem)

    def manager(id_: str | None) -> str:
        if id_ is None:
            return words("nobody")
        return f"{id_} {names.worker(id_)}".strip() if id_ in known else id_

    share = (words.percent(complete / len(found)),) if found else ()
    return {
        "cards": [
            Card(words("files"), words.number(len(found))),
            Card(words("complete"), words.number(complete), share),
            Card(words("missing"), words.number(missing), (), "warn" if missing else ""),
        ],
        "managers": [
            (manager(row.case_manager), *map(words.number, (row.files, row.complete, row.missing)))
            for row in files_by_manager(found)
        ],
        "items": [
            (item_of(FileRule(item=item, document=document), words), words.number(all_), words.number(lacking[key]))
            for key, all_ in sorted(needed.items(), key=lambda each: (-lacking[each[0]], order.index(each[0][0])))
            for item, document in [key]
        ],
        "cases": [
            (
                each.case,
                names.client_label(each.client),
                words.code(f"CaseStage.{each.stage}"),
                manager(each.case_manager),
                ", ".join(item_of(rule, words) for rule in each.missing),
            )
            for each in sorted(found, key=lambda each: (-len(each.missing), each.case))
            if each.missing
        ],
        "empty": words("no-cases") if not found else words("all-complete"),
    }
