"""Records → the problem of sharing out a worker's people → proposals, each with its reasons."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from agecare.cases.caseload.checks import Price, loads, price
from agecare.cases.caseload.problem import Bar, Charge, Fit, HandoverProblem, HandoverWeights, Taker, Tie
from agecare.cases.caseload.solve import share_out
from agecare.model import Client, Register, RiskLevel, Worker
from agecare.model.caseloads import clients_of_workers, limit_of

NEIGHBOUR, ELSEWHERE = 1, 2


@attrs.frozen
class Proposal:
    """Who is to take over one client, or the clients of one household.

    Attributes
    ----------
    ties : for each client, what the new worker becomes.
    worker : who takes over; ``None``: nobody can.
    fit : how the worker suits, as data; ``None`` when nobody can.
    clients_before, clients_after : of the new worker, with everything that this sharing out gives.
    bars : how many workers cannot, by reason; one worker may have several.
    """

    clients: tuple[str, ...]
    ties: tuple[tuple[Tie, ...], ...]
    worker: str | None
    fit: Fit | None
    clients_before: int | None
    clients_after: int | None
    limit: int | None
    bars: tuple[tuple[Bar, int], ...]


@attrs.frozen
class Handover:
    """Proposals for everybody whom a worker has, and what is known of how good they are.

    ``cost`` is what they cost, ``bound`` the least that any sharing out could cost.
    """

    worker: str
    on: dt.date
    proposals: tuple[Proposal, ...]
    price: Price
    bound: int
    after: tuple[tuple[str, int, int], ...]
    """Each other worker: id, clients afterwards, limit."""

    @property
    def cost(self) -> int:
        """What the proposals cost."""
        return self.price.total

    @property
    def is_proved(self) -> bool:
        """Whether no sharing out is better by these prices."""
        return self.bound >= self.cost

    @property
    def gap(self) -> float:
        """How much cheaper another sharing out might be at most, as a share of the cost."""
        return (self.cost - self.bound) / self.cost if self.cost else 0.0


@attrs.frozen
class World:
    """What the rules look at: the register on the day on which the worker leaves."""

    register: Register
    on: dt.date

    @cached_property
    def clients_of(self) -> Mapping[str, tuple[str, ...]]:
        """Clients by worker."""
        return clients_of_workers(self.register, self.on)

    @cached_property
    def areas_of_worker(self) -> Mapping[str, frozenset[str]]:
        """Where a worker works: the areas of the worker's teams, else of the clients, else of the first location."""
        of_teams: dict[str, set[str]] = defaultdict(set)
        for member in self.register.team_members:
            team = self.register.team(member.team)
            if member.valid_on(self.on) and team.valid_on(self.on):
                of_teams[member.worker] |= set(team.areas)
        return {worker.id: frozenset(of_teams[worker.id] or self._areas(worker)) for worker in self.register.workers}

    def _areas(self, worker: Worker) -> set[str]:
        homes = {self.area_of(self.register.client(id_)) for id_ in self.clients_of.get(worker.id, ())}
        if homes - {None}:
            return {area for area in homes if area is not None}
        start = self.register.location(worker.start_location).area if worker.start_location else None
        return {start} if start else set()

    def area_of(self, client: Client) -> str | None:
        """The client's area, else that of the address on the day."""
        homes = (each.area for each in self.register.addresses_of.get(client.id, ()) if each.valid_on(self.on))
        return client.area or next(homes, None)

    @cached_property
    def skills_wanted(self) -> Mapping[str, tuple[tuple[tuple[str, int], ...], ...]]:
        """By client: for each visit request that holds on the day or later, the skills that its first worker needs."""
        found: dict[str, list[tuple[tuple[str, int], ...]]] = defaultdict(list)
        for request in self.register.visit_requests:
            if request.valid_to is None or self.on <= request.valid_to:
                found[request.client].append(tuple((each.skill, each.level) for each in request.roles[0].skills))
        return {client: tuple(wanted) for client, wanted in found.items()}


Rule = Callable[[World, Client, tuple[Tie, ...], Worker], bool]


def is_refused(world: World, client: Client, ties: tuple[Tie, ...], worker: Worker) -> bool:
    """The client does not want the worker."""
    return worker.id in client.refused_workers


def has_other_gender(world: World, client: Client, ties: tuple[Tie, ...], worker: Worker) -> bool:
    """The client wants a worker of another gender."""
    return client.worker_gender not in (None, worker.gender)


def lacks_language(world: World, client: Client, ties: tuple[Tie, ...], worker: Worker) -> bool:
    """The client needs a language that the worker does not speak."""
    return client.worker_language is not None and client.worker_language not in worker.languages


def lacks_skills(world: World, client: Client, ties: tuple[Tie, ...], worker: Worker) -> bool:
    """The worker is to be the usual one and can make none of the client's visits."""
    wanted = world.skills_wanted.get(client.id, ())
    if Tie.USUAL_WORKER not in ties or not wanted:
        return False
    has = {each.skill: each.level for each in worker.skills}
    return not any(all(has.get(skill, 0) >= level for skill, level in each) for each in wanted)


BARS: Mapping[Bar, Rule] = {
    Bar.REFUSED: is_refused,
    Bar.GENDER: has_other_gender,
    Bar.LANGUAGE: lacks_language,
    Bar.SKILLS: lacks_skills,
}
"""Every rule by which a worker cannot take a client over, whatever else is shared out."""


def handover_problem(
    register: Register, worker: str, on: dt.date, weights: HandoverWeights | None = None
) -> HandoverProblem:
    """Who is to be handed over when a worker leaves, and how every other worker of the day suits.

    Raises
    ------
    UnknownIdError
        When there is no such worker.
    """
    register.worker(worker)
    world = World(register, on)
    takers = [each for each in register.workers if each.id != worker and each.valid_on(on)]
    charges = tuple(_charges(world, worker))
    return HandoverProblem(
        charges=charges,
        takers=tuple(
            Taker(each.id, len(world.clients_of.get(each.id, ())), limit_of(register, each)) for each in takers
        ),
        fits={
            (number, position): _fit(world, charge, taker)
            for number, charge in enumerate(charges)
            for position, taker in enumerate(takers)
        },
        weights=weights or HandoverWeights(),
    )


def reassign(
    register: Register,
    worker: str,
    on: dt.date,
    *,
    weights: HandoverWeights | None = None,
    work_limit: float = 20,
    seed: int = 1,
) -> Handover:
    """Propose who takes over everybody whom a worker has.

    Parameters
    ----------
    register
        What the centre holds; nothing in it is changed.
    worker
        Who leaves.
    on
        The day from which the worker has nobody any more.
    weights
        What is wished for, as prices.
    work_limit, seed
        Of the solver (`share_out`).

    Raises
    ------
    UnknownIdError
        When there is no such worker.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> found = reassign(example_register(), "W-1", dt.date(2026, 4, 6))
    >>> [(each.clients, each.worker) for each in found.proposals], found.is_proved
    ([(('E-001',), 'W-2')], True)
    """
    problem = handover_problem(register, worker, on, weights)
    sharing = share_out(problem, work_limit=work_limit, seed=seed)
    after = loads(problem, sharing.takes)
    return Handover(
        worker=worker,
        on=on,
        proposals=tuple(_proposals(problem, sharing.takes, after)),
        price=price(problem, sharing.takes),
        bound=sharing.bound,
        after=tuple((taker.worker, after[number], taker.limit) for number, taker in enumerate(problem.takers)),
    )


def _proposals(problem: HandoverProblem, takes: Sequence[int | None], after: Mapping[int, int]) -> Iterator[Proposal]:
    for number, (charge, taker) in enumerate(zip(problem.charges, takes, strict=True)):
        chosen = None if taker is None else problem.takers[taker]
        yield Proposal(
            clients=charge.clients,
            ties=charge.ties,
            worker=None if chosen is None else chosen.worker,
            fit=None if taker is None else problem.fits[number, taker],
            clients_before=None if chosen is None else chosen.clients,
            clients_after=None if taker is None else after[taker],
            limit=None if chosen is None else chosen.limit,
            bars=tuple(_bars(problem, number, after)),
        )


def _bars(problem: HandoverProblem, charge: int, after: Mapping[int, int]) -> Iterator[tuple[Bar, int]]:
    found: Counter[Bar] = Counter()
    for position, taker in enumerate(problem.takers):
        fit = problem.fits[charge, position]
        found.update(fit.bars)
        found[Bar.LIMIT] += bool(fit.added) and after[position] + fit.added > taker.limit
    yield from ((bar, found[bar]) for bar in Bar if found[bar])


def _charges(world: World, worker: str) -> Iterator[Charge]:
    """The worker's clients, those of one household together, in the order of the register."""
    together: dict[str, list[Client]] = defaultdict(list)
    for id_ in world.clients_of.get(worker, ()):
        client = world.register.client(id_)
        together[f"household {client.household}" if client.household else id_].append(client)
    managed = {case.client for case in world.register.cases if case.is_open and case.case_manager == worker}
    for clients in together.values():
        yield Charge(
            clients=tuple(client.id for client in clients),
            ties=tuple(tuple(_ties(client, worker, client.id in managed)) for client in clients),
            risk_steps=sum((client.risk or RiskLevel.LOW).rank for client in clients),
        )


def _ties(client: Client, worker: str, is_managed: bool) -> Iterator[Tie]:
    if client.usual_worker == worker:
        yield Tie.USUAL_WORKER
    if is_managed:
        yield Tie.CASE_MANAGER


def _fit(world: World, charge: Charge, worker: Worker) -> Fit:
    clients = [world.register.client(id_) for id_ in charge.clients]
    own = world.clients_of.get(worker.id, ())
    return Fit(
        added=sum(client.id not in own for client in clients),
        bars=tuple(
            bar
            for bar, holds in BARS.items()
            if any(holds(world, client, ties, worker) for client, ties in zip(clients, charge.ties, strict=True))
        ),
        area_steps=max(_area_steps(world, client, worker) for client in clients),
        strangers=sum(client.id not in own and worker.id not in client.preferred_workers for client in clients),
        speechless=sum(_is_speechless(client, worker) for client in clients),
    )


def _area_steps(world: World, client: Client, worker: Worker) -> int:
    """0: an area of the worker is the client's, or has it inside, or lies in it; 1: both lie in the same area."""
    around = world.register.areas_around
    home = around.get(world.area_of(client) or "", ())
    steps = ELSEWHERE
    for area in world.areas_of_worker[worker.id]:
        own = around[area]
        if area in home or (home and home[0] in own):
            return 0
        if home[1:2] and home[1:2] == own[1:2]:
            steps = NEIGHBOUR
    return steps


def _is_speechless(client: Client, worker: Worker) -> bool:
    return bool(client.languages and worker.languages) and not set(client.languages) & set(worker.languages)
