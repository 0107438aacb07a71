"""What the readers of instruments.yaml share: who a thing is, and rows with source and status."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from loader.research.files import mapping
from loader.research.sources import cells
from loader.vocabulary import short_slug, slugify

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loader.research.model import Confidence

# An instrument, relation, date or other entry of the file.
Entry = dict[str, Any]

OWN_KNOWLEDGE: Final = "source:own-knowledge"
OWN_READING: Final = "source:cybernorms-reading"
IN_BRACKETS: Final = re.compile(r"\s*\(([^()]*)\)")
THING: Final = re.compile(r"[a-z-]+:[a-z0-9.-]+")
PUBLICATION: Final = "cn:Publication"


def confidence(entry: Mapping[str, Any]) -> Confidence:
    """Return how sure an entry is: what comes from memory is a lead."""
    return "confirmed" if entry["confidence"] == "confirmed" else "lead"


def sourced(row: dict[str, str], sources: Iterable[str], sure: Confidence) -> dict[str, str]:
    """Return a row with its sources and status; without a source it is our own knowledge."""
    texts = list(sources)
    status = {"dcterms:source": cells(texts) if texts else OWN_KNOWLEDGE}
    return {**row, **status, "cn:factStatus": f"fact-status:{sure}"}


def node(entry: Entry) -> str:
    """Return the thing that an instrument of the file is in our graph."""
    given = mapping("instrument-nodes").get(entry["id"])
    kind = "work" if classes(entry) == PUBLICATION else "instrument"
    return given or f"{kind}:{entry['id']}"


def classes(entry: Entry) -> str:
    """Return the classes of an instrument of the file."""
    return mapping("instrument-classes")[entry["kind"]]


def was_read(entry: Entry) -> bool:
    """Return whether a document that was read, or one that it cites, is meant: it has a graph.

    Of these only facts are kept by hand; a table that named them would change how the loader
    reads the document.
    """
    return mapping("instrument-nodes").get(entry["id"], "").startswith(("document:", "work:"))


def table(iri: str) -> str:
    """Return the table that describes a thing."""
    kind = iri.partition(":")[0]
    named = {"process": "processes", "document": "register", "fact": "instrument-facts"}
    return named.get(kind, f"{kind}s")


def process(entry: Entry) -> str:
    """Return the process whose outcome an instrument is, or the thing itself."""
    return mapping("instrument-processes").get(entry["id"]) or node(entry)


def actor(name: str) -> str:
    """Return the actor of a name; one that is not in the mappings is a state."""
    return mapping("instrument-actors").get(name) or f"state:{slugify(name)}"


def fact(subject: str, predicate: str, value: str) -> dict[str, str]:
    """Return the row of a fact whose object is a thing, or a text if it looks like none.

    >>> fact("instrument:vclt", "cn:cites", "regime:jus-cogens")["iri"]
    'fact:vclt.cites.jus-cogens'
    """
    thing = bool(THING.fullmatch(value))
    end = value.partition(":")[2] if thing else short_slug(value)
    return {
        "iri": f"fact:{subject.partition(':')[2]}.{hyphened(predicate)}.{end}",
        "a": "cn:Fact",
        "rdf:subject": subject,
        "rdf:predicate": predicate,
        "rdf:object" if thing else "cn:objectValue^^xsd:string": value,
    }


def hyphened(predicate: str) -> str:
    """Return the name of a property as it stands in the IRI of a fact.

    >>> hyphened("cn:affirmsApplicabilityOf")
    'affirms-applicability-of'
    """
    name = predicate.partition(":")[2]
    return re.sub(r"[A-Z]", lambda letter: "-" + letter[0].lower(), name)


def longest(words: Mapping[str, str], text: str) -> str | None:
    """Return what the longest of the words that begin a text stands for."""
    found = [word for word in words if text.startswith(word)]
    return words[max(found, key=len)] if found else None
