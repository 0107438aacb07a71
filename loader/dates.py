"""Dates in prose and notes, as ISO 8601 at the precision the text gives."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from loader.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NEAR: Final = 20
MONTHS: Final = 12
CLOSING: Final = frozenset({"", ".", ",", ";", ":", ")", "]", "–", "-", "\n", "’", "”", "'", '"'})


ORDINAL: Final = r"(?:st|nd|rd|th|er|ère|º|\.)?"
# A second day before its month, as in 23–24 June or du 23 au 24 juin.
RANGE: Final = r" ?(?:[-–—/&]|to|and|au|et|until|through|a|y|e) ?(?:the |le )?"
TIME: Final = r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"


class DateReader:
    """Finds dates written with a language's month names, or in figures.

    Figures with dots are read day first (12.11.2018 is 12 November), as in Europe. Figures
    with strokes are a date only where day and month can't be taken for each other.
    """

    def __init__(self, months: Mapping[str, int], year_after: re.Pattern[str]) -> None:
        """Take month names in lower case with their numbers, and what comes before a bare year."""
        self.months = dict(months)
        self.year_after = year_after
        month = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
        of = r" (?:day of |of |de |d['’]|del )?"
        self.forms = re.compile(
            rf"\b(?:(?:(?P<d0>\d{{1,2}}){ORDINAL}{RANGE})?"
            rf"(?P<d1>\d{{1,2}}){ORDINAL}{of}(?P<m1>{month})\.?,?(?: of| de| del)? (?P<y1>\d{{4}})"
            rf"|(?P<m2>{month})\.? (?:(?P<d9>\d{{1,2}}){ORDINAL} ?[-–—] ?)?"
            rf"(?P<d2>\d{{1,2}}){ORDINAL},? (?P<y2>\d{{4}})"
            rf"|(?P<m3>{month})\.?,?(?: of| de)? (?P<y3>\d{{4}})"
            r"|(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?P<y4>\d{4})"
            rf"|(?P<y5>\d{{4}})-(?P<m5>\d{{2}})-(?P<d5>\d{{2}}){TIME}"
            r"|(?P<d7>\d{1,2})/(?P<m7>\d{1,2})/(?P<y7>\d{4})"
            r"|(?P<y6>(?:19|20)\d{2}))\b(?![-/]\d)(?!\.\d)",
            re.IGNORECASE,
        )

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[Span, str]]:
        """Yield each date's place and its ISO form: 2018-11-12, 2018-11 or 2018.

        A range of days within a month is two dates, the first of which is its bare number.
        """
        for match in self.forms.finditer(text, start, len(text) if end is None else end):
            parts = {name: value for name, value in match.groupdict().items() if value}
            first = parts.pop("d0", "") or parts.pop("d9", "")
            iso = self._iso({name[0]: value for name, value in _ordered(parts).items()})
            if not iso or _inside_symbol(text, match.start()) or not self._is_date(text, match):
                continue
            begin = match.start()
            if first and int(first) < int(iso[8:] or 0) and int(first):
                group = "d0" if match["d0"] else "d9"
                yield Span(*match.span(group)), f"{iso[:8]}{int(first):02d}"
                begin = match.start("d1") if group == "d0" else match.start("d2")
            yield Span(begin, match.end()), iso

    def _is_date(self, text: str, match: re.Match[str]) -> bool:
        """Tell a year from a number: "in 2000" from "2000 companies"."""
        bare = match["y6"] is not None
        before = text[max(0, match.start() - NEAR) : match.start()]
        closed = text[match.end() : match.end() + 1] in CLOSING
        return not bare or closed or bool(self.year_after.search(before))

    def first(self, text: str) -> str:
        """Return the first date's ISO form, or the empty string."""
        return next((iso for _, iso in self.find(text)), "")

    def _iso(self, parts: dict[str, str]) -> str:
        year = int(parts["y"])
        name = parts.get("m", "")
        month = int(name) if name.isdigit() else self.months.get(name.lower(), 0)
        if not month:
            return "" if name else f"{year:04d}"
        if "d" not in parts:
            return f"{year:04d}-{month:02d}" if year else ""
        try:
            return date(year, month, int(parts["d"])).isoformat()
        except ValueError:
            return ""


def _ordered(parts: dict[str, str]) -> dict[str, str]:
    """Put figures with strokes in the order day, month; leave open ones without a day."""
    if "m7" not in parts:
        return parts
    day, month = int(parts["d7"]), int(parts["m7"])
    if month > MONTHS >= day:
        return {"d7": parts["m7"], "m7": parts["d7"], "y7": parts["y7"]}
    if day <= MONTHS and day != month:
        return {"d7": "0", "m7": "99", "y7": parts["y7"]}
    return parts


def _inside_symbol(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] in "/=_-."


def datatype(iso: str) -> str:
    """Return the XML Schema type that fits an ISO date's precision."""
    return {4: "gYear", 7: "gYearMonth"}.get(len(iso), "date")
