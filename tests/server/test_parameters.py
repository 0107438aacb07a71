"""Parameters of ready questions: how they are declared, and how values become terms."""

import pyoxigraph as ox
import pytest
from asking import CN, HEAD, ID, QUERIES
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue import read_question
from server.errors import Malformed, WorldFault
from server.parameters import Parameters

HOSTILE = 'x" } SERVICE <http://x/> {} #'
STORE = ox.Store()
STORE.update(
    HEAD
    + """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    PREFIX dcterms: <http://purl.org/dc/terms/>
    PREFIX norm: <https://w3id.org/cybernorms/id/norm/>
    INSERT DATA {
      norm:gentle-rule a cn:Thing ; skos:prefLabel "gentle rule"@en, "règle"@fr .
      norm:firm-rule skos:inScheme cn:Thing ; skos:prefLabel "firm rule"@en .
      norm:no-rule skos:prefLabel "no rule"@en .
      id:document\\/fox dcterms:title "What the fox said"@en, "Same", "Same"@fr ;
        skos:prefLabel "Fox"@en .
    }"""
)
QUESTIONS = {name: read_question(name, text) for name, text in QUERIES.items()}
PARAMETERS = Parameters(STORE, list(QUESTIONS.values()), {"id": ID, "norm": ID + "norm/"})


def bound(name, **given):
    """Ask, and return the values by variable."""
    solutions = STORE.query(PARAMETERS.bind(QUESTIONS[name], given).text)
    names = [variable.value for variable in solutions.variables]
    return [dict(zip(names, row, strict=True)) for row in solutions]


def test_the_head_is_read():
    question = QUESTIONS["who-supports"]
    assert question.description == "All who support it, with a note: none."
    assert question.tags == ("support", "test")
    [parameter] = question.parameters
    assert (parameter.name, parameter.kind, parameter.of) == ("rule", "iri", CN + "Thing")
    assert parameter.words == "What is supported."


def test_without_values_the_text_stays_as_it_is():
    for question in QUESTIONS.values():
        asked = PARAMETERS.bind(question, {p.name: " " for p in question.parameters})
        assert (asked.text, asked.title) == (question.text, question.summary)


@pytest.mark.parametrize(
    ("given", "variable", "term"),
    [
        ({"number": "-12"}, "number", ox.Literal(-12)),
        ({"day": "2020-02-29"}, "day",
         ox.Literal("2020-02-29", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))),
        ({"tongue": "pt-BR"}, "tongue", ox.Literal("pt-BR")),
        ({"where": "norm:firm-rule"}, "where", ox.NamedNode(ID + "norm/firm-rule")),
        ({"where": "https://example.org/a?b#c"}, "where", ox.NamedNode("https://example.org/a?b#c")),
        ({"said": HOSTILE}, "said", ox.Literal(HOSTILE)),
    ],
)  # fmt: skip
def test_a_value_becomes_a_term(given, variable, term):
    [row] = bound("echo", **given)
    assert row[variable] == term


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_any_words_come_back_as_they_went_in(words):
    [row] = bound("echo", said=words, number="3")
    kept = words.strip() or 'VALUES ?said { } "#'
    assert row["said"].value == kept
    assert row["number"].value == "3"


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("who-supports", {"rule": "norm:gentle-rul"}, "gentle rule"),
        ("who-supports", {"rule": "norm:no-rule"}, "which has 2"),
        ("who-supports", {"rule": "firm"}, "firm-rule (firm rule)"),
        ("who-supports", {"rule": "<b> \x00"}, "will not do"),
        ("titled", {"title": "What the fox sad"}, "What the fox said"),
        ("echo", {"number": "1e3"}, "no whole number such as 2018"),
        ("echo", {"number": "١٢"}, "no whole number"),
        ("echo", {"number": "9" * 19}, "no whole number"),
        ("echo", {"day": "2019-02-29"}, "as in 2018-11-12"),
        ("echo", {"day": "12.11.2018"}, "as in 2018-11-12"),
        ("echo", {"tongue": "en\nx"}, "as in en, fr"),
        ("echo", {"where": "no iri"}, "will not do"),
        ("echo", {"said": "x" * 2001}, "longer than 2000"),
    ],
)  # fmt: skip
def test_a_value_that_will_not_do_is_refused_with_one_that_would(name, given, said):
    with pytest.raises(Malformed) as refusal:
        PARAMETERS.bind(QUESTIONS[name], given)
    assert said in refusal.value.detail
    assert refusal.value.status == 400


def test_choices_are_those_of_the_graph_by_name():
    question = QUESTIONS["who-supports"]
    choices = PARAMETERS.choices[question.parameters[0]]
    assert [(c.label, c.value) for c in choices] == [
        ("firm rule", ID + "norm/firm-rule"),
        ("gentle rule", ID + "norm/gentle-rule"),
    ]


def test_a_code_is_named_by_what_bears_it_and_stands_for_all_literals_that_read_so():
    [parameter] = QUESTIONS["titled"].parameters
    choices = {c.value: c for c in PARAMETERS.choices[parameter]}
    assert choices["Same"].label == "Same (Fox)"
    assert set(choices["Same"].terms) == {ox.Literal("Same"), ox.Literal("Same", language="fr")}
    assert len(bound("titled", title="Same")) == 2


def test_the_title_speaks_of_the_values():
    asked = PARAMETERS.bind(QUESTIONS["who-supports"], {"rule": "norm:firm-rule"})
    assert asked.title == "Who supports firm rule?"
    asked = PARAMETERS.bind(QUESTIONS["titled"], {"title": "Same"})
    assert asked.title == "Which document has this title? (title: Same)"


@pytest.mark.parametrize(
    "declared",
    [
        "?x iri cn:Thing",
        "x iri — No question mark.",
        "?x thing — No such kind.",
        "?limit integer — A name that the address needs.",
        "?x iri other:Thing — No such prefix.",
    ],
)
def test_a_declaration_that_is_not_understood_stops_the_start(declared):
    with pytest.raises(WorldFault, match=r"q\.rq"):
        read_question("q", f"#+ parameter: {declared}\n{HEAD}SELECT ?s {{ ?s ?p ?x }}")


@pytest.mark.parametrize(
    "body",
    ["?s ?p ?x", "VALUES ?x { } ?s ?p ?x", "VALUES ?x { 1 2 }", "VALUES ?x { UNDEF }",
     'FILTER("VALUES ?x { 1 }" = ?s)'],
)  # fmt: skip
def test_a_parameter_needs_one_default_in_the_query(body):
    question = read_question("q", f"#+ parameter: ?x integer — X.\nSELECT ?s {{ {body} }}")
    with pytest.raises(WorldFault, match=r"q\.rq"):
        Parameters(STORE, [question], {})
