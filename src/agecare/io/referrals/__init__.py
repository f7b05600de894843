"""Histories of referrals in and out: CSV by columns, FHIR-shaped JSON in, XES out."""

from agecare.io.referrals.fhir import Bundle, bundle_of, read_fhir
from agecare.io.referrals.reading import Reading, check_referrals, read_referrals
from agecare.io.referrals.writing import write_referrals
from agecare.io.referrals.xes import write_xes

__all__ = [
    "Bundle",
    "Reading",
    "bundle_of",
    "check_referrals",
    "read_fhir",
    "read_referrals",
    "write_referrals",
    "write_xes",
]
