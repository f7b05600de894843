"""What providers, people, services and areas are called on a page, as far as its reader may know."""

import functools
from collections.abc import Mapping

import attrs

from agecare.model import Register
from agecare.referrals import Finding
from agecare.report.privacy import Privacy
from agecare.report.words import Words

COUNTS = frozenset({"count", "days", "hops", "limit", "places", "steps", "taken"})
"""Parameters of findings that are numbers."""
OF_CLIENTS = frozenset({"re-referral", "duplicate-live"})
OF_NEEDS = frozenset({"orphan-need"})
"""Rules whose subject is no provider."""


@attrs.frozen(eq=False)
class Labels:
    """Names in place of ids.

    A history read from files comes without a register: ids stand for themselves then. A reader of an anonymous page
    is told the names of organizations and services, and neither a person's name nor the id of anything.
    """

    words: Words
    register: Register | None = None
    privacy: Privacy = Privacy.COORDINATOR

    @property
    def shown(self) -> bool:
        """Whether people are named, and ids."""
        return self.privacy is not Privacy.ANONYMOUS

    def provider(self, id_: str | None) -> str:
        """An organization's name, or a worker's; ``None`` is whoever claims an open referral."""
        if id_ is None:
            return self.words("open")
        if id_ in self._organizations:
            return self._organizations[id_] or id_
        if self.shown:
            return self._workers.get(id_) or id_
        if id_ in self._workers:
            return self.words("a-worker")
        number = self._numbered.setdefault(id_, len(self._numbered) + 1)
        return self.words("a-provider", number=self.words.number(number))

    def client(self, id_: str) -> str:
        """Id and name."""
        if not self.shown:
            return ""
        return f"{id_} {self._clients.get(id_, '')}".strip()

    def service(self, id_: str | None) -> str:
        """A service's name, or the word for its type; for an anonymous page the type alone."""
        if id_ is None:
            return ""
        if id_ in self._services:
            return self._services[id_] or id_
        try:
            return self.words.code(f"ServiceType.{id_}")
        except KeyError:
            return id_ if self.shown or self.register is None else self.words("a-service")

    def area(self, id_: str | None) -> str:
        """An area's name."""
        return self.words("unknown") if id_ is None else self._areas.get(id_) or id_

    def group(self, dimension: str, id_: str | None) -> str:
        """A group of the measures by its dimension."""
        if dimension == "provider":
            return self.provider(id_)
        if id_ is None:
            return self.words("unknown")
        if dimension == "need":
            return self.words.code(f"NeedDomain.{id_}")
        return self.area(id_) if dimension == "area" else id_

    def finding(self, finding: Finding) -> Finding:
        """The finding with names instead of the ids of providers, services and clients, and words for codes."""
        told = dict(finding.params)
        for name, value in told.items():
            if name == "other":
                told[name] = self.provider(value)
            elif name == "service":
                told[name] = self.service(value)
            elif name == "client":
                told[name] = self.client(value)
            elif name in ("status", "state"):
                told[name] = self.words.code(f"ReferralStatus.{value}")
            elif name == "problem":
                told[name] = self.words(f"problem-{value}")
            elif name in COUNTS:
                told[name] = self.words.number(int(value))
        subject = finding.subject
        if subject is not None and finding.rule not in OF_NEEDS:
            subject = self.client(subject) if finding.rule in OF_CLIENTS else self.provider(subject)
        return attrs.evolve(finding, subject=subject, params=told)

    @functools.cached_property
    def service_kinds(self) -> Mapping[str, str]:
        """The type of each service, so that a picture shows a few types and not many services."""
        return {} if self.register is None else {each.id: each.type.value for each in self.register.services}

    @functools.cached_property
    def _numbered(self) -> dict[str, int]:
        """Numbers of providers that may be people for all that is known, in the order in which they are named."""
        return {}

    @functools.cached_property
    def _organizations(self) -> Mapping[str, str]:
        return {} if self.register is None else {each.id: each.name for each in self.register.organizations}

    @functools.cached_property
    def _workers(self) -> Mapping[str, str]:
        return {} if self.register is None else {each.id: each.name for each in self.register.workers}

    @functools.cached_property
    def _clients(self) -> Mapping[str, str]:
        return {} if self.register is None else {each.id: each.name for each in self.register.clients}

    @functools.cached_property
    def _services(self) -> Mapping[str, str]:
        return {} if self.register is None else {each.id: each.name for each in self.register.services}

    @functools.cached_property
    def _areas(self) -> Mapping[str, str]:
        return {} if self.register is None else {each.id: each.name for each in self.register.areas}
