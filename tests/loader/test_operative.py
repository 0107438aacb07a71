"""A text that is an instrument, or a state's position, states norms of its own."""

import pytest
from articles import document

from loader import vocabulary as v
from loader import work
from loader.discourse import Narrator
from loader.model import Layout, Part, Passage, Span
from loader.notebook import Notebook
from loader.operative import Operative

OWN = v.entity("instrument", "own")


def reader():
    return work.shared()[1]


def norms_of(text, parts=(), own=OWN, holder=""):
    """The norms read in sentences parted by line breaks: (words, modality, bearers, by whom).

    `parts` give for each sentence its part's number; a part's parent is the number before its
    letter.
    """
    spans, start = [], 0
    for line in text.split("\n"):
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    numbers = [*parts, *[""] * (len(spans) - len(parts))]
    made = tuple(
        Part(span, number, "", "para", number.rstrip("abc") if number[-1:] in "abc" else "")
        for span, number in zip(spans, numbers, strict=True)
        if number
    )
    passages = tuple(
        Passage("Sentence", span, paragraph=at, part=number)
        for at, (span, number) in enumerate(zip(spans, numbers, strict=True), 1)
    )
    layout = Layout(Span(0, 0), "", None, (), passages, passages, (), parts=made)
    narrator = Narrator(document(text), layout, reader().linkers, reader().languages)
    linker, english = narrator.linkers["en"], reader().languages["en"]
    notebook = Notebook(document(text), linker.known, english, linker, "", {}, {})
    notebook.own, notebook.holder = own, holder
    read = Operative(notebook, layout)
    for scene in narrator.scenes():
        notebook.turn_to(scene)
        read.read(scene)
    return notebook


def told(notebook):
    """Each norm as its words, modality and bearers."""
    by = {}
    for one in notebook.statements:
        by.setdefault(one.subject, {}).setdefault(one.predicate.removeprefix(v.CN), []).append(
            v.local(one.object)
        )
    return [
        (notebook.nodes[one.norm].label, by[one.norm]["modality"][0],
         sorted(by[one.norm].get("bearer", [])))
        for one in notebook.said
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "words", "modality", "bearers"),
    [
        ("States should not use proxies.", "States should not use proxies",
         "recommendation-to-refrain", ["states"]),
        ("1. Each Party shall adopt such laws as it needs.",
         "Each Party shall adopt such laws as it needs", "obligation", ["states-parties"]),
        ("No State may attack hospitals.", "No State may attack hospitals", "prohibition",
         ["states"]),
        ("2. Calls upon all States to cooperate;", "all States to cooperate", "recommendation",
         ["states"]),
        ("Urges States not to attack hospitals;", "States not to attack hospitals",
         "recommendation-to-refrain", ["states"]),
        ("3. Encourages companies to report flaws;", "companies to report flaws",
         "encouragement", ["companies"]),
        ("A Party may refuse a request.", "A Party may refuse a request", "permission",
         ["states-parties"]),
        ("We commit to protect hospitals.", "We commit to protect hospitals", "commitment",
         []),
        ("Declares that no State should host thieves;", "no State should host thieves",
         "recommendation-to-refrain", ["states"]),
        ("States may help, provided that they are asked.", "States may help", "permission",
         ["states"]),
    ],
)  # fmt: skip
def test_a_sentence_that_binds_or_recommends_states_a_norm(sentence, words, modality, bearers):
    assert told(norms_of(sentence)) == [(words, modality, bearers)]


@pytest.mark.parametrize(
    "sentence",
    [
        "This Convention shall enter into force on 1 March 2024.",
        "Some States consider that a new treaty should be made.",
        "Silence may be taken for consent.",
        "It should be noted that little was done.",
        "Nothing in this text shall limit the rights of States.",
        "If hospitals should fail, patients die.",
        "This must not be read as consent.",
    ],
)
def test_final_clauses_reports_and_asides_state_none(sentence):
    assert told(norms_of(sentence)) == []


def test_two_clauses_state_two_norms():
    text = "Accepts that States may act, and adds that such acts must not harm hospitals."
    assert [one[:2] for one in told(norms_of(text))] == [
        ("such acts must not harm hospitals", "prohibition"),
        ("States may act", "permission"),
    ]


def test_parts_under_a_chapeau_take_its_modality_and_bearers():
    text = "States should:\n(a) protect hospitals;\n(b) not use proxies; and\nThey did so."
    notebook = norms_of(text, ("3", "3a", "3b"))
    assert told(notebook) == [
        ("protect hospitals", "recommendation", ["states"]),
        ("not use proxies", "recommendation-to-refrain", ["states"]),
    ]


def test_the_part_states_the_norm_as_well_as_the_instrument():
    notebook = norms_of("States should not use proxies.", ("13f",))
    by = [
        v.local(one.subject) for one in notebook.statements if one.predicate.endswith("expresses")
    ]
    assert by == ["own", "own.13f"]
    assert dict(notebook.nodes[v.entity("provision", "own.13f")].facts)[v.CN + "provisionOf"] == OWN


def test_a_known_provision_keeps_its_name():
    known = v.entity("instrument", "un-charter")
    notebook = norms_of("All Members shall refrain from the threat of force.", ("2-4",), known)
    assert v.entity("provision", "un-charter.art-2-4") in {
        one.subject for one in notebook.statements
    }


def test_a_state_states_norms_in_its_position():
    notebook = norms_of("States should not use proxies.", own="", holder=v.entity("state", "kenya"))
    assert notebook.statements[0].subject == v.entity("state", "kenya")


def test_a_text_that_is_neither_states_none():
    assert norms_of("States should not use proxies.", own="").statements == []
