"""``allocation.json``: who gets which place, who waits and why, with everything that is needed to prove it again."""

import json
import os
from typing import Any

import attrs

import agecare
from agecare.io.files import atomic_write
from agecare.io.json import input_hash
from agecare.matching import Allocation, Given, Wait
from agecare.model import Register

SCHEMA = "agecare.allocation/1"
LOTTERY = "rank of sha256(seed + ':' + client id) among the clients listed; the lower number goes first among equals"


def allocation_document(register: Register, allocation: Allocation) -> dict[str, Any]:
    """The document: ids and figures only.

    The same records and seed give the same numbers in the lottery, whoever draws them.
    """
    return {
        "schema": SCHEMA,
        "agecare": agecare.__version__,
        "input": input_hash(register),
        "on": allocation.on.isoformat(),
        "seed": allocation.seed,
        "worth": allocation.worth,
        "bound": allocation.bound,
        "gap": allocation.gap,
        "proved_best": allocation.optimal,
        "worth_by_component": dict(allocation.parts),
        "missing_to_targets": dict(allocation.missing),
        "price_of_fairness": None if allocation.fairness is None else _fairness(allocation),
        "places": [_given(one) for one in allocation.given],
        "waiting": [_wait(one) for one in allocation.waits],
        "lottery": {"rule": LOTTERY, "numbers": dict(allocation.draws)},
    }


def write_allocation(path: str | os.PathLike[str], register: Register, allocation: Allocation) -> None:
    """Write the document.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    text = json.dumps(allocation_document(register, allocation), ensure_ascii=False, indent=2)
    with atomic_write(path) as out:
        out.write(text.encode() + b"\n")


def _fairness(allocation: Allocation) -> dict[str, Any]:
    found = allocation.fairness
    assert found is not None
    return {"price": found.price, "with": attrs.asdict(found.kept), "without": attrs.asdict(found.free)}


def _given(one: Given) -> dict[str, Any]:
    return {
        "entry": one.entry,
        "client": one.client,
        "service": one.service,
        "units": one.units,
        "kind": one.kind.value,
        "before": one.before,
        "kept_for": one.reserve.value if one.reserve else None,
        "points": dict(one.points),
    }


def _wait(one: Wait) -> dict[str, Any]:
    return {
        "entry": one.entry,
        "client": one.client,
        "reason": one.reason.value,
        "queues": [
            {
                "service": queue.service,
                "position": queue.position,
                "days": None if queue.interval is None else attrs.asdict(queue.interval),
            }
            for queue in one.queues
        ],
        "holders": [attrs.asdict(holder) for holder in one.holders],
    }
