"""The template: what people see, what is hidden, what the drop-downs offer."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from agecare import Register
from agecare.io import check_tables, read_workbook, write_template
from agecare.io.tables.drop_downs import lists
from agecare.io.tables.headings import column_ids, heading_of, title_of
from agecare.io.tables.reference import reference_markdown
from agecare.io.tables.sheets import ALL_SHEETS, SETTINGS
from agecare.io.tables.words import ENUMS, codes, codes_by_word, fold, word_for
from agecare.locale import LANGUAGES, catalogue


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture(scope="module")
def template(language: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    write_template(path, language=language)
    return path


@pytest.fixture(scope="module")
def book(template: Path) -> Workbook:
    return openpyxl.load_workbook(template)


def test_every_sheet_has_hidden_ids_and_visible_headings(book: Workbook, language: str) -> None:
    for sheet_id in ALL_SHEETS:
        page = book[title_of(sheet_id, language)]
        assert page.row_dimensions[1].hidden
        assert [cell.value for cell in page[1]] == [f"{sheet_id}.{column}" for column in column_ids(sheet_id)]
        assert [fold(cell.value) for cell in page[2]] == [
            fold(heading_of(sheet_id, column, language)) for column in column_ids(sheet_id)
        ]
        assert page.freeze_panes == "B3"
        assert all(cell.comment is not None for cell in page[2])
        assert sheet_id == SETTINGS or page.auto_filter.ref.startswith("A2:")


def test_required_columns_have_a_star_and_a_colour(book: Workbook, language: str) -> None:
    for sheet_id, sheet in ALL_SHEETS.items():
        if sheet_id == SETTINGS:
            continue
        for column, cell in zip(sheet.columns, book[title_of(sheet_id, language)][2], strict=True):
            assert cell.value.endswith(" *") == column.required
            assert (cell.fill.fgColor.rgb == "FF1F4E78") == column.required


def test_drop_downs_come_from_named_ranges(book: Workbook, language: str) -> None:
    page = book[title_of("clients", language)]
    rules = {str(rule.sqref).partition(":")[0]: rule for rule in page.data_validations.dataValidation}
    assert rules["D3"].formula1 == "list_Gender"
    assert rules["L3"].formula1 == "ids_workers"
    sheet, _, cells = book.defined_names["list_Gender"].attr_text.partition("!")
    words = [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]
    assert words == [word_for("Gender", code, language) for code in codes("Gender")]
    assert book[sheet.strip("'")].sheet_state == "hidden"
    used = {
        rule.formula1
        for each in book.worksheets
        for rule in each.data_validations.dataValidation
        if rule.type == "list"
    }
    assert used <= set(book.defined_names)


def test_every_input_has_a_note_that_a_spreadsheet_takes(book: Workbook) -> None:
    rules = [rule for page in book.worksheets for rule in page.data_validations.dataValidation]
    assert len(rules) == sum(len(sheet.columns) for sheet in ALL_SHEETS.values())
    assert all(rule.prompt and len(rule.prompt) <= 255 and len(rule.promptTitle) <= 32 for rule in rules)


def test_an_empty_template_lacks_only_the_settings(template: Path, language: str) -> None:
    settings = title_of(SETTINGS, language)
    assert [str(fault.place) for fault in check_tables(template)] == [
        f"{settings}!B3",
        f"{settings}!B5",
        f"{settings}!B6",
    ]


def test_a_filled_template_is_read(template: Path, language: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template)
    page = book[title_of(SETTINGS, language)]
    page["B3"], page["B5"], page["B6"] = "C-1", word_for("Country", "KG", language), "Asia/Bishkek"
    book.save(tmp_path / "filled.xlsx")
    centre = Register(centre={"id": "C-1", "name": "", "country": "KG", "timezone": "Asia/Bishkek"}).centre
    assert read_workbook(tmp_path / "filled.xlsx").centre == centre


def test_titles_headings_and_words_mean_one_thing_in_all_languages() -> None:
    titles: dict[str, str] = {}
    for each in LANGUAGES:
        for sheet_id in ALL_SHEETS:
            assert titles.setdefault(fold(title_of(sheet_id, each)), sheet_id) == sheet_id
            headings: dict[str, str] = {}
            for column in column_ids(sheet_id):
                assert headings.setdefault(fold(heading_of(sheet_id, column, each)), column) == column
    for name in (*ENUMS, "language"):
        for each in LANGUAGES:
            for code in codes(name):
                assert codes_by_word(name)[fold(word_for(name, code, each))] == code


def test_no_text_is_borrowed_and_none_is_left_over(language: str) -> None:
    words, english = catalogue(language, "sheets"), catalogue("en", "sheets")
    assert words.keys() == english.keys()
    used = {f"heading.{column}" for sheet in ALL_SHEETS for column in column_ids(sheet)}
    used |= {f"heading.{sheet}.{column}" for sheet in ALL_SHEETS for column in column_ids(sheet)}
    used |= {f"heading.settings.{column.id}" for column in ALL_SHEETS[SETTINGS].columns}
    used |= {key.replace("heading.", "note.", 1) for key in used}
    assert {key for key in words if key.startswith(("heading.", "note."))} <= used


def test_words_of_the_lists_fit_a_cell(language: str) -> None:
    assert all(words and all(len(word) < 256 for word in words) for words in lists(language).values())


def test_the_reference_names_every_column_and_code(language: str) -> None:
    page = reference_markdown(language)
    for sheet in ALL_SHEETS.values():
        assert all(f"`{column.id}`" in page for column in sheet.columns)
    for code in catalogue("en", "faults"):
        assert code == "did-you-mean" or f"`{code}`" in page
    assert "{" not in page
