"""The workbook of a whole oblast is written and read in seconds, within bounded memory."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from agecare import Register
from agecare.io import check_tables, read_workbook, write_workbook
from agecare.io.samples import sample


@pytest.fixture(scope="module")
def oblast() -> Register:
    """A quarter of an oblast: 536 clients, 57 workers."""
    return sample("jalal-abad", clients=536, workers=57, seed=1)


def test_an_oblast_is_written_and_read_in_seconds_and_bounded_memory(oblast: Register, tmp_path: Path) -> None:
    began = time.process_time()
    write_workbook(oblast, tmp_path / "oblast.xlsx", language="ky")
    written = time.process_time()
    assert read_workbook(tmp_path / "oblast.xlsx") == oblast
    read = time.process_time()
    assert written - began < 4, "usually 1 second"
    assert read - written < 4, "usually 1 second"
    assert (tmp_path / "oblast.xlsx").stat().st_size < 750_000
    code = (
        "import sys; from agecare.io import check_tables; check_tables(sys.argv[1]);"
        "print(*(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "oblast.xlsx")]
    kilobytes = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert kilobytes < 160_000


def test_a_renamed_sheet_of_ids_does_not_take_minutes(tmp_path: Path) -> None:
    """Every reference to a client is then unknown; each gets its fault and its suggestion."""
    oblast = sample("jalal-abad", clients=350, workers=38, seed=1)
    clients = tuple(client.model_copy(update={"id": f"X{number:05d}"}) for number, client in enumerate(oblast.clients))
    odd = oblast.model_copy(update={"clients": clients, "carers": (), "absences": ()})
    write_workbook(odd, tmp_path / "odd.xlsx")
    began = time.process_time()
    faults = check_tables(tmp_path / "odd.xlsx")
    assert time.process_time() - began < 8, "usually 1 second"
    assert len(faults) >= len(oblast.addresses) + len(oblast.visit_requests)
