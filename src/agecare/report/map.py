"""The geometry of the day map: routes of straight lines on an equirectangular projection, no map service."""

import math
from collections.abc import Iterable, Mapping, Sequence

import attrs

from agecare.model.distance import EARTH_RADIUS_KM
from agecare.report.reading import Reading
from agecare.visits.problem import VisitProblem

WIDTH, HEIGHTS = 940, (380, 640)
"""Of the map in its own units; its height, between these two, follows from the places."""
SMALL_WIDTH, SMALL_HEIGHTS = 240, (160, 320)
"""Of the small map of everything, drawn where a few places lie far from all others."""
MARGIN = 34
RADIUS = 13
"""Of a stop's marker."""
STYLES = 10
"""Colours there are; from the eleventh worker on they come again, with other dashes."""
CROWDED = 240
"""With more stops than this, markers are small dots where the places are, and their labels wait for a filter."""
CORE_SHARE, FAR = 0.8, 2.2
"""Places are far off when they lie beyond this many times the distance that holds this share of the stops."""

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


@attrs.frozen
class Projection:
    """Latitudes and longitudes to x and y: distances are true along the middle parallel and every meridian."""

    width: int
    height: int
    middle: float
    """Latitude of the true parallel, degrees."""
    west: float
    north: float
    scale: float
    """Units per km."""
    left: float
    top: float

    def xy(self, point: Point) -> tuple[int, int]:
        """Position on the drawing, which may lie outside of it."""
        x = km_east(point[1] - self.west, self.middle) * self.scale + self.left
        y = km_north(self.north - point[0]) * self.scale + self.top
        return round(x), round(y)

    def shows(self, point: Point) -> bool:
        """Whether there is room for a marker at the point."""
        x, y = self.xy(point)
        return RADIUS <= x <= self.width - RADIUS and RADIUS <= y <= self.height - RADIUS


@attrs.frozen
class Marker:
    """A stop: where its label is drawn, and where it really is when that place was taken."""

    task: int
    worker: int
    label: str
    x: int
    y: int
    moved_from: tuple[int, int] | None


@attrs.frozen
class Route:
    """A worker's way, as ``x,y`` points."""

    worker: int
    points: str


@attrs.frozen
class Base:
    """Where somebody's day begins or ends: a location (with its name) or a worker's home."""

    x: int
    y: int
    name: str
    home: bool


@attrs.frozen
class Sheet:
    """One drawing.

    ``bar`` is the scale bar, in units and in metres; ``frame`` what the larger drawing shows; ``crowded`` says that
    markers are drawn small and without room of their own.
    """

    width: int
    height: int
    routes: tuple[Route, ...]
    markers: tuple[Marker, ...]
    bases: tuple[Base, ...]
    bar: tuple[int, int]
    crowded: bool
    frame: tuple[int, int, int, int] | None = None


@attrs.frozen
class DayMap:
    """The map of one day, and a small one of everything where the map leaves far places out."""

    main: Sheet
    everything: Sheet | None


def km_north(degrees: float) -> float:
    """Kilometres of so many degrees of latitude."""
    return math.radians(degrees) * EARTH_RADIUS_KM


def km_east(degrees: float, latitude: float) -> float:
    """Kilometres of so many degrees of longitude at a latitude.

    >>> round(km_east(1, 49.4867), 1)
    72.2
    """
    return km_north(degrees) * math.cos(math.radians(latitude))


def projection(points: Sequence[Point], width: int = WIDTH, heights: tuple[int, int] = HEIGHTS) -> Projection:
    """The projection that fits the points into a drawing; nothing is drawn larger than 400 m for its width."""
    latitudes, longitudes = [point[0] for point in points], [point[1] for point in points]
    middle = (min(latitudes) + max(latitudes)) / 2
    wide = km_east(max(longitudes) - min(longitudes), middle)
    high = km_north(max(latitudes) - min(latitudes))
    scale = min((width - 2 * MARGIN) / max(wide, 0.4), (heights[1] - 2 * MARGIN) / max(high, 0.4))
    height = round(max(heights[0], high * scale + 2 * MARGIN))
    left, top = (width - wide * scale) / 2, (height - high * scale) / 2
    return Projection(width, height, middle, min(longitudes), max(latitudes), scale, left, top)


def core(stops: Sequence[Point]) -> list[Point]:
    """The stops without the few that lie far from all others; all of them where there are no such few."""
    middle = sorted(p[0] for p in stops)[len(stops) // 2], sorted(p[1] for p in stops)[len(stops) // 2]

    def reach(point: Point) -> float:
        return math.hypot(km_north(point[0] - middle[0]), km_east(point[1] - middle[1], middle[0]))

    distances = sorted(reach(point) for point in stops)
    limit = FAR * max(0.3, distances[math.ceil(CORE_SHARE * len(stops)) - 1])
    near = [point for point in stops if reach(point) <= limit]
    gain = distances[-1] / max(0.3, max(reach(point) for point in near))
    return near if gain > 1.6 else list(stops)


def scale_bar(scale: float, longest: float) -> tuple[int, int]:
    """The longest bar of 1, 2 or 5 times a power of ten metres that fits: units and metres.

    >>> scale_bar(100.0, 190)
    (100, 1000)
    """
    metres = [figure * 10**power for power in range(6) for figure in (1, 2, 5)]
    fitting = max((m for m in metres if m * scale / 1000 <= longest), default=metres[0])
    return round(fitting * scale / 1000), fitting


def worker_letters(count: int) -> tuple[str, ...]:
    """A, B, … Z, AA, AB, …: what workers are called on map and chart.

    >>> worker_letters(28)[-3:]
    ('Z', 'AA', 'AB')
    """
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    names = []
    for number in range(count):
        name, rest = "", number
        while rest >= 0:
            name, rest = letters[rest % 26] + name, rest // 26 - 1
        names.append(name)
    return tuple(names)


def day_map(
    reading: Reading,
    day: int,
    workers: Iterable[int],
    letters: Sequence[str],
    location_names: Mapping[str, str],
) -> DayMap | None:
    """The map of a day, ``None`` when nobody is on the way.

    Parameters
    ----------
    workers : workers to draw.
    letters : the letter of each worker.
    location_names : names of locations by id; every other place where a day begins is a home.
    """
    problem, drawn = reading.problem, set(workers)
    routes = [
        route
        for route in reading.routes_in_order
        if route in reading.timelines and problem.route_day[route] == day and int(problem.route_worker[route]) in drawn
    ]
    if not routes:
        return None
    draft = _Draft(reading, routes, letters, location_names)
    near = core(draft.stops)
    everything = [*draft.stops, *(draft.point(place) for place in draft.ends)]
    if len(near) == len(draft.stops):
        return DayMap(draft.sheet(projection(everything)), None)
    close, far = projection(near), projection(everything, SMALL_WIDTH, SMALL_HEIGHTS)
    hidden = {task for task in draft.tasks if not close.shows(draft.point(reading.entries[task].place))}
    small = attrs.evolve(draft.sheet(far, only=hidden, bases=False), frame=frame_of(close, far))
    return DayMap(draft.sheet(close), small)


def frame_of(close: Projection, far: Projection) -> tuple[int, int, int, int]:
    """What the close drawing shows, on the far one: x, y, width and height."""
    corner = [far.xy(_inverse(close, x, y)) for x, y in ((0, 0), (close.width, close.height))]
    return *corner[0], corner[1][0] - corner[0][0], corner[1][1] - corner[0][1]


def _inverse(project: Projection, x: float, y: float) -> Point:
    latitude = project.north - math.degrees((y - project.top) / project.scale / EARTH_RADIUS_KM)
    east = (x - project.left) / project.scale / EARTH_RADIUS_KM
    longitude = project.west + math.degrees(east / math.cos(math.radians(project.middle)))
    return latitude, longitude


@attrs.frozen
class _Draft:
    """What is to be drawn, before it is known how."""

    reading: Reading
    routes: Sequence[int]
    letters: Sequence[str]
    location_names: Mapping[str, str]

    @property
    def tasks(self) -> list[int]:
        return [task for route in self.routes for task in self.reading.timelines[route].tasks]

    @property
    def stops(self) -> list[Point]:
        return [self.point(self.reading.entries[task].place) for task in self.tasks]

    @property
    def ends(self) -> list[int]:
        problem = self.reading.problem
        both = (problem.route_start_place, problem.route_end_place)
        return sorted({int(place[route]) for route in self.routes for place in both})

    def point(self, place: int) -> Point:
        places = self.reading.problem.places
        return float(places.latitudes[place]), float(places.longitudes[place])

    def sheet(self, project: Projection, only: set[int] | None = None, bases: bool = True) -> Sheet:
        spread = _Spread(project.width, project.height)
        found = tuple(self._bases(project, spread)) if bases else ()
        shown = [
            task
            for task in self.tasks
            if (only is None or task in only) and project.shows(self.point(self.reading.entries[task].place))
        ]
        crowded = len(shown) > CROWDED
        return Sheet(
            project.width,
            project.height,
            tuple(self._way(project, route) for route in self.routes),
            tuple(self._marker(project, None if crowded else spread, task) for task in shown),
            found,
            scale_bar(project.scale, project.width / 4),
            crowded,
        )

    def _bases(self, project: Projection, spread: "_Spread") -> Iterable[Base]:
        problem = self.reading.problem
        for place in self.ends:
            if project.shows(self.point(place)):
                x, y = project.xy(self.point(place))
                spread.take(x, y)
                name = self.location_names.get(problem.places.ids[place])
                yield Base(x, y, name or "", home=name is None)

    def _marker(self, project: Projection, spread: "_Spread | None", task: int) -> Marker:
        entry = self.reading.entries[task]
        true = project.xy(self.point(entry.place))
        at = spread.place(*true) if spread else true
        label = f"{self.letters[entry.worker]}{entry.number}"
        return Marker(task, entry.worker, label, *at, None if at == true else true)

    def _way(self, project: Projection, route: int) -> Route:
        problem: VisitProblem = self.reading.problem
        stops = (stop.place for stop in self.reading.timelines[route].stops)
        places = [int(problem.route_start_place[route]), *stops, int(problem.route_end_place[route])]
        kept = [place for place, before in zip(places, [None, *places], strict=False) if place != before]
        text = " ".join("{},{}".format(*project.xy(self.point(place))) for place in kept)
        return Route(int(problem.route_worker[route]), text)


@attrs.define
class _Spread:
    """Finds room for markers, so that none hides another: a spiral around the true place."""

    width: int
    height: int
    taken: dict[tuple[int, int], list[tuple[int, int]]] = attrs.field(factory=dict)

    def place(self, x: int, y: int) -> tuple[int, int]:
        """The free position nearest to (x, y), which is then taken."""
        for step in range(400):
            angle, reach = 2.4 * step, 0 if step == 0 else RADIUS * (1.1 + 0.42 * math.sqrt(step))
            at = round(x + reach * math.cos(angle)), round(y + reach * math.sin(angle))
            inside = RADIUS <= at[0] <= self.width - RADIUS and RADIUS <= at[1] <= self.height - RADIUS
            if inside and self._is_free(*at):
                self.take(*at)
                return at
        self.take(x, y)
        return x, y

    def take(self, x: int, y: int) -> None:
        """Mark a position as taken."""
        self.taken.setdefault(self._cell(x, y), []).append((x, y))

    def _is_free(self, x: int, y: int) -> bool:
        column, row = self._cell(x, y)
        return all(
            math.hypot(x - a, y - b) >= 2 * RADIUS
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            for a, b in self.taken.get((column + i, row + j), ())
        )

    @staticmethod
    def _cell(x: int, y: int) -> tuple[int, int]:
        return x // (2 * RADIUS), y // (2 * RADIUS)
