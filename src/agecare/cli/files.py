"""``agecare files``: what each case file must hold by its stage, and what is missing."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from agecare.cli.options import AsJson, Book, Lang, On, Page, PagePrivacy, day_of, page_only
from agecare.cli.speaking import Speaker, read_book
from agecare.cli.tables import table
from agecare.model.time import today_in

if TYPE_CHECKING:
    from agecare.cases import Completeness
    from agecare.report.words import Words


def files(
    context: typer.Context,
    book: Book,
    on: On = None,
    manager: Annotated[
        str | None, typer.Option("--manager", metavar="ID", help="Only the files of this case manager.")
    ] = None,
    out: Page = None,
    privacy: Annotated[
        PagePrivacy, typer.Option("--privacy", help="anonymous: ids only on the page, no names.")
    ] = PagePrivacy.COORDINATOR,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show what is missing in each case file, and how complete everybody's files are."""
    day = day_of(on)
    page_only(out)
    speaker = Speaker(context, lang)
    register = read_book(speaker, book, warnings=False)
    from agecare import cases
    from agecare.io.loop_json import files_document
    from agecare.report.words import Words

    day = day or today_in(register.centre.timezone)
    found = [each for each in cases.completeness(register, day) if manager in (None, each.case_manager)]
    if out is not None:
        from agecare.report import write_files_report

        speaker.writes(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        write_files_report(out, register, found, day, language=speaker.language, privacy=privacy.value)
    if as_json:
        typer.echo(json.dumps(files_document(day, found), ensure_ascii=False, indent=2))
        return
    words = Words(speaker.language, "files")
    typer.echo(f"{register.centre.name} · {words('title')} · {words.date(day)}")
    _show(found, words)
    if out is not None:
        typer.echo("\n" + speaker.text("written", path=out))


def _show(found: "Sequence[Completeness]", words: "Words") -> None:
    """Counts by case manager, then what is missing in each file that is not complete."""
    from agecare.cases import files_by_manager
    from agecare.report.files import item_of

    if all(each.is_complete for each in found):
        typer.echo(words("all-complete") if found else words("no-cases"))
    table(
        words("by-manager"),
        [words(name) for name in ("manager", "files", "complete", "missing")],
        [
            (row.case_manager or words("nobody"), *map(words.number, (row.files, row.complete, row.missing)))
            for row in files_by_manager(found)
        ],
    )
    table(
        words("by-case"),
        [words(name) for name in ("case", "client", "stage", "manager", "missing")],
        [
            (
                each.case,
                each.client,
                words.code(f"CaseStage.{each.stage}"),
                each.case_manager or words("nobody"),
                ", ".join(item_of(rule, words) for rule in each.missing),
            )
            for each in found
            if each.missing
        ],
        texts=5,
    )
