"""One text in five formats is one reading: the same claims, citations, mentions and parts."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import typeset

from loader import reading, work

GOLD = Path(__file__).parents[1] / "gold" / "seen"
NAMES = sorted(path.stem for path in GOLD.glob("*.txt"))


def read(path):
    return work.shared()[1].load(reading.read(path))


def found(one):
    """What a reading says, wherever in the text it stands."""
    text, layout = one.document.text, one.layout
    return {
        "claims": Counter((s.subject, s.predicate, s.object, s.stance) for s in one.statements),
        "citations": Counter(
            (c.work, c.reference.note, c.pinpoint or c.reference.pinpoint, c.reference.form)
            for c in one.citations
        ),
        "mentions": Counter(mention.entity for mention in one.mentions),
        "parts": Counter((part.number, part.unit) for part in layout.parts),
        "head": (
            " ".join(text[layout.title.start : layout.title.end].split()),
            tuple(name.words for name in layout.authors),
            layout.issued, layout.symbol, layout.genre, layout.language, len(layout.notes),
        ),
    }  # fmt: skip


@cache
def prose_of(name):
    text = (GOLD / f"{name}.txt").read_bytes().decode()
    wanted = json.loads((GOLD / f"{name}.json").read_bytes())["title"].lower()
    blocks = text.split("\n\n")
    title = next(one for one in blocks if one.lower() == wanted or wanted in one.lower())
    return typeset.blocks(text, title)


@cache
def as_text(name):
    return found(read(GOLD / f"{name}.txt"))


@pytest.mark.parametrize("form", typeset.FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_every_format_is_read_as_the_text_is(name, form, tmp_path):
    path = tmp_path / f"{name}.{form.rpartition('.')[2]}"
    path.write_bytes(typeset.FORMATS[form](prose_of(name)))
    expected, got = as_text(name), found(read(path))
    for what, value in expected.items():
        assert got[what] == value, what


def test_the_texts_say_enough_to_differ():
    told = [as_text(name) for name in NAMES]
    assert sum(sum(one["claims"].values()) for one in told) > 100
    assert sum(sum(one["citations"].values()) for one in told) > 20
