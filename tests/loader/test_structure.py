"""Layout: title, date, author, paragraphs, sentences, notes; and what does not match up."""

import pytest
from articles import document
from hypothesis import given
from hypothesis import strategies as st

from loader import language, structure
from loader.dates import DateReader
from loader.model import Span

LANGUAGE = language.load()
LANGUAGES = {"en": LANGUAGE}
READERS = {"en": DateReader(LANGUAGE.months, LANGUAGE.words["year_after"])}
SENTENCES = [
    ("One. Two! Three? Four…", ["One.", "Two!", "Three?", "Four…"]),
    ("Mr. Smith met Dr. Who. They spoke.", ["Mr. Smith met Dr. Who.", "They spoke."]),
    ("The U.S. Congress met. So it did.", ["The U.S. Congress met.", "So it did."]),
    ("See para. 5 and art. 3. Then rest.", ["See para. 5 and art. 3.", "Then rest."]),
    ("It is 2.0 now. Good.", ["It is 2.0 now.", "Good."]),
    ("He said: ‘Go. Now.’ We left.", ["He said: ‘Go. Now.’", "We left."]),
    ("A list (One. Two.) goes on. End.", ["A list (One. Two.) goes on.", "End."]),
    ("Done.[1] Next.[2][3] ‘Last.’", ["Done.[1]", "Next.[2][3]", "‘Last.’"]),
    ("no capital. after it", ["no capital. after it"]),
    ("Two\nlines. Here.", ["Two\nlines.", "Here."]),
    ("Nicaragua v. USA is known. Yes.", ["Nicaragua v. USA is known.", "Yes."]),
    ("‘Is it so?’ Smith asked.", ["‘Is it so?’ Smith asked."]),
    ("It is so in the U.S. The rest is not.", ["It is so in the U.S.", "The rest is not."]),
    ("Bread, wires, etc. France knows.", ["Bread, wires, etc. France knows."]),
    ("He said no. Three left.", ["He said no.", "Three left."]),
    ("M. Le Brun vient. Ils sont là.", ["M. Le Brun vient.", "Ils sont là."]),
    ("Selon l’art. 3 et le n° 5, oui. Non.", ["Selon l’art. 3 et le n° 5, oui.", "Non."]),
    ("Il dit : « Oui. » Elle part.", ["Il dit : « Oui. »", "Elle part."]),
    ("It waits [...] Then it goes.", ["It waits [...] Then it goes."]),
    ("Norms.¹ Rules.² Ends", ["Norms.¹", "Rules.²", "Ends"]),
    ("Norms. [1] Rules. [2]", ["Norms. [1]", "Rules. [2]"]),
    ("J. R. Marlow came. A. Quill went.", ["J. R. Marlow came.", "A. Quill went."]),
    ("It does: one; two; three.", ["It does: one; two; three."]),
]  # fmt: skip
HEADS = [
    ("A title\n\nPublished: January 7th, 2019\n\nBody is here.", "A title", "2019-01-07", ""),
    ("A title\n\nPosted 3 May 2018\n\nBy Jo Lee\n\nBody is here.",
     "A title", "2018-05-03", "Jo Lee"),
    ("A title\n\nBody is here.\n\n[1] Note.\n\nAda Marlow", "A title", "", "Ada Marlow"),
    ("A title\n\nA title\n\nBody is here.", "A title", "", ""),
    ("\n\n  A title  \nwith more\n\nBody is here.", "A title  \nwith more", "", ""),
    ("A title\r\n\r\nBy Ada Marlow\r\n\r\nBody is here.", "A title", "", "Ada Marlow"),
    ("😀 title\n\nBody is here.", "😀 title", "", ""),
]  # fmt: skip
NOTES = [
    ("[1] One.\n\n[2] Two.", ["[1] One.", "[2] Two."]),
    ("[1] One.\n[2] Two.", ["[1] One.", "[2] Two."]),
    ("[1] One\n\n<www.example.org/a>\n\n[2] Two.", ["[1] One\n\n<www.example.org/a>", "[2] Two."]),
    ("[1] One, see [2] there.", ["[1] One, see [2] there."]),
    ("[10] Ten.\r\n\r\n[11] Eleven.\r\n", ["[10] Ten.", "[11] Eleven."]),
    ("", []),
]


def layout(text):
    return structure.layout(document(text), LANGUAGES, READERS)


@pytest.mark.parametrize(("text", "sentences"), SENTENCES)
def test_sentences(text, sentences):
    found = structure.split(text, Span(0, len(text)))
    assert [text[one.start : one.end] for one in found] == sentences


@pytest.mark.parametrize(("text", "title", "issued", "author"), HEADS)
def test_heads(text, title, issued, author):
    made, _ = layout(text)
    assert text[made.title.start : made.title.end] == title
    assert (made.issued, "".join(one.words for one in made.authors)) == (issued, author)
    assert [text[one.span.start : one.span.end] for one in made.paragraphs] == ["Body is here."]


@pytest.mark.parametrize(("end", "notes"), NOTES)
def test_notes(end, notes):
    text = f"A title\n\nBody is here.[1]\n\n{end}"
    made, _ = layout(text)
    assert [text[one.span.start : one.span.end] for one in made.notes] == notes


def test_markers_are_those_of_notes_that_are_there():
    text = "A title\n\nOne[1] and [sic] and [7] and two.[2]\n\n[1] A.\n\n[2] B."
    (paragraph,) = layout(text)[0].paragraphs
    assert [(one.note, text[one.span.start : one.span.end]) for one in paragraph.markers] == [
        (1, "[1]"), (2, "[2]"),
    ]  # fmt: skip


def test_a_note_without_a_marker_is_told():
    text = "A title\n\nOne.[1]\n\n[1] A.\n\n[2] B."
    (problem,) = layout(text)[1]
    assert (problem.code, text[problem.where :]) == ("unmarked-note", "[2] B.")


def test_headings_are_no_paragraphs():
    text = "A title\n\nA heading of its own\n\nBody is here."
    assert len(layout(text)[0].paragraphs) == 1


def test_prose_without_a_title_loses_no_paragraph():
    assert len(layout("This is prose. It goes on.\n\nIt goes further.")[0].paragraphs) == 2


@given(st.text(st.sampled_from("Ab.?![1]‘’()\n\r 😀")).filter(str.strip))
def test_every_passage_lies_in_the_text_and_no_sentence_is_lost(text):
    made, _ = layout(text)
    for paragraph in made.paragraphs:
        own = [one.span for one in made.sentences if one.paragraph == paragraph.paragraph]
        inside = "".join(text[one.start : one.end] for one in own)
        whole = text[paragraph.span.start : paragraph.span.end]
        assert "".join(inside.split()) == "".join(whole.split())
        assert all(one in paragraph.span for one in own)
