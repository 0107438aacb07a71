"""What the guard refuses and what it must let through."""

import time

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import Forbidden, Malformed, Refusal, TooLarge
from server.guard import Dataset, calls_service, inspect, split, unescape

X = "<http://127.0.0.1:9/>"
CALLS = [
    f"SELECT * {{ SERVICE {X} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service silent {X} {{}} }}",
    f"SELECT * {{ SeRvIcE{X}{{}} }}",
    "SELECT * { SERVICE ?x { ?s ?p ?o } }",
    "PREFIX a: <http://x/> SELECT * { SERVICE a:b { ?s ?p ?o } }",
    "PREFIX a: <http://x/> SELECT * { SERVICEa:b{ ?s ?p ?o } }",
    "PREFIX : <http://x/> SELECT * { SERVICESILENT:b{ ?s ?p ?o } }",
    f"SELECT * {{ SERVICE # comment {{\n {X} # more\n {{}} }}",
    f"SELECT * {{ SERVICE#\n#\n{X}#}}\n{{}} }}",
    f"SELECT * {{ ?s ?p 1SERVICE {X}{{}} }}",
    f"SELECT * {{ ?s ?p 1.0e5SERVICE {X}{{}} }}",
    f"SELECT * {{ ?s ?p trueSERVICE {X}{{}} }}",
    f"SELECT * {{ ?s ?p ?o.SERVICE {X}{{}} }}",
    f'SELECT * {{ ?s ?p "x"@en SERVICE {X}{{}} }}',
    f"SELECT * {{ ?s ?p '\\'' SERVICE {X}{{}} }}",
    f'SELECT * {{ ?s ?p """a"b"" \\""" c""" SERVICE {X}{{}} }}',
    f"SELECT * {{ \\u0053ERVICE {X} {{}} }}",
    f"SELECT * {{ SERVICE\\u0020{X} {{}} }}",
    f"SELECT * {{ \\U00000053ervice {X} \\u007B\\u007D }}",
    f'SELECT * {{ ?s ?p "a\\u0022" SERVICE {X} {{}} FILTER("b\\u0022"="") }}',
    f"SELECT * {{ ?s ?p ?o FILTER(?s<'>')SERVICE {X}{{}} FILTER(?x='') }}",
    f"SELECT * {{ ?s ?p ?o FILTER(?s<?x#>'''\n)SERVICE {X}{{}}#'''\n }}",
    f"SELECT * {{ ?s ?p <http://x/O'> SERVICE {X} {{}} ?s ?p <http://x/O'> }}",
    f"SELECT * {{ ?s ?p <http://x#a> SERVICE {X} {{}} }}",
    f'SELECT * {{ VALUES ?x {{ """a" }} SERVICE {X} {{}} }}',
    f"ASK {{ {{ SELECT * {{ OPTIONAL {{ SERVICE {X} {{}} }} }} }} }}",
]
INNOCENT = [
    "SELECT * { ?s ?p 'SERVICE <http://x/> {}' }",
    'SELECT * { ?s ?p "SERVICE <http://x/> {}" }',
    "SELECT * { ?s ?p '''\nSERVICE <http://x/> {}\n''' }",
    "SELECT * { ?s ?p ?o } # SERVICE <http://x/> {}",
    "SELECT * { ?s ?p <http://x/SERVICE> }",
    "SELECT * { ?s <http://x/service> ?o { ?a ?b ?c } }",
    "SELECT * { ?s a <http://www.w3.org/ns/sparql-service-description#Service> }",
    "SELECT ?service $SERVICE { ?service ?SERVICE ?o { } }",
    "PREFIX service: <http://x/> SELECT * { ?s service:SERVICE ?o . ?o a service:x }",
    "PREFIX e: <http://x/> SELECT * { ?s e:service ?o { ?o e:SERVICE ?x } }",
    "SELECT * { _:service ?p 'x'@service }",
    "SELECT * { ?s ?p ?o FILTER(?s < 1 && ?o > 2) }",
]


@pytest.mark.parametrize("text", CALLS)
def test_service_is_refused(text):
    with pytest.raises(Forbidden, match="SERVICE"):
        inspect(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_the_word_service_may_be_said(text):
    inspect(text)


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA { <a:> <b:> 1 }", "PREFIX x: <http://x/>\nDELETE WHERE { ?s ?p ?o }",
     "clear all", "BASE <http://x/> LOAD <y>", "WITH <http://x/> INSERT {} WHERE {}"],
)  # fmt: skip
def test_updates_are_refused_in_words(text):
    with pytest.raises(Malformed, match="read-only"):
        inspect(text)


def test_depth():
    inspect("SELECT * " + "{" * 150 + "}" * 150)
    inspect("ASK { ?s ?p '" + "{" * 1000 + "' } #" + "(" * 1000)
    for bracket in "{([":
        with pytest.raises(Malformed, match="nests"):
            inspect("SELECT * " + bracket * 201)


@pytest.mark.parametrize("link", ["+1", "*?x", "&&?x", "||?x=1", " UNION {}", "/<urn:p>", "|a"])
def test_chains(link):
    inspect("ASK { " + link * 5_000 + "}")
    inspect("ASK { ?s ?p '" + link * 30_000 + "' }")
    with pytest.raises(Malformed, match="chains"):
        inspect("ASK { " + link * 20_001 + "}")


def test_ordinary_large_queries_pass():
    inspect("SELECT * { VALUES ?x { " + "-1 <urn:x/a+b> 'c' " * 17_000 + "} }")
    inspect("SELECT * { " + "".join(f"?s{n} ?p{n} ?o{n} . " for n in range(500)) + "}")
    inspect("SELECT * " + "{" * 50 + "?s ?p ?o" + "}" * 50)


def test_a_service_may_be_allowed():
    allowed = frozenset({"https://example.org/sparql"})
    call = "SELECT * {{ SERVICE {} {{ ?s ?p ?o }} }}"
    assert inspect(call.format("<https://example.org/sparql>"), allowed) is None
    for other in ("<https://example.org/sparql/>", "<https://example.org/>", "?x", "e:"):
        with pytest.raises(Forbidden, match="but: https"):
            inspect(call.format(other), allowed)
    both = call.format("<https://example.org/sparql>") + call.format("<urn:x>")
    with pytest.raises(Forbidden):
        inspect(both, allowed)


# What may stand anywhere between two words, and what hides a word.
SPACES = [" ", "\n", "\t", "#x\n", "#'\n", '#"\n', "#<\n", "#{\r"]
GAPS = st.lists(st.sampled_from(SPACES), min_size=1, max_size=4).map("".join)
TERMS = [
    "'service <urn:x> {'", r'"\""', "'''a'\n'''", '"""\n"b"""', "<urn:service#'>", "'x'@service",
    "<urn:x#>", "1", "true", "?service", "_:service", r'"\\"', r"'\''",
]  # fmt: skip
TARGETS = ["<http://127.0.0.1:9/>", "?e", "SILENT <http://127.0.0.1:9/>"]


@st.composite
def clauses(draw, *, calls):
    """Write a valid query that calls a service, or one that only says so."""
    terms = draw(st.lists(st.sampled_from(TERMS), max_size=4))
    between = "".join(f"?s ?p{draw(GAPS)}{term}{draw(GAPS)}." for term in terms)
    if not calls:
        return f"SELECT * {{ {between} {{}} }}"
    raised = draw(st.lists(st.booleans(), min_size=7, max_size=7))
    word = "".join(c.upper() if up else c for c, up in zip("service", raised, strict=True))
    if draw(st.booleans()):
        word = word[:2] + f"\\u{ord(word[2]):04X}" + word[3:]
    clause = f"{word}{draw(GAPS)}{draw(st.sampled_from(TARGETS))}{draw(GAPS)}{{}}"
    return f"SELECT * {{ {between} {clause} {between.replace('_:service', '1')} }}"


@given(clauses(calls=True))
def test_no_service_slips_through(text):
    with pytest.raises(Forbidden):
        inspect(text)


@given(clauses(calls=False))
def test_who_only_says_it_is_let_through(text):
    pyoxigraph.Store().query(text)
    inspect(text)


def test_length():
    inspect("ASK { ?s ?p '" + "x" * 1_000_000 + "' }")
    for letter in ("x", "é"):
        with pytest.raises(TooLarge):
            inspect(letter * (1 << 20) + "x")


MERGES = {
    "SELECT * FROM <http://g/1> FROM <http://g/2> {}": Dataset(("http://g/1", "http://g/2")),
    "PREFIX g: <http://g/> SELECT * FROM g:1 from named g:3 FROM g:2 {}":
        Dataset(("http://g/1", "http://g/2"), ("http://g/3",)),
    "BASE <http://g/> SELECT * FROM <1> FROM <2> {}": Dataset(("http://g/1", "http://g/2")),
    "SELECT * FROM <http://g/1> {}": None,
    "SELECT * { ?s ?p 'FROM <http://g/1> FROM <http://g/2>' }": None,
    "SELECT * FROM u:1 FROM u:2 {}": None,
    "PREFIX from: <http://g/> SELECT ?from { ?from from:from ?from }": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "dataset"), MERGES.items())
def test_graphs_to_merge(text, dataset):
    assert inspect(text) == dataset


@given(st.text(alphabet="SERVICservice<>{}'\"\\u0053#?:. \n\r()ab"))
def test_any_text_is_inspected(text):
    try:
        inspect(text)
    except Refusal as refusal:
        assert refusal.status in {400, 403}


def test_unescape_leaves_what_is_no_character():
    assert unescape("\\u0041\\U0000005A\\UFFFFFFFF") == "AZ\\UFFFFFFFF"


PIECES = [
    "service ", "<a#'>", "<service#'>", "'", '"', '\\"', '"\\', '\\"""', "\\u0053", "{", "?a<b#",
    "#service\n", "service#", "?a<", "a.", "a-", "<a'>\\", "'''\\", "#\n", "service:",
    "service", "<a'''>",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_long_texts_are_inspected_in_linear_time(piece):
    begin = time.monotonic()
    for start in ("service ", "<service#'>" * 2000 + "\n"):
        text = start + piece * (200_000 // len(piece))
        calls_service(text)
        list(split(text))
    assert time.monotonic() - begin < 10
