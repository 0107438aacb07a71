"""Broken and hostile sources: each one line that says what is wrong and what would do."""

# ruff: noqa: E501 - what stands on one line of a source stands on one here.

import time

import pytest
import written
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.model import LoaderError
from loader.reading import limits, read

BOMB = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document xmlns:w="x">&b;</w:document>'


def empty_pdf():
    page = FPDF()
    page.add_page()
    return bytes(page.output())


def huge_part():
    return written.packed(
        {"word/document.xml": b"<a>" + b" " * (limits.UNPACKED_BYTES + 10) + b"</a>"}
    )


BROKEN = {
    "empty.txt": (b" \n", "the file is empty"),
    "binary.txt": (b"abc\0def", "NUL at byte 3"),
    "controls.txt": (b"\x01\x02\x03\x04" * 9, "control characters"),
    "mixed.txt": ("été à la mer ".encode() * 9 + b"\xe9t\xe9", "not UTF-8"),
    "odd.txt": (b"\xff\xfea\0b", "utf-16"),
    "old.doc": (b"\xd0\xcf\x11\xe0" + b"x" * 99, "save it as DOCX"),
    "rich.txt": (b"{\\rtf1 hello}", "RTF"),
    "image.html": (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "image"),
    "data.xml": (b"<?xml version='1.0'?><a>words</a>", "XML"),
    "void.html": (b"<html><body><nav>only this</nav></body></html>", "no text"),
    "bomb.md": (b"---\na: &a [1]\nb: [*a, *a]\n---\nwords\n", "aliases"),
    "tag.md": (b"---\na: !!python/object/apply:os.system [ls]\n---\nwords\n", "YAML"),
    "deep.md": (b"---\na: " + b"[" * 9000 + b"\n---\nwords\n", "brackets"),
    "large.md": (b"---\na: " + b"x" * 30_000 + b"\n---\nwords\n", "front matter"),
    "broken.docx": (b"PK\x03\x04" + b"x" * 99, "broken"),
    "cut.docx": (written.docx()[:-40], "broken"),
    "sheet.docx": (written.packed({"xl/workbook.xml": "<a/>"}), "XLSX"),
    "other.zip": (written.packed({"a.txt": "x"}), "no DOCX"),
    "macros.docx": (written.docx_of("", **{"word/vbaProject.bin": "x"}), "macros"),
    "entities.docx": (written.packed({"word/document.xml": BOMB}), "document type"),
    "deep.docx": (written.packed({"word/document.xml": "<a>" * 9000}), "levels deep"),
    "xml.docx": (written.packed({"word/document.xml": "<a><b></a>"}), "no XML"),
    "none.docx": (written.docx_of(""), "no text"),
    "huge.docx": (huge_part, "unpacked"),
    "broken.pdf": (b"%PDF-1.7\nnothing here", "broken PDF"),
    "cut.pdf": (written.pdf()[:300], "broken PDF"),
    "locked.pdf": (written.locked, "encrypted"),
    "empty.pdf": (empty_pdf, "without text"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_one_clear_line(name, tmp_path):
    content, words = BROKEN[name]
    path = tmp_path / name
    path.write_bytes(content() if callable(content) else content)
    with pytest.raises(LoaderError) as caught:
        read(path)
    message = str(caught.value)
    assert words in message and str(path) in message and "\n" not in message


@pytest.mark.parametrize("name", ["missing.txt", "", "a\0b"])
def test_what_is_not_there(name, tmp_path):
    with pytest.raises(LoaderError):
        read(tmp_path / name)


def test_limits_are_named(tmp_path, monkeypatch):
    path = tmp_path / "long.txt"
    path.write_text("words " * 100)
    monkeypatch.setattr(limits, "BYTES", 100)
    with pytest.raises(LoaderError, match="600 bytes; the limit is 100: split the file"):
        read(path)
    monkeypatch.setattr(limits, "BYTES", 1000)
    monkeypatch.setattr(limits, "CHARACTERS", 100)
    with pytest.raises(LoaderError, match="600 characters; the limit is 100"):
        read(path)


N = 20_000
SLOW = {
    "nested.html": "<div>" * N + "words",
    "comments.html": "<p>words" + "<!--" * N,
    "links.html": "<p>words " + '<sup><a href="#a">1</a></sup>' * N + '<p id="a">note',
    "anchors.html": "<p>words " + "".join(f'<sup><a href="#a{i}">{i % 999}</a></sup>' for i in range(N // 4))
    + "".join(f'<p id="a{i}">note {i}' for i in range(N // 4)),
    "open.html": "<p>words" + "<a href=#x>" * N,
    "sups.html": "<p>words" + "<sup>" * N,
    "lists.html": "<ol><li>" * N + "words",
    "blanks.html": "<p>words" + " \n" * N * 20 + "<br>" * N + "end",
    "tables.html": "<table><tr><td>" * N + "<p>words",
    "classes.html": "<div class='" + "nav-" * N + "'>words</div>",
    "brackets.md": "words " + "[" * N,
    "quotes.md": "words\n\n" + ">" * N,
    "stars.md": "words " + "*a_ " * (N // 4),
    "notes.md": "words" + "[^1]" * N + "\n\n[^1]: note\n",
    "ticks.md": "words " + "`" * N + " a " + "``b" * (N // 4),
    "attributes.md": "words " + " {:" * N + " " * N,
    "meta.html": "<meta " * N + "words",
}  # fmt: skip


@pytest.mark.parametrize("name", SLOW)
def test_long_runs_take_no_longer_than_their_length(name, tmp_path):
    path = tmp_path / name
    path.write_text(SLOW[name])
    begun = time.monotonic()
    try:
        assert "words" in read(path).text
    except LoaderError as error:
        assert "\n" not in str(error)
    assert time.monotonic() - begun < 5


SOURCES = {ending: writer() for ending, writer in written.WRITERS.items()}


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(SOURCES)),
    st.lists(st.tuples(st.floats(0, 0.999), st.binary(max_size=9), st.integers(0, 30)), max_size=9),
)
def test_no_damage_gives_a_traceback(tmp_path_factory, ending, wounds):
    content = bytearray(SOURCES[ending])
    for share, words, length in wounds:
        at = int(share * len(content))
        content[at : at + length] = words
    path = tmp_path_factory.getbasetemp() / f"wounded.{ending}"
    path.write_bytes(content)
    try:
        document = read(path)
    except LoaderError as error:
        assert "\n" not in str(error)
    else:
        assert all(one.span.end <= len(document.text) for one in document.blocks)
