"""Workbooks and folders of CSV files ↔ the register of a centre."""

from agecare.io.tables.example import example_register
from agecare.io.tables.marks import faults_as_json, write_marked_copy
from agecare.io.tables.read import Findings, check_tables, findings, read_csv_folder, read_tables, read_workbook
from agecare.io.tables.reference import reference_markdown
from agecare.io.tables.template import write_template
from agecare.io.tables.write import write_csv_folder, write_workbook

__all__ = [
    "Findings",
    "check_tables",
    "example_register",
    "faults_as_json",
    "findings",
    "read_csv_folder",
    "read_tables",
    "read_workbook",
    "reference_markdown",
    "write_csv_folder",
    "write_marked_copy",
    "write_template",
    "write_workbook",
]
