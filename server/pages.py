"""What the HTML pages show: terms with their labels and local links; no routes, no HTML text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import request
from pyoxigraph import Literal, NamedNode

from server.engine import Table
from server.formats import BY_FORM, Offer
from server.site import site
from server.walk import objects
from server.words import NAMES as NAMES_OF_LANGUAGES
from server.words import direction, explicit, here_in, interface, number, rank, reader, t

Cell = Mapping[str, str] | None
PREFERENCE = ("skos:prefLabel", "rdfs:label", "dcterms:title")
NAMES = ("#prefLabel", "#label", "#altLabel", "/title")
MOST_LABELS = 20_000
LONGEST_ADDRESS = 60
# An IRI's own percent signs stay, or its link would lead elsewhere than the IRI itself does.
KEPT = "/:@!$&'()*+,;=~%"


@dataclass(frozen=True, slots=True)
class Node:
    """A term as a page shows it; `href` is empty for what cannot be followed."""

    text: str
    href: str = ""
    lang: str = ""
    iri: str = ""
    note: str = ""


def local(iri: str) -> str:
    """Rewrite a public IRI of ours to this copy's address, leave others; only http is a link."""
    base = site().base
    if iri.startswith(base):
        path, hash_sign, fragment = iri[len(base) :].partition("#")
        return f"{request.script_root}/{quote(path, safe=KEPT)}{hash_sign}" + quote(fragment)
    return iri if iri.startswith(("http://", "https://")) else ""


def to(path: str, **parameters: object) -> str:
    """Link to a page of this copy, in the language that the reader chose by the address."""
    chosen = {**parameters, **({"lang": explicit()} if explicit() else {})}
    return f"{request.script_root}{path}" + (f"?{urlencode(chosen)}" if chosen else "")


def link(iri: str) -> str:
    """Link to what an IRI names; a chosen language goes along, past the redirect to a page."""
    href = local(iri)
    if not (explicit() and iri.startswith(site().base)):
        return href
    path, hash_sign, fragment = href.partition("#")
    page = f"{path}.html" if iri.startswith(f"{site().base}id/") else path
    return f"{page}?lang={explicit()}{hash_sign}{fragment}"


@lru_cache(maxsize=4)
def prefixes(tag: str) -> list[tuple[str, str]]:
    """Give the release's prefixes, the longest namespace first."""
    return sorted(site().release.prefixes.items(), key=lambda p: -len(p[1]))


def short(iri: str) -> str:
    """Abbreviate an IRI by the release's prefixes, or an address to its host and path."""
    for prefix, namespace in prefixes(site().tag):
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    if not iri.startswith(("http://", "https://")):
        return iri
    address = iri.partition("://")[2].removeprefix("www.").rstrip("/")
    return address if len(address) <= LONGEST_ADDRESS else address[: LONGEST_ADDRESS - 1] + "…"


def best_label(thing: str) -> tuple[str, str] | None:
    """Find the label of a thing that is best for the reader, and its language.

    A list of things in a query would make the engine read all labels there are.
    """
    try:
        node = NamedNode(thing)
    except ValueError:
        return None
    best = None
    for kind, name in enumerate(PREFERENCE):
        for found in objects(node, name):
            if isinstance(found, Literal):
                language = found.language or ""
                candidate = (rank(language), kind, found.value, language)
                best = min(best or candidate, candidate)
        if best and not best[0]:
            break
    return best[2:] if best else None


def local_name(iri: str) -> str:
    """Give the last part of an IRI."""
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


class Labels:
    """The labels of all IRIs on a page."""

    def __init__(self, things: Iterable[str]) -> None:
        """Look the labels up: in the reader's language if there is one, preferred before titles."""
        self.found: dict[str, tuple[str, str]] = {}
        for thing in sorted(set(things))[:MOST_LABELS]:
            label = best_label(thing)
            if label:
                self.found[thing] = label

    def iri(self, iri: str) -> Node:
        """Show an IRI by its label, or abbreviated where it has none."""
        text, lang = self.found.get(iri) or (short(iri), "")
        return Node(text, link(iri), lang, iri)

    def node(self, cell: Cell) -> Node:
        """Show any term."""
        if cell is None:
            return Node("")
        if cell["type"] == "iri":
            return self.iri(cell["value"])
        datatype = cell.get("datatype", "")
        if datatype.endswith(("#string", "#langString")):
            datatype = ""
        href = local(cell["value"]) if datatype.endswith("#anyURI") else ""
        return Node(cell["value"], href, cell.get("lang", ""), "", short(datatype))


def mentioned(tables: Iterable[Table]) -> Iterable[str]:
    """Give every IRI in these tables."""
    cells = (cell for table in tables for row in table["rows"] for cell in row if cell)
    return (cell["value"] for cell in cells if cell["type"] == "iri")


def result_table(table: Table) -> dict[str, Any]:
    """Prepare an answer for showing."""
    names = Labels(mentioned([table]))
    rows = [[names.node(cell) for cell in row] for row in table["rows"]]
    variables: list[str] = table["variables"]
    kept = [n for n in range(len(variables)) if not repeats(n, variables, rows)]
    rows = [[row[n] for n in kept] for row in rows]
    return {**table, "variables": [variables[n] for n in kept], "rows": rows}


def repeats(column: int, variables: Sequence[str], rows: Sequence[Sequence[Node]]) -> bool:
    """Tell whether a column `xLabel` says only what column `x` shows already, being labelled."""
    shown = variables[column].removesuffix("Label")
    if shown == variables[column] or shown not in variables:
        return False
    other = variables.index(shown)
    return all(row[column].text == row[other].text for row in rows)


def value(cell: Cell) -> str:
    """Give a term's text, empty for none."""
    return cell["value"] if cell else ""


def downloads(form: str) -> list[Offer]:
    """Give the formats that a page of this form links to."""
    return [o for o in BY_FORM.get(form, ()) if o.names and o.syntax is not None]


def more(iri: str, prop: str) -> str:
    """Link to the endpoint's list of all that points to a thing by one property."""
    text = f"SELECT ?thing WHERE {{\n  ?thing <{prop}> <{iri}> .\n}}\nORDER BY ?thing"
    return to("/sparql", query=text)


def context() -> dict[str, Any]:
    """Give every template what it shows things with, in the reader's language."""
    return {
        "direction": direction,
        "downloads": downloads,
        "explicit": explicit(),
        "here_in": here_in,
        "language": interface(),
        "languages": NAMES_OF_LANGUAGES,
        "local": local,
        "more": more,
        "number": number,
        "reader": reader(),
        "t": t,
        "to": to,
    }
