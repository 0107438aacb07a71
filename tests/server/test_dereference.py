"""What an IRI answers: redirects, formats, headers, pages; odd names, wrong ones, those gone."""

import pyoxigraph as ox
import pytest
from conftest import BASE, PREFIXES, ReadingClient

from server.application import create_app
from server.release import of_files
from server.site import Settings
from server.things import PAGE_SIZE

MEDIA = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "html": "text/html",
}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SPOKES = 2 * PAGE_SIZE + 30
# Two names that differ in case only, in a dot, in a slash, in how a letter is written.
ODD = [
    "thing/Case", "thing/case", "thing/a.b", "thing/a.b.ttl", "thing/a.b.html", "thing/deep/er",
    "thing/deep", "thing/slash/", "thing/double//slash", "thing/caf%C3%A9", "thing/Жук",
    "thing/a%20b", "thing/100%25", "thing/it's", "thing/a;b,c=d&e@f!g$h(i)*+j:k~l",
    "thing/.ttl", "thing/x..ttl",
]  # fmt: skip
DATA = f"""
<{BASE}dataset> a <http://rdfs.org/ns/void#Dataset> ; dcterms:title "All"@en ;
    dcterms:license <{LICENCE}> .
<{BASE}ontology> a owl:Ontology ; owl:versionIRI <{BASE}ontology/2.0.0> ;
    owl:priorVersion <{BASE}ontology/1.0.0> ; dcterms:title "Terms"@en .
cn:Thing a owl:Class ; rdfs:label "thing"@en .
cn:near a owl:ObjectProperty ; rdfs:label "near"@en .
id:state\\/france a cn:Thing ; skos:prefLabel "France"@en ; cn:near id:state\\/italy .
id:state\\/italy a cn:Thing ; skos:prefLabel "Italia"@it, "Italy"@en ; cn:near id:state\\/italy .
id:instrument\\/paris-call a cn:Thing ; rdfs:label "Paris Call for Trust"@en .
id:state\\/old a cn:Thing ; rdfs:label "Old"@en ; owl:deprecated true ;
    dcterms:isReplacedBy id:state\\/france , id:state\\/italy .
id:state\\/lost owl:deprecated "1"^^xsd:boolean .
id:state\\/kept rdfs:label "Kept"@en ; owl:deprecated false ;
    dcterms:isReplacedBy id:state\\/france .
id:thing\\/hub a cn:Thing ; rdfs:label "hub"@en ; cn:near id:thing\\/hub .
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    spokes = "".join(f"id:thing\\/spoke-{n} cn:near id:thing\\/hub .\n" for n in range(SPOKES))
    spokes += 'id:thing\\/control rdfs:label "a\\u0001b" .\n'
    odd = "".join(f'<{BASE}id/{name}> rdfs:label "odd {n}"@en .\n' for n, name in enumerate(ODD))
    store = ox.Store()
    for name, text in (("core", DATA), ("spokes", spokes), ("odd", odd)):
        graph = ox.NamedNode(f"{BASE}graph/{name}")
        store.load((head + text).encode(), format=ox.RdfFormat.TURTLE, to_graph=graph)
    file = tmp_path_factory.mktemp("odd") / "data.nq"
    store.dump(str(file), format=ox.RdfFormat.N_QUADS)
    app = create_app(Settings(of_files([file])))
    return ReadingClient(app, app.response_class)


def links(answer):
    """Give the links of an answer as (relation, media type, target)."""
    found = []
    for part in answer.headers["Link"].split(", <"):
        target, _, rest = part.strip("<").partition(">")
        words = dict(one.strip().split("=", 1) for one in rest.split(";") if "=" in one)
        found.append((words["rel"].strip('"'), words.get("type", "").strip('"'), target))
    return found


def targets(answer, relation):
    return [target for rel, _, target in links(answer) if rel == relation]


def triples(answer):
    syntax = ox.RdfFormat.from_media_type(answer.mimetype)
    return {str(quad.triple) for quad in ox.parse(answer.data, format=syntax)}


# ---- from the thing to its description


@pytest.mark.parametrize("ending", MEDIA)
def test_a_thing_sends_to_its_description_in_each_format(client, ending):
    france = "/id/state/france"
    for answer in (
        client.get(france, headers={"Accept": MEDIA[ending]}),
        client.get(france, query_string={"format": ending}),
    ):
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{france}.{ending}")
        assert "Accept" in answer.headers["Vary"]
        assert set(targets(answer, "describedby")) == {f"{france}.{e}" for e in MEDIA}
    for accept in (MEDIA[ending], "image/png"):
        there = client.get(f"{france}.{ending}", headers={"Accept": accept})
        assert (there.status_code, there.mimetype) == (200, MEDIA[ending])


@pytest.mark.parametrize("ending", MEDIA)
def test_links_of_a_description(client, ending):
    france = "/id/state/france"
    answer = client.get(f"{france}.{ending}")
    others = {("alternate", MEDIA[e], f"{france}.{e}") for e in MEDIA if e != ending}
    described = ("describedby", "text/turtle", f"{france}.ttl")
    assert set(links(answer)) == others | {
        ("canonical", "", f"{BASE}id/state/france.{ending}"),
        ("cite-as", "", f"{BASE}id/state/france"),
        ("license", "", LICENCE),
        ("type", "", f"{BASE}ontology#Thing"),
        described if ending == "html" else ("describedby", "", "/dataset"),
    }


@pytest.mark.parametrize("name", ["ontology", "ontology/2.0.0", "graph/core"])
@pytest.mark.parametrize("ending", MEDIA)
def test_documents_answer_themselves_and_say_where_each_format_is(client, name, ending):
    path = f"/{name}"
    answer = client.get(path, headers={"Accept": MEDIA[ending]})
    assert (answer.status_code, answer.mimetype) == (200, MEDIA[ending])
    assert answer.headers["Content-Location"] == f"{path}.{ending}"
    assert targets(answer, "canonical") == [f"{BASE}{name}.{ending}"]
    assert client.get(f"{path}.{ending}").data == answer.data


@pytest.mark.parametrize("path", ["/id/state/france.html", "/ontology.html", "/graph/core.html"])
def test_pages_link_to_their_data_in_the_head(client, path):
    head = client.get(path).text.partition("</head>")[0]
    for ending in sorted(set(MEDIA) - {"html"}):
        href = path.replace(".html", f".{ending}")
        assert f'<link rel="alternate" type="{MEDIA[ending]}" href="{href}">' in head


# ---- what a description says


def test_a_description_names_all_it_mentions_and_describes_itself(client):
    found = triples(client.get("/id/state/italy.nt"))
    here = f"{BASE}id/state/italy"
    assert f"<{BASE}id/state/france> <{BASE}ontology#near> <{here}>" in found
    assert f"<{here}> <{BASE}ontology#near> <{here}>" in found
    for part in (
        f'<{BASE}id/state/france> <{PREFIXES["skos"]}prefLabel> "France"@en',
        f'<{BASE}ontology#near> <{PREFIXES["rdfs"]}label> "near"@en',
        f'<{BASE}dataset> <{PREFIXES["dcterms"]}title> "All"@en',
        f"<{here}.nt> <http://xmlns.com/foaf/0.1/primaryTopic> <{here}>",
        f"<{here}.nt> <http://rdfs.org/ns/void#inDataset> <{BASE}dataset>",
        f"<{here}.nt> <{PREFIXES['dcterms']}license> <{LICENCE}>",
    ):
        assert part in found
    # Two point to it, apart from itself.
    total = '"6"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert f"<{here}.nt> <http://www.w3.org/ns/hydra/core#totalItems> {total}" in found
    assert sum(one.startswith(f"<{here}> ") for one in found) == 4


def test_a_long_description_comes_in_pages_that_make_the_whole(client):
    spokes, path, seen = set(), "/id/thing/hub.nt?page=1", []
    while path:
        answer = client.get(path)
        seen.append(path)
        found = triples(answer)
        near = {one for one in found if f"near> <{BASE}id/thing/hub>" in one}
        assert not near & spokes
        spokes |= near
        assert any(f"Page {len(seen)} of 3. In all 3 statements" in one for one in found)
        assert targets(answer, "prev") == seen[-2:-1]
        assert not any("_:" in one for one in found)
        path = next(iter(targets(answer, "next")), "")
    assert (len(spokes), len(seen)) == (SPOKES + 1, 3)
    assert client.get("/id/thing/hub.nt").data == client.get(seen[0]).data
    hydra = "<http://www.w3.org/ns/hydra/core#"
    whole = f"<{BASE}id/thing/hub.nt"
    last = triples(client.get("/id/thing/hub.nt?page=3"))
    assert f"{whole}> {hydra}view> {whole}?page=3>" in last
    assert f"{whole}?page=3> {hydra}previous> {whole}?page=2>" in last
    assert not any(f"{hydra}next>" in one for one in last)
    sent = client.get("/id/thing/hub?page=2").headers["Location"]
    assert sent == "/id/thing/hub.ttl?page=2"


NO_PAGES = {"4": 404, "999999999": 404, "0": 400, "-1": 400, "x": 400, "٣": 400, "9" * 99: 400}


@pytest.mark.parametrize(("page", "status"), list(NO_PAGES.items()))
def test_there_is_no_such_page(client, page, status):
    assert client.get("/id/thing/hub.ttl", query_string={"page": page}).status_code == status


def test_what_xml_cannot_hold_is_refused_and_the_rest_is_not(client):
    assert client.get("/id/thing/control.rdf").status_code == 406
    assert client.get("/id/thing/control.nt").status_code == 200


# ---- caching


DOCUMENTS = [
    "/id/state/france.ttl", "/id/state/france.html", "/id/thing/hub.nt?page=2", "/ontology",
    "/ontology.html", "/graph/core.rdf", "/dataset.jsonld",
]  # fmt: skip


@pytest.mark.parametrize("path", DOCUMENTS)
def test_the_head_alone_is_that_of_the_whole(client, path):
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "ETag", "Last-Modified", "Link", "Vary", "Cache-Control"):
        assert head.headers[name] == whole.headers[name]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_nothing_is_sent_twice(client, path):
    first = client.get(path)
    tag, day = first.headers["ETag"], first.headers["Last-Modified"]
    for header, value, status in (
        ("If-None-Match", tag, 304),
        ("If-None-Match", f'"other", W/{tag}', 304),
        ("If-None-Match", "*", 304),
        ("If-None-Match", '"other"', 200),
        ("If-Modified-Since", day, 304),
        ("If-Modified-Since", "Fri, 31 Dec 2100 00:00:00 GMT", 304),
        ("If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT", 200),
        ("If-Modified-Since", "nonsense", 200),
    ):
        again = client.get(path, headers={header: value})
        assert (again.status_code, not again.data) == (status, status == 304), (header, value)
        assert again.headers["ETag"] == tag
    both = {"If-None-Match": '"other"', "If-Modified-Since": day}
    assert client.get(path, headers=both).status_code == 200


def test_formats_and_pages_have_tags_of_their_own(client):
    paths = ["/id/thing/hub.ttl", "/id/thing/hub.nt", "/id/thing/hub.nt?page=2"]
    assert len({client.get(path).headers["ETag"] for path in paths}) == 3


# ---- names


@pytest.mark.parametrize(("number", "name"), list(enumerate(ODD)), ids=ODD)
def test_odd_names_are_found_as_a_client_sends_them(client, number, name):
    """As [RFC 3987 §3.1](https://www.rfc-editor.org/rfc/rfc3987#section-3.1) maps IRIs to URIs."""
    sent = "/id/" + "".join(c if c.isascii() else quoted(c) for c in name)
    answer = client.get(sent, headers={"Accept": "application/n-triples"})
    assert answer.status_code == 303
    found = triples(client.get(answer.headers["Location"]))
    assert f'<{BASE}id/{name}> <{PREFIXES["rdfs"]}label> "odd {number}"@en' in found
    page = client.get(sent, headers={"Accept": "text/html"}).headers["Location"]
    assert f"odd {number}</h1>" in client.get(page).text


def quoted(letter):
    return "".join(f"%{byte:02X}" for byte in letter.encode())


def test_a_slash_too_many_is_taken_off(client):
    answer = client.get("/id/state/france/")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/id/state/france")


NEAR = {
    "/id/state/frnace": "id/state/france",
    "/id/state/France": "id/state/france",
    "/id/state/France.ttl": "id/state/france",
    "/id/country/france": "id/state/france",
    "/id/state/Italia": "id/state/italy",
    "/id/instrument/trust": "id/instrument/paris-call",
    "/ontology/Tihng": "ontology#Thing",
    "/graph/coer": None,
    "/nowhere": None,
    "/id/": None,
    "/id/state/" + "x" * 3000: None,
}


@pytest.mark.parametrize(("path", "meant"), list(NEAR.items()), ids=[path[:30] for path in NEAR])
def test_a_wrong_name_is_answered_with_what_may_be_meant(client, path, meant):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    near = [one["iri"] for one in answer.json["near"]]
    assert near[:1] == ([BASE + meant] if meant else [])
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 404
    if meant:
        assert f'href="/{meant}"' in page.text


def test_a_wrong_kind_is_answered_with_the_kinds(client):
    assert "the kinds are: instrument, state, thing." in client.get("/id/nation/x").json["detail"]


def test_a_term_is_found_by_its_name_alone(client):
    assert client.get("/ontology/Thing").headers["Location"] == "/ontology#Thing"
    assert 'id="Thing"' in client.get("/ontology.html").text


# ---- what is gone

SUCCESSORS = [BASE + "id/state/france", BASE + "id/state/italy"]
GONE = {
    "/id/state/old": SUCCESSORS,
    "/id/state/old.html": SUCCESSORS,
    "/id/state/lost": [],
    "/ontology/1.0.0": [BASE + "ontology/2.0.0"],
}


@pytest.mark.parametrize(("path", "successors"), list(GONE.items()), ids=list(GONE))
def test_what_was_withdrawn_names_its_successor(client, path, successors):
    answer = client.get(path, headers={"Accept": "application/problem+json"})
    assert answer.status_code == 410
    assert [one["iri"] for one in answer.json["successors"]] == successors
    if successors:
        assert targets(answer, "successor-version") == successors
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 410
    for iri in successors:
        assert f'href="{iri.replace(BASE, "/")}"' in page.text


def test_who_asks_for_data_gets_the_successor_as_data(client):
    replaced = f"<{BASE}id/state/old> <{PREFIXES['dcterms']}isReplacedBy> <{SUCCESSORS[0]}>"
    for path, accept in (("/id/state/old", "text/turtle"), ("/id/state/old.ttl", "*/*")):
        answer = client.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (410, "text/turtle")
        assert replaced in triples(answer)
        assert targets(answer, "successor-version") == SUCCESSORS


def test_what_has_a_successor_but_was_not_withdrawn_still_answers(client):
    assert client.get("/id/state/kept.ttl").status_code == 200


def test_the_version_that_is_here_answers(client):
    assert client.get("/ontology/2.0.0.ttl").data == client.get("/ontology.ttl").data
