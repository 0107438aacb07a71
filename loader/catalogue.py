"""What the ontology and the graph have names for: the properties, and things by their labels."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from loader import folders
from loader import vocabulary as v
from loader.knowledge import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from loader.findings import Node
    from loader.knowledge import Knowledge

OWL: Final = v.PREFIXES["owl"]
MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the ontology; `domain` and `range` are local names, '' where none is said."""

    name: str
    label: str
    domain: str = ""
    range: str = ""
    literal: bool = False
    symmetric: bool = False


def properties(files: Iterable[Path] | None = None) -> dict[str, Property]:
    """Return the ontology's properties by local name."""
    store = Store()
    for path in files or folders.ontology():
        store.bulk_load(path=str(path), format=RdfFormat.TURTLE)
    found = {}
    for kind in ("ObjectProperty", "DatatypeProperty"):
        for quad in store.quads_for_pattern(None, NamedNode(v.RDF + "type"), NamedNode(OWL + kind)):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(v.CN):
                one = _property(store, quad.subject, literal=kind == "DatatypeProperty")
                found[one.name] = one
    return dict(sorted(found.items()))


def _property(store: Store, subject: NamedNode, *, literal: bool) -> Property:
    def values(name: str) -> list[str]:
        found = (one.object for one in store.quads_for_pattern(subject, NamedNode(name), None))
        return sorted(
            one.value for one in found
            if isinstance(one, NamedNode)
            or (isinstance(one, Literal) and one.language in {"en", None})
        )  # fmt: skip

    def local(name: str) -> str:
        whole = [one for one in values(v.RDFS + name) if "#" in one]
        return whole[0].rsplit("#", 1)[1] if len(whole) == 1 else ""

    return Property(
        subject.value.removeprefix(v.CN), next(iter(values(v.RDFS + "label")), ""),
        local("domain"), local("range"), literal,
        OWL + "SymmetricProperty" in values(v.RDF + "type"),
    )  # fmt: skip


class Things:
    """Known things by their names; those that a document brings up come on top."""

    def __init__(self, known: Knowledge, fresh: Iterable[Node] = ()) -> None:
        """Take the knowledge, and what the document itself brings up."""
        self.known = known
        self.fresh = {one.iri: one.label for one in fresh}
        self.types = {one.iri: set(one.types) for one in fresh}
        self.names: dict[str, list[str]] = {}
        for iri, labels in known.labels.items():
            for label, _ in labels:
                self._take(label, iri)
        for iri, label in self.fresh.items():
            self._take(label, iri)

    def _take(self, label: str, iri: str) -> None:
        same = self.names.setdefault(normalise(label) or label.casefold(), [])
        if iri not in same:
            same.append(iri)

    def __contains__(self, iri: str) -> bool:
        """Tell whether the graph or the document has this thing."""
        return iri in self.known.types or iri in self.known.labels or iri in self.fresh

    def label(self, iri: str) -> str:
        """Return the name of a thing, its slug for want of one."""
        return self.fresh.get(iri) or self.known.preferred.get(iri) or v.local(iri)

    def kinds(self, iri: str) -> set[str]:
        """Return the local names of a thing's classes and all their superclasses."""
        found = set(self.known.kinds(iri))
        todo = list(self.types.get(iri, ()))
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += self.known.parents.get(name, ())
        return found

    def classes(self) -> list[str]:
        """Return the local names of the classes that things can have."""
        used = {name for names in self.known.types.values() for name in names}
        return sorted(name for name in {*used, *self.known.parents} if ":" not in name)

    def called(self, words: str) -> list[str]:
        """Return the things of just this name."""
        return self.names.get(normalise(words) or words.casefold(), [])

    def suggestions(self, words: str) -> list[str]:
        """Return things whose name or slug is like the words, the likeliest first."""
        wanted = normalise(words) or words.casefold()
        inside = sorted((name for name in self.names if wanted in name), key=len)
        close = get_close_matches(wanted, self.names, MOST, 0.75)
        slugs = [iri for iri in sorted(self.known.types) if words and words in short(iri)]
        found = [iri for name in [*inside[:MOST], *close] for iri in self.names[name]]
        return list(dict.fromkeys([*found, *slugs]))[:MOST]


def short(iri: str) -> str:
    """Return an IRI of ours as kind/name, any other as it is."""
    return iri.removeprefix(v.BASE + "id/")


def full(words: str) -> str:
    """Return the IRI that kind/name stands for."""
    return words if ":" in words else v.BASE + "id/" + words
