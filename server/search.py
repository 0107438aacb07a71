"""Search: a page of hits with facets, the same as JSON, and suggestions while one types.

The JSON of `/search?q=…` has `query`, `language` (of labels), the filters `kinds` and `names` (a
language of names), `total`, `whole` (false if more was found than is counted), `page`, `pages`,
`first` (the number of the page's first hit), `hits` and `facets` (`kinds`, `names`: each with its
`count`, as there would be without filters). A hit has `iri`, `label`, `language`, `kind` (its main
class), `kinds`, `name` (what fitted), `names` (its languages), `role`, `how`, `score` and
`description`; what they mean is said in `server.names`. `/search/suggest?q=…` is an OpenSearch list
of suggestions: the text, labels, kinds, addresses.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2s
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, json, render_template, request
from werkzeug.wrappers import Response

from server.errors import Malformed, Missing
from server.formats import PAGE, Offer, settle
from server.names import Found, Match
from server.names_file import Wanted
from server.pages import link as page_of
from server.pages import short
from server.responses import cached, page
from server.site import site
from server.words import interface, reader

JSON = Offer("application/json", ("json",), "json")
SUGGESTIONS = "application/x-suggestions+json"
OPENSEARCH = "application/opensearchdescription+xml"
PAGE_SIZE, MOST_ON_PAGE, MOST_SUGGESTED = 20, 100, 10
MOST = 1000
blueprint = Blueprint("search", __name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for; `names` narrows to names in one language."""

    text: str
    kinds: tuple[str, ...]
    names: str
    language: str
    page: int
    limit: int


@blueprint.get("/search")
@blueprint.get("/search/")
def search() -> Response:
    """Show what is found, on a page or as JSON."""
    offer = settle(request.headers.get("Accept"), request.args.get("format"), (PAGE, JSON))
    asked = read()
    if offer is JSON and not asked.text.strip():
        raise Malformed("There is nothing to look for: say it as q=, such as /search?q=Paris+Call.")
    found = site().names.search(asked.text, Wanted(asked.kinds, asked.names, MOST))
    facets = counted(found if not (asked.kinds or asked.names) else unfiltered(asked))
    result = record(asked, found, facets)
    if offer is JSON:
        return kept(Response(json.dumps(result, ensure_ascii=False), content_type=JSON.media_type))
    return kept(page(render_template("search.html", **{**result, **shown(result)}, link=link)))


@blueprint.get("/search/suggest")
def suggest() -> Response:
    """Suggest things while their names are typed."""
    asked = read()
    limit = min(asked.limit, MOST_SUGGESTED)
    found = site().names.candidates(asked.text, asked.kinds, limit, asked.language)
    kinds = site().names.kinds(asked.language)
    labels, addresses = [one.label for one in found], [one.iri for one in found]
    named = [kinds[one.kinds[0]] if one.kinds else "" for one in found]
    body = json.dumps([asked.text, labels, named, addresses], ensure_ascii=False)
    return kept(Response(body, content_type=SUGGESTIONS))


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the search to browsers, by the address where clients reach this copy."""
    text = render_template("opensearch.xml", base=site().address)
    return cached(Response(text, content_type=OPENSEARCH), "opensearch")


def read() -> Asked:
    """Read the request's parameters, refusing what they cannot be."""
    arguments = request.args
    kinds = tuple(dict.fromkeys(kind(name) for name in arguments.getlist("kind") if name))
    return Asked(
        arguments.get("q", ""),
        kinds,
        filter_of_names(),
        reader(),
        count("page", 1, None),
        count("limit", PAGE_SIZE, MOST_ON_PAGE),
    )


def count(name: str, default: int, most: int | None) -> int:
    """Read a number of at least one."""
    text = request.args.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= (most or int(text[:9]))):
        raise Malformed(f"{name}={text} is no number from 1 to {most or 'the last page'}.")
    return int(text[:9])


def filter_of_names() -> str:
    """Read the code of a language in which names are to be, or nothing."""
    text = request.args.get("names", "").lower()
    known = site().names.languages
    if text and text not in known:
        raise Malformed(f"names={text} is unknown; there are names in {', '.join(known)}.")
    return text


def kind(name: str) -> str:
    """Read a class by its local name or its IRI."""
    known = site().names.kinds()
    # A class of ours goes before one of another vocabulary that is called the same.
    ordered = sorted(known, key=lambda iri: (not iri.startswith(site().base), iri))
    found = [iri for iri in ordered if name in {iri, local_name(iri)}]
    if not found:
        names = ", ".join(sorted({local_name(iri) for iri in known}))
        raise Malformed(f"kind={name} is unknown; it may be one of: {names}.")
    return found[0]


def local_name(iri: str) -> str:
    """Give the last part of an IRI."""
    return iri.replace("#", "/").rpartition("/")[2]


def unfiltered(asked: Asked) -> Found:
    """Find what there would be without filters, for counting."""
    return site().names.search(asked.text, Wanted(limit=MOST))


def counted(found: Found) -> dict[str, Counter[str]]:
    """Count hits by main kind and by the languages of the names that fitted."""
    kinds = Counter(site().names.main_kind(one) for one in found.judged)
    names = Counter(code for one in found.judged for code in one.row.languages.split())
    return {"kinds": kinds, "names": names}


def record(asked: Asked, found: Found, facets: Mapping[str, Counter[str]]) -> dict[str, Any]:
    """Put the answer together as JSON has it."""
    pages = max(1, -(-len(found.judged) // asked.limit))
    if asked.page > pages:
        raise Missing(f"There is no page {asked.page} of these hits; the last is {pages}.")
    start = (asked.page - 1) * asked.limit
    labels = site().names.kinds(asked.language)
    on_page = found.judged[start : start + asked.limit]
    return {
        "query": asked.text,
        "language": asked.language,
        "kinds": list(asked.kinds),
        "names": asked.names,
        "total": len(found.judged),
        "whole": found.whole,
        "page": asked.page,
        "pages": pages,
        "first": start + 1,
        "hits": [hit(one) for one in site().names.matches(on_page, asked.language)],
        "facets": {
            "kinds": [
                {"kind": iri, "label": labels[iri], "count": n}
                for iri, n in facets["kinds"].most_common()
                if iri
            ],
            "names": [{"language": c, "count": n} for c, n in facets["names"].most_common()],
        },
    }


def hit(one: Match) -> dict[str, Any]:
    """Write a hit as JSON has it."""
    fields = asdict(one)
    spoken = fields.pop("spoken")
    return {**fields, "names": spoken, "kind": next(iter(one.kinds), None)}


def shown(result: Mapping[str, Any]) -> dict[str, Any]:
    """Add what a page needs: labels of kinds, and whether anything is called as was asked."""
    kinds = site().names.kinds(result["language"])
    labels = {iri: label or short(iri) for iri, label in kinds.items()}
    choices = ((local_name(iri), label) for iri, label in labels.items() if kinds[iri])
    return {
        "labels": labels,
        "choices": sorted(choices, key=lambda choice: choice[1].casefold()),
        "chosen": [local_name(iri) for iri in result["kinds"]],
        "near": bool(result["hits"]) and all(h["how"] == "part" for h in result["hits"]),
        "local_name": local_name,
        "href": page_of,
        "language": interface(),
    }


def link(**changes: str | int | Sequence[str] | None) -> str:
    """Give the address of this search with some parameters changed, back on its first page."""
    arguments: dict[str, Any] = {**request.args.to_dict(flat=False), "page": None, **changes}
    pairs = [(key, value) for key, value in arguments.items() if value not in (None, "", [])]
    return f"{request.script_root}/search?{urlencode(pairs, doseq=True)}"


def kept(response: Response) -> Response:
    """Let clients keep an answer; it changes with the release, the address and the language."""
    response.vary.update(["Accept", "Accept-Language"])
    address = (
        f"{request.full_path} {response.content_type} {request.headers.get('Accept-Language')}"
    )
    return cached(response, blake2s(address.encode(), digest_size=8).hexdigest())
