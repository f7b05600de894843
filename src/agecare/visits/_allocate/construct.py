"""A first allocation without the solver: its hint, and the answer when time is short."""

import math
from collections.abc import Callable, Iterable
from random import Random

from agecare.visits._allocate.groups import best_days
from agecare.visits._allocate.tally import Tally, Team
from agecare.visits.problem import Flags

CROWDING = 0.5
"""Share of the price of a minute's travel that a minute costs on a day that is full, while visits are still placed."""
ROUNDS = 3
"""Times that each client is taken out and put back."""
MOVED = 40
"""Clients who are tried to be moved for one visit left out."""
RUIN = 6
"""Most clients taken out at once, beside the first."""
WARMTH = 10
"""Minutes of travel: how much worse a try may be at the start, on average, to be kept."""

Stop = Callable[[], bool]


def construct(tally: Tally, stop: Stop) -> None:
    """Fill an empty allocation.

    Groups go in the order of what is lost when they must wait. Each gets the worker (or pair) and the days of least
    price; what one worker cannot take goes to others. For visits left out somebody else is moved, and at last
    everybody is taken out and put back while that helps.
    """
    tally.crowding = CROWDING * tally.choices.problem.weights.travel
    for group in waiting_order(tally, range(len(tally.teams))):
        if stop():
            break
        place(tally, group)
    tally.crowding = 0.0
    make_room(tally, stop)
    polish(tally, stop)


def waiting_order(tally: Tally, groups: Iterable[int]) -> list[int]:
    """Groups, those first that can least wait: by penalty, few workers, two roles, and the price of the second-best
    worker over the best."""
    keys = []
    for group in groups:
        regret, few = 0.0, math.inf
        for part in tally.parts[group]:
            best: dict[int, float] = {}
            for option in tally.options_of(part):
                worker = tally.worker[option]
                best[worker] = min(best.get(worker, math.inf), tally.price[option])
            cheap = sorted(best.values())[:2]
            few = min(few, len(best))
            regret += cheap[1] - cheap[0] if len(cheap) == 2 else tally.penalty[group]
        alone = len(tally.parts[group]) == 1
        keys.append((-tally.penalty[group], few > 2, alone, -regret * tally.count[group], group))
    return [key[-1] for key in sorted(keys)]


def place(tally: Tally, group: int) -> None:
    """Give the visits of an empty group their workers and days."""
    number, spacing, penalty = tally.count[group], tally.spacing[group], tally.penalty[group]
    known = tally.seen[tally.client[group]]
    while number > 0:
        best: tuple[float, list[Team]] | None = None
        for workers, offer in tally.offers(group).items():
            days = best_days({day: cost for day, (cost, _) in offer.items()}, number, spacing)
            value = sum(offer[day][0] for day in days) - penalty * len(days)
            value += tally.stranger * sum(worker not in known for worker in workers)
            if best is None or value < best[0]:
                best = (value, [offer[day][1] for day in days])
        if best is None:
            return
        for team in best[1]:
            if all(tally.fits(option) for option in team):  # the week may be full after the first of them
                tally.take(group, team)
                number -= 1


def replace(tally: Tally, clients: list[int], order: list[int], allowed: float = 0.0) -> float | None:
    """Take clients out and put their groups back in the given order.

    Kept when the price then is at most ``allowed`` higher, or lower if that is 0; otherwise all is as before.

    Returns
    -------
    The change of price, ``None`` when not kept.
    """
    price = sum(tally.price_of(client) for client in clients)
    before = tally.clear(order)
    paid = tally.loads_of(before)  # what the visits taken out weighed, and then what those put in weigh less
    for group in order:
        place(tally, group)
    for worker, minutes in tally.loads_of({group: tally.teams[group] for group in order}).items():
        paid[worker] = paid.get(worker, 0) - minutes
    change = sum(tally.price_of(client) for client in clients) - price
    for worker, less in paid.items():
        if less:
            now = tally.paid[worker]
            change += tally.load_price(worker, now) - tally.load_price(worker, now + less)
    if change < -1e-6 or change < allowed:
        return change
    tally.restore(before)
    return None


def make_room(tally: Tally, stop: Stop) -> None:
    """For each visit left out, take somebody out where it could be, put it there, and the other elsewhere."""
    missing = [group for group, teams in enumerate(tally.teams) if len(teams) < tally.count[group]]
    for group in waiting_order(tally, missing):
        mine = tally.client[group]
        places = dict.fromkeys(
            (tally.worker[option], tally.day[option])
            for part in tally.parts[group]
            for option in tally.options_of(part)
        )
        guests = dict.fromkeys(guest for where in places for guest in sorted(tally.guests.get(where, ())))
        guests.pop(mine, None)
        for client in list(guests)[:MOVED]:
            if stop():
                return
            if len(tally.teams[group]) == tally.count[group]:
                break
            replace(tally, [mine, client], [group, *tally.of_client[client]])


def polish(tally: Tally, stop: Stop) -> None:
    """Take clients out and put them back, those first who pay most above their least, while that helps."""
    order = {client: waiting_order(tally, groups) for client, groups in tally.of_client.items()}
    for _ in range(ROUNDS):
        excess = {client: tally.price_of(client) - tally.least[client] for client in order}
        helped = False
        for client in sorted(order, key=lambda client: (-excess[client], client)):
            if stop():
                return
            if excess[client] > 0:
                helped |= replace(tally, [client], order[client]) is not None
        if not helped:
            return


def stir(tally: Tally, tries: int, seed: int, stop: Stop, used: Callable[[], float]) -> Flags:
    """Take a few clients out who share workers, put them back in another order, and keep what is not much worse.

    Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) that cools by the number of tries, or by ``used``, the
    part of the time that is used up, whichever is further on.

    Returns
    -------
    (O,) the best allocation met.
    """
    rng, kept = Random(seed), tally.chosen.copy()
    workers = {
        client: sorted({tally.worker[option] for option in options})
        for client, options in ((client, _options(tally, client)) for client in tally.of_client)
        if options
    }
    clients = list(workers)
    warmth = WARMTH * tally.choices.problem.weights.travel
    now = best = 0.0
    for number in range(tries if clients else 0):
        heat = warmth * (1 - max(number / tries, used()))
        if stop() or heat <= 0:
            break
        first = max(rng.choices(clients, k=4), key=lambda client: tally.price_of(client) - tally.least[client])
        near = {rng.choice(workers[first]), *tally.seen[first]}
        out = [first, *_guests(tally, near, first, rng)]
        order = [group for client in out for group in tally.of_client[client]]
        rng.shuffle(order)
        if rng.random() < 0.5:
            order.sort(key=lambda group: (-tally.penalty[group], len(tally.parts[group]) == 1))
        change = replace(tally, out, order, -heat * math.log(1.0 - rng.random()))
        now += change or 0.0
        if now < best - 1e-6:
            best, kept = now, tally.chosen.copy()
    return kept


def _options(tally: Tally, client: int) -> list[int]:
    """All options of a client."""
    parts = [part for group in tally.of_client[client] for part in tally.parts[group]]
    return [option for part in parts for option in tally.options_of(part)]


def _guests(tally: Tally, workers: set[int], but: int, rng: Random) -> list[int]:
    """Some clients of some workers."""
    days = range(tally.choices.problem.days)
    found = {guest for worker in workers for day in days for guest in tally.guests.get((worker, day), ())}
    found.discard(but)
    return rng.sample(sorted(found), min(len(found), rng.randint(1, RUIN)))
