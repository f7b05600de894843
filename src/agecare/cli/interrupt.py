"""Ctrl-C: once to stop with the best plan found, twice to give it up."""

import os
import signal
import sys
from types import FrameType, TracebackType
from typing import Self


class Interrupt:
    """While the block runs, the first Ctrl-C only sets `asked`; the second raises `KeyboardInterrupt`.

    So does the first before `begun`: there is nothing yet to keep. An instance can be called: that is what
    ``should_stop`` of `agecare.visits.solve` wants.
    """

    def __init__(self, notice: str) -> None:
        self.asked = False
        self.begun = False
        """Set it when the search has begun."""
        self._notice = notice

    def __call__(self) -> bool:
        return self.asked

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # None: the handler of before was not Python's and cannot be put back.
        signal.signal(signal.SIGINT, signal.SIG_DFL if self._before is None else self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.asked or not self.begun:
            raise KeyboardInterrupt
        self.asked = True
        # Straight to the file: the interrupted code may be inside a buffered write of its own.
        os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, f"\n{self._notice}\n".encode())
