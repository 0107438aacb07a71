"""Whom names in a text are linked to, by the facts kept by hand."""

import pytest

from loader import folders, knowledge, language
from loader.dates import DateReader
from loader.linking import Linker, distinctive
from loader.model import Span

LANGUAGE = language.load()
LINKER = Linker(
    knowledge.load([*folders.ontology(), *folders.facts()]),
    DateReader(LANGUAGE.months, LANGUAGE.words["year_after"]),
)


def linked(text):
    found = LINKER.mentions(text, Span(0, len(text)), "body")
    return [one.entity.split("/id/")[1] for one in found if "/id/date/" not in one.entity]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("The Dialogue", False), ("Digital Security", False), ("Orange", False), ("ICON", False),
        ("The Future Society", False), ("National health information center", False),
        ("Packet Clearing House", True), ("GitHub", True), ("Women4Cyber Foundation", True),
        ("Center for Democracy and Technology", True),
    ],
)  # fmt: skip
def test_who_is_only_listed_has_a_name_that_can_hardly_be_other_words(name, known):
    assert distinctive(name) is known


def test_words_that_are_also_names_of_listed_supporters_are_not_linked():
    text = (
        "The Dialogue on Digital Security went on. Orange flags on every Professional Options day."
    )
    assert linked(text) == []


def test_listed_supporters_are_linked_by_long_names_with_or_without_brackets():
    text = "Packet Clearing House and GitHub met the Centre for European Policy Studies."
    assert linked(text) == [
        "organisation/packet-clearing-house", "organisation/github",
        "organisation/centre-for-european-policy-studies-ceps",
    ]  # fmt: skip


def test_a_listed_supporter_takes_no_name_from_another_thing():
    assert linked("Dell Technologies and Total") == ["organisation/dell", "organisation/total"]


def test_a_region_takes_no_name_from_states():
    assert linked("Australia and New Zealand") == ["state/australia", "state/new-zealand"]
    assert linked("Micronesia") == ["state/federated-states-of-micronesia"]
    assert linked("in Eastern Europe") == ["region/eastern-europe"]
