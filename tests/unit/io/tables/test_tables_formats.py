"""Workbooks as other programs and other people write them."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl.chart import BarChart
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook

from agecare import Weekday
from agecare.io import read_workbook
from agecare.io.tables import check_tables, example_register
from agecare.io.tables.headings import heading_of, title_of
from agecare.io.tables.sheets import ALL_SHEETS
from agecare.locale import LANGUAGES
from workbooks import Slip, repacked, saved, sheet_parts, with_shared_strings


def put(cell: str, value: Any, number_format: str | None = None) -> Slip:
    def slip(book: Workbook) -> None:
        sheet, _, where = cell.partition("!")
        book[sheet][where] = value
        if number_format:
            book[sheet][where].number_format = number_format

    return slip


def test_shared_strings_as_excel_writes_them(tmp_path: Path) -> None:
    path = with_shared_strings(saved(tmp_path / "a.xlsx"), tmp_path / "b.xlsx")
    assert read_workbook(path) == example_register()


def test_a_namespace_prefix_and_cells_without_places(tmp_path: Path) -> None:
    def prefixed(xml: bytes) -> bytes:
        xml = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml)
        return xml.replace(b"xmlns=", b"xmlns:x=")

    source = saved(tmp_path / "a.xlsx")
    edits = dict.fromkeys(sheet_parts(source), prefixed)
    assert read_workbook(repacked(source, tmp_path / "b.xlsx", edit=edits)) == example_register()


def test_rows_and_cells_that_do_not_say_where_they_are(tmp_path: Path) -> None:
    source = saved(tmp_path / "a.xlsx")
    edits = {part: lambda xml: re.sub(rb'(<row) r="\d+"', rb"\1", xml) for part in sheet_parts(source)}
    assert read_workbook(repacked(source, tmp_path / "b.xlsx", edit=edits)) == example_register()


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_alone_are_enough_in_any_language(language: str, tmp_path: Path) -> None:
    def typed_by_hand(book: Workbook) -> None:
        for page in book.worksheets:
            page.delete_rows(1)

    assert read_workbook(saved(tmp_path / "a.xlsx", typed_by_hand, language=language)) == example_register(language)


def test_machine_ids_as_headings_and_titles(tmp_path: Path) -> None:
    def plain(book: Workbook) -> None:
        for sheet_id in ALL_SHEETS:
            page = book[title_of(sheet_id, "en")]
            page.title = "between"
            page.title = sheet_id
            page.delete_rows(2)
            for cell in page[1]:
                cell.value = cell.value.partition(".")[2]

    assert read_workbook(saved(tmp_path / "a.xlsx", plain)) == example_register()


def test_columns_in_another_order_and_headings_of_two_languages(tmp_path: Path) -> None:
    def reorder(book: Workbook) -> None:
        page = book["Clients"]
        page.delete_rows(1)
        page.move_range("A1:Q9", cols=2)
        for row in page.iter_rows(min_col=1, max_col=18):
            row[0].value, row[17].value = row[17].value, None
        page["D1"] = heading_of("clients", "name", "ky").upper()
        page.insert_rows(1, 3)
        page["A1"] = "Our clients in spring"

    assert read_workbook(saved(tmp_path / "a.xlsx", reorder)) == example_register()


def test_blank_rows_hidden_rows_and_unknown_sheets(tmp_path: Path) -> None:
    def untidy(book: Workbook) -> None:
        page = book["Clients"]
        page.insert_rows(4, 2)
        page["A4"] = "   "
        page.row_dimensions[3].hidden = True
        page.auto_filter.ref = "A2:Q9"
        page.auto_filter.add_filter_column(0, ["E-002"])
        book.create_sheet("Shopping")["A1"] = "milk"
        book.create_chartsheet("Chart").add_chart(BarChart())

    assert read_workbook(saved(tmp_path / "a.xlsx", untidy)) == example_register()


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        ("9:30", None),
        ("9.30", None),
        ("09:30", None),
        (" 9:30 ", None),
        (dt.time(9, 30), None),
        (9.5 / 24, "General"),
        (9.5 / 24, "hh:mm"),
        (dt.timedelta(hours=9, minutes=30), "[h]:mm"),
    ],
)
def test_times_as_people_write_them(value: Any, number_format: str | None, tmp_path: Path) -> None:
    register = read_workbook(saved(tmp_path / "a.xlsx", put("Shifts!C4", value, number_format)))
    assert register.shifts[1].start == 570


def test_midnight_as_the_end_of_a_day(tmp_path: Path) -> None:
    for value in ("24:00", dt.timedelta(days=1)):
        assert read_workbook(saved(tmp_path / "a.xlsx", put("Shifts!D4", value))).shifts[1].end == 1440


@pytest.mark.parametrize(
    "value",
    [dt.date(2026, 2, 1), dt.datetime(2026, 2, 1), "01.02.2026", "1.2.2026", "2026-02-01", "2026.2.1", "2026/02/01"],
)
def test_dates_as_people_write_them(value: Any, tmp_path: Path) -> None:
    assert read_workbook(saved(tmp_path / "a.xlsx", put("Needs!E4", value))).needs[1].since == dt.date(2026, 2, 1)


def test_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    def mac(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    assert read_workbook(saved(tmp_path / "a.xlsx", mac)) == example_register()


def test_ids_and_texts_typed_as_numbers(tmp_path: Path) -> None:
    def number(book: Workbook) -> None:
        book["Carers"]["A3"] = 17
        book["Carers"]["E3"] = 99112233.0

    (carer,) = read_workbook(saved(tmp_path / "a.xlsx", number)).carers
    assert (carer.id, carer.phone) == ("17", "99112233")


def test_numbers_with_a_decimal_comma(tmp_path: Path) -> None:
    register = read_workbook(saved(tmp_path / "a.xlsx", put("Locations!E3", "49,4867"), put("Visits!H5", "60,0")))
    assert register.locations[0].latitude == 49.4867
    assert register.visit_requests[2].roles[0].minutes == 60


@pytest.mark.parametrize(
    "days", ["mon-wed", "Mon, Tue; Wed", "понедельник вторник среда", "Да – Лх", "дүйшөмбү-шаршемби", "MON TUES WED"]
)
def test_weekdays_in_any_language(days: str, tmp_path: Path) -> None:
    register = read_workbook(saved(tmp_path / "a.xlsx", put("Shifts!B4", days)))
    assert register.shifts[1].days == (Weekday.MON, Weekday.TUE, Weekday.WED)


@pytest.mark.parametrize("word", ["female", "FEMALE ", "эмэгтэй", "аял", "женский"])
def test_coded_words_in_any_language(word: str, tmp_path: Path) -> None:
    register = read_workbook(saved(tmp_path / "a.xlsx", put("Clients!D3", word)))
    assert register.clients[0].gender == "female"


@pytest.mark.parametrize("word", ["yes", "тийм", "Ооба", "да", True, 1, "TRUE"])
def test_yes_in_any_language(word: Any, tmp_path: Path) -> None:
    assert read_workbook(saved(tmp_path / "a.xlsx", put("Visits!G3", word))).visit_requests[0].soft_end is True


@pytest.mark.parametrize("word", ["none", "хэрэггүй", "жок", "нет", "-", None])
def test_no_second_worker_in_any_language(word: str | None, tmp_path: Path) -> None:
    assert len(read_workbook(saved(tmp_path / "a.xlsx", put("Visits!J4", word))).visit_requests[1].roles) == 1


def test_a_second_worker_stays_as_long_as_the_first_unless_told(tmp_path: Path) -> None:
    register = read_workbook(saved(tmp_path / "a.xlsx", put("Visits!K3", None)))
    assert [role.minutes for role in register.visit_requests[0].roles] == [45, 45]


def test_winter_typed_as_a_date(tmp_path: Path) -> None:
    for value in ("15.10", dt.date(2026, 10, 15), "10-15"):
        assert read_workbook(saved(tmp_path / "a.xlsx", put("Settings!B9", value))).centre.winter_from == "10-15"


@pytest.mark.parametrize("language", LANGUAGES)
def test_faults_speak_the_language_of_the_book(language: str, tmp_path: Path) -> None:
    def misspell(book: Workbook) -> None:
        book[title_of("clients", language)]["D3"] = {"en": "femal", "mn": "эмэгтээй", "ky": "эркэк", "ru": "женскй"}[
            language
        ]

    (fault,) = check_tables(saved(tmp_path / "a.xlsx", misspell, language=language))
    words = {"en": "female", "mn": "эмэгтэй", "ky": "эркек", "ru": "женский"}
    assert (fault.code, fault.suggestion) == ("AC1037", words[language])
    assert fault.place.heading == heading_of("clients", "gender", language)
    assert words[language] in fault.params["allowed"]
