"""From records to a `PlacingProblem`: everybody who takes part, the places, and what is kept or promised."""

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import attrs
import numpy as np

from agecare.matching.askers import areas_of
from agecare.matching.candidates import candidates
from agecare.matching.claims import Arc, claimed
from agecare.matching.directory import Directory, directory_of
from agecare.matching.entries import Entry, entries_of
from agecare.matching.offers import Offer
from agecare.matching.sharing import PlacingProblem, Together, lottery, with_reserves
from agecare.matching.sharing.problem import NONE
from agecare.model import CoverageTarget, EligibilityKind, PopulationGroup, Priority, Register, RiskLevel

CRITERIA = ("present", "urgency", "risk", "waiting")
"""Columns of the points: having a place now, the priority of the request, the client's risk, whole weeks waited."""
GROUPS = tuple(PopulationGroup)


@attrs.frozen(eq=False)
class Posed:
    """The problem, and the records its indices stand for."""

    register: Register
    on: dt.date
    seed: int
    directory: Directory
    entries: tuple[Entry, ...]
    problem: PlacingProblem
    present: int
    """Points for having a place now: more than anything that taking it away could be worth."""
    draws: Mapping[str, int]
    """The number that each client drew."""


def posed(register: Register, on: dt.date, *, seed: int, keep_households: bool, tie_services: bool) -> Posed:
    """The problem of a register on a day; see `agecare.matching.allocate`."""
    directory, entries = directory_of(register, on), entries_of(register, on)
    entries, arcs = claimed(entries, _arcs(directory, entries), directory.position)
    bonds = list(_bonds(register, entries, arcs, keep_households=keep_households, tie_services=tie_services))
    floors = list(_floors(register, on, entries, arcs))
    weights = register.centre.matching
    most = max((suits for _, _, suits in arcs), default=0) + sum(value for _, _, value in bonds)
    points = _points(register, on, entries)
    present = 2 * (most + int(points.sum(axis=1).max(initial=0)) + weights.keep + weights.coverage * (1 + len(floors)))
    points[:, 0] = [0 if entry.waits else present for entry in entries]
    services = directory.service_ids
    clients = list(dict.fromkeys(entry.client for entry in entries))
    draws = dict(zip(clients, lottery(clients, seed).tolist(), strict=True))
    held, everybody = _held(entries), sum(entry.units for entry in entries)
    problem = PlacingProblem(
        request_ids=tuple(entry.id for entry in entries),
        service_ids=services,
        pool_ids=services,
        band_ids=tuple(group.value for group in GROUPS),
        floor_ids=tuple(id_ for id_, _, _ in floors),
        criterion_ids=CRITERIA,
        request_points=points,
        request_draw=np.array([draws[entry.client] for entry in entries], dtype=np.int64),
        arc_first=np.searchsorted([entry for entry, _, _ in arcs], np.arange(len(entries) + 1)),
        arc_pool=np.array([service for _, service, _ in arcs], dtype=np.int32),
        arc_suitability=np.array([suits for _, _, suits in arcs], dtype=np.int64),
        pool_service=np.arange(len(services), dtype=np.int32),
        pool_places=np.array([_places(offer, held, everybody) for offer in directory.offers], dtype=np.int64),
        request_units=np.array([entry.units for entry in entries], dtype=np.int64),
        request_present=np.array(
            [NONE if entry.present is None else directory.position[entry.present] for entry in entries], dtype=np.int32
        ),
        request_stay=np.full(len(entries), max(0, weights.keep), dtype=np.int64),
        request_bands=np.array(
            [[entry.asker.client.group is group for group in GROUPS] for entry in entries], dtype=np.bool_
        ).reshape(len(entries), len(GROUPS)),
        floor_first=np.cumsum([0, *(len(members) for _, members, _ in floors)]),
        floor_member=np.array([one for _, members, _ in floors for one in members], dtype=np.int32),
        floor_least=np.array([least for _, _, least in floors], dtype=np.int64),
        floor_price=np.full(len(floors), max(0, weights.coverage), dtype=np.int64),
        group_first=np.cumsum([0, *(len(members) for _, members, _ in bonds)]),
        group_member=np.array([one for _, members, _ in bonds for one in members], dtype=np.int32),
        group_kind=np.array([kind for kind, _, _ in bonds], dtype=np.int32),
        group_value=np.array([value for _, _, value in bonds], dtype=np.int64),
    )
    kept = np.array(list(_kept(register, on, directory, held)), dtype=np.int64).reshape(-1, 3)
    problem = with_reserves(problem, kept[:, 0], kept[:, 1], kept[:, 2])
    return Posed(register, on, seed, directory, entries, problem, present, draws)


def _arcs(directory: Directory, entries: Sequence[Entry]) -> list[Arc]:
    """Who could have which service, in order; everybody could stay where they are."""
    askers = [(index, asker) for index, entry in enumerate(entries) for asker in (entry.asker, *entry.others)]
    found = candidates(directory, [asker for _, asker in askers])
    suits: dict[tuple[int, int], int] = {}
    for asker, service, points in zip(found.asker, found.service, found.suitability, strict=True):
        key = askers[asker][0], int(service)
        suits[key] = max(suits.get(key, 0), int(points))
    for index, entry in enumerate(entries):
        if entry.present is not None:
            suits.setdefault((index, directory.position[entry.present]), 0)
    return [(entry, service, points) for (entry, service), points in sorted(suits.items())]


def _points(register: Register, on: dt.date, entries: Sequence[Entry]) -> np.typing.NDArray[np.int64]:
    """(R, 4): points by `CRITERIA`, the first still 0. Who waits has at least one point: a place is worth having."""
    weights = register.centre.matching
    steps, ranks = list(Priority), {level.value: level.rank for level in RiskLevel}
    return np.array(
        [
            (
                0,
                weights.urgency * steps.index(entry.priority),
                weights.risk * max((ranks[word] for word in entry.asker.words[EligibilityKind.RISK]), default=0),
                max(1, weights.waiting * ((on - entry.since).days // 7) if entry.waits else 0),
            )
            for entry in entries
        ],
        dtype=np.int64,
    ).reshape(len(entries), len(CRITERIA))


Held = Mapping[str, Counter[PopulationGroup]]
"""Units that the present holders who take part hold, by service and group."""


def _held(entries: Sequence[Entry]) -> Held:
    held: dict[str, Counter[PopulationGroup]] = defaultdict(Counter)
    for entry in entries:
        if entry.present is not None:
            held[entry.present][entry.asker.client.group] += entry.units
    return held


def _places(offer: Offer, held: Held, everybody: int) -> int:
    """Units that can be given: those that nobody holds, and those of the present holders who take part.

    Where more is held than there is, nobody is sent away. A service that is not scarce has room for everybody.
    """
    if offer.left is None:
        return everybody
    here = held[offer.service.id].total()
    return max(here, offer.left + here)


def _kept(register: Register, on: dt.date, directory: Directory, held: Held) -> Iterator[tuple[int, int, int]]:
    """Reserves: service, group, units. Whoever of others sits on a reserved place already may stay."""
    for index, offer in enumerate(directory.offers):
        quotas: Counter[PopulationGroup] = Counter()
        for quota in register.quotas_of.get(offer.service.id, ()):
            if quota.valid_on(on):
                quotas[quota.group] += quota.reserved
        if offer.left is None or not quotas:
            continue
        here = held[offer.service.id]
        room = _places(offer, held, 0) - sum(max(0, units - quotas[group]) for group, units in here.items())
        for group, reserved in sorted(quotas.items()):
            units = min(reserved, room)
            room -= units
            if units > 0:
                yield index, GROUPS.index(group), units


def _bonds(
    register: Register, entries: Sequence[Entry], arcs: Sequence[Arc], *, keep_households: bool, tie_services: bool
) -> Iterator[tuple[Together, list[int], int]]:
    """People of one household with like needs; services that go together for one client."""
    weights = register.centre.matching
    households: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for index, entry in enumerate(entries):
        if entry.asker.client.household and entry.asker.need:
            key = entry.asker.client.household, entry.asker.need.domain.value
            households[key].setdefault(entry.client, index)
    for members in households.values():
        everybody = sorted(members.values())
        if len(everybody) > 1:
            new = all(entries[one].waits for one in everybody)
            if keep_households and new:
                yield Together.SAME_SERVICE, everybody, 0
            elif weights.household > 0:
                yield Together.IF_POSSIBLE, everybody, weights.household
    for pair in _pairs(register, entries, arcs):
        if tie_services and all(entries[one].waits for one in pair):
            yield Together.BOTH_OR_NEITHER, pair, 0
        elif weights.together > 0:
            yield Together.ALL_IF_POSSIBLE, pair, weights.together


def _pairs(register: Register, entries: Sequence[Entry], arcs: Sequence[Arc]) -> Iterator[list[int]]:
    """Two entries of a client, one of which could have a service that is given along with one of the other's."""
    services: dict[int, set[str]] = defaultdict(set)
    ids = [service.id for service in register.services]
    for one, service, _ in arcs:
        services[one].add(ids[service])
    of_client: dict[str, list[int]] = defaultdict(list)
    for index, entry in enumerate(entries):
        of_client[entry.client].append(index)
    along = {service.id: service.together_with for service in register.services if service.together_with}
    for mine in of_client.values():
        for one in mine:
            wanted = {along[service] for service in services[one] if service in along}
            other = next((two for two in mine if two != one and services[two] & wanted), None)
            if other is not None:
                yield sorted((one, other))


def _floors(
    register: Register, on: dt.date, entries: Sequence[Entry], arcs: Sequence[Arc]
) -> Iterator[tuple[str, list[int], int]]:
    """The least number of an area's clients that are to be served, each by one entry of theirs.

    Of clients with several entries, one counts: that of somebody who has a place now, else the first.
    """
    able = {entry for entry, _, _ in arcs}
    for target in register.coverage_targets:
        if not target.valid_on(on):
            continue
        concerned = _concerned(register, on, target)
        members: dict[str, int] = {}
        for index, entry in enumerate(entries):
            if entry.client in concerned and index in able and _answers(entry, target):
                before = members.get(entry.client)
                if before is None or (entries[before].waits and not entry.waits):
                    members[entry.client] = index
        least = math.ceil(target.share * len(concerned) - 1e-9)
        words = [target.area, target.group.value if target.group else "", target.domain.value if target.domain else ""]
        yield "/".join(filter(None, words)), sorted(members.values()), least


def _concerned(register: Register, on: dt.date, target: CoverageTarget) -> set[str]:
    """Clients of the target with open needs; families move with the season, so the day's address counts."""
    return {
        client.id
        for client in register.clients
        if client.valid_on(on)
        and target.area in areas_of(register, client, on)
        and target.group in (None, client.group)
        and any(
            need.holds_on(on) and target.domain in (None, need.domain) for need in register.needs_of.get(client.id, ())
        )
    }


def _answers(entry: Entry, target: CoverageTarget) -> bool:
    return target.domain is None or (entry.asker.need is not None and entry.asker.need.domain is target.domain)
