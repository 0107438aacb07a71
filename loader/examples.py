"""The ready questions as RDF: what tools look for in an endpoint to offer examples and prefixes.

SHACL's SPARQL executables, as the SIB describes its examples
(https://github.com/sib-swiss/sparql-examples); each has the address at which it answers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Triple

from loader import vocabulary as v
from loader.model import LoaderError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

GRAPH: Final = v.graph("examples")
SH: Final = "http://www.w3.org/ns/shacl#"
SCHEMA: Final = "https://schema.org/"
SPEX: Final = "https://purl.expasy.org/sparql-examples/ontology#"
ENDPOINT: Final = NamedNode(v.BASE + "sparql")
ANY_URI: Final = NamedNode(v.XSD + "anyURI")
HEAD: Final = re.compile(r"#\+ *(?:(\w+):)? *(.*)")
FORM: Final = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.MULTILINE | re.IGNORECASE)
# SHACL has no term for DESCRIBE; editors ask for sh:describe, the SIB's own vocabulary has one.
PROPERTIES: Final = {
    "SELECT": (SH + "select",), "ASK": (SH + "ask",), "CONSTRUCT": (SH + "construct",),
    "DESCRIBE": (SH + "describe", SPEX + "describe"),
}  # fmt: skip
CLASSES: Final = {
    "SELECT": SH + "SPARQLSelectExecutable", "ASK": SH + "SPARQLAskExecutable",
    "CONSTRUCT": SH + "SPARQLConstructExecutable", "DESCRIBE": SPEX + "SPARQLDescribeExecutable",
}  # fmt: skip


def describe(paths: Iterable[Path]) -> list[Triple]:
    """Return the prefixes, and each query file as an example.

    Raises LoaderError if a file can't be read, says nothing of itself, or has no known form.
    """
    triples = list(prefixes())
    for path in sorted(paths):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise LoaderError(f"{path}: {error}") from None
        triples += example(path, text)
    return triples


def prefixes() -> Iterator[Triple]:
    """Declare our prefixes in SHACL's words; each declaration has an IRI."""
    home = NamedNode(GRAPH)
    yield Triple(
        home, NamedNode(v.RDF + "type"), NamedNode("http://www.w3.org/2002/07/owl#Ontology")
    )
    for prefix, namespace in sorted(v.PREFIXES.items()):
        node = NamedNode(f"{GRAPH}#prefix-{prefix}")
        yield Triple(home, NamedNode(SH + "declare"), node)
        yield Triple(node, NamedNode(v.RDF + "type"), NamedNode(SH + "PrefixDeclaration"))
        yield Triple(node, NamedNode(SH + "prefix"), Literal(prefix))
        yield Triple(node, NamedNode(SH + "namespace"), Literal(namespace, datatype=ANY_URI))


def said(text: str) -> dict[str, str]:
    """Return what the head of a query says, by field; a line that opens none continues the last."""
    fields: dict[str, str] = {}
    current = ""
    for line in text.splitlines():
        if found := HEAD.fullmatch(line):
            current = found[1] or current
            fields[current] = f"{fields.get(current, '')} {found[2]}".strip()
    return fields


def example(path: Path, text: str) -> Iterator[Triple]:
    """Describe one query: what it asks, in words and in SPARQL."""
    head = said(text)
    body = "\n".join(one for one in text.splitlines() if not one.startswith("#+")).strip() + "\n"
    form = FORM.search(body)
    if "summary" not in head or form is None:
        raise LoaderError(f"{path}: no example: it needs a line `#+ summary:` and a query")
    kind, node = form[1].upper(), NamedNode(f"{v.BASE}queries/{path.stem}")
    for name in (SH + "SPARQLExecutable", CLASSES[kind]):
        yield Triple(node, NamedNode(v.RDF + "type"), NamedNode(name))
    summary = Literal(head["summary"], language="en")
    yield Triple(node, NamedNode(v.RDFS + "label"), summary)
    # One comment only: tools show a query once for each.
    yield Triple(node, NamedNode(v.RDFS + "comment"), summary)
    if "description" in head:
        words = Literal(head["description"], language="en")
        yield Triple(node, NamedNode(v.DCTERMS + "description"), words)
    for tag in sorted({one.strip() for one in head.get("tags", "").split(",")} - {""}):
        yield Triple(node, NamedNode(SCHEMA + "keywords"), Literal(tag))
    yield Triple(node, NamedNode(SH + "prefixes"), NamedNode(GRAPH))
    yield Triple(node, NamedNode(SCHEMA + "target"), ENDPOINT)
    for name in PROPERTIES[kind]:
        yield Triple(node, NamedNode(name), Literal(body))
