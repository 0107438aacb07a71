"""The index of names over a few made-up things: folding, how names fit, order, kinds, languages."""

import os
import sqlite3

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.folding import fold, unbracketed, variants
from server.names import NameIndex, open_index
from server.names_file import Wanted
from server.names_index import make
from server.names_likeness import likeness
from server.release import Dump, Release

CN = "https://w3id.org/cybernorms/ontology#"
HEAD = f"""
PREFIX cn: <{CN}>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX : <https://example.org/>
"""
THINGS = """
:call a cn:Instrument, cn:Declaration ; skos:prefLabel "Meadow Call for Peace"@en,
    "Appel de la Prairie pour la paix"@fr ; skos:altLabel "Meadow Call"@en ;
    cn:symbol "M/RES/7(II)" ;
    skos:definition "An accord of animals."@en, "Un accord entre animaux."@fr .
:meadow a cn:State, cn:Actor ; skos:prefLabel "Meadow"@en, "Prairie"@fr, "Луг"@ru, "草地"@zh ;
    cn:isoAlpha3 "MDW" ; cn:demonym "prairial"@fr .
:oak a cn:State ; skos:prefLabel "Chênaie"@fr .
:society a cn:Organisation ; skos:prefLabel "Burrow Society (BURSOC)"@en ;
    skos:definition "Keeps the peace between meadows."@en .
:works a cn:Company ; skos:prefLabel "Mole & Søn Works"@en ; cn:near :society, :call .
:listing a cn:Endorsement ; cn:endorser :works ; cn:listedAs "Mole Works Inc." .
:claim a cn:Claim ; skos:prefLabel "Meadow Call"@en .
:plain dcterms:title "Untyped record" .
"""
# What is typed, what is found first, and how.
FOUND = [
    ("Meadow Call", "call", "exact"),
    ("  meadow   CALL! ", "call", "exact"),
    ("call meadow", "call", "variant"),
    ("meadowcall", "call", "variant"),
    ("M/RES/7(II)", "call", "exact"),
    ("m res 7 ii", "call", "exact"),
    ("mres7ii", "call", "variant"),
    ("meado", "meadow", "prefix"),
    ("peace call", "call", "words"),
    ("prairie paix", "call", "words"),
    ("Maedow Call", "call", "typo"),
    ("Meadw", "meadow", "typo"),
    ("chenaie", "oak", "exact"),
    ("CHÊNAIE", "oak", "exact"),
    ("луг", "meadow", "exact"),
    ("草地", "meadow", "exact"),
    ("mdw", "meadow", "exact"),
    ("Prairial", "meadow", "exact"),
    ("BURSOC", "society", "exact"),
    ("burrow society", "society", "exact"),
    ("mole soen works", "works", "typo"),
    ("mole and søn works", "works", "typo"),
    ("Mole Works", "works", "prefix"),
    ("bur row society", "society", "variant"),
    ("meadow appel", "call", "words"),
    ("untyped", "plain", "prefix"),
]
NOTHING = ["", " ", "?!", "\0", "\"'--;%_*", "zzzz", "AND", "NEAR(", "x" * 5000, "\ud7ff"]
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
ANYTHING = st.text(st.characters(), max_size=40)


def store_of(turtle):
    store = ox.Store()
    store.load((HEAD + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def index():
    return NameIndex.from_store(store_of(THINGS))


def iris(matches):
    return [one.iri.rpartition("/")[2] for one in matches]


@pytest.mark.parametrize(("text", "thing", "how"), FOUND)
def test_a_thing_is_found_by_what_people_type(index, text, thing, how):
    first = index.candidates(text)[0]
    assert (first.iri, first.how) == (f"https://example.org/{thing}", how)
    scores = {"exact": first.score == 100, "variant": first.score == 97}
    assert scores.get(how, first.score <= 95)


@pytest.mark.parametrize("text", NOTHING)
def test_what_names_nothing_finds_nothing(index, text):
    assert index.candidates(text) == []
    assert index.search(text, Wanted()).judged == []


def test_kinds_narrow_and_records_are_found_only_by_their_kind(index):
    assert iris(index.candidates("Meadow")) == ["meadow", "call"]
    assert iris(index.candidates("Meadow", kinds=[CN + "Declaration"])) == ["call"]
    assert iris(index.candidates("Meadow Call", kinds=[CN + "Claim"])) == ["claim"]
    assert iris(index.candidates("Meadow Call", kinds=[CN + "Claim", CN + "State"])) == ["claim"]
    for none in ("https://example.org/none' OR 1", "\ud800"):
        assert index.candidates("Meadow", kinds=[none]) == []
        assert index.search("peace", Wanted((none,))).judged == []


def test_a_match_says_what_it_is(index):
    [one] = index.candidates("appel de la prairie pour la paix", language="fr")
    assert (one.label, one.language) == ("Appel de la Prairie pour la paix", "fr")
    assert (one.role, one.spoken, one.kinds) == (
        "label", ("fr",), (CN + "Instrument", CN + "Declaration"),
    )  # fmt: skip
    assert one.description == "Un accord entre animaux."
    assert index.candidates("Meadow Call", language="zh")[0].label == "Meadow Call for Peace"
    assert index.candidates("chenaie", language="ru")[0].language == "fr"


def test_only_names_in_one_language_or_in_none(index):
    assert iris(r.row for r in index.search("prairie", Wanted(language="fr")).judged) == [
        "meadow", "call",
    ]  # fmt: skip
    assert index.search("prairie", Wanted(language="ru")).judged == []
    assert iris(r.row for r in index.search("MDW", Wanted(language="ru")).judged) == ["meadow"]


def test_what_is_said_of_things_is_found_after_their_names(index):
    found = index.search("peace", Wanted()).judged
    assert [(r.row.iri[-4:], r.how) for r in found] == [("call", "words"), ("iety", "definition")]
    assert iris(r.row for r in index.search("animaux", Wanted()).judged) == ["call"]


def test_a_cut_list_of_hits_is_not_called_whole(index):
    assert index.search("meadow", Wanted()).whole
    assert not index.search("meadow", Wanted(limit=1)).whole


def test_the_index_is_the_same_bytes_whatever_the_order_of_the_data():
    quads = list(store_of(THINGS))
    other = ox.Store()
    other.extend(reversed(quads))
    assert make(store_of(THINGS)) == make(other)


def test_an_index_outlives_a_fork(index):
    index.candidates("meadow")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"yes" if iris(index.candidates("meadow"))[0] == "meadow" else b"no")
        os._exit(0)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as answer:
        os.close(writing)
        assert answer.read() == b"yes"


@pytest.mark.parametrize("spoil", ["absent", "older", "broken"])
def test_a_release_without_a_fitting_index_gets_one_in_memory(tmp_path, spoil):
    path = tmp_path / "search.sqlite"
    if spoil == "broken":
        path.write_bytes(b"no database" * 1000)
    elif spoil == "older":
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 1")
        database.close()
    dumps = () if spoil == "absent" else (Dump("search.sqlite", "", 0, ""),)
    release = Release((), "", root=tmp_path, dumps=dumps)
    found = open_index(release, store_of(THINGS))
    assert isinstance(found.image.image, bytes)
    assert found.candidates("meadow call")


def test_a_release_with_a_fitting_index_is_read_from_its_file(tmp_path):
    path = tmp_path / "search.sqlite"
    path.write_bytes(make(store_of(THINGS)))
    path.chmod(0o444)
    release = Release((), "", root=tmp_path, dumps=(Dump("search.sqlite", "", 0, ""),))
    found = open_index(release, ox.Store())
    assert found.image.image == path
    assert found.candidates("meadow call")


@given(ANYTHING)
def test_folding_what_is_folded_changes_nothing(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert all(word.isalnum() for word in folded.split())


@given(WORDS)
def test_case_and_outer_blanks_never_matter(text):
    assert fold(f"  {text}\n") == fold(text)
    assert fold(text.casefold()) == fold(text)


@given(WORDS, WORDS)
def test_likeness_is_a_score_and_full_for_the_same_only(one, other):
    one, other = fold(one), fold(other)
    how, score = likeness(one, other)
    assert 0 <= score <= 100
    assert (score == 100) == (how == "exact") == (one == other)


@given(WORDS)
def test_variants_are_variants_of_each_other(text):
    key = fold(text)
    if key:
        assert variants(" ".join(reversed(key.split()))) & variants(key)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=8))
def test_a_thing_is_found_by_each_of_its_own_names(names):
    store = ox.Store()
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
    for number, name in enumerate(names):
        thing = ox.NamedNode(f"https://example.org/{number}")
        store.add(ox.Quad(thing, label, ox.Literal(name)))
    index = NameIndex.from_store(store)
    for number, name in enumerate(names):
        found = {one.iri: one for one in index.candidates(name)}
        if fold(name):
            assert found[f"https://example.org/{number}"].how == "exact"


@settings(max_examples=60, deadline=None)
@given(ANYTHING)
def test_no_text_breaks_a_search(index, text):
    index.search(text, Wanted())
    index.candidates(text, kinds=[text], language=text)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Burrow Society (BURSOC)", ("Burrow Society", "BURSOC")),
        ("Meadow Call (2011)", ("Meadow Call",)),
        ("M/RES/7(II)", ()),
        ("(all)", ()),
        ("Meadow (old) Call", ()),
    ],
)
def test_brackets_hold_another_name(name, parts):
    assert unbracketed(name) == parts
