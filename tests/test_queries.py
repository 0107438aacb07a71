"""The ready questions: each parses, says what it asks, and gives the answers written by hand.

`tests/answers/<query>.csv` holds the expected rows; its header names the variables compared.
"""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, serialize

from loader import release

ROOT = Path(__file__).parents[1]
QUERIES = sorted((ROOT / "queries").glob("*.rq"))
ANSWERS = ROOT / "tests" / "answers"
ANSWERED = [path for path in QUERIES if (ANSWERS / f"{path.stem}.csv").exists()]

# The questions that readers of the first article asked; each must have a query of its own.
ASKED = {
    *("CQ01", "CQ02", "CQ03", "CQ05", "CQ06", "CQ10", "CQ11", "CQ13", "CQ18", "CQ23"),
    *("CQ29", "CQ30", "CQ33", "CQ38", "CQ41", "CQ44", "CQ45", "CQ47", "CQ56", "CQ60"),
}
# Read by rdflib too: cheap ones, of each form of query.
SECOND_OPINION = (
    "access-dates",
    "cited-authors",
    "companies-supporting-the-paris-call-by-sector",
    "earliest-text-for-each-norm",
    "footnotes-citing-the-paris-call",
    "instruments-and-their-binding-force",
    "norms-found-in-one-text-only",
    "numbers-of-supporters",
    "provisions-by-regime",
    "regimes-recognised-by-the-un-experts",
    "regimes-under-international-law",
    "state-by-iso-code",
    "states-that-refused-the-paris-call",
    "use-of-territory-compared",
    "what-each-ibid-stands-for",
    "what-the-paris-call-adds-to-the-eleven-norms",
    "who-wrote-the-article",
)


@pytest.fixture(scope="module")
def store():
    """Return what a release holds: every graph, and what the rules derive from all of them."""
    gathered = release.gather()
    release.derive(gathered)
    return gathered


@pytest.fixture(scope="module")
def merged(store):
    """Return all graphs as one, which is what the default graph is; rdflib's Dataset warns."""
    triples = serialize(release.union(store), format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=triples, format="nt")


def head(path):
    """Return the `#+ key: value` lines at the top of a query."""
    return dict(re.findall(r"^#\+ (\w+): (.+)$", path.read_text(), re.MULTILINE))


def ask(store, path):
    """Return a query's variables and its rows as plain words; unbound is empty."""
    solutions = store.query(path.read_text(), use_default_graph_as_union=True)
    variables = [variable.value for variable in solutions.variables]
    return variables, [tuple(term.value if term else "" for term in row) for row in solutions]


def expected(path):
    with (ANSWERS / f"{path.stem}.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    return header, Counter(tuple(row) for row in rows)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_says_what_it_asks(path):
    text = path.read_text(encoding="utf-8")
    assert {"summary", "description", "tags"} <= head(path).keys()
    assert head(path)["summary"].endswith("?")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem)
    assert "SELECT *" not in text
    assert "ORDER BY" in text


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_declares_the_prefixes_it_uses_and_no_other(path):
    declared = re.findall(r"^PREFIX ([\w-]+):", path.read_text(), re.MULTILINE)
    body = re.sub(r'"[^"]*"|<[^>]*>', "", re.sub(r"(?m)^(#|PREFIX).*$", "", path.read_text()))
    assert sorted(declared) == sorted(set(re.findall(r"(?<![\w?-])([a-z][\w-]*):", body)))


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_label_is_in_one_language(path):
    text = path.read_text()
    labels = re.findall(r"(?:skos:prefLabel|rdfs:label) \?(\w+)", text)
    assert all(f"LANG(?{label})" in text for label in labels)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_gives_rows(store, path):
    assert ask(store, path)[1]


@pytest.mark.parametrize("path", ANSWERED, ids=lambda path: path.stem)
def test_the_answers_are_those_expected(store, path):
    variables, rows = ask(store, path)
    header, answers = expected(path)
    columns = [variables.index(name) for name in header]
    assert Counter(tuple(row[column] for column in columns) for row in rows) == answers


@pytest.mark.parametrize("name", SECOND_OPINION)
def test_two_engines_agree(store, merged, name):
    path = ROOT / "queries" / f"{name}.rq"
    _, rows = ask(store, path)
    others = merged.query(path.read_text())
    words = [tuple("" if term is None else str(term) for term in row) for row in others]
    assert Counter(words) == Counter(rows)


def test_at_least_fifty_queries_have_expected_answers():
    assert len(ANSWERED) >= 50


def test_every_expectation_belongs_to_a_query():
    assert {p.stem for p in ANSWERS.glob("*.csv")} <= {p.stem for p in QUERIES}


def test_each_question_asked_has_one_query():
    sources = Counter(head(path).get("source") for path in QUERIES)
    assert {source: sources[source] for source in ASKED} == dict.fromkeys(ASKED, 1)


def test_no_two_queries_ask_the_same():
    assert len({head(path)["summary"] for path in QUERIES}) == len(QUERIES)


def test_the_queries_use_each_term_of_the_ontology_and_no_other():
    core = (ROOT / "ontology" / "core.ttl").read_text(encoding="utf-8")
    bodies = (path.read_text().partition("PREFIX")[2] for path in QUERIES)
    used = {term for body in bodies for term in re.findall(r"\bcn:\w+", body)}
    assert used == set(re.findall(r"^(cn:\w+) a owl:", core, re.MULTILINE))
