"""How many supporters of each kind there were from each day on, and the totals that others give."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.see.answers import Row
from server.see.names import ending
from server.see.scales import day_number
from server.see.words import Words

BEGINS = "list begins"
# From the ground up; what has no kind of its own stands in the last.
BANDS: Mapping[str, tuple[str, ...]] = {
    "states": ("State",),
    "public": ("IntergovernmentalOrganisation", "GovernmentBody", "LocalAuthority"),
    "academic": ("AcademicInstitution",),
    "civil": ("CivilSocietyOrganisation",),
    "companies": ("Company",),
    "others": (),
}
BAND_OF = {kind: band for band, kinds in BANDS.items() for kind in kinds}


@dataclass(frozen=True, slots=True)
class Total:
    """A total that a source gives for a day, or for a month by its last day."""

    said: str
    day: int
    number: int
    qualifier: str
    source: str

    @property
    def exact(self) -> bool:
        """Tell whether the source gives the number as such."""
        return not self.qualifier


@dataclass(frozen=True, slots=True)
class Support:
    """How many of each band there were from each day on, and the totals of others."""

    days: Sequence[int]
    said: Sequence[str]
    bands: Mapping[str, Sequence[int]]
    totals: Sequence[Total]
    listed: int | None

    @property
    def sums(self) -> list[int]:
        """Give the number of all supporters from each day on."""
        return [sum(column) for column in zip(*self.bands.values(), strict=True)]

    @property
    def most(self) -> int:
        """Give the highest number in the picture."""
        return max([*self.sums, *(t.number for t in self.totals), 1])

    @property
    def span(self) -> tuple[int, int]:
        """Give the first and the last day; a single one gets some room."""
        known = [*self.days, *(t.day for t in self.totals)]
        first, last = min(known), max(known)
        # The last step is to be seen as well.
        return first, last + max((last - first) // 40, 30)


def model(changes: Sequence[Row], totals: Sequence[Row]) -> Support:
    """Sum up the changes day by day; who goes is counted on the last day still."""
    moves: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(BANDS, 0))
    said: dict[int, str] = {}
    listed: int | None = None
    for row in changes:
        day = day_number(row["day"], last=True)
        if day is None:
            continue
        if row["change"] == BEGINS:
            listed = day
            continue
        gone = row["change"] == "went"
        band = BAND_OF.get(ending(row["kind"]), "others")
        moves[day + gone][band] += -int(row["actors"]) if gone else int(row["actors"])
        said.setdefault(day + gone, iso(day + gone))
    days = sorted(moves)
    now = dict.fromkeys(BANDS, 0)
    bands: dict[str, list[int]] = {band: [] for band in BANDS}
    for day in days:
        for band in BANDS:
            now[band] += moves[day][band]
            bands[band].append(now[band])
    return Support(days, [said[day] for day in days], bands, sources(totals), listed)


def sources(rows: Sequence[Row]) -> list[Total]:
    """Give each total once, with the first of its sources."""
    found: dict[str, Total] = {}
    for row in rows:
        day = day_number(row["day"], last=True)
        if day is not None and row["count"] not in found:
            found[row["count"]] = Total(
                row["day"], day, int(row["total"]), row["qualifier"], row["source"]
            )
    return sorted(found.values(), key=lambda t: (t.day, t.number, t.source))


def iso(day: int) -> str:
    """Write a day."""
    return date.fromordinal(day).isoformat()


def said(total: Total, words: Words) -> str:
    """Say what a dot stands for."""
    qualifier = words.of("qualifiers", total.qualifier) or total.qualifier
    return f"{total.said}: {qualifier} {words.number(total.number)}".replace(":  ", ": ")
