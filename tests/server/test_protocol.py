"""The SPARQL 1.1 Protocol's ways to ask, as tables; no Flask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import Forbidden, Malformed, Refusal, UnsupportedMedia
from server.guard import Dataset
from server.protocol import FORM, QUERY, UPDATE, Query, parse

G = "http%3A%2F%2Fexample.org%2Fg"
GRAPH = "http://example.org/g"


@pytest.mark.parametrize(
    ("request_parts", "query"),
    [
        (("GET", "query=ASK%20%7B%7D", "", b""), Query("ASK {}")),
        (("GET", "query=ASK+%7B%7D", "", b""), Query("ASK {}")),
        (("HEAD", "query=ASK+%7B%7D", "", b""), Query("ASK {}")),
        (("GET", "query=%22caf%C3%A9%22", "", b""), Query('"café"')),
        (("POST", "", FORM, b"query=ASK+%7B%7D"), Query("ASK {}")),
        (("POST", "", FORM + "; charset=UTF-8", b"query=ASK+%7B%7D"), Query("ASK {}")),
        (("POST", "", QUERY, b"ASK {}"), Query("ASK {}")),
        (("POST", "format=csv", QUERY, b"ASK {}"), Query("ASK {}", None, "csv")),
        (("GET", "query=A&output=xml", "", b""), Query("A", None, "xml")),
        (("GET", f"query=A&default-graph-uri={G}", "", b""), Query("A", Dataset((GRAPH,)))),
        (("POST", f"named-graph-uri={G}", QUERY, b"A"), Query("A", Dataset((), (GRAPH,)))),
        (("POST", "", FORM, f"query=A&default-graph-uri={G}".encode()),
         Query("A", Dataset((GRAPH,)))),
        (("GET", "", "", b""), None),
        (("POST", "", FORM, b""), None),
        (("GET", "unrelated=1", "", b""), None),
    ],
)  # fmt: skip
def test_parse(request_parts, query):
    assert parse(*request_parts) == query


@pytest.mark.parametrize(
    ("request_parts", "refusal"),
    [
        (("GET", "query=A&query=B", "", b""), Malformed),
        (("POST", "query=A", FORM, b"query=B"), Malformed),
        (("POST", "query=A", QUERY, b"B"), Malformed),
        (("GET", "query=", "", b""), Malformed),
        (("GET", "query=%FF", "", b""), Malformed),
        (("POST", "", QUERY, b"\xff"), Malformed),
        (("GET", "query=A&default-graph-uri=relative", "", b""), Malformed),
        (("GET", "query=A&default-graph-uri=http%3A%3E", "", b""), Malformed),
        (("GET", "query=A&format=docx", "", b""), Malformed),
        (("GET", "&".join(["a=b"] * 20_000), "", b""), Malformed),
        (("POST", "", FORM, b"update=CLEAR+ALL"), Forbidden),
        (("GET", "update=CLEAR+ALL", "", b""), Forbidden),
        (("POST", "", UPDATE, b"CLEAR ALL"), Forbidden),
        (("POST", "", "text/plain", b"ASK {}"), UnsupportedMedia),
        (("POST", "", "", b"ASK {}"), UnsupportedMedia),
        (("POST", "", "application/json", b"{}"), UnsupportedMedia),
        (("POST", "", QUERY + ";charset=latin-1", b"ASK {}"), UnsupportedMedia),
    ],
)
def test_refusals(request_parts, refusal):
    with pytest.raises(refusal):
        parse(*request_parts)


@given(st.sampled_from(["GET", "POST"]), st.text(), st.sampled_from([FORM, QUERY, ""]), st.binary())
def test_any_request_is_read_or_refused(method, query_string, content_type, body):
    try:
        assert parse(method, query_string, content_type, body) is None or True
    except Refusal as refusal:
        assert 400 <= refusal.status < 500
