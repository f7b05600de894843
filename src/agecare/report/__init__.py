"""What people look at and print: the board of a week, reports, pictures of chains, the packet of a conference."""

from agecare.report.board import Certificate, certify, render_board, write_board
from agecare.report.caseload import render_caseload, write_caseload_report
from agecare.report.coaching import render_coaching, write_coaching_report
from agecare.report.conference import render_packet, write_packet
from agecare.report.coverage import render_coverage, write_coverage_report
from agecare.report.due import render_due, write_due_report
from agecare.report.figures import Figures, figures_of, summary_lines
from agecare.report.files import render_files, write_files_report
from agecare.report.privacy import Privacy
from agecare.report.referrals import render_chains, render_referrals, write_chains, write_referral_report

__all__ = [
    "Certificate",
    "Figures",
    "Privacy",
    "certify",
    "figures_of",
    "render_board",
    "render_caseload",
    "render_chains",
    "render_coaching",
    "render_coverage",
    "render_due",
    "render_files",
    "render_packet",
    "render_referrals",
    "summary_lines",
    "write_board",
    "write_caseload_report",
    "write_chains",
    "write_coaching_report",
    "write_coverage_report",
    "write_due_report",
    "write_files_report",
    "write_packet",
    "write_referral_report",
]
