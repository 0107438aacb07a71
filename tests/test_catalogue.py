"""The parameters of the ready questions over the real graph: each takes other values."""

import string
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from server.catalogue import questions
from server.parameters import Parameters

ROOT = Path(__file__).parent.parent
QUESTIONS = {question.name: question for question in questions(ROOT / "queries")}
TAKING = [name for name, question in QUESTIONS.items() if question.parameters]
PAIRS = [(name, n) for name in TAKING for n in range(len(QUESTIONS[name].parameters))]
# For what the graph lists no values of: another value that will do.
OTHERS = {
    "integer": "2015",
    "date": "1990-01-01",
    "language": "fr",
    "iri": "http://www.wikidata.org/entity/Q183",
}

# The codes and names of all states are from the same releases of the same sources.
ALIKE = {"sources-of-the-facts-about-a-state"}


@pytest.fixture(scope="module")
def store(release):
    found = Store()
    found.bulk_load(path=str(release / "cybernorms.ttl"), format=RdfFormat.TURTLE)
    return found


@pytest.fixture(scope="module")
def parameters(store, manifest):
    return Parameters(store, list(QUESTIONS.values()), manifest["prefixes"])


def test_many_questions_take_values():
    assert len(TAKING) >= 40


@pytest.mark.parametrize("name", TAKING)
def test_the_general_wording_names_what_is_asked_for(name):
    question = QUESTIONS[name]
    named = {field for _, field, _, _ in string.Formatter().parse(question.general) if field}
    assert named <= {p.name for p in question.parameters}
    assert not question.general or question.general.endswith("?")


@pytest.mark.parametrize("name", TAKING)
def test_the_default_given_by_hand_changes_nothing(parameters, name):
    question = QUESTIONS[name]
    given = {p.name: parameters.default(question, p) for p in question.parameters}
    asked = parameters.bind(question, given)
    assert (asked.text, asked.changed) == (question.text, False)


@pytest.mark.parametrize(("name", "place"), PAIRS)
def test_the_default_is_a_value_that_the_graph_offers(parameters, name, place):
    parameter = QUESTIONS[name].parameters[place]
    offered = [choice.value for choice in parameters.choices[parameter]]
    assert bool(offered) == bool(parameter.of)
    assert not offered or parameters.default(QUESTIONS[name], parameter) in offered


@pytest.mark.parametrize(("name", "place"), PAIRS)
def test_another_value_has_another_answer(parameters, store, name, place):
    question = QUESTIONS[name]
    parameter = question.parameters[place]
    standing = parameters.default(question, parameter)
    offered = [c.value for c in parameters.choices[parameter] if c.value != standing]
    before = set(map(str, store.query(question.text)))
    for value in offered or [OTHERS[parameter.kind]]:
        asked = parameters.bind(question, {parameter.name: value})
        assert asked.changed
        found = set(map(str, store.query(asked.text)))
        if found != before or (name in ALIKE and found):
            break
    else:
        pytest.fail("every other value has the same answer")
