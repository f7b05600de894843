"""A history of referrals from its CSV files to all chains, all findings and all measures: seconds and memory.

    python benchmarks/referrals.py --referrals 1000000
    python benchmarks/referrals.py --referrals 1000000 --silent 0.1 --bounce 0.05 --seed 7
    python benchmarks/referrals.py --growth --plain --out growth.json

The history is made up with the rates given and written to a folder first, which is not timed. It is then read and
traced in a process of its own: ``seconds`` is the clock from the files on disk to the last measure, imports aside (they
are told apart, as ``import``), ``processor`` the time of both cores together, ``MB`` the most memory the process held.
``chain`` is the processor's time to look up one client's chains: median, and slowest in a hundred of 2,000 clients.

``--plain`` does with networkx what a script would do: the CSV module, a graph with a node for each referral, its weakly
connected components as chains, hops by walking back. It finds no bounce and measures nothing.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from measure import peak_megabytes

SIZES = (10_000, 100_000, 1_000_000)
LOOKED_UP = 2_000
Figures = dict[str, Any]


def arguments() -> argparse.ArgumentParser:
    """What can be given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--referrals", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--growth", action="store_true", help=f"sizes {', '.join(map(str, SIZES))} instead of one")
    parser.add_argument("--plain", action="store_true", help="also the plain networkx way")
    parser.add_argument("--folder", type=Path, help="keep the files here; default: a folder that is removed")
    parser.add_argument("--runs", type=int, default=1, help="the quickest of so many runs is shown")
    parser.add_argument("--out", type=Path, help="write the figures here as JSON")
    parser.add_argument("--measure", choices=["agecare", "plain"], help=argparse.SUPPRESS)
    from generated_history import RATES

    for name, (default, what) in RATES.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=float, default=default, help=f"rate: {what}")
    return parser


def measure_agecare(folder: Path) -> Figures:
    """Read, trace, find and measure in this process."""
    started = time.perf_counter()
    import networkx  # noqa: F401

    import agecare.io.referrals.bulk  # noqa: F401
    from agecare import Centre
    from agecare.io.referrals import check_referrals
    from agecare.referrals import bottlenecks, findings, graph_of, measures

    centre = Centre(id="C", name="", country="MN", timezone="Asia/Ulaanbaatar")
    clock = {"import": time.perf_counter() - started}
    started, used, whole = time.perf_counter(), time.process_time(), time.perf_counter()

    def lap(name: str) -> None:
        nonlocal started
        now = time.perf_counter()
        clock[name], started = now - started, now

    reading = check_referrals(folder, centre)
    assert reading.history is not None
    lap("read")
    graph = graph_of(reading.history)
    lap("trace")
    found = findings(graph)
    lap("findings")
    total = measures(graph).total
    lap("measures")
    figures: Figures = {
        "referrals": len(reading.history),
        "events": len(reading.history.events.at),
        "faults": len(reading.faults),
        "chains": graph.chains.many,
        "found": dict(found.counts),
        "acceptance": total.acceptance,
        "seconds": time.perf_counter() - whole,
        "processor": time.process_time() - used,
        "MB": peak_megabytes(),
    }
    names = reading.history.clients
    graph.chains_of(names[0])  # loads what is needed for looking up
    lap("index")
    times = []
    for number in range(0, len(names), max(1, len(names) // LOOKED_UP)):
        began = time.process_time()  # what else the machine does in a thousandth of a second does not count
        graph.chains_of(names[number])
        times.append((time.process_time() - began) * 1000)
    times.sort()
    figures["chain_ms"] = {"median": times[len(times) // 2], "p99": times[len(times) * 99 // 100]}
    started = time.perf_counter()
    flow = bottlenecks(graph)
    lap("bottlenecks")
    figures["flow"] = {"waiting": flow.waiting, "placed": flow.placed, "bottlenecks": len(flow.bottlenecks)}
    return figures | {"laps": clock}


def measure_plain(folder: Path) -> Figures:
    """Chains with networkx alone."""
    import csv

    import networkx as nx

    started = time.perf_counter()
    graph: nx.DiGraph = nx.DiGraph()
    with (folder / "referrals.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            graph.add_node(row["id"], **row)
            for parent in (row["part_of"], row["replaces"]):
                if parent:
                    graph.add_edge(parent, row["id"])
    with (folder / "referral_events.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            graph.nodes[row["referral"]].setdefault("events", []).append((row["at"], row["to_status"]))
    read = time.perf_counter() - started
    chains = sum(1 for _ in nx.weakly_connected_components(graph))
    hops = {node: 0 for node, degree in graph.in_degree if not degree}
    for node in nx.topological_sort(graph):
        for later in graph.successors(node):
            hops[later] = hops.get(node, 0) + (graph.nodes[later].get("replaces") != node)
    return {
        "referrals": graph.number_of_nodes(),
        "chains": chains,
        "seconds": time.perf_counter() - started,
        "MB": peak_megabytes(),
        "laps": {"read": read},
    }


def in_own_process(way: str, folder: Path, runs: int) -> Figures:
    """The quickest of some runs."""
    found = []
    for _ in range(runs):
        command = [sys.executable, __file__, "--measure", way, "--folder", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found.append(json.loads(done.stdout))
    return min(found, key=lambda figures: figures["seconds"])


def shown(way: str, figures: Figures) -> str:
    """A line of the table."""
    laps = figures["laps"]
    parts = [f"{laps[name]:.2f}" if name in laps else "–" for name in ("read", "trace", "findings", "measures")]
    chain = figures.get("chain_ms")
    looked = f"{chain['median']:.3f} / {chain['p99']:.3f}" if chain else "–"
    processor = f"{figures['processor']:.2f}" if "processor" in figures else "–"
    cells = [way, f"{figures['referrals']:,}", f"{figures['chains']:,}", *parts, f"**{figures['seconds']:.2f}**"]
    return "| " + " | ".join([*cells, processor, str(figures["MB"]), looked]) + " |"


_HEADINGS = ("way", "referrals", "chains", "read", "trace", "findings", "measures", "seconds", "processor", "MB")
HEAD = f"| {' | '.join(_HEADINGS)} | chain, ms (median / p99) |\n|{'---|' * (len(_HEADINGS) + 1)}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run, and print the table."""
    given = arguments().parse_args(argv)
    if given.measure:
        figures = measure_agecare(given.folder) if given.measure == "agecare" else measure_plain(given.folder)
        print(json.dumps(figures))
        return 0
    from generated_history import RATES, Rates, write_history

    rates = Rates(**{name: getattr(given, name) for name in RATES})
    found = []
    print(HEAD, flush=True)
    for size in SIZES if given.growth else (given.referrals,):
        with tempfile.TemporaryDirectory() as spare:
            folder = (given.folder or Path(spare)) / str(size)
            write_history(folder, size, given.seed, rates)
            for way in ("agecare", "plain") if given.plain else ("agecare",):
                figures = in_own_process(way, folder, given.runs)
                found.append({"way": way, **figures})
                print(shown(way, figures), flush=True)
    if given.out:
        made = {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "cores": os.cpu_count(),
            "versions": {name: version(name) for name in ("agecare", "networkx", "numpy", "pyarrow")},
            "seed": given.seed,
            "date": time.strftime("%Y-%m-%d"),
            "runs": found,
        }
        given.out.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
