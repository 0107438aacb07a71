"""One source in, one document out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from loader.model import About, Document, LoaderError, Problem
from loader.read import content as file_content
from loader.reading import docx, fetch, formats, html, limits, markdown, pdf, source, text
from loader.reading.compose import compose

if TYPE_CHECKING:
    from loader.model import Format
    from loader.reading.compose import Piece


@dataclass(frozen=True, slots=True)
class Given:
    """The bytes of a source and what is known of them before they are read."""

    name: str
    content: bytes
    ending: str
    served: str = ""
    declared: str = ""


def read(
    path: Path | str,
    *,
    cache: Path | None = None,
    redirects: bool = False,
    private: bool = False,
) -> Document:
    """Return the document that a file or a web address holds.

    Only a source that begins with http:// or https:// is fetched, and only once: see fetch.py
    for `cache`, `redirects` and `private`. Raises LoaderError in one line if it can't be read.
    """
    given = (
        _fetched(str(path), cache, redirects, private) if source.is_address(path) else _file(path)
    )
    slug = source.slug_of(path)
    try:
        document = _read(given, slug)
    except RecursionError:
        raise LoaderError(f"{given.name}: too deeply nested; give its text") from None
    limits.within(given.name, len(document.text), limits.CHARACTERS, "characters", "split it")
    if not document.text.strip("\ufeff \t\r\n\f"):
        raise LoaderError(f"{given.name}: there is no text in it")
    if source.is_address(path):
        return replace(document, about=replace(document.about, url=str(path)))
    return document


def content(
    path: Path | str,
    *,
    cache: Path | None = None,
    redirects: bool = False,
    private: bool = False,
) -> bytes:
    """Return the bytes of a file or a web address, as `read` would read them."""
    if source.is_address(path):
        return _fetched(str(path), cache, redirects, private).content
    return _file(path).content


def _file(path: Path | str) -> Given:
    place = Path(path)
    return Given(str(path), file_content(place, limits.BYTES), place.suffix)


def _fetched(address: str, cache: Path | None, redirects: bool, private: bool) -> Given:
    page = fetch.fetch(
        address, cache or source.default_cache(), redirects=redirects, private=private
    )
    ending = Path(address.partition("?")[0]).suffix
    return Given(address, page.content, ending, page.content_type, page.charset)


def _read(given: Given, slug: str) -> Document:
    digest = hashlib.sha256(given.content).hexdigest()
    kind = formats.packed(given.name, given.content)
    problems: tuple[Problem, ...] = ()
    if kind == "pdf":
        pieces, about = pdf.read(given.name, given.content)
    elif kind == "docx":
        pieces, about = docx.read(given.name, given.content)
    else:
        declared = given.declared or html.charset(given.content)
        decoded = text.decode(given.name, given.content, declared)
        problems = _assumed(slug, decoded)
        kind = formats.written(given.name, decoded.text, given.ending, given.served)
        if kind == "text":
            return Document(slug, decoded.text, digest, problems=problems)
        pieces, about = _marked_up(given.name, decoded.text, kind)
    return _document(slug, digest, kind, pieces, about, problems)


def _marked_up(name: str, words: str, kind: Format) -> tuple[list[Piece], About]:
    limits.within(name, len(words), limits.CHARACTERS, "characters", "split it")
    return markdown.read(name, words) if kind == "markdown" else html.read(words)


def _document(
    slug: str,
    digest: str,
    kind: Format,
    pieces: list[Piece],
    about: About,
    problems: tuple[Problem, ...],
) -> Document:
    written, blocks = compose(pieces)
    return Document(slug, written, digest, kind, blocks, about, problems)


def _assumed(slug: str, decoded: text.Decoded) -> tuple[Problem, ...]:
    if not decoded.guessed:
        return ()
    words = f"not UTF-8, and nothing says what it is: read as {decoded.encoding}"
    return (Problem(slug, 0, "warning", "encoding-assumed", words),)
