"""The facts kept by hand: whole, sourced, and pointing at nothing that is not there."""

import re
from collections import Counter
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "triples").glob("*.ttl"))
ONTOLOGY = sorted((ROOT / "ontology").glob("*.ttl"))
READINGS = sorted((ROOT / "triples" / "documents").glob("*.ttl"))
# Names in more languages, for things described elsewhere.
ADDED = {"names"}
ID = "https://w3id.org/cybernorms/id/"
CN = "https://w3id.org/cybernorms/ontology#"
GRAPH = "https://w3id.org/cybernorms/graph/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SOURCE = NamedNode("http://purl.org/dc/terms/source")
PREF = NamedNode(SKOS + "prefLabel")
OTHER_LABELS = (NamedNode(SKOS + "altLabel"), NamedNode(SKOS + "hiddenLabel"))
STATUS = NamedNode(CN + "factStatus")
KIND = re.compile(re.escape(ID) + "([^/]+)/")
# What these say of others is their name, in words that a build puts together.
NAMED_AT_BUILD = {
    "milestone", "fact", "membership", "endorsement", "remark", "vote", "count", "disagreement",
}  # fmt: skip
# A source needs no source, a scheme states no fact, a document is its own.
UNSOURCED = {CN + "Source", CN + "Document", SKOS + "ConceptScheme"}


def read(paths):
    return [q.triple for path in paths for q in parse(path=path, format=RdfFormat.TURTLE)]


FACTS = read(FILES)
DESCRIBED = [path for path in FILES if path.stem not in ADDED]
SUBJECTS = {s for s, _, _ in read(DESCRIBED) if s.value.startswith(ID)}
NAMED = {s for s in SUBJECTS if KIND.match(s.value)[1] not in NAMED_AT_BUILD}
KNOWN = SUBJECTS | {s for s, _, _ in read(ONTOLOGY + READINGS)}


def values(subject, predicate):
    return [o for s, p, o in FACTS if s == subject and p == predicate]


def of_type(name):
    return {s for s, p, o in FACTS if p == TYPE and o == NamedNode(CN + name)}


def objects(predicate):
    return {s: o.value for s, p, o in FACTS if p == NamedNode(CN + predicate)}


def english(predicate):
    return [(s, o.value) for s, p, o in FACTS if p == predicate and o.language == "en"]


def test_195_states_and_the_european_union():
    assert len(of_type("State")) == 195
    assert NamedNode(ID + "organisation/eu") in of_type("IntergovernmentalOrganisation")


@pytest.mark.parametrize(
    ("predicate", "pattern"),
    [("isoAlpha2", r"[A-Z]{2}"), ("isoAlpha3", r"[A-Z]{3}"), ("m49", r"\d{3}")],
)
def test_each_state_has_a_code_of_its_own(predicate, pattern):
    states, found = of_type("State"), objects(predicate)
    codes = {state: found[state] for state in states if state in found}
    assert set(codes) == states
    assert len(set(codes.values())) == len(codes)
    assert all(re.fullmatch(pattern, code) for code in codes.values())


def test_namibia_is_not_missing():
    assert objects("isoAlpha2")[NamedNode(ID + "state/namibia")] == "NA"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_two_parsers_read_the_same_number_of_triples(path):
    assert len(set(read([path]))) == len(rdflib.Graph().parse(path)) > 0


def test_no_blank_nodes():
    assert not [t for t in FACTS if any(isinstance(term, BlankNode) for term in t)]


def test_each_entity_is_described_in_one_file_only():
    seen = Counter(s for path in DESCRIBED for s in {s for s, _, _ in read([path])})
    assert not [s for s, files in seen.items() if files > 1]


def test_each_entity_has_one_english_name():
    names = Counter(s for s, _ in english(PREF) if s in NAMED)
    assert set(names) == NAMED
    assert not [s for s, count in names.items() if count > 1]


def test_no_two_entities_of_a_kind_share_a_name():
    names = Counter((KIND.match(s.value)[1], name) for s, name in english(PREF) if s in NAMED)
    assert not [name for name, count in names.items() if count > 1]


@pytest.mark.parametrize("name", ["prefLabel", "definition"])
def test_norms_are_told_in_english_and_french(name):
    told = {(s, o.language) for s, p, o in FACTS if p == NamedNode(SKOS + name)}
    assert not [
        (s, language)
        for s in of_type("Norm") for language in ("en", "fr") if (s, language) not in told
    ]  # fmt: skip


def test_each_graph_has_a_title():
    title = NamedNode("http://purl.org/dc/terms/title")
    titled = {s.value.removeprefix(GRAPH) for s, p, _ in FACTS if p == title}
    assert not {path.stem for path in FILES} - titled


def test_other_names_differ_from_the_name():
    preferred = {(s, o) for s, p, o in FACTS if p == PREF}
    assert not [(s, o) for s, p, o in FACTS if p in OTHER_LABELS and (s, o) in preferred]


def test_each_fact_has_a_status_and_a_source():
    unsourced = {s for s, p, o in FACTS if p == TYPE and o.value in UNSOURCED}
    with_status = Counter(s for s, p, _ in FACTS if p == STATUS)
    with_source = {s for s, p, _ in FACTS if p == SOURCE}
    assert not {s for s in SUBJECTS - unsourced if with_status[s] != 1}
    assert not SUBJECTS - unsourced - with_source


def test_no_iri_of_ours_leads_nowhere():
    ours = {t for triple in FACTS for t in triple if not isinstance(t, Literal)}
    assert not {t for t in ours if t.value.startswith((ID, CN)) and t not in KNOWN}
