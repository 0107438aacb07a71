"""The queries that are timed, how they go over the wire, and how the rows of an answer are counted.

`@k@` stands for the number of a thing drawn by lot and `@n@` for a number never used before. The
latter stands in a comment: no store of finished answers can answer such a request.
"""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree import ElementTree

import pyoxigraph as ox

from .graph import ID, INSTRUMENTS, Counts

PREFIXES = """\
PREFIX cn: <https://w3id.org/cybernorms/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
NEW = "# @n@\n"
JSON = "application/sparql-results+json"
CSV = "text/csv"
TSV = "text/tab-separated-values"
XML = "application/sparql-results+xml"
TURTLE = "text/turtle"
MOST = 10_000

POINT = f"SELECT ?property ?value {{ <{ID}/endorsement/@k@> ?property ?value }}"
ENTITY = f"""{PREFIXES}
SELECT ?name ?instrument ?of ?norm ?asks ?claim ?confidence {{
  BIND(<{ID}/provision/@k@> AS ?it)
  ?it skos:prefLabel ?name . FILTER(LANG(?name) = "en")
  ?it cn:provisionOf ?instrument .
  ?instrument skos:prefLabel ?of . FILTER(LANG(?of) = "en")
  ?it cn:expresses ?norm .
  ?norm skos:prefLabel ?asks . FILTER(LANG(?asks) = "en")
  OPTIONAL {{ ?claim rdf:object ?it ; cn:confidence ?confidence }}
}} LIMIT 50"""
PATH = f"""{PREFIXES}
SELECT ?wider ?name {{ <{ID}/norm/@k@> cn:broaderNorm+ ?wider . ?wider skos:prefLabel ?name }}"""
ROWS = f"""{PREFIXES}
SELECT ?endorsement ?nature ?date {{
  ?endorsement a cn:Endorsement ; cn:listedNature ?nature ; cn:date ?date
}} LIMIT {MOST}"""
GRAPH = f"""{PREFIXES}
CONSTRUCT {{ ?endorsement ?property ?value }}
WHERE {{ ?endorsement a cn:Endorsement ; ?property ?value }} LIMIT {MOST}"""
NUMBERS = f"""{PREFIXES}
SELECT ?kind (COUNT(?endorsement) AS ?number) {{
  ?endorsement cn:endorsed ?instrument . ?instrument a ?kind
}} GROUP BY ?kind ORDER BY DESC(?number)"""
ALL = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1000000"


@dataclass(frozen=True, slots=True)
class Query:
    """One query in one format; `things` says of how many `@k@` is one, `rows` what must come."""

    name: str
    text: str
    accept: str = JSON
    things: Callable[[Counts], int] = lambda _: 1
    rows: Callable[[Counts], int] | None = None

    @property
    def repeated(self) -> bool:
        return "@" not in self.text


def rows(counts: Counts) -> int:
    return min(MOST, 2 * counts.endorsements)


def kinds(_: Counts) -> int:
    return 1 + len(INSTRUMENTS)


QUERIES = (
    Query("point", NEW + POINT, JSON, lambda c: c.endorsements, lambda _: 10),
    Query("point, repeated", POINT.replace("@k@", "7"), rows=lambda _: 10),
    Query("entity", NEW + ENTITY, JSON, lambda c: c.provisions),
    Query("path", NEW + PATH, JSON, lambda c: c.norms),
    Query("rows, JSON", NEW + ROWS, JSON, rows=rows),
    Query("rows, CSV", NEW + ROWS, CSV, rows=rows),
    Query("rows, TSV", NEW + ROWS, TSV, rows=rows),
    Query("rows, XML", NEW + ROWS, XML, rows=rows),
    Query("rows, repeated", ROWS, JSON, rows=rows),
    Query("construct", NEW + GRAPH, TURTLE, rows=lambda c: min(MOST, 10 * c.endorsements)),
    Query("aggregate", NEW + NUMBERS, JSON, rows=kinds),
    Query("aggregate, repeated", NUMBERS, JSON, rows=kinds),
)
EVERYTHING = Query("a million rows", NEW + ALL, JSON, rows=lambda c: min(10**6, c.triples))
LIGHT = Query("light", NEW + "ASK {}", JSON)


def filled(text: str, thing: int, number: int) -> str:
    """Put numbers in the place of the marks."""
    return text.replace("@k@", str(thing)).replace("@n@", str(number))


def target(path: str, text: str) -> str:
    """Write the target of a GET request; `path` ends where the query begins, marks stay."""
    return path + quote(text, safe="@")


def request(host: str, path: str, query: Query) -> str:
    """Write a request as it goes over the wire, marks left to be filled in."""
    lines = (
        f"GET {target(path, query.text)} HTTP/1.1",
        f"Host: {host}",
        f"Accept: {query.accept}",
    )
    return "\r\n".join(lines) + "\r\n\r\n"


def counted(body: bytes, media_type: str) -> int:
    """Count the rows, or triples, of a whole answer; ValueError if it is none."""
    if media_type == JSON:
        return len(json.loads(body)["results"]["bindings"])
    if media_type == CSV:
        return sum(1 for _ in csv.reader(io.StringIO(body.decode(), newline=""))) - 1
    if media_type == TSV:
        return len(body.decode().removesuffix("\n").split("\n")) - 1
    if media_type == XML:
        try:
            tree = ElementTree.fromstring(body)
        except ElementTree.ParseError as fault:
            raise ValueError(f"no XML: {fault}") from None
        return len(tree.findall("{*}results/{*}result"))
    try:
        return len(set(ox.parse(body, format=ox.RdfFormat.TURTLE)))
    except SyntaxError as fault:
        raise ValueError(f"no Turtle: {fault}") from None
