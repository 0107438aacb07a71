"""Search over HTTP: the page, its JSON, suggestions, and what is refused."""

import json
import re
from html import unescape
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MEADOW = "https://w3id.org/cybernorms/id/state/meadow"
THING = "https://w3id.org/cybernorms/ontology#Thing"
REFUSED = [
    ("/search?format=json", 400, "q="),
    ("/search?q=%20&format=json", 400, "q="),
    ("/search?q=meadow&kind=Wolf", 400, "Document, "),
    ("/search?q=meadow&names=xx", 400, "en"),
    ("/search?q=meadow&page=0", 400, "page=0"),
    ("/search?q=meadow&page=-1", 400, "page=-1"),
    ("/search?q=meadow&page=²", 400, "page="),
    ("/search?q=meadow&limit=101", 400, "100"),
    ("/search?q=meadow&page=99999999999999", 404, "last is 1"),
    ("/search?q=meadow&page=2", 404, "last is 1"),
    ("/search?q=meadow&format=ttl", 406, "application/json"),
]


def ask(client, address, **headers):
    return json.loads(client.get(address, headers={"Accept": "application/json", **headers}).data)


def test_the_json_has_what_is_documented(client):
    found = ask(client, "/search?q=Praire&lang=fr")
    assert {key: value for key, value in found.items() if key not in {"hits", "facets"}} == {
        "query": "Praire", "language": "fr", "kinds": [], "names": "", "page": 1, "pages": 1,
        "total": 1, "whole": True, "first": 1,
    }  # fmt: skip
    assert found["hits"] == [
        {
            "iri": MEADOW, "label": "Prairie", "language": "fr", "kind": THING, "kinds": [THING],
            "name": "Prairie", "names": ["fr"], "role": "label", "how": "typo", "score": 92.3,
            "description": "",
        }
    ]  # fmt: skip
    assert found["facets"] == {
        "kinds": [{"kind": THING, "label": "chose", "count": 1}],
        "names": [{"language": "fr", "count": 1}],
    }


def test_labels_are_in_the_readers_language(client):
    assert ask(client, "/search?q=meadow")["hits"][0]["label"] == "Meadow"
    french = {"Accept-Language": "de, fr;q=0.8, en;q=0.5"}
    assert ask(client, "/search?q=meadow", **french)["hits"][0]["label"] == "Prairie"
    assert ask(client, "/search?q=meadow&lang=xx")["hits"][0]["label"] == "Meadow"
    answer = client.get("/search?q=meadow")
    assert {"Accept", "Accept-Language"} <= set(answer.vary.as_set(preserve_casing=True))


@pytest.mark.parametrize(
    ("filters", "hits"),
    [
        ("", ["Meadow"]),
        ("&kind=Thing", ["Meadow"]),
        ("&kind=" + quote(THING, safe=""), ["Meadow"]),
        ("&kind=Document", []),
        ("&kind=Document&kind=Thing", ["Meadow"]),
        ("&kind=", ["Meadow"]),
        ("&names=en", ["Meadow"]),
        ("&names=fr", []),
    ],
)
def test_filters_narrow_the_hits_and_not_the_counts(client, filters, hits):
    found = ask(client, f"/search?q=meadow{filters}")
    assert [hit["label"] for hit in found["hits"]] == hits
    assert [facet["count"] for facet in found["facets"]["kinds"]] == [1]


def test_pages_hold_every_hit_once(client):
    whole = ask(client, "/search?q=s&limit=100")
    pages = [ask(client, f"/search?q=s&limit=1&page={n}") for n in range(1, whole["total"] + 1)]
    assert pages[0]["pages"] == whole["total"]
    everything = [hit["iri"] for page in pages for hit in page["hits"]]
    assert everything == [hit["iri"] for hit in whole["hits"]]
    assert len(everything) == whole["total"] > 1


def test_the_page_shows_hits_and_links_to_this_copy(client):
    html = client.get("/search?q=meadow").get_data(as_text=True)
    assert '<a href="/id/state/meadow">Meadow</a>' in html
    assert "1 hit<" in html
    assert 'value="meadow"' in html
    below = client.get("/search?q=meadow", base_url="http://localhost/cn")
    html = below.get_data(as_text=True)
    assert '<a href="/cn/id/state/meadow">' in html
    assert 'action="/cn/search"' in html
    assert not re.search(r'(href|action|src)="/(?!cn/)', html)


def test_the_page_says_when_nothing_is_called_so(client):
    assert "Nothing is called so" in client.get("/search?q=zebra").get_data(as_text=True)
    near = client.get("/search?q=gentle+zebra").get_data(as_text=True)
    assert "Near names" in near
    assert "gentle rule" in near
    filtered = client.get("/search?q=meadow&kind=Document").get_data(as_text=True)
    assert 'href="/search?q=meadow"' in filtered


def test_the_page_without_a_question_asks_for_one(client):
    answer = client.get("/search")
    assert answer.status_code == 200
    assert "hit" not in answer.get_data(as_text=True).partition("<main")[2].partition("<form")[0]
    assert 'role="search"' in answer.get_data(as_text=True)


def test_what_is_typed_is_shown_as_text_only(client):
    html = client.get('/search?q="><script>alert(1)</script>').get_data(as_text=True)
    assert "<script>alert" not in html
    assert '"><script>alert(1)</script>' in unescape(html)


@pytest.mark.parametrize(("address", "status", "said"), REFUSED)
def test_what_cannot_be_meant_is_refused_with_what_would_do(client, address, status, said):
    answer = client.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert said in json.loads(answer.data)["detail"]


def test_suggestions_are_as_opensearch_has_them(client):
    answer = client.get("/search/suggest?q=mea&lang=fr")
    assert answer.mimetype == "application/x-suggestions+json"
    assert json.loads(answer.data) == ["mea", ["Prairie"], ["chose"], [MEADOW]]
    assert json.loads(client.get("/search/suggest").data) == ["", [], [], []]


def test_the_search_describes_itself_by_public_addresses(client):
    answer = client.get("/opensearch.xml", headers={"Host": "evil.example"})
    assert answer.mimetype == "application/opensearchdescription+xml"
    text = answer.get_data(as_text=True)
    assert "https://w3id.org/cybernorms/search?q={searchTerms}" in text
    assert "evil" not in text


def test_an_answer_that_is_known_is_not_sent_again(client):
    tag = client.get("/search?q=meadow").headers["ETag"]
    assert client.get("/search?q=meadow", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/search?q=rule", headers={"If-None-Match": tag}).status_code == 200
    other = {"If-None-Match": tag, "Accept": "application/json"}
    assert client.get("/search?q=meadow", headers=other).status_code == 200


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=30), st.text(max_size=5), st.sampled_from(["html", "json"]))
def test_no_request_makes_a_fault(client, text, other, form):
    address = f"/search?q={quote(text, errors='replace')}&page={quote(other, errors='replace')}"
    assert client.get(f"{address}&format={form}").status_code in {200, 400, 404}
