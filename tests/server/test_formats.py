"""Accept headers to formats: a table, and what must hold for any header."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import Malformed
from server.formats import BY_FORM, HTML, PROBLEM, choose, known_name, named, pick

JSON, XML, CSV, TSV = (o.media_type for o in BY_FORM["solutions"][:4])
SOLUTIONS = [o.media_type for o in BY_FORM["solutions"]]
GRAPH = [o.media_type for o in BY_FORM["graph"]]
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
WRAPPER_JSON = "application/sparql-results+json,application/json,text/javascript"
WRAPPER_RDF = "application/rdf+xml,application/xml;q=0.5"
RDFLIB_STORE = "application/sparql-results+xml, application/rdf+xml"
RDFLIB_PARSE = "text/turtle, application/x-turtle;q=0.9, application/rdf+xml;q=0.8, */*;q=0.1"


@pytest.mark.parametrize(
    ("accept", "offered", "chosen"),
    [
        (None, SOLUTIONS, JSON),
        ("", SOLUTIONS, JSON),
        ("*/*", SOLUTIONS, JSON),
        (CHROME, SOLUTIONS, HTML),
        (FIREFOX, SOLUTIONS, HTML),
        (FIREFOX, GRAPH, HTML),
        (WRAPPER_JSON, SOLUTIONS, JSON),
        (WRAPPER_RDF, GRAPH, "application/rdf+xml"),
        (RDFLIB_STORE, SOLUTIONS, XML),
        (RDFLIB_PARSE, GRAPH, "text/turtle"),
        ("application/json", SOLUTIONS, "application/json"),
        ("text/csv", SOLUTIONS, CSV),
        ("text/csv;charset=UTF-8", SOLUTIONS, CSV),
        ("text/csv;charset=latin1", SOLUTIONS, None),
        ("TEXT/CSV", SOLUTIONS, CSV),
        ("text/*", SOLUTIONS, CSV),
        ("text/*;q=0.5, text/tab-separated-values", SOLUTIONS, TSV),
        ("*/*;q=0.1, text/csv;q=0", SOLUTIONS, JSON),
        ("text/csv;q=0, */*", [CSV], None),
        ("text/csv;q=0", SOLUTIONS, None),
        ("application/json;q=0.2, text/csv;q=0.4", SOLUTIONS, CSV),
        ("application/json;q=1.5", SOLUTIONS, None),
        ("application/ld+json;profile=\"http://www.w3.org/ns/json-ld#expanded, x\"", GRAPH,
         "application/ld+json"),
        ("application/pdf", SOLUTIONS, None),
        ("nonsense", SOLUTIONS, None),
        ("*/json", SOLUTIONS, None),
        (",,", SOLUTIONS, None),
        ("text/html", [PROBLEM, HTML], HTML),
        ("*/*", [], None),
        (None, [], None),
    ],
)  # fmt: skip
def test_choose(accept, offered, chosen):
    assert choose(accept, offered) == chosen


@given(st.one_of(st.text(), st.from_regex(r"([a-z*]{1,4}/[a-z*]{1,4}(;q=[0-9.]{1,4})?,? ?){1,5}")))
def test_choose_gives_only_what_is_offered(accept):
    for offered in (SOLUTIONS, GRAPH, []):
        assert choose(accept, offered) in {None, *offered}


def test_a_hostile_header_takes_no_time():
    begin = time.monotonic()
    for piece in ('\\"', '"', "; ", "a/b;q=", "*/*,", ' ;a="'):
        choose('"' + piece * (250_000 // len(piece)), SOLUTIONS)
    assert time.monotonic() - begin < 5


@pytest.mark.parametrize("form", BY_FORM)
def test_every_offer_can_be_had_by_its_media_type_and_names(form):
    for offer in BY_FORM[form]:
        assert pick(offer.media_type, BY_FORM[form]) == offer
        assert all(named(name, BY_FORM[form]) == offer for name in offer.names)
        assert named(offer.media_type, BY_FORM[form]) == offer


def test_an_unknown_name_is_refused():
    known_name("JSON")
    with pytest.raises(Malformed, match="csv"):
        known_name("docx")
