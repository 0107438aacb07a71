"""Many documents: each read on its own, written whole or not at all, reported one by one."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from loader import folders, knowledge, language, mapping, read, review
from loader import vocabulary as v
from loader.model import LoaderError, Problem, Reading
from loader.pipeline import Reader
from loader.write import replace_file, turtle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loader.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one path."""

    path: str
    document: str = ""
    written: str = ""
    changed: bool = False
    triples: int = 0
    found: dict[str, dict[str, int]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    failure: str = ""


def load(paths: Sequence[Path], out: Path, jobs: int) -> Iterator[Outcome]:
    """Read documents and yield each outcome in the order given; no document depends on another.

    Two paths whose names give the same document are a failure of the second.
    """
    seen: dict[str, Path] = {}
    work: list[tuple[Path, Path, str]] = []
    for path in paths:
        clash = seen.setdefault(read.slug_of(path), path)
        work.append((path, out, "" if clash is path else f"{path}: same document as {clash}"))
    if jobs == 1 or len(work) == 1:
        yield from map(_one, work)
        return
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        yield from pool.map(_one, work)


def _one(task: tuple[Path, Path, str]) -> Outcome:
    path, out, clash = task
    try:
        if clash:
            raise LoaderError(clash)
        return _load(path, out)
    except LoaderError as error:
        return Outcome(str(path), failure=str(error))
    except OSError as error:
        return Outcome(str(path), failure=f"{path}: {error.strerror}")


def _load(path: Path, out: Path) -> Outcome:
    document = read.read(path)
    known, reader = _reader()
    reading = reader.load(document)
    name = f"{document.slug}.review.toml"
    beside = out / name
    decisions = review.load(beside if beside.is_file() else folders.DOCUMENTS / name)
    reading = review.apply(reading, decisions)
    errors = [one for one in reading.problems if one.severity == "error"]
    if errors:
        return Outcome(str(path), document.slug, problems=reading.problems)
    triples = mapping.triples(reading, _register(known, document.slug))
    target = out / f"{document.slug}.ttl"
    changed = replace_file(target, turtle(triples, _comment(document.slug)))
    return Outcome(
        str(path), document.slug, str(target), changed, len(triples), tally(reading),
        reading.problems,
    )  # fmt: skip


@cache
def _reader() -> tuple[Knowledge, Reader]:
    """Return the knowledge of this process's reader; documents never add to it."""
    known = knowledge.load([*folders.ontology(), *folders.facts()])
    return known, Reader(known, language.load_all())


def _register(known: Knowledge, slug: str) -> dict[str, list[str]]:
    iri = v.entity("document", slug)
    return {name: values for (subject, name), values in known.facts.items() if subject == iri}


def _comment(slug: str) -> str:
    return (
        f"What the loader read in the document {slug}. Made by `cybernorms load`, not by hand:\n"
        f"corrections belong into {slug}.review.toml beside this file."
    )


def tally(reading: Reading) -> dict[str, dict[str, int]]:
    """Count what was found, and of each kind how much by rule and how much by review."""
    reviewed = Counter(one.reviewed for one in reading.statements)
    by_stance = Counter(one.stance for one in reading.statements)
    counts = {
        "mentions": len(reading.mentions),
        "citations": len(reading.citations),
        "quotations": len(reading.quotations),
    }
    found = {name: {"by rule": number, "by review": 0} for name, number in counts.items()}
    found["claims"] = {"by rule": reviewed[False], "by review": reviewed[True]}
    found["claims by stance"] = dict(sorted(by_stance.items()))
    return found
