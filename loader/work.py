"""One document from its source to the bytes of its triples; what a process of its own does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from loader import folders, knowledge, language, mapping, reading, review
from loader import vocabulary as v
from loader.model import Document, LoaderError, Problem
from loader.pipeline import Reader
from loader.write import turtle

if TYPE_CHECKING:
    from pathlib import Path

    from loader.findings import Reading
    from loader.knowledge import Knowledge


FIRST: Final = (
    "A title\n\nThe Paris Call was launched in 2018.[1]\n\n[1] Ibid., para. 3.\n",
    "Un titre\n\nLa France a soutenu l’Appel de Paris.[1]\n\n[1] Ibid., p. 3.\n",
)


@dataclass(frozen=True, slots=True)
class Task:
    """One document to read: where it is, what it is called, and a reviewer's decisions on it.

    `source` is a path or an address; `url` is the address that it came from, if any.
    """

    name: str
    source: str
    slug: str
    url: str = ""
    decisions: Path | None = None
    redirects: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one document: Turtle, or none where it has errors or can't be read.

    `text` is what was extracted from a format other than plain text.
    """

    turtle: bytes = b""
    text: str | None = None
    triples: int = 0
    found: dict[str, dict[str, int]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    failure: str = ""


def perform(task: Task) -> Done:
    """Read one document and return its triples in Turtle."""
    try:
        document = reading.read(task.source, redirects=task.redirects, private=task.private)
        about = replace(document.about, url=task.url or document.about.url)
        document = replace(document, slug=task.slug, about=about)
        reader = shared()[1]
        found = reader.load(document)
        if task.decisions:
            found = review.apply(found, review.load(task.decisions))
    except LoaderError as error:
        return Done(failure=str(error))
    except OSError as error:
        return Done(failure=f"{task.name}: {error.strerror}")
    if any(one.severity == "error" for one in found.problems):
        return Done(problems=found.problems)
    triples = mapping.triples(found, _registers().get(v.entity("document", task.slug), {}))
    return Done(
        turtle(triples, _comment(task.slug)),
        document.text if reading.needs_keeping(document) else None,
        len(triples),
        tally(found),
        found.problems,
    )


def prepare() -> None:
    """Read now what every document needs, so that processes forked from this one have it.

    A document in each language fills what is worked out at first use.
    """
    _, reader = shared()
    _registers()
    for text in FIRST:
        reader.load(Document("first", text, ""))


@cache
def shared() -> tuple[Knowledge, Reader]:
    """Return the knowledge of this process's reader; documents never add to it."""
    known = knowledge.load([*folders.ontology(), *folders.facts()])
    return known, Reader(known, language.load_all())


@cache
def _registers() -> dict[str, dict[str, list[str]]]:
    """Return what the register says of each document, by the document's IRI."""
    found: dict[str, dict[str, list[str]]] = {}
    for (subject, name), values in shared()[0].facts.items():
        if v.kind(subject) == "document":
            found.setdefault(subject, {})[name] = values
    return found


def _comment(slug: str) -> str:
    return (
        f"What the loader read in the document {slug}. Made by `cybernorms load`, not by hand:\n"
        f"corrections belong into {slug}.review.toml beside this file."
    )


def tally(found: Reading) -> dict[str, dict[str, int]]:
    """Count what was found, and of each kind how much by rule and how much by review."""
    reviewed = Counter(one.reviewed for one in found.statements)
    by_stance = Counter(one.stance for one in found.statements)
    counts = {
        "mentions": len(found.mentions),
        "citations": len(found.citations),
        "quotations": len(found.quotations),
    }
    told = {name: {"by rule": number, "by review": 0} for name, number in counts.items()}
    told["claims"] = {"by rule": reviewed[False], "by review": reviewed[True]}
    told["claims by stance"] = dict(sorted(by_stance.items()))
    return told
