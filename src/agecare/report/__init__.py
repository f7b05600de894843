"""What people look at and print: the board of a week, the reports about coverage and referrals, chains as pictures."""

from agecare.report.board import Certificate, certify, render_board, write_board
from agecare.report.coverage import render_coverage, write_coverage_report
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
    "render_referrals",
    "summary_lines",
    "write_board",
    "write_chains",
    "write_coverage_report",
    "write_referral_report",
]
