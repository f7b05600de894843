"""Referrals by columns."""

from agecare.referrals.columns.assemble import history_of
from agecare.referrals.columns.clock import NEVER, WorkingDays
from agecare.referrals.columns.history import History
from agecare.referrals.columns.names import NONE, Names
from agecare.referrals.columns.register import history_in

__all__ = ["NEVER", "NONE", "History", "Names", "WorkingDays", "history_in", "history_of"]
