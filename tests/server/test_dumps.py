"""Downloads over the test client: three small releases on a shelf, the oldest discarded."""

import gzip
import hashlib
import json
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest
import rdflib
import zstandard
from conftest import ReadingClient
from shelves import shelve, store

from server.application import create_app
from server.release import open_release
from server.site import Settings

BASE = "https://w3id.org/cybernorms/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
# One release says more than the one before it, the next says something else.
WORDS = {
    "2026-01-01": "",
    "2026-01-02": 'state:meadow skos:altLabel "Field"@en .',
    "2026-01-03": 'state:meadow skos:altLabel "Lea"@en .',
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept") / "shelf"
    with pytest.MonkeyPatch.context() as patch:
        made = [shelve(patch, folder, store(day, word), keep=1) for day, word in WORDS.items()]
    return folder, [one.name for one in made]


@pytest.fixture(scope="module")
def client(shelf, tmp_path_factory):
    folder, names = shelf
    settings = Settings(open_release(folder / names[-1]), queries=tmp_path_factory.mktemp("none"))
    app = create_app(settings)
    return ReadingClient(app, app.response_class)


@pytest.fixture(scope="module")
def names(shelf):
    return shelf[1]


def listed(client, path="/data/"):
    return client.get(path, query_string={"format": "json"}).json


def test_every_file_listed_is_sent_as_it_is_listed(client, names):
    for folder in ("/data/latest", "/data", f"/data/{names[2]}", f"/data/{names[1]}"):
        files = listed(client, folder if folder != "/data/latest" else "/data/")["files"]
        assert len(files) > 36
        for file in files:
            answer = client.get(f"{folder}/{file['name']}")
            assert answer.status_code == 200
            assert hashlib.sha256(answer.data).hexdigest() == file["sha256"], file["name"]
            assert int(answer.headers["Content-Length"]) == file["bytes"] == len(answer.data)
            assert answer.mimetype == file["media_type"]


def test_packed_files_hold_the_plain_ones(client):
    for ending in ("ttl", "nt", "rdf", "nq", "trig", "jsonld"):
        plain = client.get(f"/data/latest/cybernorms.{ending}").data
        packed = client.get(f"/data/latest/cybernorms.{ending}.gz")
        assert "Content-Encoding" not in packed.headers
        assert gzip.decompress(packed.data) == plain
        found = client.get(f"/data/latest/cybernorms.{ending}.zst").data
        assert zstandard.ZstdDecompressor().decompress(found) == plain


@pytest.mark.parametrize("name", ["cybernorms.nq", "cybernorms.trig", "cybernorms.trig.gz"])
@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-0", 0, 0), ("bytes=100-199", 100, 199), ("bytes=300-", 300, None),
     ("bytes=-50", -50, None), ("bytes=400-99999999", 400, None)],
)  # fmt: skip
def test_a_part_is_that_part_of_the_whole(client, name, asked, first, last):
    whole = client.get(f"/data/latest/{name}").data
    part = client.get(f"/data/latest/{name}", headers={"Range": asked})
    assert part.status_code == 206
    assert part.data == whole[first : None if last is None else last + 1]
    assert part.headers["Content-Range"].endswith(f"/{len(whole)}")


def test_a_broken_download_is_resumed_only_from_the_same_file(client, names):
    path = "/data/latest/cybernorms.jsonld"
    head = client.head(path).headers
    old = client.head(f"/data/{names[1]}/cybernorms.jsonld").headers
    day = head["Last-Modified"]
    tag, length = head["ETag"], int(head["Content-Length"])
    asked = {"Range": f"bytes=10-{length - 1}"}
    statuses = {
        condition: client.get(path, headers={**asked, "If-Range": condition}).status_code
        for condition in (tag, old["ETag"], f"W/{tag}", day)
    }
    assert statuses == {tag: 206, old["ETag"]: 200, f"W/{tag}": 200, day: 200}
    own = f"/data/{names[2]}/cybernorms.jsonld"
    assert client.get(own, headers={**asked, "If-Range": day}).status_code == 206


def test_dates_are_those_of_the_data(client, names):
    days = {"2026-01-02": "Fri, 02 Jan 2026", "2026-01-03": "Sat, 03 Jan 2026"}
    for name in names[1:]:
        said = client.head(f"/data/{name}/cybernorms.ttl").headers["Last-Modified"]
        assert said == f"{days[name[:10]]} 00:00:00 GMT"
    same = {"If-Modified-Since": client.head("/data/latest/cybernorms.nq").headers["Last-Modified"]}
    # Two releases may bear one day: only the permanent address can trust it.
    assert client.get("/data/latest/cybernorms.nq", headers=same).status_code == 200
    assert client.get(f"/data/{names[2]}/cybernorms.nq", headers=same).status_code == 304


def test_addresses_say_what_stays(client, names):
    latest = client.head("/data/latest/graphs/small.ttl").headers
    own = client.head(f"/data/{names[2]}/graphs/small.ttl").headers
    assert latest["Content-Location"] == f"/data/{names[2]}/graphs/small.ttl"
    assert latest["Cache-Control"] == "public, no-cache"
    assert "immutable" in own["Cache-Control"]
    assert own["ETag"] == latest["ETag"]
    assert f'filename="small-{names[2]}.ttl"' in own["Content-Disposition"]


@pytest.mark.parametrize(
    ("accept", "ending"),
    [("text/turtle", "ttl"), ("application/n-triples", "nt"), ("application/rdf+xml", "rdf"),
     ("application/n-quads", "nq"), ("application/trig", "trig"),
     ("application/ld+json", "jsonld"), ("application/trig;q=0.9, text/turtle;q=0.2", "trig")],
)  # fmt: skip
def test_the_latest_is_sent_in_the_format_asked_for(client, names, accept, ending):
    answer = client.get("/data/latest", headers={"Accept": accept})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/data/{names[2]}/cybernorms.{ending}"
    assert "Accept" in answer.headers["Vary"]


def test_people_get_a_page_of_the_latest(client, names):
    answer = client.get("/data/latest/", headers={"Accept": "text/html"}, follow_redirects=True)
    assert answer.status_code == 200
    assert f"Release {names[2]}" in answer.text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/data/latest/nothing.ttl", 404, "not-found"),
        ("/data/latest/manifest.json", 404, "not-found"),
        ("/data/latest/../index.json", 404, "not-found"),
        ("/data/{2}/changes/things.txt", 404, "not-found"),
        ("/data/{2}/changes/../../index.json", 404, "not-found"),
        ("/data/{2}/nothing", 404, "not-found"),
        ("/data/2020-01-01-00000000/cybernorms.nq", 404, "not-found"),
        ("/data/{0}", 410, "gone"),
        ("/data/{0}/cybernorms.nq", 410, "gone"),
    ],
)
def test_refusals(client, names, path, status, code):
    answer = client.get(path.format(*names), headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_discarded_release_names_its_successor_and_keeps_what_it_changed(client, names):
    assert names[2] in client.get(f"/data/{names[0]}").get_json(force=True)["detail"]
    releases = listed(client)["releases"]
    assert [one["name"] for one in releases] == names[::-1]
    assert [one["kept"] for one in releases] == [True, True, False]


def test_what_changed_is_counted_and_sent(client, names):
    newest = listed(client)["releases"][0]["changes"]
    assert newest["since"] == names[1]
    for kind in ("added", "removed"):
        text = client.get(f"/data/{names[2]}/changes/{kind}.nt").text
        assert len(text.splitlines()) == newest[kind] == 2
        assert {"added": '"Lea"@en', "removed": '"Field"@en'}[kind] in text
    page = client.get("/data/", headers={"Accept": "text/html"}).text
    assert f"/data/{names[2]}/changes/added.nt" in page
    assert "2 added" in page


def test_a_checksum_has_an_address_of_its_own(client):
    sums = client.get("/data/latest/SHA256SUMS").text.splitlines()
    line = client.get("/data/latest/cybernorms.rdf.gz.sha256").text.strip()
    assert line in sums
    assert line.endswith("  cybernorms.rdf.gz")


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_the_catalogue_is_told_in_every_format(client, names, name):
    answer = client.get("/data/", query_string={"format": name})
    syntax = ox.RdfFormat.from_media_type(answer.mimetype)
    triples = [quad.triple for quad in ox.parse(answer.data, format=syntax)]
    assert len(triples) == len(set(triples))
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    graph = rdflib.Graph().parse(data=text, format="nt")
    releases = set(graph.objects(rdflib.URIRef(BASE + "dataset"), DCAT.hasVersion))
    assert releases == {rdflib.URIRef(f"{BASE}data/{one}") for one in names}
    newest, before = (rdflib.URIRef(f"{BASE}data/{names[n]}") for n in (2, 1))
    assert graph.value(newest, DCAT.previousVersion) == before
    assert len(set(graph.objects(newest, DCAT.distribution))) == 18


def test_the_sitemap_tells_when_a_thing_changed(client, names):
    index = ET.fromstring(client.get("/sitemap.xml").data)
    assert [one.text for one in index.iter(f"{SITEMAP}loc")] == [BASE + "sitemap-1.xml"]
    found = ET.fromstring(client.get("/sitemap-1.xml").data)
    days = {u[0].text: u[1].text if len(u) > 1 else "" for u in found}
    assert days[BASE + "id/state/meadow"] == "2026-01-03"
    assert days[BASE + "id/state/forest"] == "2026-01-01"
    assert days[BASE] == "2026-01-03"
    assert days[BASE + "ontology"] == ""
    assert client.get("/sitemap-2.xml").status_code == 404


def test_an_index_out_of_order_leaves_the_current_release_served(shelf, tmp_path, caplog):
    folder, names = shelf
    (tmp_path / names[2]).symlink_to(folder / names[2])
    for text in ("", "{}", '{"releases": [{"name": "../x", "changes": null}]}'):
        (tmp_path / "index.json").write_text(text)
        app = create_app(Settings(open_release(tmp_path / names[2])))
        answer = ReadingClient(app, app.response_class).get("/data/?format=json")
        assert [one["name"] for one in answer.json["releases"]] == [names[2]]
        assert "older releases are not shown" in caplog.text


def test_schema_org_cannot_leave_its_block(client):
    page = client.get("/", headers={"Accept": "text/html"}).text
    block = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert json.loads(block)["description"] == "</script> & more"


def test_bare_files_have_no_dumps_and_no_sitemap(tmp_path):
    from server.release import of_files

    (tmp_path / "x.ttl").write_text("<urn:x> <urn:y> 1 .")
    app = create_app(Settings(of_files([tmp_path / "x.ttl"])))
    bare = ReadingClient(app, app.response_class)
    here = ("/", "/data/", "/robots.txt")
    missing = ("/data/latest", "/sitemap.xml", "/.well-known/void")
    assert {path: bare.get(path).status_code for path in (*here, *missing)} == (
        dict.fromkeys(here, 200) | dict.fromkeys(missing, 404)
    )
