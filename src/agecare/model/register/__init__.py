"""The register: everything a centre holds, every reference resolved once."""

from agecare.model.register.record import Register
from agecare.model.register.rules import REGISTER_RULES, register_faults

__all__ = ["REGISTER_RULES", "Register", "register_faults"]
