"""Counts of people for readers who must not learn about single ones: what is too small to be shown.

*Primary*: a count of 1 to 4 people is not shown, nor a part of a shown count when the part or what remains is that
small. *Secondary*: where a hidden count could be found by adding up or by taking away, more are hidden.
"""

from collections.abc import Sequence

LEAST_COUNT = 5
"""The smallest count that is shown; 5 is usual in health and social statistics."""

Count = int | None
"""A count of people; ``None``: not known, or not shown."""


def is_small(count: Count, least: int = LEAST_COUNT) -> bool:
    """Whether a count tells about single people; nobody is no single person."""
    return count is not None and 0 < count < least


def shown_count(count: Count, least: int = LEAST_COUNT) -> Count:
    """The count, or nothing where it is small.

    >>> shown_count(4), shown_count(5), shown_count(0)
    (None, 5, 0)
    """
    return None if is_small(count, least) else count


def shown_part(count: Count, whole: Count, least: int = LEAST_COUNT) -> Count:
    """A count of some of ``whole``: nothing where either, or what remains, is small or not known.

    >>> shown_part(20, 40), shown_part(38, 40)
    (20, None)
    """
    if count is None or whole is None or any(is_small(each, least) for each in (whole, count, whole - count)):
        return None
    return count


def more_to_hide(
    counts: Sequence[Count], told: Sequence[bool], whole: tuple[Count, bool], least: int = LEAST_COUNT
) -> tuple[int, ...]:
    """Which more parts of a whole to hide, so that none can be found by adding up or by taking away.

    Parameters
    ----------
    counts
        The parts as they are. People of the whole in no part are a part that is not shown.
    told
        Which of them are shown so far.
    whole
        The whole as it is, and whether it is shown.

    Returns
    -------
    Positions in ``counts``, the smallest count first.

    Examples
    --------
    >>> more_to_hide([3, 9, 20], [False, True, True], (32, True))
    (1,)
    """
    total, is_told = whole
    hidden = [count or 0 for count, seen in zip(counts, told, strict=True) if not seen]
    rest = (total or 0) - sum(count or 0 for count in counts)
    if is_told and not hidden and not is_small(rest, least):
        return ()
    hidden += [rest] if rest else []
    fewest = 2 if is_told else 1
    left = sorted((index for index, seen in enumerate(told) if seen and counts[index]), key=lambda at: counts[at] or 0)
    found: list[int] = []
    while left and (len(hidden) < fewest or sum(hidden) < least):
        index = left.pop(0)
        hidden.append(counts[index] or 0)
        found.append(index)
    return tuple(found)
