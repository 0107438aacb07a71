"""How fast names are found, as processor time: over a release's index, and over many more names.

    python tests/benchmarks/names_speed.py RELEASE/search.sqlite [--names 10000 100000 1000000]

The many names are those of the release, with others made of their words and of invented ones, in
an order drawn by lot. An index of 1,000,000 names takes some minutes and 3 GB to make.
"""

import argparse
import random
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox

from server.names import NameIndex
from server.names_file import Wanted
from server.names_index import make

SYLLABLES = [c + v for c in "bcdfglmnprstvz" for v in ("a", "e", "i", "o", "u", "an", "er", "is")]
LABEL = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
KINDS = [
    ox.NamedNode(f"https://w3id.org/cybernorms/ontology#{name}")
    for name in ("State", "Company", "Norm", "Work", "Claim")
]
SAMPLE = 300


def given(path):
    """Return the names of an index that are listed, with what they name."""
    with closing(sqlite3.connect(path)) as database:
        return database.execute(
            "SELECT name, iri FROM names JOIN things ON things.id = thing WHERE rank < 100"
        ).fetchall()


def enlarged(names, count, lot):
    """Return a store in which so many things have a name."""
    words = [word for name, _ in names for word in name.split()]
    invented = ["".join(lot.choices(SYLLABLES, k=lot.randint(2, 4))) for _ in range(count // 8)]
    store, quads = ox.Store(), []
    for number in range(count):
        thing = ox.NamedNode(f"https://example.org/{number}")
        made = [
            lot.choice(invented if lot.random() < 0.4 else words) for _ in range(lot.randint(1, 6))
        ]
        name = names[number][0] if number < len(names) else " ".join(made)
        quads += [ox.Quad(thing, LABEL, ox.Literal(name)), ox.Quad(thing, TYPE, lot.choice(KINDS))]
    store.bulk_extend(quads)
    return store


def slip(name, lot):
    """Return a name with two letters swapped, one left out or one mistaken."""
    at = lot.randrange(len(name) - 1)
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return lot.choice([swapped, name[:at] + name[at + 1 :], name[:at] + "e" + name[at + 1 :]])


def measure(what, texts, ask):
    """Print the median and the slowest twentieth in milliseconds."""
    taken = []
    for text in texts:
        start = time.process_time()
        ask(text)
        taken.append(1000 * (time.process_time() - start))
    taken.sort()
    middle, slow = taken[len(taken) // 2], taken[-len(taken) // 20]
    print(f"  {what:<22} p50 {middle:6.2f} ms   p95 {slow:6.2f} ms")


def report(path, lot):
    """Print how long each kind of question takes over one index."""
    index = NameIndex(path)
    names = [name for name, _ in given(path) if len(name) > 5]
    chosen = lot.sample(names, min(SAMPLE, len(names)))
    many = [name.split() for name in chosen if len(name.split()) > 2]
    print(f"{len(names):,} listed names, {path.stat().st_size / 1e6:.0f} MB")
    index.candidates("warm")
    measure("a whole name", chosen, index.candidates)
    measure("a name with a slip", [slip(name, lot) for name in chosen], index.candidates)
    measure("two words of a name", [" ".join(lot.sample(one, 2)) for one in many], index.candidates)
    starts = [name[: max(3, len(name) // 3)] for name in chosen]
    measure("the start, to suggest", starts, lambda text: index.candidates(text, limit=8))
    measure("the start, for a page", starts, lambda text: index.search(text, Wanted(limit=1000)))


def main():
    """Measure what the command line names."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("index", type=Path)
    asked.add_argument("--names", type=int, nargs="*", default=[10_000, 100_000])
    options = asked.parse_args()
    report(options.index, random.Random(1))
    for count in options.names:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "search.sqlite"
            start = time.process_time()
            path.write_bytes(make(enlarged(given(options.index), count, random.Random(2))))
            print(f"made in {time.process_time() - start:.1f} s of processor time")
            report(path, random.Random(3))


if __name__ == "__main__":
    main()
