"""References in notes, in running text and in bibliographies: what is cited, and its parts.

Each stretch that `citations_parting` cuts out is read by the first form that fits: a back
reference, a symbol or reporter, a scholarly style, a short title. Remarks give none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader import citations_inline as inline
from loader.citations_forms import CUT, DOI, URL, address
from loader.citations_parting import after_colon, core, is_prose, parts
from loader.citations_reading import Fields, back, legal, short
from loader.citations_scholarly import clause, scholarly, untitled
from loader.citations_words import words
from loader.findings import Reference
from loader.model import Span

if TYPE_CHECKING:
    from typing import Literal

    from loader.dates import DateReader
    from loader.model import Passage

__all__ = ["URL", "months", "read_entry", "read_note", "read_text"]

OPENING: Final = re.compile(r"(?:\[\^?\d{1,4}\]|\(\d{1,4}\)|\d{1,4}[.):]?)\s+")
BULLET: Final = re.compile(r"(?:\[\d{1,4}\]|\d{1,4}[.)]|[•*–-])\s+")


def months() -> dict[str, int]:
    """Return the months as notes shorten them, with their numbers."""
    return dict(words().months)


def read_note(text: str, note: Passage, dates: DateReader) -> list[Reference]:
    """Return the references of one note, in order; a mere remark has none."""
    opening = OPENING.match(text, note.span.start, note.span.end)
    numbered = opening and note.number in re.findall(r"\w+", opening[0])
    start = opening.end() if opening and numbered else note.span.start
    number = note.note or (int(note.number) if note.number.isdigit() else 0)
    found: list[Reference] = []
    for span in parts(text, start, note.span.end):
        found += [_made(one, number, "note") for one in _stretch(text, span, dates)]
    return found


def read_entry(text: str, entry: Passage, dates: DateReader) -> list[Reference]:
    """Return the reference that an entry of a bibliography is."""
    bullet = BULLET.match(text, entry.span.start, entry.span.end)
    span = Span(bullet.end() if bullet else entry.span.start, entry.span.end)
    clean, given = strip(text[span.start : span.end], dates)
    one = clause(clean, dates) or _listed(clean, dates)
    if not one and not given:
        one = short(clean)
    fields: Fields = (one or untitled(clean)) | given | {"form": "full"}
    return [_made((_trimmed(text, span), fields), 0, "entry")] if one or given else []


def _listed(clean: str, dates: DateReader) -> Fields:
    """Return the fields of an entry; one that begins with a family name is turned round."""
    found = legal(clean, dates) or scholarly(clean, dates, entry=True)
    turned = re.match(r"\s*([A-ZÀ-Þ][\w’'-]+), ([A-ZÀ-Þ][\w’'.-]+), (?=[A-ZÀ-Þ])", clean)
    if found or not turned:
        return found
    return scholarly(f"{turned[2]} {turned[1]}, {clean[turned.end() :]}", dates, entry=True)


def read_text(text: str, passage: Passage, dates: DateReader) -> list[Reference]:
    """Return the references in a sentence: symbols and resolutions, and those in brackets."""
    return [_made(one, 0, "text") for one in inline.read(text, passage.span, dates)]


def _stretch(text: str, span: Span, dates: DateReader) -> list[tuple[Span, Fields]]:
    """Return what one stretch of a note cites."""
    span = core(text, span)
    clean, given = strip(text[span.start : span.end], dates)
    repeated = back(clean)
    if repeated:
        return [(_trimmed(text, span), repeated | given)]
    styled = clause(clean, dates)
    if not styled and is_prose(clean):
        rest = after_colon(text, span)
        return _stretch(text, rest, dates) if rest else inline.remark(text, span, dates)
    several = inline.several(clean)
    if len(several) > 1 and not given.get("url"):
        shifted = [Span(span.start + one.start, span.start + one.end) for one in several]
        return [found for one in shifted for found in _stretch(text, one, dates)]
    one = styled or legal(clean, dates) or scholarly(clean, dates, entry=False)
    if not one and not given.get("url") and not given.get("doi"):
        one = short(clean)
    if not one and not (given.get("url") or given.get("doi")):
        return []
    return [(_trimmed(text, span), (one or untitled(clean)) | given)]


def strip(printed: str, dates: DateReader) -> tuple[str, Fields]:
    """Return words with address, DOI, day of access and defined name blanked, and these."""
    given: Fields = {}
    clean = printed
    url, doi = URL.search(printed), DOI.search(printed)
    if url:
        given["url"] = address(url["url"])
        given["truncated"] = given["url"].endswith(CUT)
        clean = _blank(clean, *url.span())
        lead = words().available.search(clean[: url.start()])
        clean = _blank(clean, lead.start(), url.start()) if lead else clean
    if doi:
        given["doi"] = address(doi["doi"]).lower()
        clean = _blank(clean, *doi.span())
    accessed = words().accessed.search(clean)
    when = dates.first(accessed["date"]) if accessed else ""
    if accessed and when:
        given["accessed"] = when
        clean = _blank(clean, *accessed.span())
    called = words().defined.search(clean)
    if called and called.start() > 0:
        given["called"] = (called["a"] or called["b"]).strip(" ‘’“”'\"«»,")
        clean = _blank(clean, *called.span())
    return re.sub(r"\((\s*)\)|\[(\s*)\]|<(\s*)>", lambda m: " " * len(m[0]), clean), given


def _blank(printed: str, start: int, end: int) -> str:
    return printed[:start] + " " * (end - start) + printed[end:]


def _trimmed(text: str, span: Span) -> Span:
    """Return a span without the full stop that ends it; three dots cut an address off."""
    words = text[span.start : span.end].rstrip()
    if words.endswith(".") and not words.endswith(("..", "al.", "ibid.", "Ibid.")):
        words = words[:-1].rstrip()
    return Span(span.start, span.start + len(words))


def _made(
    one: tuple[Span, Fields], note: int, where: Literal["note", "text", "entry"]
) -> Reference:
    span, fields = one
    return Reference(note=note, span=span, where=where, **fields)
