"""Instruments by date, a lane a kind: placed so that no two labels meet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from server.see.answers import Row, ask
from server.see.names import Names, ending
from server.see.picture import Picture, Table, Thing, Value
from server.see.scales import Axis, day_number, first_of_year, stacked
from server.see.svg import Element, drawing, el, link, text, wide, wrap
from server.see.words import Words

INSTRUMENTS = "instruments-on-a-time-line"
LANES = (
    "Treaty", "Judgment", "Legislation", "Resolution", "Report", "Declaration",
    "BilateralCommitment", "Accord", "Manual", "Other",
)  # fmt: skip
FORCES = ("binding", "non-binding")
SMALL, ROW = 12.0, 19.0
LEFT, RIGHT = 20.0, 980.0
# The later part of a broken axis has this share of it.
LATER = 0.84
# Half of what a break takes.
GAP = 18.0


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument of one kind; a text of two kinds stands in the lane that comes first."""

    iri: str
    said: str
    day: int | None
    kind: str
    force: str

    @property
    def full(self) -> str:
        """Name the mark: full binds, hollow does not."""
        return self.force if self.force in FORCES else "non-binding"


def instruments(rows: Sequence[Row]) -> list[Instrument]:
    """Give each instrument once, by day; those without a day come first."""
    found: dict[str, Instrument] = {}
    for row in rows:
        kind = ending(row["kind"]) or "Other"
        kind = kind if kind in LANES else "Other"
        made = Instrument(
            row["instrument"], row["day"], day_number(row["day"]), kind, ending(row["force"])
        )
        other = found.get(made.iri, made)
        found[made.iri] = min(made, other, key=lambda one: LANES.index(one.kind))
    return sorted(found.values(), key=lambda one: (one.day or 0, one.iri))


def broken_at(years: Sequence[int]) -> int | None:
    """Give the year at which to break the axis: most of the texts are of its last quarter."""
    first, last = years[0], years[-1]
    later = years[len(years) // 5] // 5 * 5
    sparse = later - first
    return later if sparse > 15 and sparse > (last - later) * 0.6 else None


def axis(days: Sequence[int], start: float, end: float) -> tuple[Axis, int | None]:
    """Lay the years on the axis; tell at which it is broken."""
    years = [date.fromordinal(day).year for day in days]
    low, high = first_of_year(years[0]), first_of_year(years[-1] + 1)
    cut = broken_at(years)
    if cut is None:
        return Axis(((low, high, start, end),)), None
    at = first_of_year(cut)
    gap = end - (end - start) * LATER
    return Axis(((low, at, start, gap - GAP), (at, high, gap + GAP, end))), cut


def picture(names: Names, words: Words) -> Picture | None:
    """Make the picture; none if no instrument has a date."""
    answer = ask(INSTRUMENTS)
    found = instruments(answer.rows)
    dated = [one for one in found if one.day is not None]
    if not dated:
        return None
    title = words("timeline_title")
    first, last = dated[0].said[:4], dated[-1].said[:4]
    told = words("timeline_told", number=len(dated), first=first, last=last)
    notes = []
    if (cut := axis([one.day or 0 for one in dated], LEFT, RIGHT)[1]) is not None:
        notes.append(words("timeline_broken", year=str(cut)))
    if len(found) > len(dated):
        notes.append(words("timeline_undated", number=len(found) - len(dated)))
    return Picture(
        title, told,
        lambda narrow: (column if narrow else lanes)(dated, (title, told), names, words),
        table(found, names, words), (INSTRUMENTS,), notes, answer.cut,
    )  # fmt: skip


def table(found: Sequence[Instrument], names: Names, words: Words) -> Table:
    """List the instruments by date."""
    keys = ("day", "instrument", "kind", "force")
    rows: list[list[Value]] = [
        [
            one.said,
            Thing(one.iri, names(one.iri)),
            words.of("kinds", one.kind),
            words(one.force) if one.force in FORCES else words("force_unknown"),
        ]
        for one in found
    ]
    return Table([(key, words(key)) for key in keys], rows)


def lanes(
    dated: Sequence[Instrument], told: tuple[str, str], names: Names, words: Words
) -> Element:
    """Draw lanes one below the other over one axis."""
    x, cut = axis([one.day or 0 for one in dated], LEFT, RIGHT)
    parts, y = [*legend(words, LEFT, 18)], 56.0
    bodies: list[Element] = []
    for lane in LANES:
        members = [one for one in dated if one.kind == lane]
        if members:
            made, height = one_lane(members, lane, y, x, names, words)
            bodies += made
            y += height + 6
    parts += [el("g", "", *years(x, dated, cut, 40, y)), *bodies]
    return drawing("timeline-wide", (1000, y + 8), told, *parts, lang=words.lang)


def years(
    x: Axis, dated: Sequence[Instrument], cut: int | None, top: float, bottom: float
) -> Iterator[Element]:
    """Draw a line for each year that there is room to name, and the break."""
    first, last = (date.fromordinal(one.day or 1).year for one in (dated[0], dated[-1]))
    end = -100.0
    for year in range(first, last + 1):
        # The year of the break begins the later stretch.
        at = x(first_of_year(year) + 1)
        early = cut is not None and year < cut
        if early and year % 10 and year != first:
            continue
        room = wide(str(year), SMALL) + 8
        if at - end < room or (early and cut is not None and x(first_of_year(cut)) - at < room):
            continue
        end = at
        yield el("line", "grid", x1=at, x2=at, y1=top + 8, y2=bottom)
        yield text(at, top + 3, str(year), "soft", font_size=SMALL, text_anchor="middle")
    if cut is not None:
        at = x(first_of_year(cut)) + GAP
        zigzag = ((-5, 10), (4, 5), (-4, -1), (5, -6))
        points = " ".join(f"{at + right:.1f},{top + down:.1f}" for right, down in zigzag)
        yield el("polyline", "axis", points=points, stroke_width=1.6)
        yield el("line", "mark", x1=at, x2=at, y1=top + 10, y2=bottom)


def one_lane(
    members: Sequence[Instrument], lane: str, y: float, x: Axis, names: Names, words: Words
) -> tuple[list[Element], float]:
    """Draw a lane as high as its labels need; a label that would leave the drawing turns left."""
    placed = [room(one, x(one.day or 0), names) for one in members]
    order = sorted(range(len(placed)), key=lambda n: placed[n][1])
    rows = dict(zip(order, stacked([placed[n][1:3] for n in order]), strict=True))
    height = 24 + (max(rows.values()) + 1) * ROW + 4
    heading = f"{words.of('kinds', lane)} ({words.number(len(members))})"
    parts = [
        el("rect", "lane", x=4, y=y, width=992, height=height, rx=4, fill_opacity=0.75),
        text(12, y + 17, heading, "strong"),
    ]
    for n, (one, (label, start, _, at)) in enumerate(zip(members, placed, strict=True)):
        line = y + 24 + rows[n] * ROW + ROW / 2
        turned = start < at - 8
        write = {"x": at - 10, "text_anchor": "end"} if turned else {"x": at + 10}
        words_of = el("text", "link", text=label, y=line + 4.2, font_size=SMALL, **write)
        title = f"{names(one.iri)} ({one.said})"
        parts.append(link(names.href(one.iri), title, mark(one.full, at, line), words_of))
    return parts, height


def room(one: Instrument, at: float, names: Names) -> tuple[str, float, float, float]:
    """Give the label, the stretch that mark and label take, and where the mark is."""
    label = names.brief(one.iri, 230, SMALL)
    length = wide(label, SMALL) + 16
    if at + length > RIGHT + 14:
        return label, at - length, at + 10, at
    return label, at - 7, at + length, at


def mark(force: str, x: float, y: float) -> Element:
    """Draw a mark: a full square binds, a hollow circle does not."""
    if force == "binding":
        return el("rect", force, x=x - 4.5, y=y - 4.5, width=9, height=9)
    return el("circle", force, cx=x, cy=y, r=4.5)


def legend(words: Words, x: float, y: float) -> Iterator[Element]:
    """Say what the marks mean."""
    for force in FORCES:
        yield mark(force, x, y - 4.5)
        yield text(x + 12, y, words(force))
        x += 12 + wide(words(force)) + 26


def column(
    dated: Sequence[Instrument], told: tuple[str, str], names: Names, words: Words
) -> Element:
    """Draw the instruments one below the other, year by year, for narrow windows."""
    parts, y, shown = [*legend(words, 16, 20)], 44.0, ""
    for one in dated:
        if one.said[:4] != shown:
            shown = one.said[:4]
            parts.append(text(10, y + 12, shown, "strong"))
            high = sum(heights(other, names) for other in dated if other.said[:4] == shown)
            parts.append(el("line", "axis", x1=62, x2=62, y1=y, y2=y + high - 6))
        lines = wrap(names(one.iri), 290, 13.5)
        title = f"{names(one.iri)} ({one.said})"
        written = [
            text(76, y + 12 + 17 * n, line, "link", font_size=13.5) for n, line in enumerate(lines)
        ]
        small = f"{one.said} · {words.of('kinds', one.kind)}"
        parts.append(link(names.href(one.iri), title, mark(one.full, 62, y + 7), *written))
        parts.append(text(76, y + 12 + 17 * len(lines), small, "soft", font_size=SMALL))
        y += heights(one, names)
    return drawing("timeline-narrow", (380, y), told, *parts, lang=words.lang)


def heights(one: Instrument, names: Names) -> float:
    """Tell how high an instrument's lines are."""
    return 17 * len(wrap(names(one.iri), 290, 13.5)) + 28
