"""Pages about referrals: chains as pictures, and the report about all of them."""

from agecare.report.referrals.chains import render_chains, write_chains
from agecare.report.referrals.report import render_referrals, write_referral_report

__all__ = ["render_chains", "render_referrals", "write_chains", "write_referral_report"]
