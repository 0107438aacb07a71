"""Every IRI of the release answers in every format with just what the dump says of it.

A run takes all graphs, ontologies and releases, and some of each kind of thing, chosen by a hash of
their IRI: always the same ones. `CYBERNORMS_CRAWL=all` takes every IRI, which takes minutes.
"""

import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections import defaultdict
from http.client import HTTPConnection
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pyoxigraph as ox
import pytest
from crawling import BASE, FORMATS, Answer, Dump, Site, address

from server.application import create_app
from server.release import open_release
from server.site import Settings

EVERY = os.environ.get("CYBERNORMS_CRAWL") == "all"
# Pages cost more than data does.
OF_A_KIND, PAGES_OF_A_KIND = 6, 2
OWL = "http://www.w3.org/2002/07/owl#"
# Files, the endpoint and the questions have addresses of their own, and tests of their own.
NO_THINGS = tuple(BASE + path for path in ("data", "sparql", "queries/", "reconcile", "search"))
# The rows of the dataset's tables of counts, and what else only its description's machinery needs.
NAMELESS = (
    *(f"{BASE}dataset/{part}/" for part in ("class", "property", "datatype")),
    *(BASE + path for path in ("graph/examples#", "data/", "sparql")),
)
EARLIER = {ox.NamedNode(OWL + name) for name in ("priorVersion", "backwardCompatibleWith")}
VERSION = ox.NamedNode(OWL + "versionIRI")
ONTOLOGY = BASE + "ontology"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@pytest.fixture(scope="module")
def dump(release):
    return Dump(release / "cybernorms.nq")


@pytest.fixture(scope="module")
def app(release):
    return create_app(Settings(open_release(release)))


@pytest.fixture(scope="module")
def site(app):
    return Site(app)


@pytest.fixture(scope="module")
def versions(dump):
    """Give the ontology's versions: those that are here, and those that only have a name."""
    said = dump.about[ONTOLOGY]
    here = {t.object.value for t in said if t.predicate == VERSION}
    return here, {t.object.value for t in said if t.predicate in EARLIER}


def rank(iri):
    return hashlib.sha256(iri.encode()).digest()


def choose(dump, some):
    """Choose the documents to crawl; a term's document is its ontology."""
    kinds = defaultdict(list)
    for iri in sorted({iri.partition("#")[0] for iri in dump.ours}):
        kinds[iri[: iri.rfind("/")]].append(iri)
    few = (sorted(found, key=rank)[: None if EVERY else some] for found in kinds.values())
    whole = kinds[BASE + "graph"] + kinds[BASE.rstrip("/")] + kinds[ONTOLOGY]
    things = {iri for found in few for iri in found} | set(whole)
    return sorted(iri for iri in things if iri != BASE and not iri.startswith(NO_THINGS))


@pytest.fixture(scope="module")
def chosen(dump):
    return choose(dump, OF_A_KIND)


@pytest.fixture(scope="module")
def shown(dump, versions):
    return [i for i in choose(dump, PAGES_OF_A_KIND) if i not in versions[1] - versions[0]]


def stated(dump, versions, iri):
    """Say what a document must state, apart from labels and from what it states of itself."""
    if iri in dump.graphs:
        return dump.graphs[iri]
    if iri in {ONTOLOGY, *versions[0]}:
        return dump.graphs[BASE + "graph/core"]
    if iri.startswith(ONTOLOGY + "/"):
        return dump.graphs[iri.replace("/ontology/", "/graph/")]
    return dump.about[iri]


def everything(site, iri, ending):
    """Read all pages of a description in one format; give its triples and those about itself."""
    answer = site.get(f"{address(iri)}.{ending}", accept="image/png")
    found, own = set(), set()
    while True:
        assert answer.status == 200, (iri, ending, answer.body)
        assert answer.headers["content-type"] == FORMATS[ending].media_type
        triples = answer.triples()
        itself = {t for t in triples if t.subject.value.partition("?")[0] == f"{iri}.{ending}"}
        found |= triples - itself
        own |= itself
        if "next" not in answer.links:
            return found, own
        answer = site.get(answer.links["next"][0])


def test_every_iri_answers_in_every_format_with_its_slice(site, dump, versions, chosen):
    for iri in chosen:
        if iri in versions[1] - versions[0]:
            continue
        expected = stated(dump, versions, iri)
        for ending in FORMATS:
            found, own = everything(site, iri, ending)
            assert not any(isinstance(t, ox.BlankNode) for one in found | own for t in one)
            if own:
                topic = {t.object.value for t in own if t.predicate.value.endswith("primaryTopic")}
                assert topic == {iri}
                assert found | own == dump.labelled({*expected, *own}), (iri, ending)
            else:
                assert found == expected, (iri, ending)


def test_the_iri_leads_to_each_format(site, dump, versions, chosen):
    for iri in chosen:
        if iri in versions[1] - versions[0]:
            assert site.get(address(iri)).status == 410
            continue
        for ending, syntax in FORMATS.items():
            leads_to(site, iri, ending, syntax.media_type)


def leads_to(site, iri, ending, media_type):
    """Follow an IRI to its document in one format; give that."""
    answer, where = site.follow(address(iri), media_type)
    assert answer.status == 200, iri
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers.get("content-location", where) == f"{address(iri)}.{ending}"
    assert answer.links["canonical"][0].partition("?")[0] == f"{iri}.{ending}"
    assert answer.links["cite-as"] == [iri]
    assert len(answer.links["alternate"]) == len(FORMATS)
    return answer


def links_of(answer):
    """Give every address that a page names, with the words of its link."""
    for node in answer.page.css("[href], [src], [action]"):
        attributes = node.attributes
        target = attributes.get("href") or attributes.get("src") or attributes.get("action")
        yield target, " ".join(node.text().split()) if node.tag == "a" else ""


def test_no_link_of_a_page_is_dead_and_none_lacks_a_name(site, dump, shown, versions):
    wanted, anchors = {}, defaultdict(set)
    for iri in shown:
        where, answer = f"{address(iri)}.html", leads_to(site, iri, "html", "text/html")
        for target, words in links_of(answer):
            assert not target.startswith(BASE), f"{where} leads away from this copy: {target}"
            path, _, fragment = target.partition("#")
            if target.startswith("/"):
                wanted.setdefault(path, where)
            if fragment and (target.startswith(("/", "#"))):
                anchors[path or where].add(fragment)
            # A page may show its own address, for copying.
            if words.startswith(BASE) and words != iri:
                assert words not in dump.labels, f"{where} shows no name for {target}"
    gone = {address(iri) for iri in versions[1] - versions[0]}
    # That what the data speaks of answers is shown above.
    answering = {address(iri) for iri in dump.about} | gone
    for target in sorted(wanted.keys() - answering):
        answer, _ = site.follow(target, "text/html")
        assert answer.status == 200, f"{wanted[target]} has a dead link: {target}"
    for target, names in anchors.items():
        answer, _ = site.follow(target, "text/html")
        ids = {node.attributes["id"] for node in answer.page.css("[id]")}
        assert names <= ids, f"no such place in {target}: {names - ids}"


def test_all_that_is_ours_has_a_name(dump):
    used = {t.predicate.value for one in dump.graphs.values() for t in one}
    used |= {t.object.value for one in dump.graphs.values() for t in one if t.predicate == TYPE}
    nameless = sorted({*dump.ours, *used} - dump.labels.keys())
    nameless = [iri for iri in nameless if not iri.startswith(NAMELESS)]
    assert not nameless, f"{len(nameless)} have no label: {nameless[:40]}"


HOSTILE = {"HTTP_HOST": "evil.example", "SERVER_NAME": "inner.local", "SERVER_PORT": "8042"}
PAGES = ["/", "/queries/", "/sparql", "/data/", "/ontology", "/id/state/france.html", "/nowhere"]


def local_names(answer):
    """Find what no client may see: the inner host, or the host that the client pretends."""
    text = repr(answer.headers) + answer.body.decode("utf-8", "replace")
    hosts = ("localhost", "127.0.0.1", "inner.local", "evil.example", ":8042")
    return [host for host in hosts if host in text]


def test_under_a_sub_path_and_another_host_nothing_local_leaks(app, shown):
    inner = Site(app, SCRIPT_NAME="/kg/cyber", **HOSTILE)
    seen = PAGES + [f"{address(iri)}.html" for iri in shown if rank(iri)[0] < 64]
    for path in seen:
        answer, _ = inner.follow("/kg/cyber" + path, "text/html")
        assert not local_names(answer)
        for target, _ in links_of(answer):
            assert target.startswith(("/kg/cyber/", "#", "?", "https://", "http://", "mailto:")), (
                f"{path} has a link that leaves the sub-path: {target}"
            )
    for iri in shown:
        answer = inner.get(address(iri, "/kg/cyber"), "text/turtle")
        where = answer.headers.get("location") or answer.headers.get("content-location")
        assert where == address(iri, "/kg/cyber") + ".ttl"
        assert not local_names(answer)
        for targets in answer.links.values():
            assert all(one.startswith(("/kg/cyber/", "http://", "https://")) for one in targets)


def test_the_real_service_gives_the_same(service, site, shown):
    for iri in [i for i in shown if rank(i)[0] < 32]:
        for ending in FORMATS:
            path = f"{address(iri)}.{ending}"
            with urllib.request.urlopen(service + path, timeout=60) as answer:
                assert answer.read() == site.get(path).body, path
                assert not [n for n in ("localhost", "127.0.0.1") if n in str(answer.headers)]


NGINX = """
daemon off;
pid {root}/pid;
error_log {root}/errors;
{user}
events {{ }}
http {{
  access_log off;
  client_body_temp_path {root}/1; proxy_temp_path {root}/2; fastcgi_temp_path {root}/3;
  uwsgi_temp_path {root}/4; scgi_temp_path {root}/5;
  server {{
    listen 127.0.0.1:{port};
    location /kg/ {{ proxy_pass http://127.0.0.1:{inner}; }}
  }}
}}
"""


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def behind_nginx(app):
    """Serve the application at /kg/ behind nginx; its own server takes the sub-path off."""
    program = shutil.which("nginx")
    if program is None:
        pytest.skip("no nginx is installed")

    def inner(environ, start_response):
        assert environ["PATH_INFO"].startswith("/kg/")
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = "/kg", environ["PATH_INFO"][3:]
        return app.wsgi_app(environ, start_response)

    with (
        tempfile.TemporaryDirectory() as root,
        make_server("127.0.0.1", 0, inner, handler_class=Quiet) as server,
    ):
        Path(root).chmod(0o755)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        user = "user nobody nogroup;" if os.geteuid() == 0 else ""
        text = NGINX.format(root=root, port=port, inner=server.server_port, user=user)
        (Path(root) / "conf").write_text(text)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with subprocess.Popen([program, "-p", root, "-c", f"{root}/conf"]) as process:
            for _ in range(100):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.05)
            yield port
            process.terminate()
        server.shutdown()


def test_behind_nginx_nothing_local_leaks(behind_nginx):
    def fetch(path):
        with contextlib.closing(HTTPConnection("127.0.0.1", behind_nginx, timeout=60)) as there:
            headers = {"Host": "norms.example", "Accept": "text/html"}
            there.request("GET", path, headers=headers)
            answer = there.getresponse()
            body = answer.read()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, found, body)

    for path in (*PAGES, "/id/state/france", "/graph/core"):
        answer = fetch("/kg" + path)
        location = answer.headers.get("location")
        if location:
            assert location.startswith("/kg/")
            answer = fetch(location)
        assert answer.status == (404 if path == "/nowhere" else 200)
        names = ("localhost", "127.0.0.1", "norms.example", str(behind_nginx))
        text = repr(answer.headers) + answer.body.decode()
        assert not [name for name in names if name in text]
        targets = [target for target, _ in links_of(answer)]
        assert all(t.startswith(("/kg/", "#", "?", "http://", "https://")) for t in targets)
