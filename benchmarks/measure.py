"""What a process used."""

import resource
from pathlib import Path


def peak_megabytes() -> int:
    """Most memory that this process ever held.

    Where Linux says it of the running program alone, that is taken: ``ru_maxrss`` begins with what the parent held.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        peak = next((line for line in lines if line.startswith("VmHWM:")), None)
        if peak is not None:
            return int(peak.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
