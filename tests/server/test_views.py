"""Routes over the test client: what the tables cannot show."""

import pytest
import rdflib
from conftest import BASE, PHRASE, START, TEXT

HTML = {"Accept": "text/html,*/*;q=0.8"}
SPARQL = "application/sparql-query"


def ask(client, query, accept=None, **fields):
    headers = {"Accept": accept} if accept else {}
    return client.get("/sparql", query_string={"query": query, **fields}, headers=headers)


def test_all_answers_carry_the_headers(client):
    for path in ("/sparql", "/nowhere", "/", "/id/nothing/here", "/data/x", "/sparql?query=x"):
        answer = client.get(path)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Accept" in answer.headers["Vary"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


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
        ("/data//etc/passwd", 404, "not-found"),
        ("/data/..%2Fmanifest.json", 404, "not-found"),
        ("/id//evil", 404, "not-found"),
        ("/id/%25ZZ", 404, "not-found"),
        ("/id/state/%FF%FE", 404, "not-found"),
        ("/graph/%00", 404, "not-found"),
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
    for length, media_type in ((3 << 21, "text/plain"), ((1 << 20) + 1, SPARQL)):
        big = client.post("/sparql", data=b"#" * length, content_type=media_type)
        assert (big.status_code, big.json["code"]) == (413, "too-large")
    padded = client.post("/sparql", data={"query": "ASK {}" + "\n" * 900_000})
    assert padded.status_code == 200
    direct = client.post("/sparql/", data="ASK {}", content_type="application/sparql-query")
    assert direct.json == {"head": {}, "boolean": True}
    form = client.post("/sparql", data={"query": "ASK {}"})
    assert form.json["boolean"] is True


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
    assert client.get("/id/norm/v1.2.html").data.count(b"<h1>shorter</h1>") == 1
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
    page = client.get("/id/thing/hub.html").text
    assert "the first 60" in page
    assert "There are more." in page
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
    assert '<span title="xsd:integer">7</span>' in client.get("/id/position/0.html").text


def test_claim_pages(client):
    claim = client.get("/id/claim/1.html").text
    assert "<h1>Meadow supports gentle rule</h1>" in claim
    assert f"<mark>{PHRASE}</mark>" in claim
    document = client.get("/id/document/fox.html").text
    first, second = (document.index(f"<blockquote>{p}</blockquote>") for p in ("first", PHRASE))
    assert first < second
    meadow = client.get("/id/state/meadow.html").text
    assert "“supports the gentle rule”" in meadow or f"<mark>{PHRASE}</mark>" in meadow
    assert "1 in all" in meadow
    assert f"{START:,}–{START + len(PHRASE):,}" in meadow


def test_ontology_and_graphs(client):
    page = client.get("/ontology", headers=HTML).text
    assert 'id="Thing"' in page
    assert "Anything." in page
    assert b"cn:Thing" in client.get("/ontology/2.3.4").data
    assert client.get("/ontology/shapes").headers["Location"] == "/ontology/shapes.ttl"
    fox = client.get("/graph/fox", headers={"Accept": "application/n-triples"})
    assert len(fox.data.splitlines()) == 30
    assert "30 triples" in client.get("/graph/fox", headers=HTML).text


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


RANGES = {
    "bytes=0-0": 206,
    "bytes=-5": 206,
    "bytes=99999999-": 416,
    "bytes=0-1,3-4": 200,
    "pages=1": 200,
    "nonsense": 200,
}


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
    for asked, status in RANGES.items():
        with client.get("/data/cybernorms.nq", headers={"Range": asked}) as answer:
            assert answer.status_code == status
    assert client.get("/.well-known/void").headers["Location"] == "/data/void.ttl"
    for path in ("/data/", "/readyz"):
        assert client.get(path, headers=HTML).status_code == 200


def test_browsers_get_errors_as_pages(client):
    answer = ask(client, "SELECT <", HTML["Accept"])
    assert answer.status_code == 400
    assert "line 1, column" in answer.text
    assert "SELECT &lt;</textarea>" in answer.text


def test_an_error_page_reads_no_hostile_form_again(client):
    part = b"--x\r\nContent-Disposition: form-data; name=query\r\n\r\nASK {}\r\n"
    kind = {"content_type": "multipart/form-data; boundary=x", "headers": HTML}
    assert client.post("/sparql", data=part * 3000 + b"--x--", **kind).status_code == 415


def test_a_page_of_huge_terms_stays_small(client):
    doubling = "".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1}) " for n in range(21))
    values = " ".join(map(str, range(50)))
    query = f'SELECT ?a21 {{ VALUES ?x {{ {values} }} BIND("<b>&" AS ?a0) {doubling} }}'
    page = ask(client, query, "text/html").text
    assert len(page) < 20_000_000
    assert "it has 8,388,608 characters" in page
    wide = " ".join(f"(?a21 AS ?w{n})" for n in range(200))
    page = ask(client, query.replace("SELECT ?a21", f"SELECT {wide}"), "text/html").text
    assert len(page) < 20_000_000
    many = ask(client, query.replace("SELECT ?a21", "SELECT ?a10"), "text/html").text
    assert many.count("<tr>") == 51


def test_a_column_that_only_repeats_labels_is_left_out(client):
    meadow = f"VALUES ?who {{ <{BASE}id/state/meadow> }}"
    label = "?who <http://www.w3.org/2004/02/skos/core#prefLabel> ?whoLabel"
    for language, columns in (("en", 1), ("fr", 2)):
        query = f"SELECT * {{ {meadow} {label} FILTER(LANG(?whoLabel) = '{language}') }}"
        assert ask(client, query, "text/html").text.count('<th scope="col">') == columns


DATASETS = [
    (default, named)
    for default in ((), ("things",), ("things", "fox"), ("nowhere",))
    for named in ((), ("fox",), ("core", "fox"))
    if default or named
]


@pytest.mark.parametrize(("default", "named"), DATASETS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_protocol_datasets_agree_with_rdflib(client, release_folder, default, named):
    whole = rdflib.Dataset()
    whole.parse(release_folder / "cybernorms.nq", format="nquads")
    chosen = rdflib.Dataset()
    for name in default:
        for triple in whole.graph(f"{BASE}graph/{name}"):
            chosen.add(triple)
    for name in named:
        inside = chosen.graph(f"{BASE}graph/{name}")
        for triple in whole.graph(f"{BASE}graph/{name}"):
            inside.add(triple)
    graphs = {
        "default-graph-uri": [f"{BASE}graph/{n}" for n in default],
        "named-graph-uri": [f"{BASE}graph/{n}" for n in named],
    }
    for pattern in ("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"):
        query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
        [[expected]] = chosen.query(query)
        [row] = ask(client, query, **graphs).json["results"]["bindings"]
        assert row["n"]["value"] == str(expected)
