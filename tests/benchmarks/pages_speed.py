"""How long pages and descriptions take beside `ASK {}` of the same service, as graphs grow.

    python tests/benchmarks/pages_speed.py [--triples 1e4 1e6] [--number 200]

The graphs are those of `serve_speed.py`. Each request names another thing or carries another
number, so that no kept answer is measured; one client asks one after the other.
"""

import argparse
import http.client
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from serving.graph import made

ASK = "/sparql?query=ASK%20%7B%7D%20%23"
PATHS = {
    "ASK {}": (ASK + "{number}", "application/sparql-results+json"),
    "provision, page": ("/id/provision/{thing}.html?n={number}", "text/html"),
    "norm, page": ("/id/norm/{thing}.html?n={number}", "text/html"),
    "endorsement, Turtle": ("/id/endorsement/{thing}.ttl", "text/turtle"),
    "endorsement, page": ("/id/endorsement/{thing}.html?n={number}", "text/html"),
    "norm, 303": ("/id/norm/{thing}?n={number}", "text/html"),
    "search, JSON": ("/search?q=norm+{number}&format=json", "application/json"),
}
FEW = 20
MANY = {"provision": "provisions", "norm": "norms", "endorsement": "endorsements"}


def served(path: Path) -> tuple[subprocess.Popen, int]:
    """Start the service over a file; give its process and its port."""
    command = [sys.executable, "-m", "loader", "serve", "--data", str(path), "--port", "0"]
    process = subprocess.Popen([*command, "--log", "none"], stdout=subprocess.PIPE, text=True)
    return process, int(process.stdout.readline().rstrip().rstrip("/").rpartition(":")[2])


def times(port: int, pattern: str, accept: str, most: int, number: int) -> list[float]:
    """Ask so often, each time for another thing; give the milliseconds of those that answered."""
    drawn, found = random.Random(7), []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for count in range(number):
        path = pattern.format(thing=drawn.randrange(most), number=f"{number}{count}")
        begin = time.perf_counter()
        connection.request("GET", path, None, {"Accept": accept})
        answer = connection.getresponse()
        answer.read()
        if answer.status in {200, 303}:
            found.append((time.perf_counter() - begin) * 1000)
    connection.close()
    return found


def main() -> int:
    """Print a table of medians and 95th percentiles."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--triples", nargs="+", type=float, default=[1e4, 1e6])
    parser.add_argument("--number", type=int, default=200)
    chosen = parser.parse_args()
    folder = Path(tempfile.gettempdir()) / "cybernorms-benchmark"
    folder.mkdir(exist_ok=True)
    for size in map(int, chosen.triples):
        path, counts = made(size, "nt", folder)
        process, port = served(path)
        try:
            print(f"{counts.triples:,} triples: milliseconds, median and 95th percentile")
            base = None
            for name, (pattern, accept) in PATHS.items():
                kind = next((many for one, many in MANY.items() if f"/{one}/" in pattern), None)
                most = getattr(counts, kind) if kind else FEW
                found = times(port, pattern, accept, most, chosen.number)
                if not found:
                    print(f"  {name:22} no answer")
                    continue
                median = statistics.median(found)
                base = base or median
                high = sorted(found)[int(len(found) * 0.95) - 1]
                print(f"  {name:22} {median:8.2f} {high:8.2f}   {median / base:6.1f} times ASK")
        finally:
            process.terminate()
            process.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
