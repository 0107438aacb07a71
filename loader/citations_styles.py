"""How scholarly references are built: authors, title and where it appeared, style by style."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader.citations_words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from loader.dates import DateReader

Located = dict[str, str]
VENUE: Final = r"[A-ZÀ-Þ][^\d()\[\];«»“”‘]{1,90}?"
PAGES: Final = r"(?P<page>\d{1,5})(?:[-–—]\d{1,5})?"
FORMS: Final = tuple(
    re.compile(form)
    for form in (
        # OSCOLA: (2017) 95 Tex L Rev 1487, 1501
        rf"\((?P<year>\d{{4}})\) (?P<volume>\d{{1,4}})(?: ?\(\d{{1,3}}(?:[-–]\d)?\))? "
        rf"(?P<venue>{VENUE}),? {PAGES}"
        r"(?:, (?P<pinpoint>\d{1,5}(?:[-–]\d{1,5})?))?",
        # OSCOLA, the year for a volume: [2015] PL 45
        rf"\[(?P<year>\d{{4}})\] (?:(?P<volume>\d{{1,3}}) )?(?P<venue>{VENUE}) {PAGES}(?=,|$|\s|\.)"
        r"(?:, (?P<pinpoint>\d{1,5}(?:[-–]\d{1,5})?)(?= ?[.,;]?$))?",
        # Bluebook: 108 Am. J. Int'l L. 12, 15 (2014)
        r"(?<![\w(])(?P<volume>\d{1,4}) (?P<venue>[A-Z][^\d()\[\];«»“”‘]{1,90}?),? "
        r"(?P<page>\d{1,5})"
        r"(?:[-–]\d{1,5})?(?:, (?P<pinpoint>\d{1,5}(?:[-–]\d{1,5})?))?(?: n\. ?\d{1,3})?,? "
        r"\([^()\d]{0,24}(?P<year>\d{4})\)",
        # Chicago: Journal 12, no. 3 (2017): 45
        rf"(?P<venue>{VENUE}),? (?:vol\. )?(?P<volume>\d{{1,4}}),? ?(?:(?:no\.|n°|nº) ?"
        rf"[\d–-]{{1,6}} ?)?"
        r"\([^()\d]{0,16}(?:\d\d? )?(?P<year>\d{4})(?:/\d{2,4})?\)[:,] ?(?:pp?\. ?)?"
        r"(?P<page>\d{1,5}(?:[-–]\d{1,5})?)(?:, (?P<pinpoint>\d{1,5}(?:[-–]\d{1,5})?))?",
        # APA, Harvard: Journal, 12(3), 45–67 or Journal, vol. 12, no. 3, pp. 45–67
        rf"(?P<venue>{VENUE}),? (?:[Vv]ol(?:ume|\.)? ?)?(?P<volume>(?!(?:19|20)\d\d\b)\d{{1,4}})"
        rf"(?: ?\([\w –-]{{1,12}}\))?"
        r"(?:, (?:no\.?|issue|n°) ?\d{1,3})?(?:, (?P<year>\d{4}))?[,:] ?(?:pp?\.? ?|art\. ?)?"
        r"(?P<page>(?!(?:19|20)\d\d\b)\d{1,5})"
        r"(?:[-–—]\d{1,5})?",
    )
)
# An editor where else the publisher stands: (Michael N. Schmitt ed., 2017).
EDITOR: Final = re.compile(r"\b(?:eds?|trans|dir)\.?$")
BRACKET: Final = re.compile(r"\((?P<words>[^()]{0,160}\d{4})[a-z]?\)")
NAMED: Final = re.compile(r"\((?P<venue>[A-ZÀ-Þ][^()\d]{2,120})\)")
FRENCH: Final = re.compile(
    r"^[’'”\"»]?\s?, ?(?P<venue>[A-ZÀ-Þ][^,()«»]{1,80}),(?=[^()]{0,60}\d{4})"
)
YEAR: Final = re.compile(r"\b(?P<year>1[89]\d\d|20\d\d)\b")
PAGE: Final = re.compile(r"\bpp?\. ?(?P<page>\d{1,5})")
SPECIAL: Final = re.compile(r"\bspéc(?:\.|ialement),? (?:à la )?p(?:p|age)?\.? ?(?P<page>\d{1,5})")
BEFORE: Final = re.compile(r"^[’'”\"»]?[,.]? ?(?P<venue>[A-ZÀ-Þ][\w &.’'-]{1,60}?),? \(")
NO_DATE: Final = re.compile(r"\(n\.d\.\)")
PUBLISHED: Final = re.compile(
    r"(?P<place>[A-ZÀ-Þ][\w ,.-]{1,40}?): (?P<venue>[A-ZÀ-Þ][^,:;()\d]{1,60}),? (?P<year>\d{4})"
)
# The name of a person: given names or initials, particles, a family name.
PARTICLES: Final = "de|van|von|der|den|la|le|di|da|al|bin|du|dos|del|ten|ter|el"
PERSONAL: Final = re.compile(
    rf"(?:[A-ZÀ-Þ][\w’'-]*\.?)(?:(?: |(?<=\.)-?)(?:[A-ZÀ-Þ][\w’'-]*\.?|{PARTICLES})){{1,5}}"
)
SURNAME: Final = re.compile(
    rf"(?:(?:{PARTICLES}) ){{0,2}}[A-ZÀ-Þ][\w’'-]{{1,40}}(?: [A-ZÀ-Þ][\w’'-]{{1,40}})?"
)
INITIALS: Final = re.compile(r"(?:[A-ZÀ-Þ]\.(?:[ -]?[A-ZÀ-Þ]\.){0,4}|[A-ZÀ-Þ]{1,3})")
GIVEN: Final = re.compile(r"[A-ZÀ-Þ][\w’'-]{1,30}(?: (?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][\w’'-]{1,30})){0,2}")
AND: Final = re.compile(r",? (?:and|et|y|und) |,? ?& ")
# OSCOLA's bibliographies and Vancouver: Schmitt MN.
LAST_FIRST: Final = re.compile(rf"({SURNAME.pattern}),? ([A-Z]{{1,3}})")
ACRONYM: Final = re.compile(r"[A-Z][A-Z&]{1,7}")
MOST_NAMES: Final = 12
MOST_WORDS: Final = 8
REACH: Final = 120


def is_body(name: str) -> bool:
    """Tell the name of a body from that of a person or a title."""
    return bool(words().bodies.search(name) or ACRONYM.fullmatch(name)) and name[:1].isupper()


def is_person(name: str) -> bool:
    """Tell the name of a person: two names at least, none of them a word of titles or bodies."""
    of = words()
    name = " ".join(name.split())
    plain = PERSONAL.fullmatch(name) and not any(char.isdigit() for char in name)
    return bool(plain) and not of.bodies.search(name) and not of.impersonal.search(name)


def authors(lead: str) -> tuple[str, ...]:
    """Return the names before a title, in natural order: Schmitt, M. N. is M. N. Schmitt."""
    lead = words().etal.sub("", lead)
    lead = words().editors.sub("", lead).strip(" ,:;(")
    lead = re.sub(r"(?<=[a-zß-ÿ]{2})\.$", "", lead)
    pieces = [one.strip(" ,") for part in AND.split(lead) for one in part.split(", ")]
    names: list[str] = []
    for piece in filter(None, pieces[: MOST_NAMES * 2]):
        last = LAST_FIRST.fullmatch(piece)
        given = INITIALS.fullmatch(piece) or GIVEN.fullmatch(piece)
        if names and given and SURNAME.fullmatch(names[-1]) and _lone(names[-1]):
            names[-1] = f"{piece} {names[-1]}"
        else:
            names.append(f"{last[2]} {last[1]}" if last else piece)
    # What follows a person and is no person is an office: Harold Koh, Legal Adviser.
    if names and is_person(names[0]):
        names = [
            one for one in names if is_person(one) or (one.count(" ") == 0 and not is_body(one))
        ]
    return tuple(names[:MOST_NAMES])


def _lone(name: str) -> bool:
    """Tell a family name that stands alone, so that the next piece may be its given name."""
    return "." not in name and len(re.sub(rf"\b(?:{PARTICLES}) ", "", name).split()) == 1


def split_head(head: str) -> tuple[tuple[str, ...], str]:
    """Return the authors and the title of words such as "Jo Quill and Olu Brandt, A Long Road"."""
    head = head.strip(" ,.")
    at = 0
    for match in re.finditer(r", ", head):
        piece = head[at : match.start()]
        names = [
            one.strip() for one in AND.split(words().editors.sub("", words().etal.sub("", piece)))
        ]
        if not all(is_person(one) or (at == 0 and is_body(one)) for one in names if one):
            break
        at = match.end()
        if is_body(names[-1]) and not is_person(names[-1]):
            break
    lead, title = head[:at], head[at:]
    return (authors(lead) if lead else ()), title.strip(" ,.")


def located(after: str, dates: DateReader, *, entry: bool) -> Located:
    """Return where a work with a quoted or parted title appeared; `after` follows the title."""
    after = after.lstrip(" ’'”\"»")
    first = sorted(
        ((m.start(), i, m) for i, form in enumerate(FORMS) if (m := form.search(after))),
        key=lambda one: one[:2],
    )
    inside = container(after, dates)
    if inside:
        return inside
    for _, index, match in first:
        found = {name: value.strip(" ,.") for name, value in match.groupdict().items() if value}
        special = SPECIAL.search(after)
        pin = {"pinpoint": special["page"]} if special else {}
        return _paged(found, index, entry=entry) | _year(found, after) | pin
    ways: tuple[Callable[[str, DateReader], Located], ...] = (_dated, _french, _comma, _published)
    return next((found for way in ways if (found := way(after, dates))), _undated(after))


def _paged(found: Located, index: int, *, entry: bool) -> Located:
    """Return a page range's first page; Chicago's lone page in a note is a pinpoint."""
    page = found.get("page", "")
    if index == 3 and not entry and page.isdigit():
        return {name: one for name, one in found.items() if name != "page"} | {"pinpoint": page}
    return found | {"page": re.split(r"[-–]", page)[0], "venue": tidy(found["venue"])}


def tidy(venue: str) -> str:
    """Return a venue without the marks and words around it."""
    return re.sub(r"^(?:[’'”\"»,.] ?)+|,? (?:vol|Vol|no|n°|t)\.?$", "", venue).strip(" ,.:")


def _year(found: Located, after: str) -> Located:
    year = YEAR.search(after)
    return {} if "year" in found or not year else {"year": year["year"]}


def container(after: str, dates: DateReader) -> Located:
    """Return the book that a chapter stands in, after "in": its title, year and page."""
    led = words().container.match(after.lstrip("’'”\"» ,."))
    if not led:
        return {}
    rest = after.lstrip("’'”\"» ,.")[led.end() :]
    editors = words().editors.search(rest)
    book = rest[editors.end() :] if editors and editors.end() < len(rest) - 4 else rest
    bracket = BRACKET.search(book)
    cut = re.search(r" \(|, (?=[A-ZÀ-Þ][^,]{2,40}, (?:19|20)\d\d)|, (?:vol|pp?)\.? ?\d|\. ", book)
    venue = book[: cut.start() if cut else None].strip(" ,.()")
    if not venue:
        return {}
    if bracket:
        when = dates.first(bracket["words"])
        tail = re.match(
            r",? (?P<page>\d{1,5})(?:[-–]\d{1,5})?\b(?:, (?P<pin>\d{1,5}))?", book[bracket.end() :]
        )
        page = {"page": tail["page"]} if tail else {}
        pin = {"pinpoint": tail["pin"]} if tail and tail["pin"] else {}
        return {"venue": venue, "year": when[:4]} | page | pin
    year, page_ = YEAR.search(book), PAGE.search(book)
    return {"venue": venue} | ({"year": year["year"]} if year else {}) | (
        {"page": page_["page"]} if page_ else {}
    )  # fmt: skip


def bracket(prose: str, dates: DateReader) -> tuple[re.Match[str] | None, Located]:
    """Return the first bracket with a date, that date, and the publisher before it there."""
    for found in BRACKET.finditer(prose):
        if words().adopted.match(found[0]):
            continue
        for place, iso in dates.find(found["words"]):
            venue = words().edition.sub("", found["words"][: place.start])
            venue = re.sub(r"^[^:]{1,40}: ", "", venue).strip(" ,.;:")
            venue = "" if EDITOR.search(venue) else venue
            return found, {"date": iso} | ({"venue": venue} if venue else {})
    return None, {}


def _dated(after: str, dates: DateReader) -> Located:
    found, where = bracket(after, dates)
    if not found:
        return {}
    before = BEFORE.search(after[: found.start() + 1])
    if not before or before.end() <= found.start() - 2:
        return where
    return where | {"venue": before["venue"].strip(" ,.")}


def _french(after: str, dates: DateReader) -> Located:
    found, year = FRENCH.search(after), YEAR.search(after)
    if not found or not year:
        return {}
    volume, page, pin = words().volume.search(after), PAGE.search(after), SPECIAL.search(after)
    if not volume and not page:
        return {}
    given = {"venue": found["venue"].strip(), "year": year["year"]}
    given |= {"volume": volume["volume"]} if volume else {}
    given |= {"page": page["page"]} if page else {}
    return given | ({"pinpoint": pin["page"]} if pin else {})


def _comma(after: str, dates: DateReader) -> Located:
    """Return the paper and day of ", Le Monde, 12 novembre 2018"."""
    for place, iso in dates.find(after, 0, REACH):
        venue = after[: place.start].strip(" ,.’'”\"»")
        if "(" in venue or len(venue.split()) > MOST_WORDS:
            return {}
        return {"date": iso} | ({"venue": venue} if venue[:1].isupper() else {})
    return {}


def _published(after: str, dates: DateReader) -> Located:
    found = PUBLISHED.search(after)
    return {"venue": found["venue"].strip(), "year": found["year"]} if found else {}


def _undated(after: str) -> Located:
    named = NAMED.search(after)
    return {"venue": named["venue"].strip()} if named else {}
