"""Nobody has two places in one service: which of a client's requests may ask for which service."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from agecare.matching.entries import Entry
from agecare.model import Priority

Arc = tuple[int, int, int]
"""Entry, service, suitability."""


def claimed(
    entries: Sequence[Entry], arcs: Sequence[Arc], position: Mapping[str, int]
) -> tuple[tuple[Entry, ...], list[Arc]]:
    """The entries and arcs with each service open to one entry of a client.

    A place in a service answers all needs of a client that the service answers, so it is asked for once: by the place
    that the client has there now, else by the request with the fewest services to choose from, of equal ones the most
    urgent, then the oldest. A request that is left with none, since any place that the client has or may get there
    would answer it, takes no part.

    Parameters
    ----------
    entries
        Everybody who could have a place.
    arcs
        Who could have which service, in order.
    position
        Index of a service by id.
    """
    wanted: dict[int, set[int]] = defaultdict(set)
    for one, service, _ in arcs:
        wanted[one].add(service)
    of_client: dict[str, list[int]] = defaultdict(list)
    for index, entry in enumerate(entries):
        of_client[entry.client].append(index)
    claims = {
        (one, service)
        for mine in of_client.values()
        for service, one in _claims(entries, mine, wanted, position).items()
    }
    kept = [arc for arc in arcs if arc[:2] in claims]
    asking = {one for one, _, _ in kept}
    stays = [index for index in range(len(entries)) if index in asking or not wanted[index]]
    number = {index: at for at, index in enumerate(stays)}
    return tuple(entries[index] for index in stays), [(number[one], service, suits) for one, service, suits in kept]


def _claims(
    entries: Sequence[Entry], mine: Collection[int], wanted: Mapping[int, set[int]], position: Mapping[str, int]
) -> dict[int, int]:
    """By service, which of a client's entries may ask for it."""
    found = {position[present]: one for one in mine if (present := entries[one].present) is not None}
    urgency = list(Priority)

    def turn(one: int) -> tuple[object, ...]:
        entry = entries[one]
        return not entry.waits, len(wanted[one]), -urgency.index(entry.priority), entry.since, entry.id

    for one in sorted(mine, key=turn):
        free = sorted(wanted[one] - found.keys())
        if not free and entries[one].waits:
            # whoever may get a place that does not answer this request leaves it one that does
            elsewhere = {claimant for service, claimant in found.items() if service not in wanted[one]}
            free = [s for s in sorted(wanted[one]) if found[s] in elsewhere and entries[found[s]].waits][:1]
        found |= dict.fromkeys(free, one)
    return found
