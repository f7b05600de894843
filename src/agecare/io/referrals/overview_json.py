"""An overview of referrals as JSON for other programs: ids and figures, no names."""

import json
import math
import os
from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

import agecare
from agecare.io.files import atomic_write
from agecare.referrals import Finding, Overview
from agecare.referrals.findings import Found

SCHEMA = "agecare.referrals/1"
"""Name and version of the format. A change that an old reader would misread gets a new number."""
MOST_FINDINGS = 1000
"""Findings of a rule that are listed; their count is whole."""


def overview_document(overview: Overview) -> dict[str, Any]:
    """The document: the fields of `agecare.referrals.Overview` under their own names.

    What is not known, not shown, or never happened is null. An anonymous overview has counts of findings and no ids
    of referrals, people or providers.

    Examples
    --------
    >>> from agecare import Centre
    >>> from agecare.referrals import graph_of, history_of, overview
    >>> centre = Centre(id="C", name="", country="MN", timezone="Asia/Ulaanbaatar")
    >>> document = overview_document(overview(graph_of(history_of(centre, [], []))))
    >>> document["schema"], document["measures"]["all"][0]["referrals"], document["places"]["waiting"]
    ('agecare.referrals/1', 0, 0)
    """
    graph, least = overview.graph, overview.least_count
    named = least is None
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "agecare": agecare.__version__,
        "on": graph.history.moment(graph.now).isoformat(),
        "least_count": least,
        "findings": {rule: _found(found, least) for rule, found in overview.findings.by_rule.items()},
        "measures": {
            dimension: [_plain(attrs.asdict(each)) for each in groups]
            for dimension, groups in overview.measures.by.items()
            if named or dimension != "provider"
        },
        "curves": {
            name: {"days": _plain(curve.times.tolist()), "share_waiting": _plain(curve.share.tolist())}
            for name, curve in overview.measures.curves.items()
        },
    }
    flow = overview.flow
    document["places"] = {"waiting": _small(flow.waiting, least), "placed": _small(flow.placed, least)}
    if named:
        document["streams"] = attrs.asdict(overview.streams)
        document["places"] |= {
            "bottlenecks": [attrs.asdict(each) for each in flow.bottlenecks],
            "cut_off": flow.cut_off,
            "unknown": flow.unknown,
            "changes": [attrs.asdict(each) for each in overview.changes],
        }
    return document


def write_overview(path: str | os.PathLike[str], overview: Overview) -> None:
    """Write the document.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    text = json.dumps(overview_document(overview), ensure_ascii=False, indent=2)
    with atomic_write(path) as out:
        out.write(text.encode() + b"\n")


def _small(many: int, least: int | None) -> int | None:
    return None if least is not None and 0 < many < least else many


def _found(found: Found, least: int | None) -> dict[str, Any]:
    told: dict[str, Any] = {"severity": found.severity, "count": _small(len(found), least)}
    if least is None:
        told["listed"] = [_finding(found[place]) for place in range(min(len(found), MOST_FINDINGS))]
    return told


def _finding(finding: Finding) -> dict[str, Any]:
    return {"referrals": finding.referrals, "subject": finding.subject, **finding.params}


def _plain(value: Any) -> Any:
    """Values as JSON has them: no infinities, figures with nine decimals."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float | np.floating):
        return round(float(value), 9) if math.isfinite(value) else None
    return value
