"""How fast the loader is, beside a peer: prints ratios, since seconds say little elsewhere.

    pip install 'spacy>=3.8'
    python tests/benchmarks/load_speed.py [--documents 1000] [--flat 10000]

The prose is that of the project's own annotated texts, their paragraphs in an order drawn by lot.
The peer is a plain spaCy pipeline: a blank language with its tokeniser, and a PhraseMatcher with
the same names, which finds mentions and nothing else.
"""

import argparse
import random
import resource
import statistics
import tempfile
import time
from pathlib import Path

from loader import batch, sources
from loader import work as one_document
from loader.model import Document, Span

ROOT = Path(__file__).parents[2]
TEXTS = sorted(path for path in (ROOT / "tests" / "gold").rglob("*.txt") if "-fr" not in path.stem)
KILOBYTES = 100


def paragraphs():
    for path in TEXTS:
        yield from (part for part in path.read_text("utf-8").split("\n\n") if len(part) > 200)


def prose(size, lot):
    """Return about `size` characters of paragraphs, in an order of their own."""
    pool = list(paragraphs())
    out, length = ["On norms in cyberspace"], 0
    while length < size:
        out.append(lot.choice(pool))
        length += len(out[-1])
    return "\n\n".join(out) + "\n"


def seconds(work, times=3):
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def against_spacy():
    """Compare one core's megabytes a second: all that the loader does, and what spaCy does."""
    known, reader = one_document.shared()
    text = prose(KILOBYTES * 1000, random.Random(1))
    size = len(text.encode()) / 1e6
    ours = seconds(lambda: reader.load(Document("prose", text, "0" * 64)))
    linker = reader.linkers["en"]
    names = seconds(lambda: linker.mentions(text, Span(0, len(text)), "body"))
    print(f"loader, everything        {size / ours:7.2f} MB/s")
    print(f"loader, names only        {size / names:7.2f} MB/s")
    try:
        import spacy
        from spacy.matcher import PhraseMatcher
    except ImportError:
        print("spaCy is not installed: pip install 'spacy>=3.8'")
        return
    nlp = spacy.blank("en")
    nlp.max_length = 10**9
    matcher = PhraseMatcher(nlp.vocab)
    labels = sorted({label for found in known.labels.values() for label, _ in found})
    matcher.add("NAME", list(nlp.tokenizer.pipe(labels)))
    peer = seconds(lambda: matcher(nlp(text)))
    print(f"spaCy, tokens and names   {size / peer:7.2f} MB/s")
    print(f"everything : spaCy        {peer / ours:7.2f}")
    print(f"names only : spaCy        {peer / names:7.2f}")


def folder_of(number, size, folder):
    lot = random.Random(number)
    for index in range(number):
        (folder / f"document-{index:05}.txt").write_text(prose(size, lot), "utf-8")


def two_cores_against_one(number):
    """Compare a folder read by one process after the other and two at a time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        folder_of(number, 5000, folder / "in")
        taken = {}
        for jobs in (1, 2):
            found = list(sources.expand([str(folder / "in")]))
            start = time.perf_counter()
            out = folder / str(jobs)
            failed = [one for one in batch.load(found, out, jobs, again=True) if one.failure]
            taken[jobs] = time.perf_counter() - start
            assert not failed
        same = all(
            path.read_bytes() == (folder / "2" / path.name).read_bytes()
            for path in (folder / "1").iterdir()
        )
        print(f"{number} documents, 1 core      {number / taken[1]:7.1f} documents/s")
        print(f"{number} documents, 2 cores     {number / taken[2]:7.1f} documents/s")
        print(f"2 cores : 1 core          {taken[1] / taken[2]:7.2f}; same bytes: {same}")


def memory(number):
    """Show that many documents take no more memory than few."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        folder_of(number, 1000, folder / "in")
        found = list(sources.expand([str(folder / "in")]))
        peaks = []
        for index, _ in enumerate(batch.load(found, folder / "out", 2, again=True)):
            if index in {number // 10, number - 1}:
                own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
                peaks.append((own / 1024, child / 1024))
        for (own, child), what in zip(peaks, ("a tenth", "all"), strict=True):
            print(
                f"after {what:8} of {number}: parent {own:.0f} MB, largest process {child:.0f} MB"
            )
        print(f"all : a tenth             {peaks[1][0] / peaks[0][0]:7.2f}")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--documents", type=int, default=1000)
    options.add_argument("--flat", type=int, default=0, help="documents for the memory test")
    chosen = options.parse_args()
    against_spacy()
    if chosen.documents:
        two_cores_against_one(chosen.documents)
    if chosen.flat:
        memory(chosen.flat)
