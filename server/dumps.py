"""The downloads: what the manifests of the releases list, and nothing else; routes only.

`/data/latest/FILE` (in short `/data/FILE`) is of the release served, `/data/NAME/FILE` of one
release for ever. A FILE that ends in `.sha256` is the checksum of the file before that ending.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, json, redirect, render_template, request
from werkzeug.wrappers import Response

from server import records
from server.archive import Edition
from server.downloads import download
from server.errors import Gone, Missing
from server.formats import PAGE, TRIPLES, Offer, settle, written_with
from server.release import Dump, Release
from server.responses import cached, page
from server.signposting import of_file, signposted
from server.site import site

LISTING = Offer("application/json", ("json",), "json")
CATALOGUE = (PAGE, LISTING, *TRIPLES)
LATEST, SUM = "latest", ".sha256"
WHOLE = "cybernorms"
blueprint = Blueprint("dumps", __name__)


def asked() -> Offer:
    """Decide the format of a list of files."""
    return settle(request.headers.get("Accept"), request.args.get("format"), CATALOGUE)


@blueprint.get("/data")
@blueprint.get("/data/")
def listing() -> Response:
    """List the files and the releases, on a page, as JSON, or in DCAT."""
    offer, archive = asked(), site().archive
    if offer is PAGE:
        model = shown(archive.current)
        return signposted(page(render_template("data.html", archive=archive, **model)))
    if offer is LISTING:
        releases = [records.edition(one) for one in archive.editions.values()]
        return answer({**records.release(archive.current), "releases": releases}, "data")
    return described(records.catalogue(), offer, "data")


@blueprint.get("/data/<path:path>")
def data(path: str) -> Response:
    """Send a file, or list those of one release."""
    first, _, rest = path.partition("/")
    known = site().archive.editions
    if first == LATEST and not rest:
        return latest()
    if first in known and first != "":
        return listed(known[first]) if not rest else permanent(known[first], rest)
    return sent(site().release, path if first != LATEST else rest)


def latest() -> Response:
    """Send who asks for RDF to the whole dataset in that format, others to the list of files."""
    offer, release = asked(), site().release
    if not release.name:
        raise Missing("This server serves bare files, not a release; there is nothing to download.")
    target = f"{request.script_root}/data/{release.name}"
    if offer.syntax is not None:
        target += f"/{WHOLE}.{offer.extension}"
    moved = redirect(target, code=302)
    moved.headers["Cache-Control"] = "no-cache"
    return moved


def kept(edition: Edition) -> Release:
    """Give a release's files, or say that they are no longer kept."""
    if edition.release is None:
        newest = site().archive.newest.name
        raise Gone(
            f"The files of release {edition.name} are no longer kept here; the latest is"
            f" {newest}, at /data/latest. What each release changed is listed at /data/."
        )
    return edition.release


def listed(edition: Edition) -> Response:
    """List the files of one release."""
    offer, release = asked(), kept(edition)
    if offer is PAGE:
        return page(render_template("release.html", edition=edition, **shown(release)))
    if offer is LISTING:
        record = {**records.release(release), "changes": records.changes(edition)}
        return answer(record, f"release-{edition.name}")
    return described(records.described(edition), offer, f"release-{edition.name}")


def permanent(edition: Edition, name: str) -> Response:
    """Send a file of one release, or of what it changed, which stays when its files go."""
    if name.startswith("changes/") and edition.changes:
        changes, file = edition.changes, name.removeprefix("changes/")
        found = next((d for d in changes.dumps if d.name == file), None)
        if found is not None:
            called = dated(found.name, edition.name)
            return signposted(
                download(changes.root, found, name=called, date=edition.date, permanent=True),
                of_file(),
            )
    return sent(kept(edition), name, permanent=True)


def sent(release: Release, name: str, *, permanent: bool = False) -> Response:
    """Send a file of a release or a checksum."""
    if name.endswith(SUM) and (of := release.dump(name.removesuffix(SUM))) is not None:
        text = f"{of.sha256}  {of.name.rpartition('/')[2]}\n"
        plain = Response(text, content_type="text/plain; charset=utf-8")
        return cached(plain, f"sum-{of.sha256[:12]}")
    found = release.dump(name)
    if found is None or release.root is None:
        raise Missing(f"There is no file {name} in this release; /data/ lists all.")
    called = dated(found.name, release.name)
    response = download(release.root, found, name=called, date=release.date, permanent=permanent)
    if not permanent and release.name:
        own = f"{request.script_root}/data/{release.name}/{found.name}"
        response.headers["Content-Location"] = own
    return signposted(response, of_file())


def dated(name: str, release: str) -> str:
    """Name a file so that it tells its release once it is saved somewhere."""
    stem, dot, endings = name.rpartition("/")[2].partition(".")
    return f"{stem}-{release}{dot}{endings}" if release else f"{stem}{dot}{endings}"


def shown(release: Release) -> Mapping[str, Any]:
    """Arrange the files of a release for a page: a row a format, then the rest."""
    dumps = {one.name: one for one in release.dumps}
    rows = [
        (o, dumps[n], [dumps[p] for p in (f"{n}.gz", f"{n}.zst") if p in dumps])
        for o in TRIPLES
        if (n := f"{WHOLE}.{o.extension}") in dumps
    ]
    others = [one for name, one in dumps.items() if "/" not in name and not whole(one)]
    return {"shown": release, "rows": rows, "others": others, "formats": TRIPLES}


def whole(dump: Dump) -> bool:
    """Tell whether a file holds the whole dataset."""
    return dump.name.startswith(f"{WHOLE}.")


def answer(record: Mapping[str, Any], variant: str) -> Response:
    """Answer with a list as JSON."""
    body = json.dumps(record, ensure_ascii=False)
    return cached(Response(body, content_type=LISTING.media_type), f"{variant}-json")


def described(triples: Sequence[ox.Triple], offer: Offer, variant: str) -> Response:
    """Answer with a description in RDF."""
    syntax, prefixes = written_with(offer.syntax, site().release.prefixes)
    body = ox.serialize(triples, None, syntax, prefixes=prefixes)
    return cached(Response(body, content_type=offer.media_type), f"{variant}-{offer.extension}")
