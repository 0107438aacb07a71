"""The layout of each text of tests/cases/structure: a new case is a new folder, no code.

A case is document.txt and layout.txt, which says line by line what stands in it.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from articles import document

from loader import language, structure
from loader.dates import DateReader
from loader.folding import fold
from loader.model import About, Block, Span

CASES = sorted((Path(__file__).parents[1] / "cases" / "structure").iterdir())
LANGUAGES = language.load_all()
READERS = {code: DateReader(one.months, one.words["year_after"]) for code, one in LANGUAGES.items()}


def layout(text, **more):
    return structure.layout(replace(document(fold(text)), **more), LANGUAGES, READERS)


def source(case):
    return (case / "document.txt").read_bytes().decode("utf-8")


def described(text, made, problems):
    """What a layout says, a line for each thing in it."""

    def words(span):
        return " ".join(text[span.start : span.end].split())

    yield f"title: {words(made.title)}"
    for name in ("issued", "symbol", "publisher", "genre", "language"):
        yield f"{name}: {getattr(made, name)}"
    yield f"authors: {', '.join(one.words for one in made.authors)}"
    yield from (f"rest: {words(one)}" for one in made.rest)
    yield from (f"heading: {words(one)}" for one in made.headings)
    for one in made.parts:
        preamble = " preamble" if one.preamble else ""
        yield f"part: {one.number} {one.unit} in={one.parent}{preamble} [{one.heading}]"
    for one in made.sentences:
        notes = ",".join(str(marker.note) for marker in one.markers)
        where = f"{one.paragraph} {one.language} part={one.part} notes={notes}"
        yield f"sentence: {where} | {words(one.span)}"
    yield from (f"note: {one.number} id={one.note} | {words(one.span)}" for one in made.notes)
    yield from (f"entry: {words(one.span)}" for one in made.entries)
    yield from (f"problem: {one.code} | {text[one.where : one.where + 20]}" for one in problems)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_layouts_are_those_a_person_reads(case):
    text = source(case)
    found = [line.rstrip() for line in described(fold(text), *layout(text))]
    assert found == (case / "layout.txt").read_text("utf-8").splitlines()


def sentences(text, **more):
    made, _ = layout(text, **more)
    return [" ".join(text[one.span.start : one.span.end].split()) for one in made.sentences]


def wrapped(text, width):
    """The text with each paragraph's lines broken at a width, as editors break them."""
    for line in text.split("\n"):
        row = ""
        for word in line.split(" "):
            if row and len(row) + 1 + len(word) > width:
                yield row
                row = word
            else:
                row = f"{row} {word}" if row else word
        yield row


LONG = """What ministers said

By Ada Marlow

France joined the Paris Call in the spring, and its ministers were glad of it for many weeks. \
Japan waited a little longer, since it had not read the text with care.

Kenya came too. It had been asked in the spring, when the Call was still new, and it had said \
then that it would rather wait for others.

The rest

Nobody else came, although all the others had been asked as well. It is a pity; it may change. \
Nobody knows more than that about it at this time.
"""
SET = {
    "wrapped at 72": "\n".join(wrapped(LONG, 72)),
    "wrapped at 50": "\n".join(wrapped(LONG, 50)),
    "wrapped and indented, no blank lines": "\n".join(
        wrapped(re.sub(r"\n\n(?=[A-Z])", "\n    ", LONG), 60)
    ),
    "a line each": LONG.replace("\n\n", "\n"),
    "carriage returns": LONG.replace("\n", "\r\n"),
    "old carriage returns": LONG.replace("\n", "\r"),
    "many blank lines": LONG.replace("\n\n", "\n \n\n\n"),
}


@pytest.mark.parametrize("name", SET)
def test_the_way_a_text_is_set_changes_no_sentence(name):
    assert sentences(fold(SET[name])) == sentences(LONG)
    assert len(sentences(LONG)) == 7


def test_blocks_that_the_format_tells_give_the_same_as_plain_text():
    rows = [
        ("title", "On wires"), ("paragraph", "By Ada Marlow"), ("heading", "First"),
        ("paragraph", "Wires hum.[1] They do."), ("aside", "a cell"), ("item", "(a) They wait."),
        ("heading", "References"), ("entry", "Marlow, A., Bread, 2044."), ("note", "[1] Ibid."),
    ]  # fmt: skip
    text, blocks = "", []
    for kind, words in rows:
        start = len(text)
        text += f"{words}\n\n"
        blocks.append(Block(kind, Span(start, start + len(words)), "1" if kind == "note" else ""))
    made, problems = layout(text, blocks=tuple(blocks), format="html")
    plain, _ = layout(text.replace("a cell\n\n", ""))
    assert [one.words for one in made.authors] == ["Ada Marlow"]
    assert problems == []
    assert sentences(text, blocks=tuple(blocks)) == sentences(text.replace("a cell\n\n", ""))
    assert (len(made.notes), len(made.entries)) == (len(plain.notes), len(plain.entries)) == (1, 1)


def test_what_a_file_says_of_itself_fills_what_its_text_does_not():
    about = About("On wires", ("Jo Q.",), "2044-05-03", "en", "", "A site")
    made, _ = layout("On wires\n\nJo Q.\n\nWires hum. They do.", about=about)
    assert (made.issued, made.publisher) == ("2044-05-03", "A site")
    assert [one.words for one in made.authors] == ["Jo Q."]


def test_a_date_in_the_text_counts_more_than_the_file_s():
    about = About(issued="2044-05-03")
    made, _ = layout("On wires\n\nPublished: 4 May 2044\n\nWires hum. They do.", about=about)
    assert made.issued == "2044-05-04"
