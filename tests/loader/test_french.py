"""What French prose needs beyond its rules: its quotation marks, and sentences made to be slow."""

import time

import pytest

from loader import language, quotations, views
from loader.model import Span

FRENCH = language.load("fr")
# Sentences as rules see them, at most as long as the loader reads (pipeline.LONGEST_SENTENCE).
HOSTILE = {
    "actors with commas": "⟨a0⟩, " * 1000,
    "instruments joined": "le ⟨i0⟩ et " * 500,
    "regimes with commas": "⟨a0⟩ estime que " + "le ⟨r1⟩, " * 600,
    "negations": "n’a pas " * 740,
    "adverbs": "La ⟨a0⟩ " + "aussi encore " * 450,
    "relative clauses": ", qui " * 990,
    "conditions": "si " * 1990,
    "states": "Les États a b c d e " * 290,
    "parties": "Chaque Partie " * 420,
    "figures": "1 200 " * 990,
    "apostrophes": "l’" * 2990,
}


@pytest.mark.parametrize("sentence", HOSTILE.values(), ids=HOSTILE)
def test_no_french_sentence_takes_long(sentence):
    begun = time.process_time()
    for rules in FRENCH.rules.values():
        for rule in rules:
            for _ in rule.match.finditer(sentence):
                pass
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("text", "quoted", "plain"),
    [
        ("Le mot « cyber » plaît.", "cyber", "Le mot cyber plaît."),
        ("Le mot «cyber» plaît.", "cyber", "Le mot cyber plaît."),
        ("La notion d’« ingérence » reste.", "ingérence", "La notion d’ingérence reste."),
    ],
)
def test_marks_with_blanks_inside_hold_the_words_alone(text, quoted, plain):
    found, unclosed = quotations.find(text, 0, len(text))
    assert [text[one.span.start : one.span.end] for one in found] == [quoted]
    assert unclosed == []
    whole = Span(0, len(text))
    assert views.plain(text, whole, (), found, ()).text == plain
    assert "⟨q0⟩" in views.masked(text, whole, (), found, ()).text


@pytest.mark.parametrize("code", language.load_all())
def test_every_language_has_the_same_words(code):
    assert set(language.load(code).words) == set(language.load("en").words)


@pytest.mark.parametrize(
    ("lead", "sentence", "meant"),
    [
        ("La ", "Elle soutient l’Appel.", "Elle"),
        ("Le ", "Il soutient l’Appel.", "Il"),
        ("", "Elle soutient l’Appel.", "Elle"),
        ("Les ", "Ils soutiennent l’Appel.", "Ils"),
        ("En 2018, la ", "Elle n’a pas signé l’Appel.", "Elle"),
        # Article and pronoun disagree, the subject stands elsewhere, the verb is anyone's.
        ("Le ", "Elle soutient l’Appel.", ""),
        ("Un ami de la ", "Elle soutient l’Appel.", ""),
        ("La ", "Elle pleut sur l’Appel.", ""),
        ("Le ", "Il est vrai que l’Appel dure.", ""),
        ("La ", "Elle a été signée à Paris.", ""),
    ],
)
def test_a_pronoun_takes_up_the_subject_that_opened_the_last_sentence(lead, sentence, meant):
    found = FRENCH.words["resumed"].match(f"{lead}|{sentence}")
    assert (found["pronoun"] if found else "") == meant
