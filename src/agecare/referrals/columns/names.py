"""Ids as numbers: each different text once, and its number wherever it stands."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

NONE = -1
"""The number that stands for no id."""

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]


@attrs.frozen(eq=False)
class Names:
    """Different ids, numbered from 0.

    >>> names = Names.of(["R-1", "R-2"])
    >>> names.find("R-2"), names.find("R-9"), names[0]
    (1, None, 'R-1')
    """

    texts: NDArray[Any]
    """The ids by number, as numpy strings of any length."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Names":
        """Names in the order given."""
        return cls(np.array(list(texts), dtype=np.dtypes.StringDType()))

    @functools.cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each id; made when first asked for."""
        return {text: number for number, text in enumerate(self.texts.tolist())}

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, number: int) -> str:
        return str(self.texts[number])

    def find(self, text: str) -> int | None:
        """The number of an id, ``None`` when it is unknown."""
        return self.numbers.get(text)

    def get(self, number: int) -> str | None:
        """The id with this number; ``None`` for `NONE`."""
        return None if number < 0 else str(self.texts[number])


def intern(*columns: Sequence[str | None]) -> tuple[list[Ints], Names]:
    """Number the texts of several columns together, in the order in which they first appear.

    >>> codes, names = intern(["b", None], ["a", "b"])
    >>> [column.tolist() for column in codes], names.texts.tolist()
    ([[0, -1], [1, 0]], ['b', 'a'])
    """
    numbers: dict[str, int] = {}
    coded = [
        np.array([NONE if text is None else numbers.setdefault(text, len(numbers)) for text in column], dtype=np.int32)
        for column in columns
    ]
    return coded, Names.of(numbers)
