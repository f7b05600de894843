"""What people look at and print: the board of a week, and the reports about coverage and about what is due."""

from agecare.report.board import Certificate, certify, render_board, write_board
from agecare.report.coverage import render_coverage, write_coverage_report
from agecare.report.due import render_due, write_due_report
from agecare.report.figures import Figures, figures_of, summary_lines
from agecare.report.privacy import Privacy

__all__ = [
    "Certificate",
    "Figures",
    "Privacy",
    "certify",
    "figures_of",
    "render_board",
    "render_coverage",
    "render_due",
    "summary_lines",
    "write_board",
    "write_coverage_report",
    "write_due_report",
]
