"""One HTTP request read by the SPARQL 1.1 Protocol; no Flask, no engine.

[SPARQL 1.1 Protocol §2.1](https://www.w3.org/TR/sparql11-protocol/#query-operation).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_to_bytes

from server.errors import Forbidden, Malformed, UnsupportedMedia
from server.formats import LONGEST_ACCEPT, meaning
from server.guard import Dataset

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
MOST_FIELDS = 10_000
WITH_BODY = {"POST", "QUERY"}
METHODS = {"GET", "HEAD", *WITH_BODY}
# Jena says seconds, Virtuoso milliseconds; a number without a unit is seconds.
SECONDS = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(ms|s)?")


@dataclass(frozen=True, slots=True)
class Query:
    """A query as asked for; `dataset` is the protocol's, which overrides the query's own."""

    text: str
    dataset: Dataset | None = None
    format: str | None = None
    timeout: float | None = None


def parse(method: str, query_string: str, content_type: str, body: bytes) -> Query | None:
    """Read a request; nothing if it holds no query, which asks for the service description."""
    if method not in WITH_BODY and query_string.startswith("query=") and "&" not in query_string:
        # What most clients send, and send most often.
        text = utf8(unquote_to_bytes(query_string[6:].replace("+", " ")))
        return asked(text)
    in_url = fields(query_string.encode("latin-1", "replace"))
    if method not in WITH_BODY:
        return from_fields(in_url)
    media_type = essence(content_type)
    if media_type == FORM:
        return from_fields(merge(in_url, fields(body)))
    if media_type == QUERY:
        if "query" in in_url:
            raise Malformed("The query stands both in the body and in the URL; send it once.")
        return from_fields(merge(in_url, {"query": [utf8(body)]}))
    if media_type == UPDATE:
        raise Forbidden("The endpoint is read-only: SPARQL Update is refused.", "update")
    raise UnsupportedMedia(
        f"A body may be {FORM} (with a field named query) or {QUERY}; "
        f"this one is {media_type or 'of no stated type'}."
    )


def essence(content_type: str) -> str:
    """Give the bare media type, having made sure that its charset is UTF-8."""
    media_type, *parameters = [part.strip().lower() for part in content_type.split(";")]
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip(' "') not in {"utf-8", "utf8"}:
            raise UnsupportedMedia(f"Send the query as UTF-8, not as {value}.")
    return media_type


def utf8(raw: bytes) -> str:
    """Decode a body."""
    try:
        return raw.decode()
    except UnicodeDecodeError as fault:
        raise Malformed(f"The query is not UTF-8: byte {fault.start} is wrong.") from None


def fields(raw: bytes) -> dict[str, list[str]]:
    """Read URL-encoded fields, each with all its values."""
    try:
        pairs = parse_qsl(
            raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeDecodeError:
        raise Malformed("The URL-encoded fields are not UTF-8.") from None
    except ValueError:
        raise Malformed(f"More than {MOST_FIELDS} fields were sent.") from None
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def merge(*sources: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Put the fields of URL and body together, so that a doubled one shows."""
    names = {name for source in sources for name in source}
    return {name: [v for s in sources for v in s.get(name, ())] for name in names}


def from_fields(found: Mapping[str, Sequence[str]]) -> Query | None:
    """Make the query of its fields."""
    if "update" in found:
        raise Forbidden("The endpoint is read-only: the field update is refused.", "update")
    text = single(found, "query")
    name = agreed(found, ("format", "output"))
    dataset = Dataset(
        tuple(map(graph, found.get("default-graph-uri", ()))),
        tuple(map(graph, found.get("named-graph-uri", ()))),
    )
    if text is None:
        return None
    limit = seconds(single(found, "timeout"))
    return asked(text, dataset if dataset != Dataset() else None, name, limit)


def asked(
    text: str,
    dataset: Dataset | None = None,
    name: str | None = None,
    timeout: float | None = None,
) -> Query:
    """Make a query of what was sent, unless it is empty."""
    if not text or text.isspace():
        raise Malformed("The query is empty.")
    return Query(text, dataset, name, timeout)


def seconds(text: str | None) -> float | None:
    """Read a time limit; nothing or 0 leaves the endpoint's own."""
    if not text:
        return None
    match = SECONDS.fullmatch(text.strip().lower())
    if match is None:
        raise Malformed(f"timeout={text} is no time; write seconds (5, 0.5) or 500ms.")
    return float(match[1]) / (1000 if match[2] == "ms" else 1) or None


def agreed(found: Mapping[str, Sequence[str]], names: Sequence[str]) -> str | None:
    """Give the value of fields that mean the same; some clients send it twice, or under each."""
    values = sorted({v[:LONGEST_ACCEPT] for name in names for v in found.get(name, ()) if v})
    if len({meaning(value) for value in values}) > 1:
        raise Malformed(f"The format is given as {' and '.join(values)}; choose one.")
    return values[0] if values else None


def single(found: Mapping[str, Sequence[str]], name: str) -> str | None:
    """Give the one value of a field, refusing several."""
    values = found.get(name, ())
    if len(values) > 1:
        raise Malformed(f"The field {name} is given {len(values)} times; give it once.")
    return values[0] if values else None


def graph(iri: str) -> str:
    """Check that a graph's name is an absolute IRI that can stand in a query."""
    if ":" not in iri or any(c in '<>"{}|^`\\' or c <= " " for c in iri):
        raise Malformed(f"{iri!r} is not an absolute IRI, so no graph can have this name.")
    return iri
