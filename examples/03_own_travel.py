"""A travel model of one's own: a river with one bridge, which great-circle distances know nothing of."""

from collections import Counter
from pathlib import Path

import attrs
import numpy as np

from agecare import Season, TravelMode, io, visits
from agecare.visits.travel import EstimatedTravel, Minutes, Places


@attrs.frozen
class OverTheBridge:
    """An estimate in which everybody crosses an (invented) river at its one bridge.

    A travel model is anything that can be called with places, mode and season and gives whole minutes from each
    place to each place. A road engine is put behind it in the same way.
    """

    usual: EstimatedTravel
    river_latitude: float
    bridge_longitude: float

    def __call__(self, places: Places, mode: TravelMode, season: Season) -> Minutes:
        with_bridge = Places(
            (*places.ids, "bridge"),
            np.append(places.latitudes, self.river_latitude),
            np.append(places.longitudes, self.bridge_longitude),
        )
        minutes = self.usual(with_bridge, mode, season)
        direct, to_bridge, from_bridge = minutes[:-1, :-1], minutes[:-1, -1], minutes[-1, :-1]
        north = places.latitudes > self.river_latitude
        across = north[:, None] != north[None, :]
        return np.where(across, to_bridge[:, None] + from_bridge[None, :], direct).astype(np.int32)


register = io.read_workbook(Path(__file__).parent / "data" / "darkhan.xlsx")
usual = EstimatedTravel.of(register.travel_speeds, register.travel_times)
bridge = OverTheBridge(usual, river_latitude=49.475, bridge_longitude=105.93)

straight = visits.problem_for(register, week="2026-W15", travel=usual)
real = visits.problem_for(register, week="2026-W15", travel=bridge)
naive = visits.solve(straight, time_limit=None, work_limit=2000, seed=1)
wise = visits.solve(real, time_limit=None, work_limit=2000, seed=1)

for name, result in (("without the bridge", naive), ("with the bridge", wise)):
    broken = Counter(found.rule for found in visits.violations(real, result.schedule))
    served = int((result.schedule.visit_day >= 0).sum())
    hours = result.cost.components["travel"].amount / 60
    print(f"Planned {name}: {served} of {len(real.visit_ids)} visits, {hours:.1f} hours on the way.")
    print(f"    Judged with the bridge: {', '.join(f'{rule} {n}' for rule, n in broken.items()) or 'no rule broken'}.")
