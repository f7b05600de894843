"""Pages about referrals: chains as pictures, and the report about all of them."""

from agecare.report.referrals.chains import render_chains, write_chains

__all__ = ["render_chains", "write_chains"]
