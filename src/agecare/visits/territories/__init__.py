"""Large regions: divided into territories that are solved side by side, anywhere, and mended where they meet."""

from agecare.visits.territories.processes import Processes
from agecare.visits.territories.solve import solve_by_territory, usual_parts

__all__ = ["Processes", "solve_by_territory", "usual_parts"]
