"""Histories of referrals in and out: CSV by columns, FHIR-shaped JSON in, XES out."""

from agecare.io.referrals.reading import Reading, check_referrals, read_referrals

__all__ = ["Reading", "check_referrals", "read_referrals"]
