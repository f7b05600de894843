"""How a command ends: exit codes, and one plain line instead of a traceback."""

import errno
import os
import sys
import traceback
from enum import IntEnum
from types import TracebackType

from agecare.locale import LANGUAGES, translate

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class ExitCode(IntEnum):
    """What a command's exit code means."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    INPUT_FAULTS = 3
    MANDATORY_UNSERVED = 4
    NO_PLAN = 5
    REJECTED = 6
    INTERNAL = 70
    INTERRUPTED = 130


class LastResort:
    """What no command has dealt with becomes one line on standard error and an exit code.

    ``debug`` shows the traceback as well. ``path`` is what a command is about to write, ``language`` that of its
    messages; commands set them as they learn them.
    """

    def __init__(self) -> None:
        self.debug = False
        self.language = os.environ.get("AGECARE_LANG", "en")
        self.path: str | None = None

    def __enter__(self) -> "LastResort":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        stopped = isinstance(error, SystemExit) and error.code == ExitCode.INTERRUPTED
        if stopped or isinstance(error, KeyboardInterrupt):
            self._say("interrupted")
            raise SystemExit(int(ExitCode.INTERRUPTED)) from None
        if not isinstance(error, Exception):
            return
        if self.debug:
            traceback.print_exception(error)
        if isinstance(error, BrokenPipeError):
            # Nobody reads any more; say nothing, not even while Python flushes on its way out.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        elif isinstance(error, OSError):
            self._os_error(error)
        else:
            self._say("internal", kind=type(error).__name__)
        raise SystemExit(int(ExitCode.INTERNAL)) from None

    def _os_error(self, error: OSError) -> None:
        path = self.path or error.filename or "–"
        if error.errno in DISK_FULL:
            self._say("disk-full", path=path)
        else:
            self._say("file-failed", path=error.filename or path, reason=error.strerror or type(error).__name__)

    def _say(self, name: str, **params: object) -> None:
        language = self.language if self.language in LANGUAGES else "en"
        sys.stderr.write(translate(f"cli.{name}", language, **params) + "\n")
