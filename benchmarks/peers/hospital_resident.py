"""Hospital–resident matching by PyPI's `matching`, in a process of its own: problem in, placing out.

    python benchmarks/peers/hospital_resident.py problem.npz placing.npz

Requests rank pools by suitability, pools rank requests by what the placement is worth. Groups, floors and units are not
known to this model.
"""

import sys
import time
from pathlib import Path

import numpy as np
from matching.games import HospitalResident


def main() -> int:
    given = np.load(sys.argv[1])
    first, pool, suits = given["arc_first"], given["arc_pool"].tolist(), given["arc_suitability"].tolist()
    value, places = given["value"].tolist(), given["pool_places"].tolist()
    wants, ranked = {}, {}
    for request in range(len(first) - 1):
        arcs = sorted(range(first[request], first[request + 1]), key=lambda arc: -suits[arc])
        wants[request] = [pool[arc] for arc in arcs if places[pool[arc]] > 0]
        for arc in arcs:
            ranked.setdefault(pool[arc], []).append((-value[arc], request))
    wants = {request: found for request, found in wants.items() if found}
    chosen = {at: [request for _, request in sorted(found)] for at, found in ranked.items() if places[at] > 0}
    begun, spent = time.perf_counter(), time.process_time()
    game = HospitalResident.create_from_dictionaries(wants, chosen, {at: places[at] for at in chosen})
    matched = game.solve(optimal="resident")
    seconds, cpu = time.perf_counter() - begun, time.process_time() - spent
    request_pool = np.full(len(first) - 1, -1, dtype=np.int32)
    for at, requests in matched.items():
        request_pool[[request.name for request in requests]] = at.name
    np.savez(Path(sys.argv[2]), request_pool=request_pool, seconds=seconds, cpu=cpu)
    return 0


if __name__ == "__main__":
    sys.exit(main())
