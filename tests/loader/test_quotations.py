"""Quotations: which marks belong together, what nests, what stays open, what brackets change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader import quotations

QUOTED = [
    ("‘a b’", ["a b"]),
    ("“a b”, she said", ["a b"]),
    ("«a b»", ["a b"]),
    ('"a b"', ["a b"]),
    ("'a b'", ["a b"]),
    ("it isn’t ‘a’", ["a"]),
    ("the dogs’ bone", []),
    ("don't, can't", []),
    ("‘it isn’t so’", ["it isn’t so"]),
    ("‘a “b” c’", ["a “b” c", "b"]),
    ("“a ‘b’ c”", ["a ‘b’ c", "b"]),
    ("‘a’ and ‘b’", ["a", "b"]),
    ("‘’", []),
    ("(‘a’)", ["a"]),
    ("‘a’.[3]", ["a"]),
    ("‘the states’ patience’ grew", ["the states’ patience"]),
]
MORE = [
    ("« a b »", ["a b"]),
    ("« a “b” c »", ["a “b” c", "b"]),
    ("„a b“", ["a b"]),
    ("„a b”", ["a b"]),
    ("“a ‘b c”", ["a ‘b c"]),
    ("“a b.\n\n“c d.”", ["a b"]),
    ("L’Appel dit que « l’on s’engage »", ["l’on s’engage"]),
]
OPEN = [("‘a b", [0]), ("a “b", [2]), ("‘a “b’", [0, 3]), ("a b’", []), ("it isn’t", [])]
ALTERED = [
    ("[p]revent", ["case-change"]),
    ("x [P]revent", ["case-change"]),
    ("a […] b", ["omission"]),
    ("a [… ] b", ["omission"]),
    ("a [...] b", ["omission"]),
    ("note[d]", ["insertion"]),
    ("a [the] b", ["insertion"]),
    ("[p]revent […] note[s]", ["case-change", "insertion", "omission"]),
    ("plain", []),
    ("a [12] b", []),
    ("it is [a] b", ["insertion"]),
]


@pytest.mark.parametrize(("text", "words"), MORE)
def test_marks_of_more_languages_and_of_several_paragraphs(text, words):
    end = text.find("\n") if "\n" in text else len(text)
    found, _ = quotations.find(text, 0, end)
    assert [text[one.span.start : one.span.end] for one in found] == words


@pytest.mark.parametrize(("text", "words"), QUOTED)
def test_quotations(text, words):
    found, _ = quotations.find(text, 0, len(text))
    assert [text[one.span.start : one.span.end] for one in found] == words


def test_only_what_is_within_another_is_nested():
    found, _ = quotations.find("‘a “b” c’ “d”", 0, 13)
    assert [one.nested for one in found] == [False, True, False]


@pytest.mark.parametrize(("text", "places"), OPEN)
def test_marks_that_stay_open(text, places):
    assert quotations.find(text, 0, len(text))[1] == places


@pytest.mark.parametrize(("words", "kinds"), ALTERED)
def test_alterations(words, kinds):
    (found,), _ = quotations.find(f"‘{words}’", 0, len(words) + 2)
    assert sorted(found.alterations) == kinds


@given(st.text(st.sampled_from("‘’“”«»\"' a.[]s")), st.integers(0, 5), st.integers(0, 5))
def test_whatever_the_marks_each_quotation_lies_between_a_pair(text, before, after):
    start, end = before, max(before, len(text) - after)
    found, unclosed = quotations.find(text, start, end)
    for one in found:
        assert start < one.span.start < one.span.end < end
        marks = quotations.around(text, one.span)
        assert quotations.PAIRS[text[marks.start]] == text[marks.end - 1]
    assert all(text[at] in quotations.PAIRS for at in unclosed)
