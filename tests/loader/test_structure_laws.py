"""What holds for the layout of any text: nothing is lost, nothing overlaps, no text is slow."""

import time
from itertools import pairwise

import pytest
from articles import document
from generated import articles
from hypothesis import given
from hypothesis import strategies as st

from loader import language, structure
from loader.dates import DateReader
from loader.folding import fold

LANGUAGES = language.load_all()
READERS = {code: DateReader(one.months, one.words["year_after"]) for code, one in LANGUAGES.items()}
PIECES = st.sampled_from(
    ["Wires hum. ", "States should wait", "\n", "\n\n", "[1]", "¹", "1. ", "(a) ", "(b) ",
     "Article 1", " ‘", "’ ", "“", "”", "« ", " »", "Notes", "References", "References\n\n",
     "12 May 2018", "By Ada Marlow", "Recalling bread,", "* * *", "____", "* ", "A/70/174",
     "Contents", "....... 3", "   ", ";", "Le pain est bon. ", "Der Staat und die Welt sind da. ",
     "Principle 1. ", "Page 3 of 4", "\r\n", "😀", "(i) ", "I. Wires", ":"]
)  # fmt: skip
TEXTS = st.lists(PIECES, min_size=1, max_size=40).map("".join) | articles()
# Each has a shape that a careless pattern or walk takes the square of its length for.
LONG = {
    "no stop": "word " * 60000,
    "initials": "Mr. A. " * 40000,
    "lines": "ab\n" * 60000,
    "paragraphs": "Ab cd.\n\n" * 30000,
    "brackets": "x [" * 60000,
    "round brackets": "x (" * 60000,
    "pairs of brackets": "x (a) " * 40000,
    "opening marks": "x ‘a “" * 40000,
    "apostrophes": "xs’ a " * 40000,
    "nested marks": "‘“" * 30000 + "”’" * 30000,
    "markers": "x[1] " * 40000 + "\n\n[1] a.",
    "notes": "T\n\n" + "\n\n".join(f"[{n % 999}] a b" for n in range(20000)),
    "dots": "." * 300000,
    "dots apart": ". " * 150000,
    "numbers": "1. A\n" * 30000,
    "letters": "1. A:\n" + "(a) b;\n" * 20000,
    "letters in a line": "1. A: " + "(a) b; (b) c; " * 20000,
    "articles": "\n\n".join(f"Article {n % 999}\n\nAbc def." for n in range(10000)),
    "stars": "a* " * 60000 + "\n\n" + "* a\n\n" * 5000,
    "blanks": ("a" + " " * 1000 + "\n") * 500,
    "contents": "Contents\n" + "a b c 3\n" * 30000,
    "arrows": "a > " * 60000,
    "capitals": "Ab " * 100000,
    "dates": "12 May 2018 to " * 20000,
}


def read(text):
    return structure.layout(document(fold(text)), LANGUAGES, READERS)


@given(TEXTS)
def test_every_character_is_in_one_place(text):
    made, _ = read(text)
    spans = [made.title, *made.rest, *made.headings]
    spans += [one.span for one in (*made.paragraphs, *made.notes, *made.entries)]
    held = sorted(span for span in spans if span.end > span.start)
    for before, after in pairwise(held):
        assert before.end <= after.start
    kept = "".join("".join(fold(text)[one.start : one.end].split()) for one in held)
    assert kept == "".join(fold(text).split())


@given(TEXTS)
def test_sentences_lie_in_their_paragraphs_in_order(text):
    made, _ = read(text)
    for one, after in pairwise(made.sentences):
        assert one.span.end <= after.span.start
    for one in made.sentences:
        assert one.span in made.paragraphs[one.paragraph - 1].span
        assert fold(text)[one.span.start : one.span.end].strip()


@given(TEXTS)
def test_parts_have_numbers_of_their_own_and_parents_that_are_there(text):
    made, _ = read(text)
    numbers = [one.number for one in made.parts]
    assert len(set(numbers)) == len(numbers)
    assert {one.parent for one in made.parts} <= {"", *numbers}
    assert {one.part for one in made.sentences} <= {"", *numbers}


@given(TEXTS)
def test_a_marker_means_a_note_that_is_there(text):
    made, _ = read(text)
    ids = [one.note for one in made.notes]
    assert len(set(ids)) == len(ids)
    assert 0 not in ids
    assert {marker.note for one in made.paragraphs for marker in one.markers} <= set(ids)


@pytest.mark.parametrize("name", LONG)
def test_long_texts_take_no_longer_than_their_length_asks(name):
    begun = time.perf_counter()
    read(LONG[name])
    assert time.perf_counter() - begun < 8
