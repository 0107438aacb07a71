"""Which of the chunks above a text is its title, and whether it goes on in the next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader.structure import imprint, people
from loader.structure.chunks import Chunk, flat
from loader.structure.openers import SYMBOL
from loader.structure.sentences import split
from loader.structure.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.dates import DateReader
    from loader.model import About, Span

FIELD: Final = re.compile(r"[A-Za-zÀ-ÿ_-]{2,20}: \S")
PERIODICAL_WORDS: Final = 8
# How far below a letterhead the title may stand.
BELOW: Final = 6
TITLE_WORDS: Final = 30
# A first line with a full stop and so many words is a sentence.
SENTENCE_WORDS: Final = 5
HANGING: Final = frozenset(
    [
        "of",
        "the",
        "in",
        "and",
        "for",
        "on",
        "to",
        "a",
        "an",
        "de",
        "la",
        "le",
        "les",
        "et",
        "du",
        "des",
        "sur",
        "&",
        "–",
        "—",
    ]
)


def is_periodical(text: str, chunk: Chunk, follows: Chunk | None) -> bool:
    """Tell the name of a journal or site above a title."""
    words_of = flat(text, chunk.span)
    if chunk.kind or not follows or len(words_of.split()) > PERIODICAL_WORDS:
        return False
    known, below = words(), flat(text, follows.span)
    if known.line_is(below, "volume"):
        return True
    if follows.kind or not known.line_is(words_of, "periodical") or len(below.split()) < 3:
        return False
    told = known.starts_with(below, "published", "adopted", "byline")
    named = people.byline(text, follows.span) or people.lone_names(text, follows.span)
    numbered = any(map(str.isdigit, below))
    return not told and not named and not numbered and titleable(text, follows.span, below)


def names_issuers(text: str, span: Span) -> bool:
    """Tell lines that name states and bodies and say nothing else."""
    lines = text[span.start : span.end].split("\n")
    return all(words().line_is(one.strip(), "letterhead") for one in lines)


def is_letterhead(text: str, chunks: Sequence[Chunk], index: int) -> bool:
    """Tell whose paper it is from what paper it is, where a line further down says that."""
    known = words()
    if chunks[index].kind == "title" or not names_issuers(text, chunks[index].span):
        return False
    below = (flat(text, one.span) for one in chunks[index + 1 : index + 1 + BELOW])
    return any(
        known.starts_with(one, "paper")
        and len(one.split()) <= TITLE_WORDS
        and one[-1] not in ".;,:"
        for one in below
    )


def is_title(text: str, chunk: Chunk, about: About, dates: Sequence[DateReader]) -> bool:
    """Tell whether a chunk is the title, none having been met yet."""
    if chunk.kind in {"aside", "rule"}:
        return False
    words_of = flat(text, chunk.span)
    if chunk.kind == "title" or (about.title and words_of == " ".join(about.title.split())):
        return True
    if FIELD.match(words_of) and _is_field(words_of):
        return bool(words().starts["title"].match(words_of))
    return not _is_imprint(text, chunk.span, words_of, dates) and titleable(
        text, chunk.span, words_of
    )


def _is_field(words_of: str) -> bool:
    """Tell "Date: 3 May" from a title with a colon."""
    known = words()
    return known.starts_with(words_of, "title", "published", "byline") or known.line_is(
        words_of, "apparatus", "masthead"
    )


def _is_imprint(text: str, span: Span, words_of: str, dates: Sequence[DateReader]) -> bool:
    """Tell what is printed above a title: whose paper it is, its date, its authors."""
    known = words()
    kinds = ("masthead", "apparatus", "navigation", "page", "contents", "volume")
    if known.line_is(words_of, *kinds) or imprint.is_masthead(text, span):
        return True
    told = known.starts_with(words_of, "published", "distributed")
    if told and any(map(str.isdigit, words_of)):
        return True
    alone = SYMBOL.fullmatch(words_of) or imprint.is_date(text, span, dates)
    return bool(alone or people.byline(text, span))


def titleable(text: str, span: Span, words_of: str) -> bool:
    """Tell whether words may be a title: not too many, and no sentence or clause."""
    count = len(words_of.split())
    if count > TITLE_WORDS or words_of.endswith((",", ";")):
        return False
    if imprint.NUMBERED.match(words_of):
        return True
    sentence = words_of.endswith(".") and count >= SENTENCE_WORDS
    return not sentence and len(split(text, span)) <= 1


def goes_on(text: str, title: Span, chunk: Chunk) -> bool:
    """Tell whether a title goes on in the chunk below it."""
    between = text[title.end : chunk.span.start]
    words_of, above = flat(text, chunk.span), flat(text, title)
    if chunk.given or chunk.kind or between.strip() or words_of == above:
        return False
    known = words()
    other = known.line_is(words_of, "masthead", "apparatus", "navigation")
    if other or words_of.endswith(".") or people.byline(text, chunk.span):
        return False
    if not titleable(text, chunk.span, words_of):
        return False
    if above.endswith(":") or above.rsplit(None, 1)[-1].casefold() in HANGING:
        return True
    shouted = above.isupper() and words_of.isupper()
    return between.count("\n") == 1 and (shouted or words_of[0].islower())
