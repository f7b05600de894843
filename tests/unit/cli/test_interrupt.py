"""Ctrl-C once asks to stop, twice gives up; afterwards it is as it was."""

import os
import signal

import pytest

from agecare.cli.interrupt import Interrupt


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_the_first_ctrl_c_only_asks_to_stop(capfd: pytest.CaptureFixture[str]) -> None:
    with Interrupt("stopping") as interrupt:
        interrupt.begun = True
        assert not interrupt()
        press()
        assert interrupt()
    assert "stopping" in capfd.readouterr().err


def test_the_second_ctrl_c_gives_up() -> None:
    def twice() -> None:
        with Interrupt("stopping") as interrupt:
            interrupt.begun = True
            press()
            press()

    with pytest.raises(KeyboardInterrupt):
        twice()


def test_before_there_is_anything_to_keep_the_first_gives_up() -> None:
    def early() -> None:
        with Interrupt("stopping"):
            press()

    with pytest.raises(KeyboardInterrupt):
        early()


def test_the_handler_of_before_is_back_afterwards() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interrupt("stopping"):
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before
