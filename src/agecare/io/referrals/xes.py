"""A `History` → an event log that process-mining tools read: XES, IEEE Std 1849-2016.

A trace is a chain, an event one entry of a referral's history. Codes and ids only: no notes.
"""

import os
from collections.abc import Iterator
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

import numpy as np

from agecare.io.files import atomic_write
from agecare.referrals.columns.history import BUSINESS, REASONS, STATUSES, History
from agecare.referrals.graph import ReferralGraph

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<classifier name="Status" keys="concept:name"/>
"""


def write_xes(graph: ReferralGraph, path: str | os.PathLike[str]) -> None:
    """Write every chain as a trace of its events, in order of time.

    The trace is named by its first referral and carries the client's id; an event is named by the status it gave
    (``concept:name``), with the acting provider (``org:resource``), the referral, the business status and the reason.

    Raises
    ------
    OSError
        When the file cannot be written; the old one is then untouched.
    """
    with atomic_write(path) as out:
        out.write(_HEAD.encode())
        _traces(graph, out)
        out.write(b"</log>\n")


def _traces(graph: ReferralGraph, out: BinaryIO) -> None:
    history, events = graph.history, graph.history.events
    chain = graph.chains.chain[events.referral]
    order = np.lexsort((events.position, events.at, chain))
    first = np.searchsorted(chain[order], np.arange(graph.chains.many + 1))
    for number in range(graph.chains.many):
        head = graph.chains.rows_of(number)[0]
        lines = [
            "<trace>",
            _text("concept:name", history.ids[head]),
            _text("agecare:client", history.clients[history.referrals.client[head]]),
        ]
        for place in order[first[number] : first[number + 1]].tolist():
            lines += _event(history, place)
        out.write("\n".join([*lines, "</trace>\n"]).encode())


def _event(history: History, place: int) -> Iterator[str]:
    events = history.events
    yield "<event>"
    yield _text("concept:name", STATUSES[events.to_status[place]].value)
    yield f'<date key="time:timestamp" value="{history.moment(events.at[place]).isoformat()}"/>'
    yield _text("org:resource", history.providers[events.actor[place]])
    yield _text("agecare:referral", history.ids[events.referral[place]])
    if (business := int(events.business_status[place])) >= 0:
        yield _text("agecare:businessStatus", BUSINESS[business].value)
    if (reason := int(events.reason[place])) >= 0:
        yield _text("agecare:reason", REASONS[reason].value)
    yield "</event>"


def _text(key: str, value: str) -> str:
    return f'<string key="{key}" value={quoteattr(value)}/>'
