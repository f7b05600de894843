"""How far a plan is: a moving line on a terminal, a plain line every few seconds elsewhere."""

import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

import typer

from agecare.cli.speaking import Speaker
from agecare.locale import format_number

if TYPE_CHECKING:
    from agecare.visits import Progress

SECONDS_BETWEEN_LINES = 5.0
PATIENCE = 2.0
"""Seconds after which a preparation that is still going on is announced: from its cache it takes less."""


class Watcher(Protocol):
    """What shows progress: a callback for `agecare.visits.solve`, open while it runs."""

    def __call__(self, progress: "Progress") -> None:
        """Take note of how far it is."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def watcher(speaker: Speaker, seconds: float | None, *, terminal: bool) -> Watcher:
    """The watcher that suits where standard error goes; ``seconds`` is the time limit, if there is one."""
    return Bar(speaker, seconds) if terminal else Lines(speaker)


def line_of(speaker: Speaker, progress: "Progress") -> str:
    """A progress in words."""
    seconds = format_number(progress.elapsed, speaker.language)
    if progress.phase == "prepare":
        return speaker.text("preparing")
    phase = speaker.text(f"phase-{progress.phase}")
    if progress.cost is None or progress.unserved is None:
        return speaker.text("progress-phase", seconds=seconds, phase=phase)
    return speaker.text(
        "progress",
        seconds=seconds,
        phase=phase,
        cost=format_number(progress.cost, speaker.language),
        unserved=format_number(progress.unserved, speaker.language),
    )


class Lines:
    """A plain line on standard error now and then, and whenever a new phase begins."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker, self._phase, self._last = speaker, "", 0.0
        self._announcement: threading.Timer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._withdraw()

    def __call__(self, progress: "Progress") -> None:
        now, text = time.monotonic(), line_of(self._speaker, progress)
        self._withdraw()
        if progress.phase == "prepare":
            self._announcement = threading.Timer(PATIENCE, typer.echo, [text], {"err": True})
            self._announcement.daemon = True
            self._announcement.start()
        elif progress.phase != self._phase or now - self._last >= SECONDS_BETWEEN_LINES:
            typer.echo(text, err=True)
            self._phase, self._last = progress.phase, now

    def _withdraw(self) -> None:
        if self._announcement is not None:
            self._announcement.cancel()
            self._announcement = None


class Bar:
    """A bar that moves, or a spinner where there is no time limit."""

    def __init__(self, speaker: Speaker, seconds: float | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn
        from rich.progress import Progress as Display

        column = SpinnerColumn() if seconds is None else BarColumn(bar_width=24)
        text = TextColumn("{task.description}", markup=False)
        self._speaker = speaker
        self._display = Display(column, text, console=Console(stderr=True), transient=True)
        self._task = self._display.add_task("", total=seconds)

    def __enter__(self) -> Self:
        self._display.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._display.stop()

    def __call__(self, progress: "Progress") -> None:
        text = line_of(self._speaker, progress)
        self._display.update(self._task, description=text, completed=progress.elapsed)
