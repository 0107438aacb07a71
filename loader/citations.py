"""References in notes: one reading rule a part, for legal and scholarly citation forms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from loader import quotations
from loader.model import Passage, Reference, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.dates import DateReader

OPENING: Final = re.compile(r"\[\d{1,3}\]\s+")
IBID: Final = re.compile(r"(?:ibid(?:em)?|id)\b\.?", re.IGNORECASE)
SYMBOL: Final = re.compile(
    r"\b[ASE]/(?:[A-Z]{1,4}(?:[./]\d*)?/)?(?:RES/)?\d+(?:/\d+)*(?:/(?:Add|Rev|Corr)\.\d+)*"
    r"(?: ?\([IVXL]+\))?"
)
PINPOINT: Final = re.compile(
    r"\b(?P<unit>paras?|paragraphs?|arts?|articles?|principles?|rules?|pp?|at)\b\.? ?"
    r"(?P<number>\d+(?:\([a-z0-9]+\))*(?: ?[-–,] ?\d+(?:\([a-z0-9]+\))*)*)"
)
JOURNAL: Final = re.compile(
    r"\((?P<year>\d{4})\) (?P<volume>\d+) (?P<venue>[A-Z][\w.&' ]*?) (?P<page>\d+)"
    r"(?:, (?P<pinpoint>\d+(?:[-–]\d+)?))?"
)
REPORTER: Final = re.compile(
    r"\[(?P<year>\d{4})\] (?P<venue>[A-Z][\w. ]*?) (?P<page>\d+)(?:,|$|\s)"
)
REPORTS: Final = re.compile(
    r"(?P<venue>(?:[A-Z]\.?){2,5} Rep(?:orts|\.)?) (?P<year>\d{4}),? p\.? ?(?P<page>\d+)"
)
DATED: Final = re.compile(r"\((?P<words>[^()]*\d{4})\)")
SIGNAL: Final = re.compile(
    r"(?:but )?(?:see|cf|compare|e\.g)\b[.,]*(?: also| e\.g\.)?,? ", re.IGNORECASE
)
SUPRA: Final = re.compile(
    r"(?:[\w.’' -]{1,60},? )?(?:\(?supra(?: note| n\.?)?|above n(?:ote)?\.?) ?(?P<note>\d{1,3})\)?",
    re.IGNORECASE,
)
IBID_PAGE: Final = re.compile(
    r"ibid(?:em)?\.?,? (?:at )?(?P<number>\d+(?:[-–]\d+)?)", re.IGNORECASE
)
BRACKETED: Final = re.compile(r"\((?P<venue>[A-Z][^()\d]{2,})\)")
URL: Final = re.compile(
    r"<?(?P<url>(?:https?://|www\.|(?:[a-z0-9-]+\.)+[a-z]{2,6}/)[^\s<>]*)>?", re.IGNORECASE
)
CUT: Final = ("...", "…")
ACCESSED: Final = re.compile(
    r"\b(?:last )?(?:accessed|visited|consulted) (?:on )?(?P<date>[\w. ]+?\d{4})"
)
SHORT_WORDS: Final = 8


def read_note(text: str, note: Passage, dates: DateReader) -> list[Reference]:
    """Return the references of one note, in order; semicolons outside quotes part them."""
    opening = OPENING.match(text, note.span.start)
    start = opening.end() if opening else note.span.start
    number = int(note.number)
    return [_reference(text, span, number, dates) for span in _parts(text, start, note.span.end)]


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    quoted = [one.span for one in quotations.find(text, start, end)[0]]
    begin = start
    for match in re.finditer(r";\s+|\.\s+(?=(?:See|Cf|Compare)\b)", text[start:end]):
        at = start + match.start()
        if not any(span.start <= at < span.end for span in quoted):
            yield Span(begin, at)
            begin = start + match.end()
    yield Span(begin, end)


def _reference(text: str, span: Span, number: int, dates: DateReader) -> Reference:
    words = text[span.start : span.end]
    url = URL.search(words)
    address = _address(url["url"]) if url else ""
    prose = words[: url.start()].rstrip() if url else words
    signal = SIGNAL.match(prose)
    prose = prose[signal.end() :] if signal else prose
    accessed = ACCESSED.search(words)
    ibid, supra = IBID.match(prose), SUPRA.match(prose)
    title, lead = _title(prose)
    located = {} if ibid or supra else _location(prose, title, dates)
    return Reference(
        note=number,
        span=Span(span.start, span.start + len(words.rstrip())),
        form="ibid" if ibid else "short" if supra else _form(prose, located, title),
        authors=_authors(lead) if title and not located.get("symbol") else (),
        title="" if ibid or supra else title or _unquoted_title(prose),
        quoted=bool(title),
        cross=int(supra["note"]) if supra else 0,
        url=address,
        truncated=address.endswith(CUT),
        accessed=dates.first(accessed["date"]) if accessed else "",
        **_pinpoint(prose, located),
        **{name: value for name, value in located.items() if name != "pinpoint"},
    )


def _address(printed: str) -> str:
    """Return a web address without the stops and brackets of the sentence around it."""
    if printed.endswith(CUT):
        return printed
    bare = printed.rstrip(".,;:")
    while bare.endswith(")") and bare.count("(") < bare.count(")"):
        bare = bare[:-1].rstrip(".,;:")
    return bare


def _title(prose: str) -> tuple[str, str]:
    """Return the quoted title and what stands before it; one left open ends at a bracket."""
    quoted, unclosed = quotations.find(prose, 0, len(prose))
    outer = [one.span for one in quoted if not one.nested]
    if unclosed and (not outer or unclosed[0] < outer[0].start):
        end = prose.find(" (", unclosed[0])
        return prose[unclosed[0] + 1 : None if end < 0 else end].strip(), prose[: unclosed[0]]
    if outer:
        return prose[outer[0].start : outer[0].end].strip(), prose[: outer[0].start - 1]
    return "", prose


def _unquoted_title(prose: str) -> str:
    cut = re.search(r" \(|, para| \[\d{4}\]|\s+[AS]/\d|\.\s*$", prose)
    return prose[: cut.start() if cut else None].strip(" .,")


def _authors(lead: str) -> tuple[str, ...]:
    names = re.split(r",? and |, | & ", lead.strip(" ,"))
    return tuple(name.strip() for name in names if name.strip())


def _location(prose: str, title: str, dates: DateReader) -> dict[str, str]:
    """Return where a work appeared: journal, reporter, or site and date in brackets."""
    symbol = SYMBOL.search(prose)
    forms = [form.search(prose) for form in (JOURNAL, REPORTER, REPORTS)]
    first = min((one for one in forms if one), key=lambda one: one.start(), default=None)
    if first and not (symbol and symbol.start() < first.start()):
        return {name: value for name, value in first.groupdict().items() if value}
    found = _dated(prose, dates)
    after = prose.find(title) + len(title) if title else 0
    bracketed = BRACKETED.search(prose, after)
    at_end = bool(bracketed) and prose.rstrip(" .,").endswith(")")
    before = re.search(r"[’'”\"],? (?P<venue>[A-Z][\w &.-]+?) \(", prose)
    if symbol:
        return {"symbol": symbol[0], **found}
    venue = (
        before["venue"] if before else bracketed["venue"] if bracketed and (title or at_end) else ""
    )
    return ({"venue": venue} if venue else {}) | found


def _dated(prose: str, dates: DateReader) -> dict[str, str]:
    """Return the date in brackets, and the venue if it stands before it there."""
    for bracket in DATED.finditer(prose):
        for place, iso in dates.find(bracket["words"]):
            venue = bracket["words"][: place.start].rstrip(" ,")
            return {"date": iso} | ({"venue": venue} if venue else {})
    tail = re.search(r"[’'”\"],? (?:(?P<venue>[A-Z][^,()]{1,60}), )?(?P<date>[^()]*\d{4})", prose)
    for _, iso in dates.find(tail["date"]) if tail else ():
        return {"date": iso} | ({"venue": tail["venue"]} if tail and tail["venue"] else {})
    return {}


def _pinpoint(prose: str, located: dict[str, str]) -> dict[str, str]:
    """Return the place within a work: a paragraph or article before a page."""
    found = sorted(PINPOINT.finditer(prose), key=lambda one: one["unit"] in {"p", "pp", "at"})
    paged = {one["number"] for one in found} - {located.get("page", "")}
    for one in found:
        if one["number"] in paged:
            return {"pinpoint": one["number"], "pinpoint_unit": one["unit"].rstrip("s.")}
    page = IBID_PAGE.match(prose)
    number = page["number"] if page else located.get("pinpoint", "")
    return {"pinpoint": number, "pinpoint_unit": "p"} if number else {}


def _form(prose: str, located: dict[str, str], title: str) -> Literal["full", "short"]:
    bare = not located and not title and len(prose.split()) <= SHORT_WORDS
    return "short" if bare else "full"
