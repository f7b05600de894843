"""What rules find, by columns; a `Finding` is made when one is looked at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.errors import Severity
from agecare.locale import translate
from agecare.referrals.columns.history import History


@attrs.frozen
class Finding:
    """One thing that somebody should look at.

    ``rule`` is its code, ``referrals`` are those concerned (the one to act on last), ``subject`` is the provider, need
    or client it is about where it is not a referral.
    """

    rule: str
    severity: Severity
    referrals: tuple[str, ...]
    subject: str | None = None
    params: Mapping[str, str] = attrs.field(factory=dict)

    def text(self, language: str = "en") -> str:
        """What was found, in the reader's language."""
        return translate(f"referrals.found-{self.rule}", language, **self._words())

    def remedy(self, language: str = "en") -> str:
        """What to do about it."""
        return translate(f"referrals.remedy-{self.rule}", language, **self._words())

    def _words(self) -> dict[str, str]:
        return {
            **self.params,
            "subject": self.subject or "",
            "referral": self.referrals[-1] if self.referrals else "",
            "referrals": ", ".join(self.referrals[:10]) + (" …" if len(self.referrals) > 10 else ""),
        }

    def __str__(self) -> str:
        return f"{self.rule}: {self.text()}"


Params = Mapping[str, Sequence[Any] | NDArray[Any]]


@attrs.frozen(eq=False)
class Found(Sequence[Finding]):
    """Everything that one rule found: findings by number, each with the rows it concerns.

    Finding ``k`` concerns ``rows[first[k] : first[k + 1]]``.
    """

    rule: str
    history: History
    rows: NDArray[np.integer[Any]]
    first: NDArray[np.integer[Any]]
    subjects: Sequence[Any] | NDArray[Any] | None = None
    params: Params = attrs.field(factory=dict)
    severity: Severity = "warning"

    def __len__(self) -> int:
        return len(self.first) - 1

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Finding]: ...
    def __getitem__(self, place: int | slice) -> Finding | Sequence[Finding]:
        if isinstance(place, slice):
            return [self._finding(number) for number in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return self._finding(place % len(self))

    def _finding(self, number: int) -> Finding:
        rows = self.rows[self.first[number] : self.first[number + 1]]
        subject = None if self.subjects is None else str(self.subjects[number])
        params = {name: str(values[number]) for name, values in self.params.items()}
        return Finding(self.rule, self.severity, tuple(self.history.ids[row] for row in rows), subject, params)


def single(rule: str, history: History, rows: NDArray[np.integer[Any]], **columns: Any) -> Found:
    """Findings of one referral each."""
    return Found(rule, history, rows, np.arange(len(rows) + 1), **columns)


def together(rule: str, history: History, rows: Sequence[NDArray[np.integer[Any]]], **columns: Any) -> Found:
    """Findings of as many referrals each as there are columns of rows: first, second, …"""
    return Found(rule, history, np.column_stack(rows).ravel(), np.arange(len(rows[0]) + 1) * len(rows), **columns)


def grouped(
    rule: str,
    history: History,
    rows: NDArray[np.integer[Any]],
    group: NDArray[np.integer[Any]],
    many: int,
    **columns: Any,
) -> Found:
    """Findings of a group of referrals each; ``group`` numbers them from 0 to ``many`` - 1."""
    order = np.argsort(group, kind="stable")
    first = np.concatenate(([0], np.cumsum(np.bincount(group, minlength=many))))
    return Found(rule, history, rows[order], first, **columns)


@attrs.frozen(eq=False)
class Findings(Sequence[Finding]):
    """What all rules found, rule after rule."""

    by_rule: Mapping[str, Found]

    def __len__(self) -> int:
        return sum(map(len, self.by_rule.values()))

    def __iter__(self) -> Iterator[Finding]:
        for found in self.by_rule.values():
            yield from found

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Finding]: ...
    def __getitem__(self, place: int | slice) -> Finding | Sequence[Finding]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        left = place + len(self) if place < 0 else place
        for found in self.by_rule.values():
            if 0 <= left < len(found):
                return found[left]
            left -= len(found)
        raise IndexError(place)

    def about(self, referrals: Iterable[str]) -> tuple[Finding, ...]:
        """The findings that concern any of these referrals, rule after rule; unknown ids concern nobody."""
        wanted, found = list(referrals), list[Finding]()
        for each in self.by_rule.values():
            numbers = [number for id_ in wanted if (number := each.history.ids.find(id_)) is not None]
            places = np.flatnonzero(np.isin(each.rows, numbers))
            found += [
                each[number] for number in np.unique(np.searchsorted(each.first, places, side="right") - 1).tolist()
            ]
        return tuple(found)

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of findings by rule, also of those that found nothing."""
        return {rule: len(found) for rule, found in self.by_rule.items()}

    @property
    def errors(self) -> int:
        """Number of findings that count as errors."""
        return sum(len(found) for found in self.by_rule.values() if found.severity == "error")
