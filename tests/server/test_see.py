"""The pictures over made-up data: numbers, labels that stay apart, hostile names, bad requests."""

import csv
import io
import itertools
import json
import re
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from server.application import create_app
from server.catalogue import FOLDER
from server.release import open_release
from server.see import words
from server.see.scales import Box, apart, day_number, ticks
from server.see.svg import NAMESPACE, wide
from server.site import Settings
from tests.server.conftest import BASE, PREFIXES, ReadingClient

HOSTILE = "</text><script>alert(1)</script>&\"'\u0001]]>"
TURTLE = """
<ID/instrument/pact> a cn:Instrument, cn:Declaration ; skos:prefLabel "Pact"@en, "Pacte"@fr ;
    cn:date "2018-11-12"^^xsd:date ; cn:bindingForce <ID/force/non-binding> .
<ID/instrument/treaty> a cn:Instrument, cn:Treaty ; skos:prefLabel "Treaty of Meadows"@en ;
    cn:date "1950"^^xsd:gYear ; cn:bindingForce <ID/force/binding> .
<ID/instrument/undated> a cn:Instrument ; skos:prefLabel "undated"@en .
<ID/region/north> skos:prefLabel "North"@en .
<ID/region/far-north> skos:prefLabel "Far North"@en ; skos:broader <ID/region/north> .
<ID/state/a> a cn:State ; skos:prefLabel "Aland"@en ; cn:isoAlpha3 "AAA" ;
    cn:region <ID/region/far-north>, <ID/region/north> .
<ID/state/b> a cn:State ; skos:prefLabel "Bland"@en ; cn:isoAlpha3 "BBB" ;
    cn:region <ID/region/north> .
<ID/state/c> a cn:State ; skos:prefLabel "Cland"@en ; cn:isoAlpha3 "CCC" ;
    cn:region <ID/region/north> .
<ID/company/x> a cn:Company ; skos:prefLabel "HOSTILE"@en .
<ID/thing/odd> skos:prefLabel "=1+1"@en ; cn:relatesTo <ID/company/x> .
<javascript:alert(1)> cn:about <ID/company/x> .
<ID/e/1> a cn:Endorsement ; cn:endorsed <ID/instrument/pact> ; cn:endorser <ID/state/a> ;
    cn:position <ID/position/supports> ; cn:date "2018-11-12"^^xsd:date .
<ID/e/2> a cn:Endorsement ; cn:endorsed <ID/instrument/pact> ; cn:endorser <ID/company/x> ;
    cn:position <ID/position/supports> ; cn:firstListed "2019-09-16"^^xsd:date ;
    cn:lastListed "2020-01-31"^^xsd:date .
<ID/e/3> a cn:Endorsement ; cn:endorsed <ID/instrument/pact> ; cn:endorser <ID/state/b> ;
    cn:position <ID/position/refuses> .
<ID/e/4> a cn:Endorsement ; cn:endorsed <ID/instrument/pact> ; cn:endorser <ID/state/a> ;
    cn:position <ID/position/refuses> .
<ID/count/1> a cn:SupporterCount ; cn:countOf <ID/instrument/pact> ; cn:countValue 3 ;
    cn:countedActors <ID/group/supporters> ; cn:date "2019-10"^^xsd:gYearMonth ;
    cn:countQualifier "more than" ; dcterms:source <https://example.org/news> .
<ID/norm/kind> a cn:Norm ; skos:prefLabel "be kind"@en ; cn:regime <ID/regime/r> ;
    cn:topic <ID/topic/t> .
<ID/provision/1> cn:expresses <ID/norm/kind> ; cn:provisionOf <ID/instrument/pact> ;
    cn:modality <ID/modality/recommendation> ; skos:prefLabel "Pact, article 1"@en .
<ID/provision/2> cn:expresses <ID/norm/kind> ; cn:provisionOf <ID/instrument/treaty> ;
    cn:modality <ID/modality/obligation> ; skos:prefLabel "Treaty, article 9"@en .
"""
PICTURES = {
    "support": f"?instrument={quote(BASE, '')}id/instrument/pact",
    "map": f"?instrument={quote(BASE, '')}id/instrument/pact",
    "timeline": "",
    "neighbourhood": f"?iri={quote(BASE, '')}id/company/x",
    "norms": "?least=1",
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    folder = tmp_path_factory.mktemp("see")
    head = "".join(f"PREFIX {p}: <{n}>\n" for p, n in PREFIXES.items())
    hostile = json.dumps(HOSTILE)[1:-1]
    text = head + TURTLE.replace("HOSTILE", hostile).replace("<ID/", f"<{BASE}id/")
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(f"{BASE}graph/see"))
    (folder / "cybernorms.nq").write_bytes(store.dump(format=ox.RdfFormat.N_QUADS))
    manifest = {
        "version": "1.0.0", "digest": "0" * 64, "base": BASE, "quads": len(store),
        "triples": len(store), "prefixes": PREFIXES, "graphs": [], "files": [],
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest))
    app = create_app(Settings(open_release(folder), queries=FOLDER))
    return ReadingClient(app, app.response_class)


def address(name, **more):
    start = PICTURES[name] or "?"
    return f"/see/{name}{start}" + "".join(f"&{k}={v}" for k, v in more.items())


def drawn(client, name, **more):
    answer = client.get(address(name, format="svg", **more))
    assert answer.status_code == 200, answer.text
    return ElementTree.fromstring(answer.data)


def rows(client, name, **more):
    return list(csv.DictReader(io.StringIO(client.get(address(name, format="csv", **more)).text)))


def texts(svg):
    return ["".join(t.itertext()) for t in svg.iter(f"{{{NAMESPACE}}}text")]


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_each_picture_is_well_formed_and_names_itself(seen, name, lang, width):
    svg = drawn(seen, name, lang=lang, width=width)
    assert svg.tag == f"{{{NAMESPACE}}}svg"
    ids = {element.get("id") for element in svg.iter()} - {None}
    assert set(svg.get("aria-labelledby").split()) <= ids
    assert svg.get("lang") == lang
    assert all(element.get("style") is None for element in svg.iter())


@pytest.mark.parametrize("name", PICTURES)
def test_each_page_has_picture_table_and_downloads(seen, name):
    page = seen.get(address(name), headers={"Accept": "text/html"}).text
    assert "<table" in page
    assert all(f"format={form}" in page for form in ("svg", "csv", "json"))
    assert re.search(r'href="/queries/[a-z-]+', page)
    assert " style=" not in page
    assert "<script>" not in page


@pytest.mark.parametrize("name", PICTURES)
def test_csv_and_json_say_the_same(seen, name):
    made = seen.get(address(name, format="json")).json["rows"]
    plain = [{k: str(v) for k, v in one.items()} for one in made]
    for one, other in zip(plain, rows(seen, name), strict=True):
        assert one == {key: other[key].removeprefix("'") for key in one}


@pytest.mark.parametrize("name", PICTURES)
def test_it_is_sent_once(seen, name):
    first = seen.get(address(name, format="svg"))
    tag = first.headers["ETag"]
    again = seen.get(address(name, format="svg"), headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert "Accept-Language" in first.headers["Vary"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/html,*/*;q=0.8", "text/html"),
        ("image/svg+xml", "image/svg+xml"),
        ("text/csv", "text/csv"),
        ("application/json", "application/json"),
    ],
)
def test_the_format_is_negotiated(seen, accept, expected):
    assert seen.get("/see/timeline", headers={"Accept": accept}).mimetype == expected


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/see/support?instrument=not an iri", 400),
        ("/see/support?instrument=https://example.org/nothing", 404),
        ("/see/support?instrument=https://a.example/&instrument=https://b.example/", 400),
        ("/see/map?instrument=javascript", 400),
        ("/see/map?instrument=https://example.org/nothing", 404),
        ("/see/map?instrument=https://example.org/" + "a" * 3000, 400),
        ("/see/neighbourhood?iri=https://example.org/nothing", 404),
        ("/see/neighbourhood?iri=<x>", 400),
        ("/see/neighbourhood?iri=https://example.org/}%20UNION%20{?s%20?p%20?o", 400),
        ("/see/norms?least=0", 400),
        ("/see/norms?least=²", 400),
        ("/see/norms?least=99999999999999999999", 400),
        ("/see/norms?order=taste", 400),
        ("/see/norms?regime=nothing", 400),
        ("/see/norms?topic=https://example.org/nothing", 404),
        ("/see/timeline?format=svg&width=99", 400),
        ("/see/timeline?format=pdf", 406),
        ("/see/nothing", 404),
        ("/see/neighbourhood?iri=https://example.org/\\1\\g<0>", 400),
    ],
)
def test_bad_requests_are_refused(seen, path, status):
    answer = seen.get(path)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_the_support_is_summed_up_day_by_day(seen):
    found = [(r["day"], r["number"], r["states"], r["companies"]) for r in rows(seen, "support")]
    assert found == [
        ("2018-11-12", "1", "1", "0"),
        ("2019-09-16", "2", "1", "1"),
        ("2019-10", "3", "", ""),
        ("2020-02-01", "1", "1", "0"),
    ]
    svg = drawn(seen, "support")
    assert {"states 1", "list begins 2019-09-16"} <= set(texts(svg))
    titles = [t.text for t in svg.iter(f"{{{NAMESPACE}}}title")]
    assert "2019-10: more than 3" in titles


def test_each_state_stands_where_it_weighs_most(seen):
    found = {r["code"]: (r["shown_as"], r["positions"]) for r in rows(seen, "map")}
    assert found == {
        "AAA": ("supports", "supports 2018-11-12; refuses"),
        "BBB": ("refuses", "refuses"),
        "CCC": ("not found", ""),
    }
    said = texts(drawn(seen, "map"))
    assert {"AAA", "S·R", "BBB", "CCC", "supports 1", "refuses 1", "not found 1"} <= set(said)


def test_the_looks_differ_in_shape_letter_and_colour(seen):
    svg = drawn(seen, "map")
    tiles = {
        t.text[0]: a for a in svg.iter(f"{{{NAMESPACE}}}a") for t in a.iter(f"{{{NAMESPACE}}}title")
    }
    looks = {
        name: (list(a)[1].tag, list(a)[1].get("fill"), list(a)[1].get("rx"))
        for name, a in tiles.items()
    }
    assert len(set(looks.values())) == 3


def test_the_time_line_has_each_dated_instrument_once(seen):
    titles = [t.text for t in drawn(seen, "timeline").iter(f"{{{NAMESPACE}}}title")]
    assert sorted(t for t in titles if "(" in t) == [
        "Pact (2018-11-12)",
        "Treaty of Meadows (1950)",
    ]
    assert [r["day"] for r in rows(seen, "timeline")] == ["", "1950", "2018-11-12"]


def test_a_hostile_name_stays_a_name(seen):
    found = texts(drawn(seen, "neighbourhood"))
    assert "be kind" not in found
    page = seen.get(address("neighbourhood")).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page
    assert "\u0001" not in page.partition("<svg")[2].partition("</svg>")[0]


def test_no_link_runs_anything(seen):
    links = [a.get("href") for a in drawn(seen, "neighbourhood").iter(f"{{{NAMESPACE}}}a")]
    assert links
    assert all(href.startswith("http") for href in links)
    assert 'href="javascript' not in seen.get(address("neighbourhood")).text
    assert len(rows(seen, "neighbourhood")) == 2


def test_a_cell_is_no_formula(seen):
    assert "'=1+1" in [r["neighbourLabel"] for r in rows(seen, "neighbourhood")]


@pytest.mark.parametrize(
    ("parameters", "norms"), [({"least": 2}, 1), ({"least": 3}, 0)], ids=["two", "three"]
)
def test_norms_are_kept_by_the_number_of_texts(seen, parameters, norms):
    address = "/see/norms?" + "&".join(f"{k}={v}" for k, v in parameters.items())
    made = seen.get(address + "&format=json").json
    assert len({row["norm"] for row in made["rows"]}) == norms
    assert seen.get(address).status_code == 200


def test_the_matrix_tells_modality_and_force(seen):
    found = {(r["instrumentLabel"], r["modality"], r["force"]) for r in rows(seen, "norms")}
    assert found == {
        ("Pact", "recommendation", "not binding"),
        ("Treaty of Meadows", "obligation", "binding"),
    }
    page = seen.get(address("norms"), headers={"Accept-Language": "fr"}).text
    assert re.search(r'class="see-binding" href="[^"]*/id/provision/2"', page)
    assert "contraignant" in page


def test_the_overview_leads_to_each_picture(seen):
    page = seen.get("/see", headers={"Accept-Language": "fr-CA, en;q=0.5"}).text
    assert all(f'href="/see/{name}"' in page for name in PICTURES)
    assert "Le soutien dans le temps" in page


def test_without_the_questions_nothing_is_drawn(client):
    assert client.get("/see/timeline").status_code == 404
    assert client.get("/see").status_code == 200


def keys(table):
    return {k: keys(v) if isinstance(v, dict) else None for k, v in table.items()}


def test_all_languages_say_the_same_things():
    english, *others = (one.table for one in words.languages().values())
    assert others
    assert all(keys(one) == keys(english) for one in others)
    said = words.FILE.read_text("utf-8")
    for key, value in english.items():
        for other in others:
            if isinstance(value, str):
                assert set(re.findall(r"{\w+}", value)) == set(re.findall(r"{\w+}", other[key])), (
                    key
                )
    assert "\u00a0" in said


@pytest.mark.parametrize("said", ["", "x", "2018-13", "2018-02-30", "0", "2018-1-1-1-x", "-1"])
def test_what_is_no_day_is_none(said):
    assert day_number(said) is None


@pytest.mark.parametrize("most", [0, 1, 2, 7, 99, 1222, 10**9])
def test_ticks_reach_beyond_the_most(most):
    marks = ticks(most)
    assert marks[0] == 0
    assert marks[-1] >= most
    assert 2 <= len(marks) <= 8
    assert len({b - a for a, b in itertools.pairwise(marks)}) == 1


def test_places_keep_their_distance():
    placed = apart([0, 0, 0, 99, 99], 10, 0, 100)
    assert all(b - a >= 10 for a, b in itertools.pairwise(placed))
    assert placed[-1] <= 100


def boxes(svg):
    """Give the room that each text of a drawing takes; turned ones are left aside."""
    for element in svg.iter(f"{{{NAMESPACE}}}text"):
        said, size = "".join(element.itertext()), float(element.get("font-size", 13))
        if element.get("x") is None:
            continue
        # The room is reckoned for the widest fonts; most take less.
        room = wide(said, size) * 0.9
        anchor = {"middle": room / 2, "end": room}.get(element.get("text-anchor"), 0)
        yield (
            said,
            Box(
                float(element.get("x")) - anchor,
                float(element.get("y")) - size * 0.75,
                room,
                size * 0.95,
            ),
        )


def overlapping(svg):
    placed = list(boxes(svg))
    return [
        (one, other)
        for n, (one, box) in enumerate(placed)
        for other, more in placed[n + 1 :]
        if box.meets(more)
    ]


@pytest.mark.parametrize("name", [name for name in PICTURES if name != "norms"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_no_two_labels_meet(seen, name, width):
    assert not overlapping(drawn(seen, name, width=width))


def test_the_questions_are_there():
    for module in Path(words.FILE.parent).glob("*.py"):
        for name in re.findall(r'= "([a-z]+(?:-[a-z]+){3,})"', module.read_text("utf-8")):
            assert (FOLDER / f"{name}.rq").exists()
