"""The redirect rules of w3id.org: each header, path and version ends at the right document."""

import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import BASE
from rewriting import HTACCESS, redirect

SERVICE = "https://cybernorms.example.org"
ROOT = "/cybernorms/"
ACCEPTS = {
    "text/turtle": "text/turtle",
    "application/n-triples": "application/n-triples",
    "application/rdf+xml": "application/rdf+xml",
    "application/ld+json": "application/ld+json",
    'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"': "application/ld+json",
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
    "text/html": "text/html",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "text/html",
    "text/html;q=0.2, application/rdf+xml;q=0.9": "application/rdf+xml",
    "application/rdf+xml, text/turtle;q=0.9, */*;q=0.1": "application/rdf+xml",
    "text/turtle;q=0, */*": "application/n-triples",
    "*/*": "text/turtle",
    "": "text/turtle",
}
# Which path, with which status it leaves w3id.org, and what the document is about.
PATHS = {
    "ontology": (302, "cn:Thing"),
    "ontology/2.3.4": (302, "cn:Thing"),
    "graph/fox": (302, "What the fox said"),
    "id/state/meadow": (303, "Meadow"),
    "id/norm/v1.2": (303, "shorter"),
    "id/claim/1": (303, "supports"),
}


def follow(client, target, **headers):
    """Follow all redirects, first by the rules and then by the service; give what is reached."""
    status, address = redirect("GET", ROOT + target)
    assert address.startswith(SERVICE + "/")
    answer = client.get(address.removeprefix(SERVICE), headers=headers)
    hops = 0
    while answer.status_code in {301, 302, 303, 307, 308}:
        hops += 1
        assert answer.headers["Location"].startswith("/"), "no host of ours may be named"
        answer = client.get(answer.headers["Location"], headers=headers)
    assert hops <= 1
    return status, answer


@pytest.mark.parametrize("accept", ACCEPTS)
@pytest.mark.parametrize("path", PATHS)
def test_each_header_gets_its_format_of_each_path(client, path, accept):
    status, answer = follow(client, path, **({"Accept": accept} if accept else {}))
    assert (status, answer.status_code) == (PATHS[path][0], 200)
    assert answer.mimetype == ACCEPTS[accept]
    if answer.mimetype == "text/turtle":
        assert PATHS[path][1] in answer.text


# `…/v1.2.ttl` is a thing itself in the data of these tests.
@pytest.mark.parametrize("path", sorted(set(PATHS) - {"id/norm/v1.2"}))
@pytest.mark.parametrize("ending", ["ttl", "nt", "rdf", "jsonld", "html"])
def test_each_ending_gets_its_format_whatever_is_accepted(client, path, ending):
    _, answer = follow(client, f"{path}.{ending}", Accept="image/png")
    assert answer.status_code == 200
    types = {"text/turtle": "ttl", "application/n-triples": "nt", "text/html": "html"}
    types |= {"application/rdf+xml": "rdf", "application/ld+json": "jsonld"}
    assert types[answer.mimetype] == ending
    assert f'<{BASE}{path}.{ending}>; rel="canonical"' in answer.headers["Link"]


AS_SENT = {
    "": "/",
    "id/state/france": "/id/state/france",
    "id/a%20b/caf%C3%A9": "/id/a%20b/caf%C3%A9",
    "id/a%2525b/100%25": "/id/a%2525b/100%25",
    "id/x.ttl?page=2&a=%26b": "/id/x.ttl?page=2&a=%26b",
    "id/x%3Fy/z%23": "/id/x%3Fy/z%23",
    "id/x//y/": "/id/x//y/",
    "sparql?query=ASK%20%7B%7D": "/sparql?query=ASK%20%7B%7D",
    "data/latest/cybernorms.nt.gz": "/data/latest/cybernorms.nt.gz",
    "ontology/1.2.0?x=http://evil.example/": "/ontology/1.2.0?x=http://evil.example/",
    "@evil.example/id/": "/@evil.example/id/",
}
METHODS = {"GET": (302, 303), "HEAD": (302, 303), "POST": (307,), "OPTIONS": (307,)}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("sent", AS_SENT)
def test_what_was_sent_arrives(sent, method):
    status, address = redirect(method, ROOT + sent)
    assert address == SERVICE + AS_SENT[sent]
    assert status == METHODS[method][-1 if sent.startswith("id/") else 0]


MODULES = ("mpm_event", "authz_core", "rewrite", "headers")
CONFIGURATION = """
ServerName w3id.org
ServerRoot {root}
PidFile {root}/pid
Listen 127.0.0.1:{port}
ErrorLog {root}/errors
DocumentRoot {root}/www
{modules}
{user}
<Directory {root}/www>
AllowOverride All
Require all granted
</Directory>
"""


@pytest.fixture(scope="module")
def apache():
    """Run Apache over the rules, which stand where w3id.org has them."""
    program, modules = shutil.which("apache2"), Path("/usr/lib/apache2/modules")
    if program is None or not modules.is_dir():
        pytest.skip("no Apache is installed")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        (root / "www" / "cybernorms").mkdir(parents=True)
        shutil.copy(HTACCESS, root / "www" / "cybernorms")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        loaded = "\n".join(f"LoadModule {m}_module {modules}/mod_{m}.so" for m in MODULES)
        user = "User nobody\nGroup nogroup" if os.geteuid() == 0 else ""
        text = CONFIGURATION.format(root=root, port=port, modules=loaded, user=user)
        (root / "conf").write_text(text)
        command = [program, "-f", str(root / "conf"), "-DFOREGROUND"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            wait_for(port, process)
            yield port
            process.terminate()


def wait_for(port, process):
    for _ in range(100):
        assert process.poll() is None, "Apache did not start"
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("Apache does not listen")


@pytest.mark.parametrize("method", METHODS)
def test_apache_agrees(apache, method):
    for sent, arrives in AS_SENT.items():
        with closing(http.client.HTTPConnection("127.0.0.1", apache, timeout=10)) as connection:
            connection.request(method, ROOT + sent)
            answer = connection.getresponse()
            answer.read()
        found = (answer.status, answer.headers["Location"])
        assert found == redirect(method, ROOT + sent) == (answer.status, SERVICE + arrives)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert urlsplit(answer.headers["Location"]).netloc == urlsplit(SERVICE).netloc
