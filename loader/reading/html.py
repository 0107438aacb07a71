"""Web pages and fragments: their text, with notes, and what they say of themselves."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from selectolax.lexbor import LexborHTMLParser

from loader.reading import html_about, html_main, html_notes
from loader.reading.compose import Piece, tidy
from loader.reading.html_blocks import Writer
from loader.reading.html_tree import Walk
from loader.reading.notes import sort_out

if TYPE_CHECKING:
    from loader.model import About

CHARSET: Final = re.compile(
    rb"<(?:meta[^>]{0,300}?charset|\?xml[^>]{0,100}?encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.-]{2,40})",
    re.IGNORECASE,
)
HEAD: Final = 4096


def charset(content: bytes) -> str:
    """Return the encoding that a page declares within itself.

    >>> charset(b'<meta charset="latin1">')
    'latin1'
    """
    found = CHARSET.search(content[:HEAD])
    return found[1].decode("ascii", "ignore") if found else ""


def read(text: str, whole: bool = True) -> tuple[list[Piece], About]:
    """Return a page's pieces and metadata; with `whole` off all of it is the document's."""
    tree = LexborHTMLParser(text)
    root = tree.root
    if root is None:
        return [], html_about.EMPTY
    parts = html_main.find(root, whole)
    walk = Walk(frozenset(parts.left_out), parts.main, parts.prose_pre)
    events = walk.run(root)
    pieces = Writer(events, html_notes.find(events)).run()
    headings = [tidy(node.text(deep=True)).replace("\n", " ") for node in tree.css("h1")]
    printed = [one.words for one in pieces if one.kind == "heading"]
    about = html_about.read(tree, [*headings, *printed])
    return sort_out(titled(pieces, about.title, headings)), about


def titled(pieces: list[Piece], title: str, headings: list[str]) -> list[Piece]:
    """Return the pieces with one title, if the document has any.

    That is the block so named, or the first heading of the first level, or what stands first
    and says the same as the metadata; else the metadata's own.
    """
    at = _printed_title(pieces, title)
    if at is not None:
        rest = [one for i, one in enumerate(pieces) if i != at and not _repeats(one, pieces[at])]
        return [replace(pieces[at], kind="title", level=0, number=""), *rest]
    same = [one for one in headings if one and alike(one, title)]
    alone = headings[0] if len(headings) == 1 else ""
    if pieces and (same or title or alone):
        return [Piece("title", same[0] if same else title or alone), *pieces]
    return pieces


def _printed_title(pieces: list[Piece], title: str) -> int | None:
    places = list(enumerate(pieces))
    choices = [
        [i for i, one in places if one.kind == "title"],
        [i for i, one in places if one.kind == "heading" and alike(one.words, title)],
        [i for i, one in places if one.kind == "heading" and one.level == 1],
        [i for i, one in places[:3] if title and one.words.lower() == title.lower()],
        [0] if pieces and not title and _leads(pieces) else [],
    ]
    return next((found[0] for found in choices if found), None)


def _leads(pieces: list[Piece]) -> bool:
    """Tell whether the first block is a heading above all others."""
    levels = [one.level for one in pieces if one.kind == "heading"]
    return pieces[0].kind == "heading" and all(one > levels[0] for one in levels[1:])


def _repeats(piece: Piece, title: Piece) -> bool:
    return piece.kind in ("title", "heading") and piece.words == title.words


def alike(printed: str, title: str) -> bool:
    """Tell whether a heading is the title that the metadata has, perhaps with the site's name.

    >>> alike("A Call for Peace", "A call for peace | The Blog"), alike("News", "A call")
    (True, False)
    """
    one, other = (re.sub(r"[\W_]+", " ", words).strip().lower() for words in (printed, title))
    return bool(one) and (one == other or (len(one) > 4 and other.startswith(f"{one} ")))
