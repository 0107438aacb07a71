"""Scholarly references as fields: articles, chapters, books, reports and pages, in any style."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader import quotations
from loader.citations_forms import (
    symbols,
)
from loader.citations_parting import is_prose, quoted
from loader.citations_reading import MOST_WORDS, Fields, head_title, last, masked, pinned
from loader.citations_styles import AND as JOINED
from loader.citations_styles import (
    FORMS,
    INITIALS,
    SURNAME,
    authors,
    bracket,
    is_body,
    is_person,
    located,
    split_head,
)
from loader.citations_words import words

if TYPE_CHECKING:
    from loader.dates import DateReader

EDITED: Final = re.compile(r"\((?:[Eé]ds?|eds?|[Dd]irs?)\.?\)(?=[.,]? ?\((?:19|20)\d\d)")
APA: Final = re.compile(
    r"\s*(?P<names>[^()‘“\"«\d]{2,300}?),? \((?P<year>(?:1[89]|20)\d\d|n\.d\.)[a-z]?"
    r"(?:, (?P<day>[^()]{3,20}))?\)[.,:]? {0,2}(?P<rest>\S.*)", re.DOTALL,
)  # fmt: skip
SENTENCE: Final = re.compile(r"(?P<title>.{3,300}?\w\w[.?!])(?=\s|$)", re.DOTALL)
BIBLIOGRAPHIC: Final = re.compile(
    r"\s*(?P<names>[A-ZÀ-Þ][^()‘“\"«\d]{2,200}?)\. (?P<title>[^.]{3,300}(?:\.\d[^.]{0,200})?)\. "
    r"(?:(?P<place>[A-ZÀ-Þ][\w ,-]{1,40}): )?(?P<venue>[A-ZÀ-Þ][^,.;:\d]{1,80})[,;] ?"
    r"(?P<year>\d{4})"
)
AT_END: Final = re.compile(r"\s(?P<number>\d{1,4}(?:[-–]\d{1,4})?)\s?[.,]?\s*$")
AUTHOR_YEAR: Final = re.compile(
    r"\s*(?P<name>[A-ZÀ-Þ][\w’'-]+(?:(?:,? (?:and|&|et) | (?=[A-ZÀ-Þ]))[A-ZÀ-Þ][\w’'-]+){0,3}(?:"
    r" et al\.?)?)"
    r",? \(?(?P<year>(?:19|20)\d\d)[a-z]?\)?(?:[:,]? (?:pp?\.? ?|at )?(?P<page>\d{1,4}(?:"
    r"[-–]\d{1,4})?))?\s*\.?\s*"
)


def clause(clean: str, dates: DateReader) -> Fields:
    """Return the fields of "Names (2017). Title. Journal, 12(3), 45" and of "Names (2017) 45"."""
    short_form = AUTHOR_YEAR.fullmatch(clean)
    if short_form and not words().impersonal.search(short_form["name"]):
        page: Fields = (
            {"pinpoint": short_form["page"], "pinpoint_unit": "p"} if short_form["page"] else {}
        )
        return {"form": "short", "title": short_form["name"], "year": short_form["year"]} | page
    edited = EDITED.search(clean, 0, 200)
    found = APA.match(_blanked(clean, edited) if edited else clean)
    if not found or not _names(found["names"]):
        return {}
    year = found["year"] if found["year"].isdigit() else ""
    rest, given = found["rest"], {"authors": authors(found["names"]), "form": "full"}
    spans = quoted(rest, 0, min(len(rest), 500))
    if spans and spans[0].start <= 2:
        title, after = rest[spans[0].start : spans[0].end], rest[spans[0].end :]
    else:
        sentence = SENTENCE.match(rest)
        cut = sentence.end() if sentence else len(rest)
        title, after = rest[:cut], rest[cut:]
    if len(title.split()) < 2:
        return {}
    places = symbols(masked(rest, [(one.start, one.end) for one in spans]))
    if places:
        given |= {"symbol": places[0].symbol, "kind": places[0].kind, "authors": ()}
        title = title[: places[0].start] if not spans else title
    day = dates.first(f"{found['day']} {year}") if found["day"] else ""
    where = located(after, dates, entry=True) or _publisher(after)
    where = {name: one for name, one in where.items() if name not in {"date", "year"}}
    edition = _edition(clean)
    return given | edition | {
        "title": words().edition.sub("", title).strip(" .,("),
        "quoted": bool(spans and spans[0].start <= 2),
        "year": year, "date": day,
    } | _placed(where)  # fmt: skip


def _blanked(clean: str, edited: re.Match[str]) -> str:
    return clean[: edited.start()] + " " * len(edited[0]) + clean[edited.end() :]


def _placed(where: dict[str, str]) -> Fields:
    """Return where a work appeared; a page told there as a pinpoint gets its unit."""
    return where | ({"pinpoint_unit": "p"} if where.get("pinpoint") else {})


def _publisher(after: str) -> dict[str, str]:
    found = re.match(
        r"[\s.]{0,3}(?:[A-ZÀ-Þ][\w ,-]{1,40}: )?(?P<venue>[A-ZÀ-Þ][^.;:()\d]{2,80})[.,;]?", after
    )
    return {"venue": found["venue"].strip(" ,.")} if found else {}


def _names(printed: str) -> bool:
    """Tell words that are names throughout: Moynihan, H. & Schmitt, M. N.; Chatham House."""
    bare = words().editors.sub("", words().etal.sub("", printed)).strip(" ,.()")
    if is_body(bare) and ", " not in bare:
        return True
    pieces = [one.strip(" ,") for part in JOINED.split(bare) for one in part.split(", ")]
    return bool(pieces) and all(_name(one) for one in pieces if one)


def _name(piece: str) -> bool:
    lone = SURNAME.fullmatch(piece) and not words().impersonal.search(piece)
    vancouver = re.fullmatch(rf"{SURNAME.pattern} [A-Z]{{1,3}}", piece)
    return (
        bool(INITIALS.fullmatch(piece) or lone or vancouver) or is_person(piece) or is_body(piece)
    )


def _edition(clean: str) -> Fields:
    found = words().edition.search(clean)
    return {"edition": found["edition"]} if found else {}


def untitled(clean: str) -> Fields:
    """Return the fields of words that only stand by an address."""
    names, title = split_head(head_title(clean))
    return {"form": "full", "authors": names, "title": title}


def scholarly(clean: str, dates: DateReader, *, entry: bool) -> Fields:
    """Return the fields of an article, chapter, book, report, paper or page."""
    title, lead, after = _title(clean)
    dated = re.search(r"[., ] ?\(?(?P<year>(?:19|20)\d\d)[a-z]?\)?[.,]? *$", lead)
    lead = lead[: dated.start()] if dated else lead
    if title:
        where = located(after, dates, entry=entry) or (
            _publisher(after.lstrip("’'”\"» ,.")) if entry else {}
        )
        rest = after if "pinpoint" not in where else ""
        pin = {} if not rest else _paged(rest, where)
        names = authors(lead) if lead.strip(" ,") and not is_prose(lead) else ()
        if not (names or where or pin):
            return {}
        page = re.fullmatch(r"[’'”\"»,.\s]{0,4}(?P<number>\d{1,4}(?:[-–]\d{1,4})?)\s?\.?\s*", after)
        if page and not where:
            return {"form": "short", "title": title.strip(" .,"), "pinpoint": page["number"],
                    "pinpoint_unit": "p"}  # fmt: skip
        return {
            "form": "full", "title": title.strip(" .,"), "authors": names, "quoted": True,
        } | _edition(after) | ({"year": dated["year"]} if dated else {}) | (
            _placed(where) | pin)  # fmt: skip
    if entry:
        found = BIBLIOGRAPHIC.match(clean)
        if found and _names(found["names"]):
            return {
                "form": "full", "authors": authors(found["names"]), "title": found["title"].strip(),
                "venue": found["venue"].strip(), "year": found["year"],
            } | _edition(clean)  # fmt: skip
    return _book(clean, dates)


def _paged(after: str, where: dict[str, str]) -> Fields:
    """Return the pinpoint after a publication's place; its own pages are none."""
    pin = pinned(after, page=False) or last(after, dict(where))
    first = re.split(r"[-–]", pin.get("pinpoint", ""))[0]
    return {} if first in {where.get("page"), where.get("volume"), where.get("year")} else pin


def _title(clean: str) -> tuple[str, str, str]:
    """Return the quoted title, what stands before and after; one left open ends at a bracket."""
    spans = quoted(clean, 0, len(clean))
    unclosed = quotations.find(clean, 0, len(clean))[1]
    if unclosed and (not spans or unclosed[0] < spans[0].start):
        end = clean.find(" (", unclosed[0])
        cut = len(clean) if end < 0 else end
        return clean[unclosed[0] + 1 : cut].strip(), clean[: unclosed[0]], clean[cut:]
    if spans:
        span = spans[0]
        return (
            clean[span.start : span.end].strip(),
            clean[: span.start].rstrip(" ‘“«\"'"),
            clean[span.end :],
        )
    return "", "", ""


def _book(clean: str, dates: DateReader) -> Fields:
    """Return the fields of "Authors, Title (Publisher 2017) 45" and its kin."""
    article = FORMS[2].search(clean)
    if article:
        names, title = split_head(clean[: article.start()])
        return {"form": "full", "authors": names, "title": title} | _placed(
            {name: one.strip() for name, one in article.groupdict().items() if one})  # fmt: skip
    found, where = bracket(clean, dates)
    head = clean[: found.start()] if found else clean
    if found and head.strip(" ,.") and len(head.split()) <= MOST_WORDS * 2:
        names, title = split_head(head_title(head))
        edited = words().editors.search(found[0])
        page = AT_END.search(title) if edited or (names and "venue" not in where) else None
        title = title[: page.start()] if page else title
        pin = pinned(clean[found.end() :], page=False) or last(clean, {})
        pin = pin or pinned(clean[: found.start()], page=False)
        return {
            "form": "full", "authors": names, "title": title.strip(" ,."),
        } | _edition(clean) | where | (
            {"pinpoint": page["number"], "pinpoint_unit": "p"} if page else pin)  # fmt: skip
    return _comma_book(clean) or _comma_dated(clean, dates) or _bracketed(clean)


def _comma_dated(clean: str, dates: DateReader) -> Fields:
    """Return the fields of "Ministry, Title, 3 May 2019, p. 6"."""
    found = re.search(
        r", (?P<date>(?:\d{1,2}(?:er)? )?(?:[A-Za-zéû]{3,9}\.? )?(?:\d{1,2}, )?(?:19|20)\d\d)\b",
        clean,
    )
    when = dates.first(found["date"] + ",") if found else ""
    names, title = split_head(clean[: found.start()]) if found and when else ((), "")
    if not found or not names or len(title.split()) < 2:
        return {}
    title, comma, venue = title.rpartition(", ")
    if not comma or len(venue.split()) > 5 or len(title.split()) < 2:
        title, venue = f"{title}{comma}{venue}", ""
    given: Fields = {"form": "full", "authors": names, "title": title, "date": when}
    return given | ({"venue": venue} if venue else {}) | pinned(
        clean[found.end() :], page=False)  # fmt: skip


def _comma_book(clean: str) -> Fields:
    """Return the fields of "Author, Title, Paris, Pedone, 2015, p. 45"."""
    found = re.search(
        r", (?:(?P<place>[A-ZÀ-Þ][\w-]{2,25}), )?(?P<venue>[A-ZÀ-Þ][^,()\d]{2,60}), (?:coll\. "
        r"[^,]{1,60}, )?"
        r"(?:(?P<ed>[^,()]{1,20} éd\.), )?(?P<year>(?:19|20)\d\d)\b", clean,
    )  # fmt: skip
    names, title = split_head(clean[: found.start()]) if found else ((), "")
    if not found or not names or len(title.split()) < 2:
        return {}
    return {
        "form": "full", "authors": names, "venue": found["venue"],
        "title": words().edition.sub("", title).strip(" .,"),
        "year": found["year"],
    } | _edition(clean) | pinned(clean[found.end() :], page=False)  # fmt: skip


def _bracketed(clean: str) -> Fields:
    """Return the fields of "Title (Publisher)", if the bracket ends it."""
    found = re.search(r"\s\((?P<venue>[A-ZÀ-Þ][^()\d]{2,80})\)\s*[.,]?\s*$", clean)
    title = clean[: found.start()].strip(" ,.") if found else ""
    if not found or len(title.split()) < 3 or words().pinpoint.search(title):
        return {}
    names, title = split_head(title)
    return {"form": "full", "authors": names, "title": title, "venue": found["venue"]}
