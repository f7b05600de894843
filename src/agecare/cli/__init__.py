"""The command line: ``template``, ``check``, ``sample``, ``match``, ``allocate``, ``coverage``, ``due``, ``petitions``,
``conference``, ``coaching``, ``caseload``, ``plan``, ``verify``.

Exit codes: 0 fine · 2 wrong usage · 3 the input has faults · 4 a mandatory visit is not in the plan · 5 no plan ·
6 the checker rejected the plan · 70 something went wrong inside, or a file could not be written · 130 interrupted
with nothing to show.
"""

from agecare.cli.app import main

__all__ = ["main"]
