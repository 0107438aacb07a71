"""What the HTML pages show: terms with their labels and local links; no routes, no HTML text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote

from flask import request

from server.engine import Table
from server.formats import BY_FORM, Offer
from server.lookups import labels
from server.site import site

Cell = Mapping[str, str] | None
PREFERENCE = ("prefLabel", "label", "title")
NAMES = ("#prefLabel", "#label", "#altLabel", "/title")
LANGUAGES = ("en", "fr", "")
MOST_LABELS = 5000
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


def short(iri: str) -> str:
    """Abbreviate an IRI by the release's prefixes, the longest namespace first."""
    known = sorted(site().release.prefixes.items(), key=lambda p: -len(p[1]))
    for prefix, namespace in known:
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


class Labels:
    """The labels of all IRIs on a page, asked for at once."""

    def __init__(self, things: Iterable[str]) -> None:
        """Look the labels up: preferred labels before titles, English before French."""
        wanted = sorted(set(things))[:MOST_LABELS]
        self.found: dict[str, tuple[tuple[int, int], str, str]] = {}
        if wanted:
            [table] = site().engine.tables([labels(wanted)], limit=10 * MOST_LABELS)
            for thing, prop, label in table["rows"]:
                self.offer(thing["value"], prop["value"], label)

    def offer(self, thing: str, prop: str, label: Mapping[str, str]) -> None:
        """Keep a label if it is better than what is there."""
        language = label.get("lang", "").partition("-")[0]
        rank = LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES)
        kind = next(i for i, name in enumerate(PREFERENCE) if prop.endswith(name))
        candidate = ((rank, kind), label["value"], label.get("lang", ""))
        self.found[thing] = min(self.found.get(thing, candidate), candidate)

    def iri(self, iri: str) -> Node:
        """Show an IRI by its label, or abbreviated where it has none."""
        _, text, lang = self.found.get(iri, (0, short(iri), ""))
        return Node(text, local(iri), lang, iri)

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


def by_property(rows: Sequence[Sequence[Cell]], names: Labels) -> list[tuple[Node, list[Node]]]:
    """Group pairs of property and value by property, in the words shown."""
    pairs = [(names.node(prop), names.node(term)) for prop, term in rows]
    pairs.sort(key=lambda pair: (pair[0].text.lower(), pair[0].iri, pair[1].text.lower()))
    grouped = groupby(pairs, key=lambda pair: pair[0])
    return [(prop, [term for _, term in group]) for prop, group in grouped]


def downloads(form: str) -> list[Offer]:
    """Give the formats that a page of this form links to."""
    return [o for o in BY_FORM.get(form, ()) if o.names and o.syntax is not None]


PAGES_CONTEXT = {"downloads": downloads, "local": local}
