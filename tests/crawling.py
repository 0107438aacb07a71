"""What a crawler needs: the dump read without our server's code, the application asked quickly."""

import io
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, unquote

import pyoxigraph as ox
from selectolax.lexbor import LexborHTMLParser

BASE = "https://w3id.org/cybernorms/"
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
LABELS = [
    ox.NamedNode(iri)
    for iri in (
        "http://www.w3.org/2000/01/rdf-schema#label",
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://purl.org/dc/terms/title",
    )
]


class Dump:
    """The release's N-Quads as plain sets, with no engine between."""

    def __init__(self, path):
        self.graphs = defaultdict(set)
        self.about = defaultdict(set)
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            self.graphs[quad.graph_name.value].add(quad.triple)
            for term in (quad.subject, quad.predicate, quad.object):
                if isinstance(term, ox.NamedNode):
                    self.about[term.value].add(quad.triple)

    @cached_property
    def labels(self):
        """Give each IRI's labels: those of the first property of LABELS that it has."""
        found = defaultdict(lambda: defaultdict(set))
        for triples in self.graphs.values():
            for triple in triples:
                if triple.predicate in LABELS:
                    found[triple.subject.value][LABELS.index(triple.predicate)].add(triple)
        return {iri: ranked[min(ranked)] for iri, ranked in found.items()}

    def labelled(self, triples):
        """Give triples with the labels of all that they mention."""
        mentioned = {t.value for one in triples for t in one if isinstance(t, ox.NamedNode)}
        return set(triples).union(*(self.labels.get(iri, set()) for iri in mentioned))

    @property
    def ours(self):
        """Give every IRI of ours that is anywhere, graph names too, sorted."""
        return sorted(i for i in {*self.about, *self.graphs} if i.startswith(BASE))


@dataclass
class Answer:
    status: int = 0
    headers: dict = field(default_factory=dict)
    body: bytes = b""

    @cached_property
    def links(self):
        """Give the targets of the Link header by relation."""
        found = defaultdict(list)
        for part in self.headers.get("link", "").split(", <"):
            target, _, rest = part.strip("<").partition(">")
            if rest:
                found[rest.split('rel="')[1].split('"')[0]].append(target)
        return found

    def triples(self):
        syntax = ox.RdfFormat.from_media_type(self.headers["content-type"])
        return {q.triple for q in ox.parse(self.body, format=syntax)}

    @cached_property
    def page(self):
        return LexborHTMLParser(self.body.decode())


class Site:
    """The application, called as a server in front of it would, without a socket."""

    def __init__(self, app, **environ):
        self.app, self.environ = app, environ

    def get(self, address, accept="*/*", method="GET"):
        path, _, query = address.partition("#")[0].partition("?")
        root = self.environ.get("SCRIPT_NAME", "")
        assert path.startswith(root + "/"), f"{path} leads out of {root}"
        decoded = unquote(path[len(root) :]).encode().decode("latin-1")
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": decoded, "QUERY_STRING": query,
            "SCRIPT_NAME": "", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_ACCEPT": accept, "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(), "wsgi.url_scheme": "http", "wsgi.version": (1, 0),
            "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
            "REMOTE_ADDR": "127.0.0.1", **self.environ,
        }  # fmt: skip
        answer, body = Answer(), io.BytesIO()

        def start(status, headers, _=None):
            answer.status = int(status.split()[0])
            answer.headers = {name.lower(): value for name, value in headers}
            return body.write

        pieces = self.app.wsgi_app(environ, start)
        for piece in pieces:
            body.write(piece)
        if hasattr(pieces, "close"):
            pieces.close()
        answer.body = body.getvalue()
        return answer

    def follow(self, address, accept="*/*"):
        """Give the answer after the redirects, two at most, and where it was."""
        for _ in range(3):
            answer = self.get(address, accept)
            if answer.status not in {301, 302, 303, 307, 308}:
                return answer, address
            address = answer.headers["location"]
        raise AssertionError(f"{address} goes round in circles")


def address(iri, root=""):
    """Give the address at which a copy of ours answers for an IRI."""
    return root + "/" + quote(iri.removeprefix(BASE).partition("#")[0], safe="/:@!$&'()*+,;=~%")
