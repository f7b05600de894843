"""Seeded mistakes: one slip in a valid workbook is one fault, with its code, its cell and a suggestion."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from openpyxl.workbook import Workbook

from agecare import CarePlanStatus, FormatError, Place, Severity
from agecare.io import check_tables, read_workbook
from agecare.io.tables.headings import title_of
from agecare.io.tables.words import word_for
from agecare.locale import LANGUAGES
from agecare.model.faults import describe
from workbooks import errors, saved

Slip = Callable[[Workbook], None]


@attrs.frozen
class Mistake:
    """A slip made in the example workbook and the one fault it must be."""

    name: str
    slip: Slip
    code: str
    cell: str
    suggestion: str | None = None
    """A part of the suggestion; ``None`` when there is none."""


def put(cell: str, value: Any, **more: Any) -> Slip:
    """Write a value into a cell such as ``Visits!F3`` (and others of the same sheet, by keyword)."""
    sheet, _, where = cell.partition("!")

    def slip(book: Workbook) -> None:
        for at, each in {where: value, **more}.items():
            book[sheet][at] = each

    return slip


def many(**cells: Any) -> Slip:
    """Write values into cells such as ``Visits__F3``."""

    def slip(book: Workbook) -> None:
        for at, value in cells.items():
            sheet, _, where = at.partition("__")
            book[sheet.replace("_", " ")][where] = value

    return slip


def clear(*cells: str) -> Slip:
    """Empty some cells."""

    def slip(book: Workbook) -> None:
        for cell in cells:
            sheet, _, where = cell.partition("!")
            book[sheet][where] = None

    return slip


def no_machine_ids(*then: Slip) -> Slip:
    """Take the hidden rows away, as if people had typed the sheets themselves; then the slips."""

    def slip(book: Workbook) -> None:
        for page in book.worksheets:
            page.delete_rows(1)
        for each in then:
            each(book)

    return slip


def retitle(old: str, new: str) -> Slip:
    def slip(book: Workbook) -> None:
        book[old].title = new

    return slip


def remove(*titles: str) -> Slip:
    def slip(book: Workbook) -> None:
        for title in titles:
            book.remove(book[title])

    return slip


def merge(sheet: str, span: str) -> Slip:
    def slip(book: Workbook) -> None:
        book[sheet].merge_cells(span)

    return slip


def copy(sheet: str) -> Slip:
    def slip(book: Workbook) -> None:
        book.copy_worksheet(book[sheet])

    return slip


def add_row(sheet: str, *values: Any) -> Slip:
    def slip(book: Workbook) -> None:
        page = book[sheet]
        row = max(cell.row for column in page.iter_cols() for cell in column if cell.value is not None) + 1
        for column, value in enumerate(values, start=1):
            page.cell(row, column, value)

    return slip


def error_value(book: Workbook) -> None:
    book["Visits"]["D3"] = "#REF!"
    assert book["Visits"]["D3"].data_type == "e"


def number_without_format(book: Workbook) -> None:
    book["Needs"]["E3"] = 46118
    book["Needs"]["E3"].number_format = "General"


BARTHEL = (
    "feeding:10; bathing:0; grooming:5; dressing:5; bowels:10; bladder:5; toilet:5; transfer:10; mobility:5; stairs:0"
)
MISTAKES = [
    # Times and windows
    Mistake("window past 24:00", put("Visits!F3", "8:30-25:00"), "AC1042", "Visits!F3", "08:30-15:00"),
    Mistake("window starts past 24:00", put("Visits!F3", "28:30-19:00"), "AC1042", "Visits!F3", "18:30-19:00"),
    Mistake("window past midnight", put("Visits!F5", "22:00-02:00"), "AC1043", "Visits!F5", "22:00-24:00"),
    Mistake("window backwards", put("Visits!F5", "17:00-9:00"), "AC2012", "Visits!F5", "09:00-17:00"),
    Mistake("window on a clock of twelve", put("Visits!F5", "9:00-5:00"), "AC2012", "Visits!F5", "09:00-17:00"),
    Mistake("window with one time", put("Visits!F5", "9:00"), "AC1041", "Visits!F5"),
    Mistake("window of bare hours", put("Visits!F5", "9-17"), "AC1041", "Visits!F5", "09:00-17:00"),
    Mistake("window without colons", put("Visits!F5", "0900-1700"), "AC1041", "Visits!F5", "09:00-17:00"),
    Mistake("window made a date", put("Visits!F5", dt.datetime(2026, 12, 8)), "AC1041", "Visits!F5", "08:00-12:00"),
    Mistake("windows overlap", put("Visits!F3", "08:00-12:00; 11:00-17:00"), "AC2027", "Visits!F3"),
    Mistake(
        "windows out of order",
        put("Visits!F3", "14:00-17:00; 08:30-12:00"),
        "AC2028",
        "Visits!F3",
        "08:30-12:00; 14:00-17:00",
    ),
    Mistake("seven windows", put("Visits!F5", ";".join(f"{h}:00-{h}:50" for h in range(9, 16))), "AC1053", "Visits!F5"),
    Mistake("window shorter than the visit", put("Visits!F5", "10:00-10:30"), "AC3012", "Visits!F5"),
    Mistake("second window of three is wrong", put("Visits!F5", "8:00-9:00;9:61-10:00;11:00-13:00"), "AC1041",
            "Visits!F5"),
    Mistake("no time", put("Shifts!C4", "half past eight"), "AC2010", "Shifts!C4"),
    Mistake("time as a decimal number", put("Shifts!C4", 9.3), "AC2010", "Shifts!C4", "09:30"),
    Mistake("bare hour", put("Shifts!C4", 9), "AC2010", "Shifts!C4", "09:00"),
    Mistake("hour past 24", put("Shifts!D4", "27:30"), "AC2011", "Shifts!D4", "17:30"),
    Mistake("time with seconds", put("Shifts!C4", dt.time(8, 30, 25)), "AC1044", "Shifts!C4", "08:30"),
    Mistake("shift ends before it begins", put("Shifts!D4", "4:30"), "AC2012", "Shifts!D4", "16:30"),
    Mistake("break without its times", clear("Shifts!F3"), "AC2017", "Shifts!F3"),
    Mistake("break outside the shift", put("Shifts!F3", "7:00"), "AC2018", "Shifts!F3"),
    Mistake("overlapping shifts", add_row("Shifts", "W-2", "fri", "14:00", "16:00"), "AC3015", "Shifts!C6"),
    # Dates
    Mistake("day that does not exist", put("Needs!E3", "31.02.2026"), "AC1047", "Needs!E3", "2026-02-28"),
    Mistake("month 13", put("Needs!E3", "2026-13-05"), "AC1047", "Needs!E3", "2026-05-13"),
    Mistake("day or month first", put("Needs!E3", "03/04/2026"), "AC1046", "Needs!E3", "2026-03-04 / 2026-04-03"),
    Mistake("slashes, one reading", put("Needs!E3", "25/04/2026"), "AC1046", "Needs!E3", "2026-04-25"),
    Mistake("year without century", put("Needs!E3", "05.04.26"), "AC1057", "Needs!E3", "2026-04-05"),
    Mistake("no date", put("Needs!E3", "last spring"), "AC1045", "Needs!E3"),
    Mistake("date as a number", number_without_format, "AC1045", "Needs!E3", "2026-04-06"),
    Mistake("date with a time", put("Needs!E3", dt.datetime(2026, 4, 6, 9, 30)), "AC1045", "Needs!E3", "2026-04-06"),
    Mistake("period ends before it begins", put("Visits!X6", "01.01.2025"), "AC2013", "Visits!X6"),
    Mistake("absence ends before it begins", put("Absences!D3", "01.04.2026"), "AC2013", "Absences!D3"),
    Mistake("birth date is kept quiet", put("Clients!C3", "31.02.1944"), "AC1047", "Clients!C3"),
    Mistake("month and day of winter", put("Settings!B9", "1 November"), "AC1055", "Settings!B9"),
    # Numbers
    Mistake("negative minutes", put("Visits!H5", -60), "AC1036", "Visits!H5"),
    Mistake("minutes with a unit", put("Visits!H5", "60 min"), "AC1034", "Visits!H5", "60"),
    Mistake("half minutes", put("Visits!H5", 59.5), "AC1034", "Visits!H5", "60"),
    Mistake("eight visits a week", put("Visits!D6", 8), "AC1036", "Visits!D6"),
    Mistake("more visits than days", put("Visits!E4", "mon tue"), "AC3011", "Visits!D4"),
    Mistake("no number", put("Locations!E3", "49 degrees"), "AC1035", "Locations!E3", "49"),
    Mistake("latitude out of range", put("Locations!E3", 149.5), "AC1036", "Locations!E3"),
    Mistake("coordinates changed over", put("Locations!E3", 105.9228, F3=49.4867), "AC1058", "Locations!E3"),
    Mistake("level out of range", put("Workers!G3", "nursing:9; care"), "AC1036", "Workers!G3"),
    Mistake("speed of nought", put("Travel speeds!C3", 0), "AC1036", "Travel speeds!C3"),
    Mistake("price below nought", put("Settings!B20", -1), "AC1036", "Settings!B20"),
    # Words
    Mistake("misspelt choice", put("Clients!D3", "femle"), "AC1037", "Clients!D3", "female"),
    Mistake("choice of another kind", put("Clients!G3", "urgent"), "AC1037", "Clients!G3"),
    Mistake("misspelt weekday", put("Visits!E3", "mon wednsday"), "AC1050", "Visits!E3", "Wednesday"),
    Mistake("weekday as a number", put("Visits!E3", 135), "AC1050", "Visits!E3"),
    Mistake("neither yes nor no", put("Visits!G4", "perhaps"), "AC1049", "Visits!G4"),
    Mistake("misspelt language", put("Clients!F3", "mongolan"), "AC1054", "Clients!F3", "Mongolian"),
    Mistake("skill in words", put("Workers!G3", "nursing:two; care"), "AC1051", "Workers!G3"),
    Mistake("note too long", put("Clients!Q3", "x" * 2001), "AC1038", "Clients!Q3"),
    Mistake("time zone misspelt", put("Settings!B6", "Asia/Ulanbaatar"), "AC1037", "Settings!B6",
            "Ulaanbaatar (UTC+8)"),
    # Ids
    Mistake("unknown client", put("Visits!B5", "E-02"), "AC3002", "Visits!B5", "E-002"),
    Mistake("unknown worker, nothing near", put("Shifts!A4", "Zulfiya"), "AC3002", "Shifts!A4"),
    Mistake("unknown second skill", put("Visits!L3", "liftng"), "AC3002", "Visits!L3", "lifting"),
    Mistake("unknown area of the centre", put("Settings!B8", "A-11"), "AC3002", "Settings!B8", "A-1"),
    Mistake("mixed alphabets", put("Visits!A3", "VА-1", A99=None), "AC1040", "Visits!A3", "VA-1"),
    Mistake("Cyrillic reference", put("Visits!B5", "Е-002"), "AC1052", "Visits!B5", "E-002"),
    Mistake("Cyrillic id", put("Clients!A5", "Е-003"), "AC1056", "Clients!A5", "E-003"),
    Mistake("two ids look the same", add_row("Carers", "С-1", "E-002"), "AC1056", "Carers!A4"),
    Mistake("id with a space", put("Clients!A5", "E 003"), "AC1039", "Clients!A5", "E-003"),
    Mistake("id too long", put("Carers!A3", "C" * 65), "AC1038", "Carers!A3"),
    Mistake("id made a date", put("Carers!A3", dt.datetime(2026, 1, 3)), "AC1048", "Carers!A3"),
    Mistake("no id", clear("Carers!A3"), "AC1033", "Carers!A3"),
    Mistake("duplicate id", put("Needs!A4", "N-1"), "AC3001", "Needs!A4"),
    Mistake("id of two kinds", many(Locations__A3="E-003", Workers__K3="E-003", Workers__L3="E-003",
            Workers__K4="E-003", Workers__L4="E-003", Travel_times__A3="W-1", Services__E3="E-003"), "AC3003",
            "Locations!A3"),
    # Contradictions
    Mistake("two addresses at once", put("Addresses!F5", "01.03.2026"), "AC3008", "Addresses!F5"),
    Mistake("yearly address without end", clear("Addresses!G4"), "AC2014", "Addresses!G4"),
    Mistake("no address", put("Addresses!A6", "E-001", F6="01.01.1990", G6="02.01.1990", F3="01.01.2000"),
            "AC3009", "Clients!A5"),
    Mistake("home without longitude", clear("Workers!J5"), "AC2015", "Workers!J5"),
    Mistake("neither home nor location", clear("Workers!K4"), "AC2016", "Workers!K4"),
    Mistake("absence of nobody", clear("Absences!A3"), "AC2019", "Absences!A3"),
    Mistake("absence of two", put("Absences!B3", "E-001"), "AC2019", "Absences!A3"),
    Mistake("half a span of hours", clear("Absences!F4"), "AC2020", "Absences!F4"),
    Mistake("second worker not said", clear("Visits!J3"), "AC2021", "Visits!J3"),
    Mistake("lags the wrong way round", put("Visits!M6", 40), "AC2023", "Visits!N6"),
    Mistake("lag without a follower", put("Visits!N3", 15), "AC2024", "Visits!N3"),
    Mistake("gaps the wrong way round", put("Visits!P5", 300), "AC2025", "Visits!Q5"),
    Mistake("gap without a visit", clear("Visits!O5"), "AC2026", "Visits!O5"),
    Mistake("after a visit of another client", put("Visits!O5", "V-1", P5=None, Q5=None), "AC3006", "Visits!O5"),
    Mistake("after a visit of another rhythm", put("Visits!D5", 2), "AC3007", "Visits!D5"),
    Mistake("after itself", put("Visits!O5", "V-3"), "AC3005", "Visits!O5"),
    Mistake("care plan of another client", put("Visits!V4", "P-1"), "AC3010", "Visits!V4"),
    Mistake("wished for and refused", put("Clients!N3", "W-1"), "AC3013", "Clients!N3"),
    Mistake("area part of itself", put("Areas!D3", "A-0"), "AC3004", "Areas!D3"),
    Mistake("lock of nothing", clear("Locks!D3"), "AC2029", "Locks!B3"),
    Mistake("locked time without day", clear("Locks!B4"), "AC2030", "Locks!B4"),
    Mistake("lock of a refused worker", put("Clients!N5", "W-1"), "AC3019", "Locks!D4"),
    Mistake("lock outside the windows", put("Locks!C4", "15:50"), "AC3018", "Locks!C4"),
    Mistake("same worker locked twice", put("Locks!E4", "W-1"), "AC3020", "Locks!E4"),
    Mistake("second worker locked for one", put("Locks!A3", "V-2", E3="W-2", D3="W-1"), "AC3016", "Locks!E3"),
    # Assessments, needs and rules
    Mistake("item out of range", put("Assessments!F3", BARTHEL.replace("bathing:0", "bathing:10")), "AC2104",
            "Assessments!F3"),
    Mistake("item missing", put("Assessments!F3", BARTHEL.replace("bathing:0; ", "")), "AC2105", "Assessments!F3"),
    Mistake("item misspelt", put("Assessments!F3", BARTHEL.replace("stairs", "steps")), "AC2102", "Assessments!F3"),
    Mistake("item twice", put("Assessments!F3", f"{BARTHEL}; stairs:0"), "AC2103", "Assessments!F3"),
    Mistake("item in words", put("Assessments!F3", BARTHEL.replace("feeding:10", "feeding:well")), "AC1070",
            "Assessments!F3"),
    Mistake("items of a total", put("Assessments!C4", "zarit", F4="1 0 1"), "AC2101", "Assessments!F4"),
    Mistake("total out of range", put("Assessments!G4", 16), "AC2107", "Assessments!G4"),
    Mistake("total between the steps", put("Assessments!G3", 57, F3=None), "AC2107", "Assessments!G3"),
    Mistake("total of other items", put("Assessments!G3", 50), "AC2108", "Assessments!G3"),
    Mistake("neither items nor total", clear("Assessments!G4"), "AC2106", "Assessments!F4"),
    Mistake("counts until before it is made", put("Assessments!H4", "01.01.2026"), "AC2013", "Assessments!H4"),
    Mistake("found by another's assessment", put("Needs!G6", "AS-1"), "AC3107", "Needs!G6"),
    Mistake("score that nobody has", put("Rules of needs!C3", 9, D3=12), "AC2127", "Rules of needs!C3"),
    Mistake("scores the wrong way round", put("Rules of needs!C3", 5), "AC2123", "Rules of needs!D3"),
    Mistake("scores overlap", add_row("Rules of needs", "lawton", None, 4, 6, "household", "mild"), "AC3102",
            "Rules of needs!C4"),
    Mistake("two needs of one domain", put("Rules of risk!D3", "mood"), "AC2128", "Rules of risk!C3"),
    # Services
    Mistake("negative capacity", put("Capacities!C3", -12), "AC1036", "Capacities!C3"),
    Mistake("more taken than there is", put("Capacities!D3", 13), "AC2116", "Capacities!D3"),
    Mistake("two capacities at once", add_row("Capacities", "S-1", "places", 5), "AC3101", "Capacities!E4"),
    Mistake("more kept than there is", put("Quotas!C3", 13), "AC3103", "Quotas!C3"),
    Mistake("quota of a service without capacity", put("Quotas!A3", "S-2"), "AC3109", "Quotas!A3"),
    Mistake("quota for those shut out", add_row("Eligibility", "S-1", "population group", "elder"), "AC3105",
            "Quotas!B3"),
    Mistake("rule about an unknown area", put("Eligibility!C4", "A-00"), "AC3002", "Eligibility!C4", "A-0"),
    Mistake("rule with a misspelt word", put("Eligibility!C5", "moderat; severe"), "AC2126", "Eligibility!C5",
            "moderate"),
    Mistake("rule about age with words", put("Eligibility!C3", "old"), "AC2121", "Eligibility!C3"),
    Mistake("rule about age without a number", clear("Eligibility!D3"), "AC2122", "Eligibility!D3"),
    Mistake("rule about an area with a number", put("Eligibility!D4", 5), "AC2124", "Eligibility!D4"),
    Mistake("rule without words", clear("Eligibility!C5"), "AC2125", "Eligibility!C5"),
    Mistake("rule that nobody meets", add_row("Eligibility", "S-1", "age", None, None, 17), "AC3104", "Eligibility!E6"),
    Mistake("least above most", put("Eligibility!E3", 17), "AC2123", "Eligibility!E3"),
    Mistake("no recurrence rule", put("Opening times!B3", "every Monday"), "AC2114", "Opening times!B3"),
    Mistake("recurrence without a day", put("Opening times!B3", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), "AC2120",
            "Opening times!B3"),
    Mistake("visits without minutes", clear("Services!O4", "Services!P4"), "AC2115", "Services!O4"),
    Mistake("skills of a visit without minutes", clear("Services!O4", "Services!Q4"), "AC1033", "Services!O4"),
    Mistake("status ends before it begins", put("Services!I5", "01.06.2026"), "AC2013", "Services!I5"),
    Mistake("misspelt need of a service", put("Services!F3", "company; moood"), "AC1037", "Services!F3", "mood"),
    Mistake("currency in words", put("Services!M3", "tugrik"), "AC1071", "Services!M3"),
    Mistake("placed twice", add_row("Placements", "PL-2", "E-001", "S-1", None, None, "01.02.2026"), "AC3110",
            "Placements!F4"),
    Mistake("placed in an unknown service", put("Placements!C3", "S1"), "AC3002", "Placements!C3", "S-1"),
    Mistake("refused without a reason", clear("Waiting list!J4"), "AC2118", "Waiting list!J4"),
    Mistake("reason of one who waits", put("Waiting list!J3", "language"), "AC2119", "Waiting list!J3"),
    Mistake("asks for nothing", clear("Waiting list!D4"), "AC2117", "Waiting list!C4"),
    Mistake("asks twice", add_row("Waiting list", "SR-3", "E-002", None, "S-1", None, None, "05.03.2026"), "AC3111",
            "Waiting list!B5"),
    Mistake("share above one", put("Coverage targets!D3", 30), "AC1036", "Coverage targets!D3"),
    # Cases, plans, petitions
    Mistake("status of another stage", put("Cases!F3", "planned"), "AC2201", "Cases!F3"),
    Mistake("open case with a last day", put("Cases!D3", "01.03.2026"), "AC2202", "Cases!D3"),
    Mistake("closed without a reason", clear("Cases!I5"), "AC2203", "Cases!I5"),
    Mistake("two open cases", add_row("Cases", "K-4", "E-001", "01.03.2026", None, "intake", "planned"), "AC3201",
            "Cases!B6"),
    Mistake("stage typo", put("Cases!E3", "monitering"), "AC1037", "Cases!E3", "monitoring"),
    Mistake("referral and visits at once", put("Tasks!J4", "R-2"), "AC2204", "Tasks!K4"),
    Mistake("task of another case's plan", put("Tasks!C5", "P-1"), "AC3202", "Tasks!C5"),
    Mistake("goal for another's need", put("Goals!C3", "N-2"), "AC3202", "Goals!C3"),
    Mistake("event about no plan", clear("Case events!E10"), "AC2205", "Case events!E10"),
    Mistake("event about an unknown plan", put("Case events!E10", "P1"), "AC3002", "Case events!E10", "P-1"),
    Mistake("state typo", put("Case events!G11", "linkige"), "AC2206", "Case events!G11", "linkage"),
    Mistake("state of something else", put("Case events!G10", "улучшается"), "AC2206", "Case events!G10"),
    Mistake("two intervals for one risk", add_row("Review intervals", "high", 30), "AC3204", "Review intervals!A4"),
    Mistake("answered before it came", put("Petitions!O4", "01.01.2026"), "AC2211", "Petitions!C4"),
    Mistake("told of no extension", put("Petitions!N4", "01.02.2026"), "AC2212", "Petitions!N4"),
    Mistake("extension that nobody decided", clear("Petitions!M3"), "AC2213", "Petitions!M3"),
    Mistake("answer without outcome", clear("Petitions!Q4"), "AC2214", "Petitions!Q4"),
    Mistake("days below none", put("Deadline rules!E3", -1), "AC1036", "Deadline rules!E3"),
    # Teams, conferences, coaching, in and out
    Mistake("came twice", put("In and out!A4", "E-001"), "AC3305", "In and out!B4"),
    Mistake("came and left in one row", put("In and out!D3", "died"), "AC2304", "In and out!C3"),
    Mistake("no reason at all", clear("In and out!C3"), "AC2304", "In and out!C3"),
    Mistake("in the team twice", put("Team members!B4", "W-1"), "AC3301", "Team members!B4"),
    Mistake("called for an unknown reason", put("Case conferences!E3", "staled"), "AC1037", "Case conferences!E3",
            "stalled"),
    Mistake("came before it was held", put("Case conferences!J4", "W-1"), "AC2301", "Case conferences!J4"),
    Mistake("another's case", put("Case conferences!C3", "K-1"), "AC3107", "Case conferences!C3"),
    Mistake("decided without an owner", clear("Decisions!E3"), "AC2302", "Decisions!E3"),
    Mistake("due before it was decided", put("Decisions!F3", "01.03.2026"), "AC3303", "Decisions!F3"),
    Mistake("own coach", put("Coaching plans!C3", "W-2"), "AC2303", "Coaching plans!C3"),
    Mistake("goal without a level", put("Coaching plans!F3", "plan-writing"), "AC1301", "Coaching plans!F3"),
    Mistake("unknown competency", put("Competency scores!C4", "local-dialekt"), "AC3002", "Competency scores!C4",
            "local-dialect"),
    Mistake("scored twice", put("Competency scores!C4", "plan-writing"), "AC3304", "Competency scores!C4"),
    Mistake("level above four", put("Competency scores!D3", 5), "AC1036", "Competency scores!D3"),
    # What is in the cells
    Mistake("formula", put("Visits!H5", "=30+30"), "AC1031", "Visits!H5"),
    Mistake("formula in a text", put("Visits!C5", '=HYPERLINK("x")'), "AC1031", "Visits!C5"),
    Mistake("error value", error_value, "AC1032", "Visits!D3"),
    Mistake("yes where a text belongs", put("Visits!C5", True), "AC1048", "Visits!C5"),
    Mistake("merged cells", merge("Visits", "C5:C6"), "AC1027", "Visits!C5"),
    Mistake("value without heading", put("Visits!Z4", "why?"), "AC1028", "Visits!Z4"),
    Mistake("required cell left empty", clear("Visits!F5"), "AC1033", "Visits!F5"),
    Mistake("required setting left empty", clear("Settings!B5"), "AC1033", "Settings!B5"),
    # Headings and sheets
    Mistake("heading typo", no_machine_ids(put("Visits!F1", "Widnows")), "AC1024", "Visits!F1", "Windows"),
    Mistake("strange heading", put("Visits!Z2", "Weather"), "AC1024", "Visits!Z2"),
    Mistake("heading twice", no_machine_ids(put("Visits!C1", "Minutes")), "AC1025", "Visits!H1"),
    Mistake("heading missing", no_machine_ids(clear(*(f"Visits!F{row}" for row in range(1, 8)))), "AC1023", "Visits!1"),
    Mistake("no headings", no_machine_ids(clear(*(f"Skills!{column}1" for column in "AB"))), "AC1026", "Skills!2"),
    Mistake("misspelt sheet", no_machine_ids(retitle("Visits", "Vistis")), "AC1021", "Vistis", "Visits"),
    Mistake("sheet copied", copy("Needs"), "AC1022", "Needs Copy"),
    Mistake("needed sheet missing", remove("Skills"), "AC1020", "Skills"),
    Mistake("settings missing", remove("Settings"), "AC1020", "Settings"),
    Mistake("setting misspelt", put("Settings!A11", "Most minuts a day"), "AC1029", "Settings!A11",
            "Most minutes a day"),
    Mistake("setting twice", put("Settings!A11", "Most minutes a week"), "AC1030", "Settings!A12"),
    Mistake("newer template", put("Read me!B1", 99), "AC1019", "Read me!B1"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_one_slip_is_one_fault_at_its_cell(mistake: Mistake, tmp_path: Path) -> None:
    path = saved(tmp_path / "spoilt.xlsx", mistake.slip)
    found = errors(path)
    assert [(fault.code, str(fault.place)) for fault in found] == [(mistake.code, mistake.cell)]
    (fault,) = found
    if mistake.suggestion is None:
        assert fault.suggestion is None
    else:
        assert fault.suggestion is not None
        assert mistake.suggestion in fault.suggestion
    said = {describe(fault, language) for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)
    assert all(each.startswith(mistake.cell) and each.endswith(f"[{mistake.code}]") for each in said)


def test_a_slip_in_the_stage_of_a_case_is_not_told_again_at_its_events(tmp_path: Path) -> None:
    found = check_tables(saved(tmp_path / "spoilt.xlsx", put("Cases!E3", "monitering")))
    assert [(fault.code, str(fault.place)) for fault in found] == [("AC1037", "Cases!E3")]


def test_all_faults_come_at_once_and_in_order(tmp_path: Path) -> None:
    slips = [put("Visits!F3", "8:30-25:00"), put("Clients!D3", "femle"), put("Visits!H5", -60), clear("Needs!B3")]
    path = saved(tmp_path / "spoilt.xlsx", *slips)
    with pytest.raises(FormatError) as raised:
        read_workbook(path)
    assert [str(fault.place) for fault in raised.value.faults] == ["Clients!D3", "Needs!B3", "Visits!F3", "Visits!H5"]
    assert str(raised.value.faults[2]) == (
        "Visits!F3: “8:30-25:00” ends past 24:00. Did you mean 08:30-15:00? [AC1042]"
    )


def test_a_place_names_cell_and_record(tmp_path: Path) -> None:
    (fault,) = errors(saved(tmp_path / "spoilt.xlsx", put("Visits!F5", "8:30-25:00")))
    assert fault.place == Place(
        kind="visit_requests", index=2, field="windows", source="spoilt.xlsx", sheet="Visits", row=5, column="F",
        heading="Windows",
    )  # fmt: skip
    assert fault.value == "8:30-25:00"


def test_personal_data_stay_out_of_faults(tmp_path: Path) -> None:
    slips = [put("Clients!C3", "31.02.1944"), put("Clients!I3", True), put("Addresses!B3", "Orchid Street 5")]
    found = errors(saved(tmp_path / "spoilt.xlsx", *slips))
    assert [fault.code for fault in found] == ["AC1047", "AC1048", "AC1035"]
    assert not any(word in str(fault) for fault in found for word in ("1944", "Orchid", "True"))


def test_a_skill_that_nobody_has_is_a_warning(tmp_path: Path) -> None:
    path = saved(tmp_path / "spoilt.xlsx", put("Visits!I4", "nursing:5"))
    (warning,) = check_tables(path)
    assert (warning.code, warning.severity, str(warning.place)) == ("AC3014", "warning", "Visits!I4")
    assert read_workbook(path).warnings[0].code == "AC3014"


def test_a_stranger_who_wrote_a_care_plan_is_a_warning(tmp_path: Path) -> None:
    path = saved(tmp_path / "spoilt.xlsx", put("Care plans!D3", "head"))
    (warning,) = check_tables(path)
    assert (warning.code, warning.severity, str(warning.place)) == ("AC3002", "warning", "Care plans!D3")


def test_who_wrote_a_care_plan_is_no_stranger_because_the_own_row_is_faulty(tmp_path: Path) -> None:
    (fault,) = check_tables(saved(tmp_path / "spoilt.xlsx", put("Workers!A5", "W 3")))
    assert str(fault.place) == "Workers!A5"


@pytest.mark.parametrize(
    ("slip", "cell"),
    [
        (put("Clients!A5", "E 003"), "Clients!A5"),
        (clear("Clients!A5"), "Clients!A5"),
        (put("Workers!A3", "W_Ж-1"), None),
        (put("Addresses!A6", "E003"), "Addresses!A6"),
        (put("Workers!K4", "L-9"), "Workers!K4"),
        (put("Visits!A4", "=V"), "Visits!A4"),
        (put("Workers!G5", "lifting:x"), "Workers!G5"),
    ],
)
def test_references_to_a_faulty_record_are_not_faults_too(slip: Slip, cell: str | None, tmp_path: Path) -> None:
    found = errors(saved(tmp_path / "spoilt.xlsx", slip))
    if cell is None:
        # A valid id that nobody uses, and the ids that then lead nowhere: nothing can tell which is the slip.
        assert {fault.code for fault in found} == {"AC3002"}
    else:
        assert [str(fault.place) for fault in found] == [cell]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_says_what_its_kind_may_say_in_the_language_of_the_book(language: str, tmp_path: Path) -> None:
    def slip(book: Workbook) -> None:
        book[title_of("eligibility", language)]["C5"] = "?"

    (fault,) = errors(saved(tmp_path / "spoilt.xlsx", slip, language=language))
    assert (fault.code, fault.value) == ("AC2126", "?")
    assert fault.params["allowed"] == "; ".join(word_for("Severity", code, language) for code in Severity)


def test_events_that_lead_elsewhere_are_a_warning(tmp_path: Path) -> None:
    found = check_tables(saved(tmp_path / "spoilt.xlsx", put("Cases!E3", "linkage")))
    assert [(fault.code, fault.severity, str(fault.place)) for fault in found] == [
        ("AC3203", "warning", "Case events!G14")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_state_says_what_its_kind_of_record_may_be_in_the_language_of_the_book(language: str, tmp_path: Path) -> None:
    def slip(book: Workbook) -> None:
        book[title_of("case_events", language)]["G10"] = "?"

    (fault,) = errors(saved(tmp_path / "spoilt.xlsx", slip, language=language))
    assert (fault.code, fault.value) == ("AC2206", "?")
    assert fault.params["allowed"] == "; ".join(word_for("CarePlanStatus", code, language) for code in CarePlanStatus)


def test_scores_stay_out_of_faults_but_for_the_wrong_one(tmp_path: Path) -> None:
    (fault,) = errors(
        saved(tmp_path / "spoilt.xlsx", put("Assessments!F3", BARTHEL.replace("bathing:0", "bathing:15")))
    )
    assert str(fault) == "Assessments!F3: The item bathing of barthel is 15; allowed: 0, 5. [AC2104]"
    assert fault.value == "…"


def test_answers_are_read_in_order_and_in_any_language(tmp_path: Path) -> None:
    told = "да; нет; нет; нет; yes; no; тийм; үгүй; 0; 0; 1; 0; 1; 0; 1"
    path = saved(tmp_path / "a.xlsx", put("Assessments!F4", told, G4=None))
    assessment = read_workbook(path).assessment("AS-2")
    assert [each.item for each in assessment.items] == [str(number) for number in range(1, 16)]
    assert assessment.score == 1


def test_there_are_enough_mistakes() -> None:
    assert len(MISTAKES) >= 60
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES)
