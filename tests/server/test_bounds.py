"""A page about a thing stays as small, and asks as little, however famous the thing is."""

from werkzeug.test import Client

from server.application import create_app
from server.release import of_files
from server.site import Settings

ABOUT = """
PREFIX cn: <https://w3id.org/cybernorms/ontology#>
PREFIX id: <https://w3id.org/cybernorms/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX void: <http://rdfs.org/ns/void#>
id:x void:property cn:about, cn:near, rdfs:label, cn:regime .
<https://w3id.org/cybernorms/id/regime/law> a cn:LegalRegime ; rdfs:label "law"@en .
"""
MANY = """<https://w3id.org/cybernorms/id/thing/{0:06d}>
    cn:near <https://w3id.org/cybernorms/id/regime/law> .
"""
RULED = (
    '<https://w3id.org/cybernorms/id/norm/{0:06d}> a cn:Norm ; rdfs:label "norm {0:06d}"@en ;'
    " cn:regime <https://w3id.org/cybernorms/id/regime/law> .\n"
)


class Counting:
    """Passes look-ups on and counts what they gave."""

    def __init__(self, store):
        self.store, self.read = store, 0

    def __getattr__(self, name):
        return getattr(self.store, name)

    def quads_for_pattern(self, *pattern):
        for quad in self.store.quads_for_pattern(*pattern):
            self.read += 1
            yield quad


def asked(folder, count):
    path = folder / f"{count}.ttl"
    lines = (MANY.format(n) + RULED.format(n) for n in range(count))
    path.write_text(ABOUT + "".join(lines))
    app = create_app(Settings(of_files((path,))))
    engine = app.extensions["cybernorms"].engine
    engine.store = Counting(engine.store)
    answer = Client(app, app.response_class).get("/id/regime/law.html")
    return len(answer.get_data()), engine.store.read


def test_ten_times_the_links_make_the_same_page(tmp_path):
    size, read = asked(tmp_path, 1000)
    larger, more = asked(tmp_path, 10_000)
    assert abs(larger - size) < size / 50
    assert more == read
