"""What people look at and print: the board of a week, chains, reports about coverage, referrals and what is due."""

from agecare.report.board import Certificate, certify, render_board, write_board
from agecare.report.coverage import render_coverage, write_coverage_report
from agecare.report.due import render_due, write_due_report
from agecare.report.figures import Figures, figures_of, summary_lines
from agecare.report.privacy import Privacy
from agecare.report.referrals import render_chains, render_referrals, write_chains, write_referral_report

__all__ = [
    "Certificate",
    "Figures",
    "Privacy",
    "certify",
    "figures_of",
    "render_board",
    "render_chains",
    "render_coverage",
    "render_due",
    "render_referrals",
    "summary_lines",
    "write_board",
    "write_chains",
    "write_coverage_report",
    "write_due_report",
    "write_referral_report",
]
