"""One stretch of a note as the fields of a reference: each function reads one kind of form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from loader.citations_forms import (
    COURT,
    ILC,
    LAW,
    SERIES,
    UN_DOC,
    case_number,
    court,
    symbols,
)
from loader.citations_parting import is_prose, quoted
from loader.citations_styles import (
    authors,
    bracket,
    is_body,
    located,
    split_head,
)
from loader.citations_words import UNITS as UNIT_NAMES
from loader.citations_words import words

if TYPE_CHECKING:
    from loader.dates import DateReader

# The keyword arguments of a Reference, but for its place.
Fields = dict[str, Any]
SHORT_WORDS: Final = 8
MOST_WORDS: Final = 25
HEAD_CUT: Final = re.compile(
    r"\s?[(\[](?=[^()\[\]]{0,200}\d|[A-ZÀ-Þ])|, (?=paras?\b|p\. )|\.\s*$|,?\s(?:UN|U\.N\.) Doc\b|;"
    r"|,? (?=(?:ECLI:)?EU:[CTF]:\d)"
)
# What follows a title and is none of it: its date, the kind of decision, the word before a number.
TAIL: Final = re.compile(
    r"(?:,? (?:\d{1,2}(?:er)? )?[A-Za-zéû]{3,9}\.? (?:\d{1,2}, )?(?:19|20)\d\d"
    r"|,? (?:arrêt|jugement|avis consultatif|ordonnance|fond|exceptions préliminaires|[Jj]udg"
    r"(?:e)?ment|[Mm]erits"
    r"|[Aa]dvisory [Oo]pinion|[Oo]rder|[Dd]ecision)(?: (?:du|of) [^,]{4,20})?"
    r"|,? (?:App(?:lication|l)?s?\.? ?[Nn]os?\.?|[Rr]eq(?:uête)?\.? n[°o]s?|Case(?: [Nn]o)?\.?|"
    r"[Aa]ffaire|[Aa]ff\.?)){1,4}$"
)
NO_TITLE: Final = re.compile(
    r"(?:[Tt]he|[Ii]ts|[Ll]a|[Ll]es?|[Ss]es|[Ss]a)?|(?:UN|U\.N\.)?(?: ?Docs?\.?)?|Case|Affaires?"
    r"|Joined Cases|App(?:lication)?\.? [Nn]os?\.?"
)
DAY_FIRST: Final = re.compile(r"\d{1,2}(?:er)? [^\W\d]{3,10} \d{4}")
# OSCOLA's paragraph of a judgment: [1986] ICJ Rep 14 [205].
SQUARE: Final = re.compile(
    r"[\w)] \[(?P<number>\d{1,4}(?:[-–]\d{1,4}|\]-\[\d{1,4})?)\]\s*[.,]?\s*$"
)
AFTER_BRACKET: Final = re.compile(
    r"[)\]][ ,]{1,3}(?P<number>\d{1,4}(?:[-–]\d{1,4})?)(?=\s?[.,;]?\s*$)"
)
# How far from its start a title may be cut at a pinpoint; "Article 8 of …" is part of it.
NEAR: Final = 8
OF_WHAT: Final = re.compile(r" (?:of|de|du|des|and|et|in)\b")
OF: Final = re.compile(r"\s?,? ?(?:of|de la|de l[’']|du|des|de|to|del)? ?(?:the )?")
CAPITALS: Final = re.compile(
    r"[A-ZÀ-Þ][\w.’'-]*(?:(?:, | & | and | et |,? v\.? | )[A-ZÀ-Þ\d][\w.’'-]*){0,8}[ ,(:]{0,3}$"
)


def back(clean: str) -> Fields:
    """Return the fields of ibid., supra note n, (n 12), op. cit.; none if it is no such form."""
    begin = len(clean) - len(clean.lstrip())
    ibid = words().ibid.match(clean, begin)
    if ibid and re.match(
        r"\s*(?:$|[.,;:(\[§¶]|\d)|\s(?:at|p|para|art|rule|§)", clean[ibid.end() :]
    ):
        cross = words().cross.match(clean, ibid.end())
        if not cross:
            return {"form": "ibid"} | pinned(clean[ibid.end() :])
    found = _crossing(clean) or words().cited.search(clean)
    if not found:
        return {}
    head = clean[: found.start()].rstrip(" ,(")
    note = found.groupdict().get("note")
    places = symbols(head)
    told: Fields = {"symbol": places[-1].symbol, "kind": places[-1].kind} if places else {}
    return told | {
        "form": "short", "title": _called(head), "cross": int(note) if note else 0,
    } | pinned(clean[found.end() :])  # fmt: skip


def _crossing(clean: str) -> re.Match[str] | None:
    """Return a reference to a note: "n 12" stands for one only first, bracketed or with supra."""
    for found in words().cross.finditer(clean):
        printed = found[0].lower()
        first = not clean[: found.start()].strip()
        plain = re.match(r"n[ .no]|fn|note", printed)
        if not plain or first or found["after"]:
            return found
    return None


def _called(head: str) -> str:
    """Return the name or short title before a back reference, without the prose before it."""
    spans = quoted(head, 0, len(head))
    if spans:
        return head[spans[-1].start : spans[-1].end].strip(" .,")
    if not is_prose(head) and len(head.split()) <= SHORT_WORDS * 2:
        return head.strip(" .,:")
    found = CAPITALS.search(head[-200:])
    return found[0].strip(" ,.:(") if found else ""


def pinned(after: str, *, page: bool = True) -> Fields:
    """Return the first pinpoint with its unit, or else a lone number at the end, a page."""
    found = sorted(words().pinpoint.finditer(after), key=lambda one: one["page"] is not None)
    for one in found:
        named = (name for name in UNIT_NAMES if one[name])
        unit = next(named, "para")
        number = re.sub(r"(?<=\d) ?([a-z]{1,3})\)", r"(\1)", one["number"].strip())
        number = re.sub(r"(?<=[\d)]) (?=\()", "", number)
        within = words().pinpoint.match(after, one.end() + 2) if unit == "art" else None
        if within and after[one.end() : one.end() + 2] == ", " and number.isdigit():
            below = within["number"] if within["para"] or within["sign"] else ""
            number += f"({below})" if below.isdigit() else ""
        return {"pinpoint": number, "pinpoint_unit": "p" if unit == "page" else unit}
    bare = words().bare.match(after) if page else None
    return {"pinpoint": bare["number"], "pinpoint_unit": "p"} if bare else {}


def legal(clean: str, dates: DateReader) -> Fields:
    """Return the fields of a work found by symbol, resolution, series, reporter or case number."""
    spans = quoted(clean, 0, len(clean))
    bare = masked(clean, [(one.start, one.end) for one in spans])
    anchors = _anchors(bare)
    if not anchors:
        return {}
    first = min(start for start, _, _ in anchors)
    if _journal_before(clean, bare, first, dates):
        return {}
    fields: Fields = {name: one for _, _, given in reversed(anchors) for name, one in given.items()}
    head = clean[:first]
    title = _own_title(clean, [one for one in spans if not is_prose(clean[: one.start])])
    lead = head[: head.find(title) - 1] if title and title in head else ""
    names = (
        authors(lead) if title and lead and not fields.get("symbol") and not is_prose(lead) else ()
    )
    rest = masked(bare, [(start, end) for start, end, _ in anchors])
    titled = title or head_title(head) or _tail_title(rest, max(end for _, end, _ in anchors))
    at = len(head) if titled and titled in head else 0
    where = {} if fields.get("page") else bracket(rest, dates)[1]
    if words().versus.search(head) and not fields.get("symbol"):
        fields["kind"] = "Judgment"
    return {
        "form": "full", "title": titled, "authors": names, "quoted": bool(title),
    } | ({"date": where["date"]} if "date" in where and "year" not in fields else {}) | fields | (
        pinned(rest[at:], page=False) or pinned(rest[:at], page=False) or last(clean, fields)
    )  # fmt: skip


def last(clean: str, fields: Fields) -> Fields:
    """Return the number that ends a reference, after a bracket or comma, unless it is its page."""
    square = SQUARE.search(clean)
    if square and fields.get("kind") == "Judgment":
        return {"pinpoint": square["number"], "pinpoint_unit": "para"}
    found = AFTER_BRACKET.search(clean) or re.search(
        r"\d, (?P<number>\d{1,4}(?:[-–]\d{1,4})?)\s?[.]?\s*$", clean
    )
    if not found or found["number"] == fields.get("page") or fields.get("symbol"):
        return {}
    return {"pinpoint": found["number"], "pinpoint_unit": "p"}


def masked(clean: str, spans: list[tuple[int, int]]) -> str:
    """Return words with some stretches blotted out, so that nothing is found in them."""
    for start, end in spans:
        clean = clean[:start] + "_" * (end - start) + clean[end:]
    return clean


def _anchors(bare: str) -> list[tuple[int, int, Fields]]:
    """Return where symbols, series, reporters and case numbers stand, and what each tells."""
    found: list[tuple[int, int, Fields]] = []
    for place in symbols(bare)[:2]:
        doc = UN_DOC.search(bare, max(0, place.start - 40), place.start)
        found.append((doc.start() if doc else place.start, place.end,
                      {"symbol": place.symbol, "kind": place.kind}))  # fmt: skip
    for form, kind in ((SERIES, "Treaty"), (LAW, "Legislation"), (ILC, "")):
        for match in form.finditer(bare):
            found.append((*match.span(), {"series": match[0], "kind": kind}))
            break
    report, given = court(bare)
    if report:
        kind = "" if "I.L.M" in report[0] or "ILM" in report[0] else "Judgment"
        pin = re.match(r", (\d{1,4})(?= ?\()", bare[report.end() :])
        own = {"pinpoint": pin[1], "pinpoint_unit": "p"} if pin else {}
        found.append((*report.span(), given | own | {"kind": kind}))
    number = case_number(bare)
    if number:
        at = bare.index(number)
        found.append((at, at + len(number), {"series": number, "kind": "Judgment"}))
    adopted = words().adopted.search(bare)
    if adopted and not any(given.get("symbol") for _, _, given in found):
        found.append((adopted.start(), adopted.end(), {"kind": "Treaty"}))
    return sorted(found, key=lambda one: one[0])


def _journal_before(clean: str, bare: str, first: int, dates: DateReader) -> bool:
    """Tell an article whose title, volume and page stand before the first symbol or series."""
    if COURT.search(bare):
        return False
    found = located(bare[: first + 1], dates, entry=False) if "_" in bare[:first] else {}
    return bool(found.get("volume") and found.get("page"))


def _own_title(clean: str, spans: list[Any]) -> str:
    return clean[spans[0].start : spans[0].end].strip(" .,") if spans else ""


def head_title(head: str) -> str:
    """Return the title before a symbol or reporter, without a pinpoint or bracket."""
    first = words().pinpoint.match(head.lstrip())
    if first:
        after = head.lstrip()[first.end() :]
        led = OF.match(after)
        head = after[led.end() :] if led else after
    cut = HEAD_CUT.search(head)
    head = head[: cut.start() if cut else None]
    for one in words().pinpoint.finditer(head, NEAR):
        if not OF_WHAT.match(head, one.end()) and not one["section"] and not one["norm"]:
            head = head[: one.start()]
            break
    return _bare_title(head.strip(" .,:;("))


def _bare_title(title: str) -> str:
    """Return a title without the court or body before it and the date or kind after it."""
    title = TAIL.sub("", title)
    for _ in range(3):
        lead, comma, rest = title.partition(", ")
        led = is_body(lead) or DAY_FIRST.fullmatch(lead)
        if comma and led and len(rest.split()) > 1 and not words().pinpoint.match(rest):
            title = TAIL.sub("", rest)
    return "" if NO_TITLE.fullmatch(title) else title


def _tail_title(rest: str, end: int) -> str:
    """Return a title after a resolution's number: as in UNGA Res 73/27, Developments …."""
    found = re.match(
        r"[ ,:]{1,2}(?:on )?(?P<title>[A-ZÀ-Þ][^()\[\];_]{8,250}?)(?=\s?[(\[]|[,.]\s*$|, para|$)",
        rest[end:],
    )
    if not found or words().pinpoint.match(found["title"]):
        return ""
    return found["title"].strip(" ,.") if len(found["title"].split()) > 2 else ""


def short(clean: str) -> Fields:
    """Return the fields of a short title, or of a name with a pinpoint; none if it is too long."""
    body = clean.strip()
    pin = pinned(body, page=False)
    first = words().pinpoint.match(body)
    title = head_title(body) if first or not pin else _before_pinpoint(body)
    rest = split_head(title)[1] or title
    least = len(rest.split()) <= SHORT_WORDS
    if not rest or not (least or (pin and len(rest.split()) <= MOST_WORDS)):
        return {}
    page = {} if pin else _trailing(rest)
    rest = re.sub(r",? \d{1,4}(?:[-–]\d{1,4})?$", "", rest) if page else rest
    kind = (
        {"kind": "Treaty"}
        if pin.get("pinpoint_unit") == "art" and words().treaty.search(rest)
        else {}
    )
    return {"form": "short" if least else "full", "title": rest} | pin | page | kind


def _trailing(title: str) -> Fields:
    """Return the page of "Schmitt, 45"."""
    found = re.search(r", (?:at )?(?P<number>\d{1,4}(?:[-–]\d{1,4})?)$", title)
    return {"pinpoint": found["number"], "pinpoint_unit": "p"} if found else {}


def _before_pinpoint(body: str) -> str:
    found = words().pinpoint.search(body)
    return head_title(body[: found.start()]) if found else body
