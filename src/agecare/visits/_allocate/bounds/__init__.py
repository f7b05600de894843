"""Bounds that hold for every plan: what can be served, and what must be paid."""

from agecare.visits._allocate.bounds.certify import Certificate, certificate

__all__ = ["Certificate", "certificate"]
