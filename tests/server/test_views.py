"""Routes over the test client: what the tables cannot show."""

import pytest
from conftest import BASE, PHRASE, TEXT

HTML = {"Accept": "text/html,*/*;q=0.8"}


def ask(client, query, accept=None, **fields):
    headers = {"Accept": accept} if accept else {}
    return client.get("/sparql", query_string={"query": query, **fields}, headers=headers)


def test_all_answers_carry_the_headers(client):
    for path in ("/sparql", "/nowhere", "/", "/id/nothing/here", "/data/x", "/sparql?query=x"):
        answer = client.get(path)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Accept" in answer.headers["Vary"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/sparql?query=SELECT", 400, "syntax"),
        ("/sparql?query=INSERT+DATA+%7B%7D", 400, "update"),
        ("/sparql?update=x", 403, "update"),
        ("/sparql?query=ASK+%7BSERVICE+%3Chttp://x/%3E%7B%7D%7D", 403, "service"),
        ("/sparql?query=ASK+%7B%7D&format=csv", 406, "not-acceptable"),
        ("/sparql?query=ASK+%7B%7D&format=docx", 400, "malformed"),
        ("/sparql?query=SELECT+(%3Cx:nofn%3E(1)+AS+%3Fx)+%7B%7D", 400, "not-evaluable"),
        ("/id/state/nowhere", 404, "not-found"),
        ("/id/state/nowhere.ttl", 404, "not-found"),
        ("/id/state/%3Cx%3E", 404, "not-found"),
        ("/graph/nowhere", 404, "not-found"),
        ("/ontology/9.9.9", 404, "not-found"),
        ("/queries/nowhere", 404, "not-found"),
        ("/data/../manifest.json", 404, "not-found"),
        ("/data/manifest.json", 404, "not-found"),
    ],
)
def test_refusals_are_problems(client, path, status, code):
    answer = client.get(path)
    assert answer.mimetype == "application/problem+json"
    assert (answer.status_code, answer.json["status"], answer.json["code"]) == (
        status, status, code
    )  # fmt: skip
    assert answer.json["detail"]


def test_methods_and_bodies(client):
    assert client.delete("/sparql").status_code == 405
    assert "POST" in client.options("/sparql").headers["Allow"]
    assert client.post("/sparql", data=b"x", content_type="text/plain").status_code == 415
    big = client.post("/sparql", data=b"#" * (1 << 20) + b"x", content_type="text/plain")
    assert (big.status_code, big.mimetype) == (413, "application/problem+json")
    direct = client.post("/sparql/", data="ASK {}", content_type="application/sparql-query")
    assert direct.json == {"head": {}, "boolean": True}
    form = client.post("/sparql", data={"query": "ASK {}"})
    assert form.json["boolean"] is True
    head = client.head("/sparql?query=ASK+%7B%7D")
    assert (head.status_code, head.data) == (200, b"")


def test_the_default_graph_is_the_merge(client):
    count = "SELECT (COUNT(*) AS ?n) { ?s <https://w3id.org/cybernorms/ontology#supports> ?o }"

    def number(**fields):
        answer = ask(client, fields.pop("query", count), **fields)
        return answer.json["results"]["bindings"][0]["n"]["value"]

    graphs = [BASE + "graph/things", BASE + "graph/fox"]
    clause = "".join(f" FROM <{g}>" for g in graphs)
    assert number() == "1"
    assert number(**{"default-graph-uri": graphs}) == "1"
    assert number(query=count.replace(" {", clause + " {")) == "1"
    assert number(**{"default-graph-uri": graphs[0]}) == "1"
    assert number(**{"default-graph-uri": "urn:unknown"}) == "0"
    assert number(**{"named-graph-uri": graphs[0]}) == "0"
    inside = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a ?o } }"
    assert number(query=inside, **{"default-graph-uri": graphs}) == "0"


def test_control_characters_are_never_written_as_xml(client):
    query = f"SELECT ?l {{ <{BASE}id/thing/control> ?p ?l FILTER(ISLITERAL(?l)) }}"
    assert ask(client, query, "application/sparql-results+xml").status_code == 406
    assert ask(client, query, "application/sparql-results+json").status_code == 200
    for thing, status in (("control", 406), ("slash", 406), ("hub", 200)):
        query = f"CONSTRUCT WHERE {{ <{BASE}id/thing/{thing}> ?p ?o }}"
        assert ask(client, query, "application/rdf+xml").status_code == status


def test_service_description(client):
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert b"sd:UnionDefaultGraph" in answer.data
    assert client.get("/sparql", headers=HTML).data.count(b"<textarea") == 1


def test_dereferencing(client):
    for accept, ending in (("text/turtle", "ttl"), ("text/html", "html"), (None, "ttl")):
        answer = client.get("/id/state/meadow", headers={"Accept": accept} if accept else {})
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/id/state/meadow.{ending}"
    assert client.get("/id/norm/v1.2.ttl").headers["Location"] == "/id/norm/v1.2.ttl.ttl"
    assert client.get("/id/norm/v1.2.html").data.count(b'<h1 lang="en">shorter</h1>') == 1
    assert client.get("/id/x", headers={"Accept": "image/png"}).status_code == 404
    meadow = client.get("/id/state/meadow", headers={"Accept": "image/png"})
    assert meadow.status_code == 406


def test_descriptions_are_tagged(client):
    answer = client.get("/id/state/meadow.ttl")
    assert b"gentle rule" in answer.data
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/id/state/meadow.ttl", headers=tag).status_code == 304
    other = client.get("/id/state/meadow.nt", headers=tag)
    assert other.status_code == 200


def test_a_cut_is_said(client):
    triples = client.get("/id/thing/hub.nt").data.decode().splitlines()
    assert len([t for t in triples if "#near>" in t]) == 200
    assert any("230 statements point" in t for t in triples)
    page = client.get("/id/thing/hub.html").text
    assert "Only the first 200 are shown" in page
    table = ask(client, "SELECT * { ?a ?b ?c . ?d a ?e }", "text/html").text
    assert "Only the first 1000 rows" in table


def test_a_thing_page(client):
    page = client.get("/id/norm/gentle-rule.html").text
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert 'href="javascript' not in page
    assert f'href="{BASE}' not in page
    assert 'href="/id/state/meadow"' in page
    assert f"<mark>{PHRASE}</mark>" in page
    assert "The meadow " in page
    assert "asserted" in page
    assert f"characters {TEXT.index(PHRASE)}" in page
    for other in ("claim/1", "document/fox"):
        assert f"<mark>{PHRASE}</mark>" in client.get(f"/id/{other}.html").text


def test_ontology_and_graphs(client):
    page = client.get("/ontology", headers=HTML).text
    assert 'id="Thing"' in page
    assert "Anything." in page
    assert b"cn:Thing" in client.get("/ontology/1.0.0").data
    fox = client.get("/graph/fox", headers={"Accept": "application/n-triples"})
    assert len(fox.data.splitlines()) == 18
    assert "18 triples" in client.get("/graph/fox", headers=HTML).text


def test_questions(client):
    assert "Who supports the gentle rule?" in client.get("/").text
    assert client.get("/queries/?format=json").json[0]["tags"] == ["support", "test"]
    page = client.get("/queries/who-supports", headers=HTML).text
    assert "All who support it, with their labels." in page
    assert ">Meadow</a>" in page
    rows = client.get("/queries/who-supports?format=csv").data
    assert rows.splitlines()[0] == b"who"
    for accept in ("text/plain", "application/sparql-query"):
        source = client.get("/queries/who-supports", headers={"Accept": accept})
        assert source.data.startswith(b"#+ summary")


def test_dumps(client):
    listed = client.get("/data/?format=json").json["files"]
    assert [f["name"] for f in listed] == ["cybernorms.nq", "void.ttl", "graphs/fox.ttl"]
    with (
        client.get("/data/cybernorms.nq") as whole,
        client.get("/data/cybernorms.nq", headers={"Range": "bytes=5-9"}) as part,
        client.get("/data/graphs/fox.ttl") as graph,
    ):
        assert (part.status_code, part.data) == (206, whole.data[5:10])
        assert graph.mimetype == "text/turtle"
        tag = {"If-None-Match": whole.headers["ETag"]}
    assert client.get("/data/cybernorms.nq", headers=tag).status_code == 304
    assert client.get("/.well-known/void").headers["Location"] == "/data/void.ttl"
    for path in ("/data/", "/healthz", "/readyz"):
        assert client.get(path, headers=HTML).status_code == 200


def test_browsers_get_errors_as_pages(client):
    answer = ask(client, "SELECT <", HTML["Accept"])
    assert answer.status_code == 400
    assert "line 1, column" in answer.text
    assert "SELECT &lt;</textarea>" in answer.text
