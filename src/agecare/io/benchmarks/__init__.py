"""Published home health care instances and their solutions, read and written as they are published."""

from agecare.io.benchmarks.instance import Instance
from agecare.io.benchmarks.reading import read_instance
from agecare.io.benchmarks.solutions import read_solution, write_solution
from agecare.io.benchmarks.timing import retimed

__all__ = ["Instance", "read_instance", "read_solution", "retimed", "write_solution"]
