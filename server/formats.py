"""What the endpoint can write, and the one decision which of it a request gets; no writing here.

Media types and file endings are asked of pyoxigraph's enumerations. The same tables feed
negotiation, `format=`, the service description and the tests.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat

from server.errors import Malformed, NotAcceptable

Syntax = QueryResultsFormat | RdfFormat
HTML = "text/html"
PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Offer:
    """One format under one media type; `names` are what `format=` may say for it."""

    media_type: str
    names: tuple[str, ...] = ()
    extension: str = ""
    syntax: Syntax | None = None


def offer(syntax: Syntax, *names: str) -> Offer:
    """Offer a format under the media type that the engine gives it."""
    return Offer(syntax.media_type, (syntax.file_extension, *names), syntax.file_extension, syntax)


def alias(syntax: Syntax, media_type: str) -> Offer:
    """Offer a format also under a general media type, for clients that ask for no other."""
    return Offer(media_type, (), syntax.file_extension, syntax)


PAGE = Offer(HTML, ("html", "htm"), "html")
RESULTS = (
    offer(QueryResultsFormat.JSON, "json"),
    offer(QueryResultsFormat.XML, "xml"),
    offer(QueryResultsFormat.CSV),
    offer(QueryResultsFormat.TSV),
)
RESULT_ALIASES = (
    alias(QueryResultsFormat.JSON, "application/json"),
    alias(QueryResultsFormat.XML, "application/xml"),
)
TRIPLES = (
    offer(RdfFormat.TURTLE, "turtle", "n3"),
    offer(RdfFormat.N_TRIPLES, "ntriples", "n-triples"),
    offer(RdfFormat.RDF_XML, "xml", "rdfxml", "rdf+xml"),
    offer(RdfFormat.JSON_LD, "json-ld", "json"),
    offer(RdfFormat.TRIG),
    offer(RdfFormat.N_QUADS, "nquads", "n-quads"),
)
TRIPLE_ALIASES = (
    alias(RdfFormat.RDF_XML, "application/xml"),
    alias(RdfFormat.JSON_LD, "application/json"),
)
# SPARQL 1.1 CSV and TSV define no form for a boolean, so ASK is offered in JSON and XML only.
BY_FORM: Mapping[str, tuple[Offer, ...]] = {
    "solutions": (*RESULTS, *RESULT_ALIASES, PAGE),
    "boolean": (*RESULTS[:2], *RESULT_ALIASES, PAGE),
    "graph": (*TRIPLES, *TRIPLE_ALIASES, PAGE),
}
DESCRIPTION = (*TRIPLES[:4], PAGE)


@dataclass(frozen=True, slots=True)
class Range:
    """One media range of an Accept header."""

    type: str
    subtype: str
    parameters: frozenset[tuple[str, str]]
    quality: float

    def specificity(self, offered: "Range") -> int:
        """Say how closely this range names the offered type: 0 not at all, 4 and more exactly."""
        if (self.type, self.subtype) == ("*", "*"):
            return 1
        if self.type != offered.type:
            return 0
        if self.subtype == "*":
            return 2
        if self.subtype != offered.subtype or not self.parameters <= offered.parameters:
            return 0
        return 3 + len(self.parameters)


# A JSON-LD profile is a hint, and all that is offered is UTF-8: neither decides a match.
UNDECISIVE = {("charset", "utf-8"), ("charset", "utf8")}
PARAMETER = re.compile(r';\s*([!#$%&\'*+.^_`|~\w-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*)')
# No client needs more, and the patterns below take their time with a hostile one.
LONGEST_ACCEPT = 4096
ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')


def media_range(text: str) -> Range | None:
    """Read one media range; nothing if it is not of the form `type/subtype`."""
    kind, _, rest = text.strip().partition(";")
    main, slash, sub = kind.strip().lower().partition("/")
    if not (slash and main and sub) or (main == "*" and sub != "*"):
        return None
    found = [(k.lower(), v.strip('"').lower()) for k, v in PARAMETER.findall(";" + rest)]
    quality = next((v for k, v in found if k == "q"), "1")
    kept = frozenset(p for p in found if p[0] not in {"q", "profile"} and p not in UNDECISIVE)
    valid = re.fullmatch(r"0(\.\d{0,3})?|1(\.0{0,3})?", quality)
    return Range(main, sub, kept, float(quality) if valid else 0.0)


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """Choose the media type to answer with, or nothing if none is acceptable.

    [RFC 9110 §12.5.1](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1): the most specific
    range gives an offer its quality; among equals the order of the offer decides.

    >>> choose("text/*;q=0.5, text/csv", ["text/turtle", "text/csv"])
    'text/csv'
    >>> choose("text/csv;q=0", ["text/csv"])
    """
    if accept is None or not accept.strip():
        return offered[0] if offered else None
    ranges = [r for r in map(media_range, ELEMENT.findall(accept[:LONGEST_ACCEPT])) if r]
    best, best_quality = None, 0.0
    for media_type in offered:
        quality = quality_of(media_type, ranges)
        if quality > best_quality:
            best, best_quality = media_type, quality
    return best


def quality_of(media_type: str, ranges: Iterable[Range]) -> float:
    """Give the quality that the most specific matching range gives to a media type."""
    itself = media_range(media_type)
    if itself is None:
        return 0.0
    ranked = [(r.specificity(itself), r.quality) for r in ranges]
    return max(((s, q) for s, q in ranked if s), default=(0, 0.0))[1]


def pick(accept: str | None, offers: Sequence[Offer]) -> Offer | None:
    """Choose among offers by their media types."""
    chosen = choose(accept, [o.media_type for o in offers])
    return next((o for o in offers if o.media_type == chosen), None)


def named(name: str, offers: Sequence[Offer]) -> Offer | None:
    """Find the offer that a short name or a media type stands for; some clients send several."""
    wanted = name.strip().lower()
    if "," in wanted:
        return pick(wanted, offers)
    by_name = (o for o in offers if wanted in o.names)
    return next(by_name, None) or next((o for o in offers if wanted == o.media_type), None)


def meaning(name: str) -> tuple[Syntax | None, ...]:
    """Give what a `format=` stands for in each table; raises Malformed if in none."""
    known_name(name)
    found = (named(name, offers) for offers in BY_FORM.values())
    return tuple(offer.syntax if offer else None for offer in found)


def known_name(name: str) -> None:
    """Refuse a `format=` that stands for nothing in any table."""
    everywhere = [o for offers in BY_FORM.values() for o in offers]
    if named(name, everywhere) is None:
        names = sorted({n for o in everywhere for n in o.names})
        raise Malformed(f"format={name} is unknown; it may be one of: {', '.join(names)}.")


def settle(accept: str | None, name: str | None, offers: Sequence[Offer]) -> Offer:
    """Choose by name if one was given, else by the Accept header, or refuse with what there is."""
    found = named(name, offers) if name else pick(accept, offers)
    if found is None:
        raise NotAcceptable(unacceptable(offers))
    return found


def unacceptable(offers: Sequence[Offer]) -> str:
    """Word the refusal: what the answer can be had in."""
    kinds = ", ".join(o.media_type.partition(";")[0] for o in offers)
    return f"This answer is available as: {kinds}. Ask for one of them by Accept or by format=."


def written_with(
    syntax: Syntax | None, prefixes: Mapping[str, str]
) -> tuple[RdfFormat, dict[str, str]]:
    """Give the format that triples are written in, and the prefixes that it can take.

    JSON-LD takes none: one of ours that ends in a letter would be no prefix there. Raises
    TypeError for what holds no triples.
    """
    if not isinstance(syntax, RdfFormat):
        raise TypeError(f"{syntax} holds no triples")
    return syntax, {} if syntax == RdfFormat.JSON_LD else dict(prefixes)
