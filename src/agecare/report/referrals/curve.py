"""Waiting as curves: of all who were sent, the share that has it by each day (Kaplan–Meier)."""

from collections.abc import Mapping

import attrs
import numpy as np

from agecare.referrals.survival import Survival
from agecare.report.words import Words

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 46, 470, 14, 262
POINTS = 240
LINE = 15
"""Least room between the names of two curves."""


@attrs.frozen
class CurveLine:
    """One curve: its path, where its name stands, and the day by which half have it."""

    look: str
    path: str
    name: str
    note: str
    x: float
    y: float
    label_y: float
    half_x: float | None
    half_y: float


@attrs.frozen
class CurvePicture:
    """Curves over days; ticks are (position, label)."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    lines: tuple[CurveLine, ...]
    days: tuple[tuple[float, str], ...]
    shares: tuple[tuple[float, str], ...]


def draw_curves(curves: Mapping[str, Survival], words: Words) -> CurvePicture | None:
    """The picture of the curves, or ``None`` where nobody ever had anything."""
    shown = {name: curve for name, curve in curves.items() if len(curve.times)}
    if not shown:
        return None
    last = max(float(curve.times[-1]) for curve in shown.values())
    # as far as nine of ten have it, or the last who had it
    slow = [min(curve.quantile(0.9), float(curve.times[-1])) for curve in shown.values()]
    most = max(min(last, 1.3 * max(slow)), 1.0)

    def x(days: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * days / most, 1)

    def y(share: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * share, 1)

    lines = []
    for name, curve in shown.items():
        grid = np.linspace(0, most, POINTS)
        at = np.searchsorted(curve.times, grid, side="right")
        had = np.concatenate(([0.0], 1 - curve.share))[at]
        steps = [0, *(np.flatnonzero(np.diff(had)) + 1).tolist()]
        path = "".join(f"H{x(grid[k])}V{y(had[k])}" for k in steps)
        half = curve.quantile(0.5)
        note = words("half-by", days=days_text(half, words)) if np.isfinite(half) else words("half-never")
        half_x = x(half) if half <= most else None
        lines.append(
            CurveLine(
                name,
                f"M{LEFT} {BOTTOM}{path}H{RIGHT}",
                words(f"wait-{name}"),
                note,
                RIGHT,
                y(had[-1]),
                0,
                half_x,
                y(0.5),
            )
        )
    every = next(each for each in (1, 2, 5, 7, 14, 28, 56, 112, 365, 1e9) if most / each <= 8)
    ticks = [(x(day), words.number(day)) for day in np.arange(0, most + 1e-9, every)]
    shares = [(y(share), words.percent(share)) for share in (0, 0.25, 0.5, 0.75, 1)]
    return CurvePicture(WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM, _apart(lines), tuple(ticks), tuple(shares))


def days_text(days: float, words: Words) -> str:
    """Days with as many decimals as tell something; a dash for never.

    >>> days_text(2.345, Words("en", "referral_report")), days_text(float("inf"), Words("en", "referral_report"))
    ('2.3', '–')
    """
    return words.number(days, 1 if days < 10 else 0) if np.isfinite(days) else "–"


def _apart(lines: list[CurveLine]) -> tuple[CurveLine, ...]:
    """Names under each other without touching, in the order of the curves' ends."""
    found, free = [], float(TOP)
    for line in sorted(lines, key=lambda line: line.y):
        label = max(line.y + 4, free + 4)
        free = label + 2 * LINE
        found.append(attrs.evolve(line, label_y=round(label, 1)))
    over = max(0.0, found[-1].label_y + LINE - BOTTOM) if found else 0.0
    return tuple(attrs.evolve(line, label_y=round(line.label_y - over, 1)) for line in found)
