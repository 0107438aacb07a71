"""Clients as people use them, against the real server, alone and behind nginx under a sub-path."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import time
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import rdflib
from conftest import BASE, Server
from rdflib.plugins.stores.sparqlstore import SPARQLStore

SUPPORTS = f"<{BASE}ontology#supports>"
WHO = f"SELECT ?who ?what {{ ?who {SUPPORTS} ?what }}"
MEADOW, RULE = f"{BASE}id/state/meadow", f"{BASE}id/norm/gentle-rule"
NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port};
    location /norms/ {{
      proxy_pass http://127.0.0.1:{behind}/;
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Prefix /norms;
      proxy_buffering off;
    }}
  }}
}}
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.fixture(scope="module")
def proxied(release_folder, tmp_path_factory):
    """The service behind nginx, under /norms/."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    server, port = Server("--release", str(release_folder), "--proxies", "1"), free_port()
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, behind=server.port))
    process = subprocess.Popen(
        [nginx, "-c", str(config), "-p", str(folder)], stderr=subprocess.PIPE
    )
    url = f"http://127.0.0.1:{port}/norms/"
    for _ in range(100):
        try:
            urlopen(url + "healthz", timeout=5).close()
            break
        except (URLError, ConnectionError):
            time.sleep(0.1)
    yield url
    process.terminate()
    process.communicate()
    assert server.stop()[0] == 0


@pytest.fixture(params=["alone", "proxied"])
def url(request):
    if request.param == "alone":
        return request.getfixturevalue("server").url
    return request.getfixturevalue("proxied")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::SyntaxWarning")
def test_sparqlwrapper(url):
    wrapper = pytest.importorskip("SPARQLWrapper")
    for method in (wrapper.GET, wrapper.POST):
        for style in (wrapper.URLENCODED, wrapper.POSTDIRECTLY):
            client = wrapper.SPARQLWrapper(url + "sparql")
            client.setMethod(method)
            client.setRequestMethod(style)
            client.setTimeout(10)
            for form in (wrapper.JSON, wrapper.XML, wrapper.CSV):
                client.setQuery(WHO)
                client.setReturnFormat(form)
                assert MEADOW in str(plain(client.query().convert()))
            client.setQuery(f"CONSTRUCT WHERE {{ ?who {SUPPORTS} ?what }}")
            for form in (wrapper.TURTLE, wrapper.RDFXML, wrapper.JSONLD):
                client.setReturnFormat(form)
                assert "gentle-rule" in str(plain(client.query().convert()))


def plain(found):
    if hasattr(found, "toxml"):
        return found.toxml()
    return found.serialize(format="nt") if isinstance(found, rdflib.Graph) else found


def test_rdflib_as_a_client(url):
    store = SPARQLStore(url + "sparql")
    graph = rdflib.Graph(store)
    assert [(str(s), str(o)) for s, o in graph.query(WHO)] == [(MEADOW, RULE)]
    supports = rdflib.URIRef(BASE + "ontology#supports")
    assert list(graph.objects(rdflib.URIRef(MEADOW), supports)) == [rdflib.URIRef(RULE)]
    post = rdflib.Graph(SPARQLStore(url + "sparql", method="POST"))
    assert len(list(post.query(WHO))) == 1


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["-H", "Accept: text/csv", "--data-urlencode", f"query={WHO}"], MEADOW),
        (["-G", "--data-urlencode", f"query={WHO}"], MEADOW),
        (["--compressed", "-G", "--data-urlencode", f"query={WHO}", "-d", "format=xml"], MEADOW),
        (["-H", "Content-Type: application/sparql-query", "--data-binary", WHO], MEADOW),
        (["-X", "QUERY", "-H", "Content-Type: application/sparql-query", "-d", WHO], MEADOW),
        (["-H", "Accept: text/turtle"], "sd:Service"),
        (["-I"], "HTTP/1.1 200"),
    ],
    ids=str,
)
def test_curl(url, options, found):
    command = ["curl", "-sS", "--fail-with-body", *options, url + "sparql"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert found in done.stdout


def test_comunica(url):
    # Installed by npm; where it lies is told by the environment, as Python cannot depend on it.
    command = shutil.which("comunica-sparql", path=os.environ.get("COMUNICA", "") or None)
    if command is None:
        pytest.skip("Comunica is not installed; COMUNICA names the folder of its commands")
    arguments = [f"sparql@{url}sparql", WHO, "-t", "application/sparql-results+json"]
    done = subprocess.run([command, *arguments], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["results"]["bindings"][0]["who"]["value"] == MEADOW


def test_no_local_address_leaks_through_the_proxy(proxied):
    for path in ("", "id/state/meadow.html", "id/state/meadow.ttl", "sparql", "queries/", "data/"):
        with urlopen(proxied + path, timeout=10) as answer:
            text = answer.read().decode() + str(answer.headers)
            assert "127.0.0.1" not in text.replace(f"127.0.0.1:{proxied.split(':')[2][:5]}", "")
            if answer.headers.get_content_type() == "text/html":
                links = [piece.split('"')[0] for piece in text.split('href="')[1:]]
                assert all(x.startswith(("/norms/", "http", "#", "?")) for x in links), links


def test_a_broken_answer_stays_broken_through_the_proxy(proxied):
    everything = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(12))
    query = urlencode({"query": f"SELECT * {{ {everything} }}", "timeout": "0.5"})
    with urlopen(f"{proxied}sparql?{query}", timeout=30) as answer, broken():
        while answer.read(1 << 20):
            pass


def broken():
    return pytest.raises((http.client.IncompleteRead, ConnectionError))
