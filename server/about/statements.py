"""What is stated of a thing and of others about it, each with the fact that carries its source.

Plain statements say nothing of their source. Facts (`cn:Fact`) do, and say also what is only a
lead and so no plain statement. Here both come together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice

import pyoxigraph as ox

from server.about.entries import Entry, in_one_language, natural
from server.evaluation import cell
from server.lookups import lookup
from server.pages import Cell, Labels, Node, local_name
from server.site import site
from server.walk import objects, subjects

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
# How many of the things that point here by one property are shown.
MOST_OF_ONE = 60
WIDER = ("relatesTo",)


@dataclass(frozen=True, slots=True)
class Value:
    """The other end of a statement, with the fact behind it where there is one."""

    node: Node
    fact: Entry | None = None

    @property
    def status(self) -> str:
        """Name the status of the fact, empty without one."""
        found = self.fact["factStatus"] if self.fact else ()
        return local_name(found[0].iri) if found else ""


@dataclass(frozen=True, slots=True)
class Statements:
    """All that is stated with one property, in one direction."""

    property: Node
    values: tuple[Value, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """What points at a thing: by property, the subjects and whether there are more of them."""

    found: Mapping[str, tuple[Sequence[Cell], bool]] = field(default_factory=dict)

    def mentioned(self) -> Iterable[str]:
        """Give every IRI."""
        for prop, (pointing, _) in self.found.items():
            yield prop
            yield from (c["value"] for c in pointing if c and c["type"] == "iri")


@lru_cache(maxsize=4)
def properties(tag: str) -> tuple[str, ...]:
    """Give all properties in use, as the release's description lists them; else by counting."""
    described, used = lookup("about/described-properties"), lookup("about/used-properties")
    for text in (described, used):
        [table] = site().engine.tables([text], limit=2000)
        if table["rows"]:
            return tuple(row[0]["value"] for row in table["rows"])
    return ()


def links(iri: str, without: frozenset[str]) -> Links:
    """Find what points at a thing: a few subjects a property, however many there are."""
    store, thing = site().engine.store, ox.NamedNode(iri)
    found = {}
    for prop in properties(site().tag):
        if local_name(prop) in without:
            continue
        quads = store.quads_for_pattern(None, ox.NamedNode(prop), thing, ox.DefaultGraph())
        pointing = [cell(quad.subject) for quad in islice(quads, MOST_OF_ONE + 1)]
        if pointing:
            found[prop] = (pointing[:MOST_OF_ONE], len(pointing) > MOST_OF_ONE)
    return Links(found)


def facts_by(entries: Iterable[Entry], end: str) -> dict[tuple[str, str], Entry]:
    """Index facts by their predicate and the end that is not this thing."""
    found = {}
    for fact in entries:
        for predicate in fact["predicate"]:
            for other in fact[end] or fact["objectValue"]:
                found[predicate.iri, other.iri or other.text] = fact
    return found


def outgoing(
    iri: str, stated: Sequence[tuple[str, Cell]], facts: Sequence[Entry], names: Labels
) -> dict[str, Statements]:
    """Group what is stated of a thing by the property's local name, leads among it."""
    own = [f for f in facts if any(s.iri == iri for s in f["subject"])]
    known = facts_by(own, "object")
    pairs: dict[str, dict[str, Value]] = {}
    for prop, term in stated:
        node = names.node(term)
        key = node.iri or f"{node.text}@{node.lang}"
        pairs.setdefault(prop, {})[key] = Value(node, known.get((prop, node.iri or node.text)))
    add_leads(pairs, known)
    return grouped(pairs, names, {})


def add_leads(pairs: dict[str, dict[str, Value]], facts: Mapping[tuple[str, str], Entry]) -> None:
    """Add what only a fact says: leads and what is contradicted are no plain statements."""
    for (prop, other), fact in facts.items():
        ends = [n for k in ("object", "subject", "objectValue") for n in fact[k]]
        node = next((n for n in ends if (n.iri or n.text) == other), None)
        if node is not None:
            pairs.setdefault(prop, {}).setdefault(node.iri or node.text, Value(node, fact))


def incoming(
    iri: str, found: Links, facts: Sequence[Entry], names: Labels
) -> dict[str, Statements]:
    """Group what is stated of other things about this one."""
    others = [f for f in facts if any(o.iri == iri for o in f["object"])]
    known = facts_by(others, "subject")
    pairs: dict[str, dict[str, Value]] = {}
    for prop, (pointing, _) in found.found.items():
        for subject in pointing:
            node = names.node(subject)
            pairs.setdefault(prop, {})[node.iri or node.text] = Value(
                node, known.get((prop, node.iri))
            )
    add_leads(pairs, known)
    cut = {prop: more for prop, (_, more) in found.found.items()}
    return grouped(pairs, names, cut)


def grouped(
    pairs: Mapping[str, Mapping[str, Value]], names: Labels, cut: Mapping[str, bool]
) -> dict[str, Statements]:
    """Order values; a wide property is left out where a narrower one says the same."""
    narrow = {key for prop, held in pairs.items() if local_name(prop) not in WIDER for key in held}
    found = {}
    for prop, held in pairs.items():
        wide = local_name(prop) in WIDER
        kept = [v for key, v in held.items() if not (wide and key in narrow)]
        shown = set(in_one_language([v.node for v in kept]))
        ordered = sorted((v for v in kept if v.node in shown), key=lambda v: natural(v.node.text))
        if ordered:
            statements = Statements(names.iri(prop), tuple(ordered), cut.get(prop, False))
            found[local_name(prop)] = statements
    return found


@lru_cache(maxsize=4096)
def inverses(prop: str, tag: str) -> frozenset[str]:
    """Give the local names of the properties that say the same from the other end."""
    node = ox.NamedNode(prop)
    ways = [*objects(node, "owl:inverseOf"), *subjects("owl:inverseOf", node)]
    return frozenset(local_name(w.value) for w in ways if isinstance(w, ox.NamedNode))


def without_echoes(
    into: Mapping[str, Statements], out: Mapping[str, Statements]
) -> dict[str, Statements]:
    """Leave out what points here where this thing points back with the inverse property."""
    kept = {}
    for name, statements in into.items():
        echoed = {
            value.node.iri
            for inverse in inverses(statements.property.iri, site().tag) & set(out)
            for value in out[inverse].values
        }
        left = tuple(v for v in statements.values if v.node.iri not in echoed)
        if left:
            kept[name] = replace(statements, values=left)
    return kept


def rest(found: Mapping[str, Statements], without: Iterable[str]) -> list[Statements]:
    """Give what no section of a page shows, by the name of the property."""
    left = (s for name, s in found.items() if name not in set(without))
    return sorted(left, key=lambda s: natural(s.property.text))
