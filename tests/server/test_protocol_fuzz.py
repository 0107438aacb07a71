"""The protocol under generated requests, over a real socket: never a fault of ours.

Whatever is asked, the answer is no 5xx but the documented 503, may be read from any page, and an
error is a problem in JSON or, for who prefers pages, a page.
"""

import http.client
import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
MODEST = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
METHODS = st.sampled_from(
    ["GET", "POST", "QUERY", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "get", "FOO"]
)
PATHS = st.sampled_from(
    ["/sparql", "/sparql/", "/sparql//", "/sparql/x", "/store", "/store/", "/SPARQL", "/%73parql"]
)
OTHERS = st.sampled_from(
    [
        "/",
        "/id/",
        "/graph/",
        "/ontology/",
        "/ontology.",
        "/data/",
        "/queries/",
        "/browse/",
        "/see/",
        "/see/norms",
        "/search",
        "/search/suggest",
        "/same-as",
        "/reconcile",
        "/reconcile/suggest/",
        "/reconcile/view",
        "/sitemap-",
        "/static/",
        "/api",
        "/.well-known/",
    ]
)
QUERIES = st.sampled_from(
    ["ASK {}", "SELECT * { ?s ?p ?o } LIMIT 2", "CONSTRUCT WHERE { ?s ?p ?o }", "SELEKT", "", " "]
)
ODD = st.text(max_size=8) | st.sampled_from(
    ["\0", "\r\n", "\u2028", "a:b", "urn:x", "²", "٣", "-1"]
)
# What follows a percent sign need not be two digits, and the bytes need not be UTF-8.
RAW = st.sampled_from(
    ["%", "%zz", "%FF", "%C3", "%ED%A0%80", "%00", "%25%30", "+", "%u0041", "&&", "="]
)
NAMES = st.sampled_from(
    [
        "query",
        "update",
        "default-graph-uri",
        "named-graph-uri",
        "format",
        "output",
        "timeout",
        "graph",
        "default",
        "x",
        "q",
        "iri",
        "page",
        "limit",
        "offset",
        "lang",
        "id",
        "type",
        "cursor",
        "queries",
        "extend",
        "least",
        "width",
    ]
)
VALUES = (QUERIES | ODD).map(lambda text: quote(text, errors="replace")) | RAW
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=5).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)
QUALITY = st.sampled_from(
    ["", ";q=0", ";q=1.0001", ";q=-1", ";q=", ";q=0.5;q=1", ";Q=.3", ';q="1"', ";a=b;q=0.1"]
)
RANGE = st.sampled_from(
    [
        "*/*",
        "text/html",
        "application/json",
        "text/turtle",
        "text/csv",
        "application/sparql-results+json",
        "text/*",
        "*/html",
        "html",
        ",",
        "application/problem+json",
        "image/png",
    ]
)
ACCEPT = st.lists(st.tuples(RANGE, QUALITY).map("".join), max_size=4).map(", ".join)
KIND = st.tuples(
    st.sampled_from(
        [FORM, DIRECT, "application/sparql-update", "application/json", "text/plain", "", "x"]
    ),
    st.sampled_from(
        [
            "",
            "; charset=utf-8",
            '; charset="UTF-8"',
            "; charset=latin-1",
            "; charset=",
            ";;",
            "; x=y",
        ]
    ),
).map("".join)
HEADERS = st.lists(
    st.tuples(st.just("Accept"), ACCEPT)
    | st.tuples(st.just("Content-Type"), KIND)
    | st.tuples(
        st.sampled_from(
            [
                "Accept-Language",
                "Accept-Encoding",
                "If-None-Match",
                "If-Match",
                "If-Modified-Since",
                "Range",
                "Origin",
                "Content-Encoding",
                "Forwarded",
                "X-Forwarded-Host",
                "Cookie",
                "If-Range",
            ]
        ),
        st.sampled_from(
            ["*", '"x"', "gzip", "identity", ";;q=", "fr-CA;q=0.1, *", "bytes=0-", "bytes=9-1", "é"]
        ),
    ),
    max_size=6,
)
BODY = (
    st.binary(max_size=20)
    | FIELDS.map(str.encode)
    | st.tuples(
        QUERIES
        | ODD
        | st.sampled_from(['["\\ud800"]', '{"q": {"query": "\\ud800"}}', "[1]", "[" * 2000]),
        st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "utf-32"]),
    ).map(lambda pair: pair[0].encode(pair[1], "surrogatepass"))
)
JSONS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.just("\ud800"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["query", "type", "limit", "properties", "pid", "v", "ids", "id", "settings", "q"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


def ask(server, method, target, headers=(), body=b""):
    """Send what no library would; give status, headers and body."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value.encode("latin-1"))
        if body or method in {"POST", "PUT", "PATCH", "QUERY"}:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def hold(method, status, headers, body):
    """Hold an answer to what every answer promises."""
    assert status < 500 or status == 503, body
    assert headers["Access-Control-Allow-Origin"] == "*", (status, body)
    if status >= 400 and status != 412 and method != "HEAD":
        kind = headers.get_content_type()
        assert kind in {"application/problem+json", "text/html"}, (status, kind)
        if kind == "application/problem+json":
            assert json.loads(body)["status"] == status


@MODEST
@given(METHODS, PATHS, FIELDS, HEADERS, BODY)
def test_the_endpoint(server, method, path, fields, headers, body):
    body = body if method not in {"GET", "HEAD", "OPTIONS", "TRACE"} else b""
    hold(method, *ask(server, method, f"{path}?{fields}", headers, body))


@MODEST
@given(st.sampled_from(["GET", "HEAD", "OPTIONS"]), OTHERS, VALUES, FIELDS, HEADERS)
def test_the_other_routes(server, method, path, rest, fields, headers):
    hold(method, *ask(server, method, f"{path}{rest}?{fields}", headers))


@MODEST
@given(st.sampled_from(["/same-as", "/reconcile"]), FIELDS, HEADERS, BODY)
def test_what_is_posted(server, path, fields, headers, body):
    hold("POST", *ask(server, "POST", f"{path}?{fields}", headers, body))


@MODEST
@given(st.sampled_from(["queries", "extend"]), JSONS)
def test_what_is_reconciled(server, name, value):
    value = {"q": value} if name == "queries" and not isinstance(value, dict) else value
    body = f"{name}={quote(json.dumps(value))}".encode()
    hold("POST", *ask(server, "POST", "/reconcile", [("Content-Type", FORM)], body))


@pytest.mark.parametrize("path", ["/sparql//", "/sparql//?query=ASK%7B%7D"])
def test_one_slash_at_the_end_is_passed_over_and_no_more(server, path):
    assert ask(server, "GET", path)[0] == 404


@pytest.mark.parametrize("text", ['["\\ud800"]', '["a", "\\udfff"]'])
def test_half_a_character_is_refused(server, text):
    status, _, _ = ask(
        server, "POST", "/same-as", [("Content-Type", "application/json")], text.encode()
    )
    assert status == 400


@pytest.mark.parametrize(
    "text",
    [
        'queries={"q": {"query": "\\ud800"}}',
        'queries={"\\ud800": {"query": "x"}}',
        'extend={"ids": ["\\ud800"], "properties": []}',
        'extend={"ids": [], "properties": [{"id": "x", "settings": {"limit": 1e999}}]}',
    ],
)
def test_what_json_can_say_and_nobody_means_is_refused(server, text):
    body = quote(text, safe="=").encode()
    assert ask(server, "POST", "/reconcile", [("Content-Type", FORM)], body)[0] == 400


@pytest.mark.parametrize("kind", ["suggest/type?cursor=", "properties?type=x&limit="])
@pytest.mark.parametrize("number", ["x", "-1", "²", "9" * 30])
def test_a_number_that_is_none_is_refused(server, kind, number):
    assert ask(server, "GET", f"/reconcile/{kind}{quote(number)}")[0] == 400


@given(accept=ACCEPT)
@MODEST
def test_an_error_is_a_page_only_for_who_prefers_one(server, accept):
    status, headers, _ = ask(server, "GET", "/sparql?query=SELEKT", [("Accept", accept)])
    assert status == 400
    if "html" not in accept and "*" not in accept:
        assert headers.get_content_type() == "application/problem+json"
