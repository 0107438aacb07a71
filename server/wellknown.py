"""What crawlers and tools look for at fixed addresses: VoID, robots.txt, sitemaps, API catalogue.

[RFC 9727](https://www.rfc-editor.org/rfc/rfc9727) for the API catalogue,
[sitemaps.org](https://www.sitemaps.org/protocol.html) for sitemaps.
"""

from collections.abc import Iterator, Sequence

from flask import Blueprint, json, redirect, render_template, request
from werkzeug.wrappers import Response

from server.errors import Missing
from server.responses import cached
from server.signposting import LINKSET, TURTLE, Link, linkset, of_dataset, of_file, signposted
from server.site import site

# As many addresses as one sitemap may have.
MOST_ADDRESSES = 50_000
THINGS = "things.txt"
PROFILE = f'{LINKSET}; profile="https://www.rfc-editor.org/info/rfc9727"'
Addresses = Sequence[tuple[str, str]]
blueprint = Blueprint("wellknown", __name__)


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Send to the dataset's description."""
    if site().release.dump("void.ttl") is None:
        raise Missing("This server serves bare files, which no VoID description goes with.")
    return redirect(f"{request.script_root}/data/void.ttl", code=303)


@blueprint.get("/.well-known/api-catalog")
def api_catalog() -> Response:
    """List the interfaces for machines, each with what describes it."""
    root = request.script_root
    here, endpoint = f"{root}/.well-known/api-catalog", f"{root}/sparql"
    about = [
        Link("service-desc", f"{endpoint}?format=ttl", TURTLE),
        Link("service-doc", endpoint, "text/html"),
        Link("service-meta", f"{root}/.well-known/void", TURTLE),
    ]
    body = json.dumps(linkset((here, [Link("item", endpoint)]), (endpoint, about)))
    response = Response(body, content_type=PROFILE)
    return signposted(cached(response, "api-catalog"), [Link("api-catalog", here, LINKSET)])


@blueprint.get("/data/linkset")
def links() -> Response:
    """Give the links of the dataset's landing page as a document."""
    here = [link for link in of_dataset() if link.rel != "linkset"]
    files = [(link.href, list(of_file())) for link in here if link.rel == "item"]
    body = json.dumps(linkset((f"{request.script_root}/data/", here), *files))
    return cached(Response(body, content_type=LINKSET), "linkset")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Let robots read the pages, but leave queries to people."""
    root = request.script_root
    lines = ["User-agent: *", f"Disallow: {root}/sparql?", "Allow: /"]
    if site().release.dump(THINGS):
        lines.append(f"\nSitemap: {site().base}sitemap.xml")
    text = "\n".join(lines) + "\n"
    return cached(Response(text, content_type="text/plain; charset=utf-8"), "robots")


@blueprint.get("/sitemap.xml")
def sitemaps() -> Response:
    """List the sitemaps, each with the newest day in it."""
    parts = [(f"sitemap-{n}.xml", newest(part)) for n, part in enumerate(split(), start=1)]
    return sitemap("sitemapindex", "sitemap", [(site().base + name, day) for name, day in parts])


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """List the pages of one part."""
    parts = split()
    if not 1 <= number <= len(parts):
        raise Missing(f"There are {len(parts)} sitemaps; /sitemap.xml lists them.")
    return sitemap("urlset", "url", parts[number - 1])


def sitemap(kind: str, item: str, addresses: Addresses) -> Response:
    """Write addresses and their days as a sitemap; it changes with the release only."""
    text = render_template("sitemap.xml", kind=kind, item=item, addresses=addresses)
    return cached(Response(text, content_type="application/xml; charset=utf-8"), request.path[1:])


def split() -> list[Addresses]:
    """Divide all addresses among as few sitemaps as can hold them."""
    found = list(addresses())
    return [found[n : n + MOST_ADDRESSES] for n in range(0, len(found), MOST_ADDRESSES)]


def addresses() -> Iterator[tuple[str, str]]:
    """Give the address of every page with the day it last changed; without one where none knows.

    A thing's day is that of the newest release that changed a triple with it, else of the first
    release known. The pages that show the release as a whole change with it.
    """
    base, release = site().base, site().release
    if release.root is None or release.dump(THINGS) is None:
        raise Missing("This server serves bare files; it has no sitemap.")
    yield from ((base + page, release.date) for page in ("", "data/"))
    yield from ((base + page, "") for page in ("ontology", "queries/"))
    yield from ((f"{base}queries/{name}", "") for name in site().questions)
    yield from ((graph.iri, "") for graph in release.graphs)
    days, first = changed()
    for thing in (release.root / THINGS).read_text("utf-8").splitlines():
        yield thing, days.get(thing, first)


def changed() -> tuple[dict[str, str], str]:
    """Give the day on which each thing last changed, and that of the first release known."""
    editions = list(site().archive.editions.values())[::-1]
    days: dict[str, str] = {}
    for edition in editions:
        if edition.changes and (edition.changes.root / THINGS).is_file():
            things = (edition.changes.root / THINGS).read_text("utf-8").splitlines()
            days.update(dict.fromkeys(things, edition.date))
    return days, editions[0].date


def newest(addresses: Addresses) -> str:
    """Give the newest day of a part."""
    return max((day for _, day in addresses), default="")
