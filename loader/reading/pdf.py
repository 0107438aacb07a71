"""PDF: the text in reading order, its notes, and what the file says of itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pypdfium2 as pdfium

from loader.model import About, LoaderError
from loader.reading import limits, pdf_flow, pdf_order, pdf_page
from loader.reading.compose import Piece, tidy
from loader.reading.notes import sort_out

if TYPE_CHECKING:
    from loader.reading.pdf_page import Line

# What programs call documents whose writers gave them no title.
UNTITLED: Final = re.compile(
    r"untitled|microsoft word|\.(?:docx?|pdf|indd|tex)\b|^\W*$", re.IGNORECASE
)


def read(name: str, content: bytes) -> tuple[list[Piece], About]:
    """Return the pieces and metadata of a PDF.

    Raises LoaderError if it is broken, encrypted, too long, or holds images only.
    """
    document = _opened(name, content)
    try:
        limits.within(name, len(document), limits.PAGES, "pages", "split the file")
        about = _about(document)
        found = _pages(name, document)
    finally:
        document.close()
    if not any(found):
        raise LoaderError(
            f"{name}: a PDF without text, such as scanned images; recognise its text (OCR)"
        )
    pieces = pdf_flow.pieces(found)
    if about.title and not any(one.kind == "title" for one in pieces):
        same = [one for one in pieces[:5] if one.words.lower() == about.title.lower()]
        pieces = [Piece("title", one.words) if one in same else one for one in pieces]
    return sort_out(pieces), about


def _opened(name: str, content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise LoaderError(f"{name}: an encrypted PDF; save it without a password") from None
        raise LoaderError(f"{name}: a broken PDF; save or print it again") from None


def _pages(name: str, document: pdfium.PdfDocument) -> list[list[Line]]:
    made: list[tuple[list[Line], float]] = []
    total = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            raise LoaderError(f"{name}: page {number + 1} is broken; save it again") from None
        try:
            lines, width, height = pdf_page.lines(page, number + 1, name)
        except pdfium.PdfiumError:
            raise LoaderError(f"{name}: page {number + 1} is broken; save it again") from None
        finally:
            page.close()
        total += sum(len(one.words) for one in lines)
        limits.within(name, total, limits.CHARACTERS, "characters", "split the file")
        columned = bool(made) and any(one.column for one in made[-1][0])
        made.append((pdf_order.ordered(lines, width, columned=columned), height))
    return pdf_order.without_furniture(made)


def _about(document: pdfium.PdfDocument) -> About:
    """Return the title and author; the day the file was made is not that of its text."""
    told = {key: tidy(words[:500]) for key, words in document.get_metadata_dict().items()}
    title = told.get("Title", "")
    author = told.get("Author", "")
    names = tuple(one for one in re.split(r"\s*[;,&]\s*|\s+and\s+", author) if " " in one)
    return About("" if UNTITLED.search(title) else title, names)
