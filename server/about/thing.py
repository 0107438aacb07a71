"""The page about a thing: what is asked for it, all at once, and how it is arranged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from flask import render_template
from pyoxigraph import NamedNode

from server import claims, pages
from server.about import reading
from server.about.document import chapters
from server.about.entries import Entry, entries, in_one_language, mentioned, natural
from server.about.kinds import ALWAYS, BEHIND, MATCHES, Kind, kind_of
from server.about.sections import SECTIONS, Raw, describe, expand, gather
from server.about.statements import (
    Links,
    Statements,
    Value,
    incoming,
    links,
    outgoing,
    rest,
    without_echoes,
)
from server.about.supporters import Support, Supporters, support
from server.claims import Evidence
from server.engine import Table
from server.evaluation import cell
from server.formats import DESCRIPTION
from server.pages import Cell, Labels, Node, local_name
from server.walk import is_a, objects, statements
from server.words import rank

POSITIONS = ("refuses", "withdraws", "abstains", "absent")
CALLED = ("prefLabel", "label", "altLabel", "title")
MOST_STATEMENTS = 5000
MOST_ENTRIES = 500
MOST_SUPPORTERS = 4000
MOST_CLAIMS = 1000
TEXTS = ("definition", "comment", "description")


@dataclass(frozen=True, slots=True)
class Found:
    """All that was asked for one page, before it is put in words."""

    iri: str
    kind: Kind
    stated: Sequence[tuple[str, Cell]]
    links: Links
    sections: Mapping[str, Raw]
    supporters: Supporters | None
    claims: Table
    mentions: Table

    def mentioned(self) -> set[str]:
        """Give every IRI that the page may have to name."""
        found = {self.iri, *self.links.mentioned(), *(prop for prop, _ in self.stated)}
        found.update(value["value"] for _, value in self.stated if value and value["type"] == "iri")
        found.update(pages.mentioned((self.claims, self.mentions)))
        for raw in self.sections.values():
            found.update(mentioned(raw))
        return found.union(self.supporters.mentioned() if self.supporters else ())


def render(iri: str) -> str:
    """Describe a thing on a page."""
    found = ask(iri)
    names = Labels(found.mentioned())
    made = model(found, names)
    if iri not in names.found and made["own"]:
        made = {**made, "node": Node(made["own"][0].sentence)}
    if "paragraphs" in found.kind.sections:
        made = {**made, **beside(made)}
    return render_template(found.kind.template, **made)


def beside(made: Mapping[str, Any]) -> Mapping[str, Any]:
    """Put a document's claims beside its paragraphs."""
    groups = made["groups"] if made["in_text"] else []
    shown = any(group.claims[0].passage for group in groups)
    return {"chapters": chapters(made["paragraphs"], groups), "shown_in_full": shown}


def ask(iri: str) -> Found:
    """Ask for all that the page shows, by steps from the thing."""
    own = islice(statements(NamedNode(iri)), MOST_STATEMENTS)
    stated = [(prop, cell(value)) for prop, value in own]
    kind = kind_of(c["value"] for prop, c in stated if c and local_name(prop) == "type")
    supporters = Supporters(iri, MOST_SUPPORTERS) if kind.supporters else None
    sections = {name: gather(name, iri, MOST_ENTRIES) for name in ("facts", *kind.sections)}
    if "expressions" in sections:
        sections["expressions"] += unconfirmed(sections)
    if supporters:
        events = [cell(event) for event in supporters.others[: MOST_ENTRIES + 1]]
        keys = " ".join(SECTIONS["endorsements"].keys)
        sections["stances"] = describe((e["value"] for e in events if e), keys)
    return Found(
        iri,
        kind,
        stated,
        links(iri, BEHIND | kind.covered),
        sections,
        supporters,
        reading.claims(iri, MOST_CLAIMS),
        reading.mentions(iri, MOST_CLAIMS),
    )


def unconfirmed(sections: Mapping[str, Raw]) -> Raw:
    """Find provisions that only a fact joins to a norm: leads are no plain statements."""
    there = {thing["value"] for thing, _ in sections["expressions"] if thing}
    said = (known for _, known in sections["facts"] if known.get("predicate"))
    leads = {
        subject["value"]
        for known in said
        for predicate, subject in product(known["predicate"], known.get("subject", []))
        if predicate and subject and local_name(predicate["value"]) == "expresses"
    }
    provisions = sorted(one for one in leads - there if is_a(NamedNode(one), "cn:Provision"))
    return expand("expressions", provisions)


def model(found: Found, names: Labels) -> Mapping[str, Any]:
    """Arrange everything for the template."""
    told = sections(found, names)
    out = outgoing(found.iri, found.stated, told["facts"], names)
    into = incoming(found.iri, found.links, told["facts"], names)
    hidden = ALWAYS | BEHIND | found.kind.covered
    evidence = [claims.evidence(table, names) for table in (found.claims, found.mentions)]
    return {
        "iri": found.iri,
        "kind": found.kind,
        "out": out,
        "into": into,
        "more_out": rest(out, hidden),
        "more_into": rest(without_echoes(into, out), hidden),
        "readings": {v.node.iri: v.fact for v in told_of(into, "expresses") if v.fact},
        "cut": len(found.stated) >= MOST_STATEMENTS,
        "offers": DESCRIPTION[:-1],
        "stem": pages.local(found.iri),
        "sections_shown": any(told[name] for name in found.kind.sections),
        **heading(found, names),
        **told,
        **claim_model(found.iri, *evidence),
    }


def told_of(found: Mapping[str, Statements], name: str) -> Sequence[Value]:
    """Give the values of one property, if there are any."""
    return found[name].values if name in found else ()


def heading(found: Found, names: Labels) -> Mapping[str, Any]:
    """Say what a thing is called, what it is, how surely, and who says so."""
    rows = [(local_name(prop), names.node(value)) for prop, value in found.stated]
    node = names.iri(found.iri)
    called = {n for name, n in rows if name in (CALLED if found.kind.named else ("altLabel",))}
    called = {n for n in called if n.text != node.text}
    return {
        "node": node,
        "types": narrowest([n for name, n in rows if name == "type"]),
        "names": sorted(called, key=lambda n: (rank(n.lang), natural(n.text))),
        "definition": in_one_language([n for name, n in rows if name in TEXTS and n.text]),
        "status": next((n for name, n in rows if name == "factStatus"), Node("")),
        "sources": [n for name, n in rows if name == "source"],
        "pages": [n for name, n in rows if name in ("homepage", "page")],
        "matches": [(name, n) for name, n in rows if name in MATCHES],
    }


def narrowest(types: Sequence[Node]) -> list[Node]:
    """Leave out classes that the others are kinds of."""
    wider = {w for node in types for w in objects(NamedNode(node.iri), "rdfs:subClassOf")}
    return [node for node in types if NamedNode(node.iri) not in wider]


def sections(found: Found, names: Labels) -> dict[str, Any]:
    """Put the sections of this kind of page in words and in order."""
    told: dict[str, Any] = {
        name: sorted(entries(raw[:MOST_ENTRIES], names), key=lambda entry: entry.order)
        for name, raw in found.sections.items()
    }
    told["full"] = {name for name, raw in found.sections.items() if len(raw) > MOST_ENTRIES}
    told["most"] = MOST_ENTRIES
    told["stances"] = by_position(told.get("stances", []))
    told["supporters"] = support(found.supporters, names) if found.supporters else Support()
    return told


def by_position(events: Sequence[Entry]) -> list[tuple[Node, list[Entry]]]:
    """Part what is not support by position, refusals first."""
    found: dict[Node, list[Entry]] = {}
    for event in events:
        found.setdefault(next(iter(event["position"]), Node("")), []).append(event)
    return sorted(found.items(), key=lambda item: place_of(item[0]))


def place_of(position: Node) -> tuple[int, str]:
    """Say where a position stands in the order."""
    name = local_name(position.iri)
    return (POSITIONS.index(name) if name in POSITIONS else len(POSITIONS), position.text)


def claim_model(
    iri: str, found: Sequence[Evidence], mentions: Sequence[Evidence]
) -> Mapping[str, Any]:
    """Arrange the claims: a document's in the order of its text, others by what they say."""
    shown = found[:MOST_CLAIMS]
    in_text = any(c.document.iri == iri for c in shown)
    own = [c for c in (*shown, *mentions) if c.claim.iri == iri]
    return {
        "claims": [c for c in shown if c.claim.iri != iri],
        "own": own,
        "groups": claims.by_passage(shown) if in_text else claims.by_predicate(shown),
        "in_text": in_text,
        "mentions": [c for c in mentions[:MOST_CLAIMS] if c.claim.iri != iri],
        "claims_cut": max(len(found), len(mentions)) > MOST_CLAIMS,
        "most_claims": MOST_CLAIMS,
    }
