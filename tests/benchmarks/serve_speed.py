"""How fast the service is beside its peers, what memory it takes, how it fares among hazards.

    apt-get install wrk virtuoso-opensource
    python -m venv peers && peers/bin/pip install oxigraph 'rdflib-endpoint[cli]'
    python tests/benchmarks/serve_speed.py --programs peers/bin [--quick] [--hazards 8]

It serves graphs made up by lot with this checkout and with every peer that is installed, has all
servers answer each query and compares the numbers of rows, then lets wrk send requests, the
servers taking turns. Seconds say little elsewhere; ratios, to the native Oxigraph server with its
data on disk, say more. Queries that are not "repeated" differ in each request, if only by a
comment, so that no store of finished answers helps.
"""

import argparse
import json
import os
import platform
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path

from serving import graph, report
from serving.hazards import endured
from serving.large import large
from serving.measure import prefer
from serving.peers import DISK, OURS, PEERS, ROOT, Place, Unavailable, ours
from serving.rounds import Plan, measured
from serving.workload import QUERIES

CACHE = Path(tempfile.gettempdir()) / "cybernorms-benchmark"
# Pure Python takes a minute to load a million triples, and a gigabyte.
MOST_FOR_RDFLIB = 100_000
LEGEND = """\
The first number is answers a second (cpu: milliseconds of a core for one); the second says how
many times better it is than that of the native server on disk. Where other programs had much of
the cores, only the cpu lines mean something.
~ fewer than two answers for each connection   ! some refused or broken off   < some too short"""
QUICK = {
    "triples": [100_000],
    "connections": [8],
    "rounds": 1,
    "seconds": 1,
    "peers": list(PEERS)[:3],
}
LEFT_OUT = {"rows, CSV", "rows, TSV", "rows, XML", "rows, repeated"}
QUICK_QUERIES = [one.name for one in QUERIES if one.name not in LEFT_OUT]


def arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [one.name for one in QUERIES]
    add = reader.add_argument
    add(
        "--triples",
        type=lambda text: int(float(text)),
        nargs="+",
        default=[100_000, 1_000_000],
        help="sizes of the graphs, such as 1e4 1e5 1e6 1e7 [1e5 1e6]",
    )
    add("--quads", action="store_true", help="load named graphs, and all of them as the default")
    add("--seed", type=int, default=1, help="of the graphs and the requests [1]")
    add(
        "--queries",
        nargs="+",
        choices=names,
        default=names,
        metavar="NAME",
        help=f"which to time: {'; '.join(names)} [all]",
    )
    add("--connections", type=int, nargs="+", default=[1, 8, 32], help="at once [1 8 32]")
    add("--rounds", type=int, default=3, help="for each query and server [3]")
    add("--seconds", type=int, default=3, help="that a round takes, more if it is slow [3]")
    add(
        "--peers",
        nargs="+",
        choices=list(PEERS),
        metavar="NAME",
        help=f"which servers: {'; '.join(PEERS)} [all; the last for small graphs]",
    )
    add(
        "--ours",
        action="append",
        default=[],
        metavar="NAME=OPTIONS",
        help="serve ours once more with other options: 'two=--workers 2'",
    )
    add("--programs", type=Path, help="folder with the peers' programs, before those of the system")
    add("--parts", nargs="+", choices=("speed", "million"), default=["speed", "million"])
    add(
        "--hazards",
        type=int,
        default=0,
        metavar="CLIENTS",
        help="in the end, light queries beside that many clients with endless ones",
    )
    add(
        "--nice", type=int, default=0, help="priority of servers and wrk, such as -10 (as root) [0]"
    )
    add("--cores", type=int, default=2, help="that all servers and wrk share [2]")
    add("--cache", type=Path, default=CACHE, help=f"folder of the graphs [{CACHE}]")
    add("--json", type=Path, help="file for everything that was measured")
    add("--quick", action="store_true", help="a look of about a minute")
    chosen = reader.parse_args()
    if chosen.quick:
        for name, value in QUICK.items():
            if getattr(chosen, name) == reader.get_default(name):
                setattr(chosen, name, value)
        if chosen.queries == names:
            chosen.queries = QUICK_QUERIES
    return chosen


class Run:
    """What was measured at one size, kept as it comes, so that an interrupted run tells it too."""

    def __init__(self, chosen: argparse.Namespace, size: int) -> None:
        self.chosen, self.size, self.counts = chosen, size, graph.Counts()
        self.servers, self.missing, self.cells = [], [], []
        self.larges, self.hazards = [], []

    def go(self, work: Path) -> None:
        """Make the graph, start the servers, measure, end the servers."""
        files = self.files()
        with ExitStack() as stack:
            # Another Ctrl-C while servers are being ended must not leave one behind.
            stack.callback(signal.signal, signal.SIGINT, signal.getsignal(signal.SIGINT))
            for name, start in self.starters():
                tell(f"{name} starts with {self.counts.triples:,} triples")
                place = self.place(name, files, work)
                try:
                    self.servers.append(stack.enter_context(start(place)))
                except Unavailable as reason:
                    self.missing.append(str(reason))
            stack.callback(signal.signal, signal.SIGINT, signal.SIG_IGN)
            if self.servers:
                self.measure()

    def files(self) -> dict[str, Path]:
        """Make the graph in the forms that are needed."""
        found = {}
        for ending in ("nt", "nq") if self.chosen.quads else ("nt",):
            tell(f"a graph of {self.size:,} triples, {ending}")
            found[ending], self.counts = graph.made(
                self.size, ending, self.chosen.cache, self.chosen.seed
            )
        return found

    def starters(self):
        """Give name and way to start of each server that was asked for."""
        asked = self.chosen.peers or [
            name for name in PEERS if name != "rdflib-endpoint" or self.size <= MOST_FOR_RDFLIB
        ]
        for name in asked:
            yield name, PEERS[name]
            if name == OURS:
                for more in self.chosen.ours:
                    label, _, options = more.partition("=")
                    yield label, partial(ours, name=label, options=tuple(shlex.split(options)))

    def place(self, name: str, files: dict[str, Path], work: Path) -> Place:
        """Say which files a server loads: the native one has no merged default graph of its own."""
        data = (files["nt"],)
        if self.chosen.quads:
            data = (files["nq"], files["nt"]) if name.startswith("oxigraph") else (files["nq"],)
        programs = os.environ.get("PATH", os.defpath)
        if self.chosen.programs:
            programs = f"{self.chosen.programs.absolute()}{os.pathsep}{programs}"
        home = work / f"{self.size}-{name.replace(' ', '-').replace(',', '')}"
        store = files["nt"].with_suffix(".quads.db" if self.chosen.quads else ".db")
        return Place(data, home, store, programs, patience=60 + self.size / 5000)

    def measure(self) -> None:
        """Measure with all servers that answer; hazards come last, for few servers survive them."""
        chosen = self.chosen
        if "million" in chosen.parts:
            times = min(3, chosen.rounds)
            self.larges = large(self.servers, self.counts, times, chosen.seed, tell)
        if "speed" in chosen.parts:
            queries = tuple(one for one in QUERIES if one.name in chosen.queries)
            plan = Plan(
                queries, tuple(chosen.connections), chosen.rounds, chosen.seconds, chosen.seed
            )
            for cell in measured(self.servers, self.counts, plan):
                self.cells.append(cell)
        for server in self.servers if chosen.hazards else ():
            tell(f"hazards for {server.name}")
            self.hazards.append(endured(server, chosen.hazards, 8.0 if chosen.quick else 20.0))

    def faulty(self) -> bool:
        """Say whether our own server failed to answer, or answered wrong."""
        results = [*self.cells, *self.larges]
        return any(one.fault and one.server == OURS for one in results)

    def told(self) -> str:
        """Word what was measured."""
        kind = "quads in named graphs, and as many in the default graph" * self.chosen.quads
        parts = [
            f"{self.counts.triples:,} {kind or 'triples'}; ratios are to {DISK}, round by round"
        ]
        used = dict.fromkeys(cell.connections for cell in self.cells)
        parts += [report.speeds(self.cells, one) for one in used]
        if self.cells:
            parts.append("\n".join([*report.faults(self.cells), LEGEND, report.trust(self.cells)]))
        if self.larges:
            parts.append(report.larges(self.larges))
        if self.hazards:
            parts.append(report.hazards(self.hazards))
        if self.servers:
            parts.append(report.servers(self.servers))
        parts += self.missing
        return "\n\n".join(parts)

    def kept(self) -> dict:
        """Give everything, each round too, for a file."""
        return {
            "size": self.size,
            "counts": asdict(self.counts) | {"triples": self.counts.triples},
            "missing": self.missing,
            "servers": [
                {"name": one.name, "loaded": one.loaded, "ready": one.ready, "peak": one.peak}
                for one in self.servers
            ],
            "speed": [asdict(one) for one in self.cells],
            "million": [asdict(one) for one in self.larges],
            "hazards": [asdict(one) for one in self.hazards],
        }


def tell(what: str) -> None:
    """Say on standard error what is being done."""
    print(f"{time.strftime('%H:%M:%S')}  {what}", file=sys.stderr, flush=True)


def machine(chosen: argparse.Namespace) -> dict:
    """Describe what the figures were taken on."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "")
    options = {name: str(value) for name, value in vars(chosen).items()}
    return {
        "checkout": commit.stdout.strip(),
        "processor": model,
        "cores": sorted(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "system": platform.platform(),
        "options": options,
    }


def stop(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    chosen = arguments()
    if not shutil.which("wrk"):
        print("serve_speed: wrk is needed (apt-get install wrk).", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, stop)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: chosen.cores])
    if chosen.nice:
        prefer(chosen.nice)
    runs, code = [], 0
    with tempfile.TemporaryDirectory(prefix="serve-speed-") as work:
        try:
            for size in chosen.triples:
                runs.append(Run(chosen, size))
                runs[-1].go(Path(work))
                print(runs[-1].told(), end="\n\n", flush=True)
        except KeyboardInterrupt:
            print(runs[-1].told(), flush=True)
            tell("interrupted; all servers have been ended")
            code = 130
    if chosen.json:
        everything = {"machine": machine(chosen), "runs": [run.kept() for run in runs]}
        chosen.json.write_text(json.dumps(everything, indent=1) + "\n", "utf-8")
    return code or any(run.faulty() for run in runs)


if __name__ == "__main__":
    sys.exit(main())
