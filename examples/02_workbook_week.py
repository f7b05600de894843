"""A workbook read and planned: the figures of the week, and why each visit that is left out is left out."""

from pathlib import Path

from agecare import FormatError, io, report, visits
from agecare.locale import translate

BOOK = Path(__file__).parent / "data" / "darkhan.xlsx"

try:
    register = io.read_workbook(BOOK)
except FormatError as error:
    raise SystemExit(str(error)) from None  # every fault with its sheet, row and column

problem = visits.problem_for(register, week="2026-W15")
result = visits.solve(problem, time_limit=None, work_limit=4000, seed=1)
assert not result.violations

print(register.centre.name)
for label, value in report.summary_lines(register, problem, result, "en"):
    print(f"  {label:<30}{value}")

print(f"\nNot in the plan: {len(result.schedule.unserved)}")
for missed in result.schedule.unserved:
    print(f"  {missed.visit}: {translate(f'reasons.{missed.reason}', 'en', **missed.params)}")

print("\nThe same in Mongolian and Kyrgyz:")
for missed in result.schedule.unserved[:1]:
    for language in ("mn", "ky"):
        print(f"  {translate(f'reasons.{missed.reason}', language, **missed.params)}")
