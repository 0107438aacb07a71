"""A small made-up release, the application over it, and the real server over a real socket."""

import hashlib
import http.client
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from server.application import create_app
from server.release import open_release
from server.site import Settings

ROOT = Path(__file__).parents[2]
BASE = "https://w3id.org/cybernorms/"
TEXT = "Café 🐈 first line.\r\nThe meadow supports the gentle rule, said the fox.\r\nEnd."
PHRASE = "supports the gentle rule"
PREFIXES = {
    "cn": BASE + "ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "id": BASE + "id/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
START = TEXT.index(PHRASE)
GRAPHS = {
    "core": """
        <https://w3id.org/cybernorms/ontology> owl:versionIRI
            <https://w3id.org/cybernorms/ontology/2.3.4> .
        <https://w3id.org/cybernorms/ontology/shapes> a owl:Ontology .
        cn:Thing a owl:Class ; rdfs:label "thing"@en, "chose"@fr ; rdfs:comment "Anything."@en .
        cn:supports a owl:ObjectProperty ; rdfs:label "supports"@en .
        cn:Claim a owl:Class ; rdfs:label "claim"@en .
    """,
    "things": """
        <ID/state/meadow> a cn:Thing ; skos:prefLabel "Meadow"@en, "Prairie"@fr ;
            cn:supports <ID/norm/gentle-rule> .
        <ID/norm/gentle-rule> a cn:Thing ; skos:prefLabel "gentle rule"@en ;
            rdfs:comment "<b>bold</b> & \\"quoted\\""@en ; rdfs:seeAlso <javascript:alert(1)> .
        <ID/norm/v1.2.ttl> a cn:Thing ; skos:prefLabel "dotted"@en .
        <ID/norm/v1.2> a cn:Thing ; rdfs:label "shorter"@en .
        <ID/thing/control> a cn:Thing ; rdfs:label "a\\u0001b" .
        <ID/thing/slash> <https://example.org/p/> "odd property" .
        <ID/thing/hub> a cn:Thing ; rdfs:label "hub"@en .
    """
    + "".join(f"<ID/thing/spoke-{n}> cn:near <ID/thing/hub> .\n" for n in range(230)),
    "fox": f"""
        <ID/document/fox> a cn:Document ; dcterms:title "What the fox said"@en ;
            cn:sha256 "{hashlib.sha256(TEXT.encode()).hexdigest()}" .
        <ID/claim/1> a cn:Claim ; rdf:subject <ID/state/meadow> ; rdf:predicate cn:supports ;
            rdf:object <ID/norm/gentle-rule> ; cn:stance <ID/stance/asserted> ;
            cn:evidence <ID/target/1> .
        <ID/stance/asserted> skos:prefLabel "asserted"@en .
        <ID/target/1> a oa:SpecificResource ; oa:hasSource <ID/document/fox> ;
            oa:hasSelector <ID/position/1>, <ID/quote/1> .
        <ID/position/1> oa:start {START} ; oa:end {START + len(PHRASE)} .
        <ID/quote/1> oa:exact "{PHRASE}" .
        <ID/claim/0> a cn:Claim ; rdf:subject <ID/norm/v1.2> ; rdf:predicate cn:supports ;
            rdf:object "nothing" ; cn:stance <ID/stance/asserted> ; cn:evidence <ID/target/0> .
        <ID/target/0> oa:hasSource <ID/document/fox> ; oa:hasSelector <ID/position/0> .
        <ID/position/0> oa:start {TEXT.index("first")} ; oa:end {TEXT.index("first") + 5} .
        <ID/mention/1> oa:hasBody <ID/state/meadow> ; oa:hasTarget <ID/target/1> .
        <ID/state/meadow> cn:supports <ID/norm/gentle-rule> .
    """,
}
QUESTION = """#+ summary: Who supports the gentle rule?
#+ description: All who support it,
#+   with their labels.
#+ tags: support, test
PREFIX cn: <https://w3id.org/cybernorms/ontology#>
SELECT ?who WHERE { ?who cn:supports <https://w3id.org/cybernorms/id/norm/gentle-rule> }
ORDER BY ?who
"""


def write_release(root):
    import pyoxigraph as ox

    head = "".join(f"PREFIX {p}: <{n}>\n" for p, n in PREFIXES.items())
    store = ox.Store()
    for name, turtle in GRAPHS.items():
        text = head + turtle.replace("ID/", BASE + "id/")
        store.load(
            text.encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(f"{BASE}graph/{name}")
        )
    lines = sorted(store.dump(format=ox.RdfFormat.N_QUADS).decode().splitlines(keepends=True))
    data = "".join(lines).encode()
    triples = {(q.subject, q.predicate, q.object) for q in store}
    graphs = {n: ox.NamedNode(f"{BASE}graph/{n}") for n in GRAPHS}
    sizes = {n: len(list(store.quads_for_pattern(None, None, None, g))) for n, g in graphs.items()}
    contents = {
        "cybernorms.nq": (data, "application/n-quads"),
        "void.ttl": (b"<urn:x> a <http://rdfs.org/ns/void#Dataset> .\n", "text/turtle"),
        "graphs/fox.ttl": (b"<urn:x> <urn:y> 1 .\n", "text/turtle"),
    }
    for name, (content, _) in contents.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    manifest = {
        "version": "1.0.0",
        "digest": hashlib.sha256(data).hexdigest(),
        "base": BASE,
        "quads": len(store),
        "triples": len(triples),
        "prefixes": PREFIXES,
        "graphs": [
            {"iri": f"{BASE}graph/{n}", "title": n, "triples": sizes[n], "file": f"graphs/{n}.ttl"}
            for n in GRAPHS
        ],
        "files": [
            {
                "name": name,
                "sha256": hashlib.sha256(content).hexdigest(),
                "bytes": len(content),
                "media_type": media_type,
            }
            for name, (content, media_type) in contents.items()
        ],
    }
    (root / "manifest.json").write_text(json.dumps(manifest))
    return root


@pytest.fixture(scope="session")
def release_folder(tmp_path_factory):
    return write_release(tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="session")
def documents_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    (folder / "fox.txt").write_bytes(TEXT.encode())
    return folder


@pytest.fixture(scope="session")
def app(release_folder, documents_folder, tmp_path_factory):
    queries = tmp_path_factory.mktemp("queries")
    (queries / "who-supports.rq").write_text(QUESTION)
    settings = Settings(
        open_release(release_folder),
        documents_folder,
        queries=queries,
    )
    return create_app(settings)


class ReadingClient(FlaskClient):
    """A client that reads and closes every answer, as a real one does."""

    def open(self, *arguments, **options):
        # Werkzeug's own way to read all at once loses what is sent by `write`.
        answer = super().open(*arguments, **options)
        answer.get_data()
        answer.close()
        return answer


@pytest.fixture
def client(app):
    return ReadingClient(app, app.response_class)


class Server:
    """The server as a process of its own."""

    def __init__(self, *arguments):
        command = [sys.executable, "-c", "from server.cli import serve; serve()", *arguments]
        quiet = [] if "--log" in arguments else ["--log", "none"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [*command, "--port", "0", *quiet],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.line = self.process.stdout.readline()
        if not self.line:
            raise AssertionError(self.process.communicate()[1])
        self.url = self.line.removeprefix("CyberNorms is ready at ").strip()
        self.port = urlsplit(self.url).port

    def get(self, path, **headers):
        """Give status, headers and body, whatever the status."""
        return self.send(path, None, headers)

    def send(self, path, body, headers):
        """Send a request; one with a body is a POST."""
        address = self.url.rstrip("/") + path
        request = urllib.request.Request(address, data=body, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.headers, refusal.read()

    def post(self, path, body, **headers):
        """Give status, headers and body; nothing if the answer broke off."""
        try:
            return self.send(path, body, headers)
        except (http.client.HTTPException, ConnectionError):
            return None

    def ask(self, query, accept="application/sparql-results+json"):
        return self.get("/sparql?" + urlencode({"query": query}), Accept=accept)

    def children(self):
        """Give the processes below the front: one template, but for the change of releases."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(child) for task in tasks for child in task.read_text().split()]

    def template(self):
        """Give the process id of the template."""
        return next(iter(self.children()), 0)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        rest, errors = self.process.communicate(timeout=20)
        return self.process.returncode, rest, errors


@pytest.fixture(scope="session")
def server(release_folder):
    server = Server("--release", str(release_folder), "--timeout", "2", "--memory", "200")
    yield server
    if server.process.poll() is None:
        code, rest, _ = server.stop()
        assert (code, rest) == (0, "")
