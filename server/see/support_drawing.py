"""The drawing of support over time: bands as steps, totals as dots; nothing is counted here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.see.scales import Axis, Box, apart, first_of_year, ticks
from server.see.support_model import Support, Total, iso, said
from server.see.svg import Element, drawing, el, text, wide
from server.see.words import Words

LEFT = 48.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot's place within the drawing, and its axes."""

    left: float
    top: float
    right: float
    bottom: float
    x: Axis
    y: Axis


def draw(found: Support, title: str, words_told: str, words: Words, narrow: bool) -> Element:
    """Draw bands as steps, totals as dots, and a line for the first day of the records."""
    width, height, right = (380.0, 490.0, 366.0) if narrow else (1000.0, 470.0, 765.0)
    marks = ticks(found.most)
    left, top, bottom = LEFT, 24.0, 300.0 if narrow else 410.0
    first, last = found.span
    frame = Frame(
        left, top, right, bottom,
        Axis(((first, last, left, right),)), Axis(((0, marks[-1], bottom, top),)),
    )  # fmt: skip
    parts = [*axes(frame, marks, (first, last), words)]
    if found.days:
        parts += [*areas(found, frame), *legend(found, frame, words, narrow)]
    if found.listed is not None:
        x = frame.x(found.listed)
        parts.append(el("line", "mark", x1=x, x2=x, y1=top, y2=bottom))
    parts += dots(found.totals, frame, words)
    parts += key(found, frame.left, height - (30 if narrow else 10), words, narrow)
    name = f"support-{'narrow' if narrow else 'wide'}"
    return drawing(name, (width, height), (title, words_told), *parts, lang=words.lang)


def axes(
    frame: Frame, marks: Sequence[int], span: tuple[int, int], words: Words
) -> Iterator[Element]:
    """Draw a line for each round number, and each year's first day."""
    for mark in marks:
        y = frame.y(mark)
        yield el("line", "grid", x1=frame.left, x2=frame.right, y1=y, y2=y)
        label = words.number(mark)
        yield text(frame.left - 6, y + 4.5, label, "soft", text_anchor="end")
    years = range(int(iso(span[0])[:4]) + 1, int(iso(span[1])[:4]) + 1)
    for year in years:
        x = frame.x(first_of_year(year))
        yield el("line", "axis", x1=x, x2=x, y1=frame.bottom, y2=frame.bottom + 5)
        if frame.left + 12 < x < frame.right - 10:
            yield text(x, frame.bottom + 20, str(year), "soft", text_anchor="middle")
    yield el("line", "axis", x1=frame.left, x2=frame.right, y1=frame.bottom, y2=frame.bottom)


def areas(found: Support, frame: Frame) -> Iterator[Element]:
    """Draw the bands, each on top of those before it."""
    ends = [*found.days[1:], found.span[1]]
    ground = [0] * len(found.days)
    for n, column in enumerate(found.bands.values(), 1):
        top = [low + high for low, high in zip(ground, column, strict=True)]
        if any(column):
            spans = list(zip(found.days, ends, strict=True))
            there = [(frame.x(x), frame.y(y)) for s, y in zip(spans, top, strict=True) for x in s]
            back = [(frame.x(x), frame.y(y)) for s, y in zip(spans, ground, strict=True) for x in s]
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*there, *reversed(back)])
            yield el("polygon", f"band-{n}", points=points, stroke_width=0.8)
        ground = top


def legend(found: Support, frame: Frame, words: Words, narrow: bool) -> Iterator[Element]:
    """Name each band beside its end, or below where there is no room; top to bottom as drawn."""
    low, middles, shown = 0, list[float](), list[tuple[int, str, int]]()
    for n, (band, column) in enumerate(found.bands.items(), 1):
        if column[-1]:
            middles.append(frame.y(low + column[-1] / 2))
            shown.append((n, words.of("bands", band), column[-1]))
        low += column[-1]
    shown.reverse()
    middles.reverse()
    if narrow:
        places = [(frame.left, frame.bottom + 40 + 17.5 * n) for n in range(len(shown))]
    else:
        ys = apart(middles, 20, frame.top, frame.bottom)
        places = [(frame.right + 22, y) for y in ys]
    for (n, label, count), (x, y), middle in zip(shown, places, middles, strict=True):
        if not narrow:
            points = f"{frame.right:.1f},{middle:.1f} {x - 12:.1f},{y:.1f} {x - 3:.1f},{y:.1f}"
            yield el("polyline", "edge", points=points)
        yield el("rect", f"band-{n}", x=x, y=y - 8, width=15, height=15, rx=2)
        yield text(
            x + 7.5, y + 4, "ABCDEF"[n - 1], f"on-band-{n}", text_anchor="middle", font_size=11
        )
        yield text(x + 21, y + 4.5, f"{label} {words.number(count)}")
        ends = frame.y(0) - frame.y(count)
        if ends > 16:
            mark = {"text_anchor": "middle", "font_size": 11}
            yield text(frame.right - 12, middle + 4, "ABCDEF"[n - 1], f"on-band-{n}", **mark)


def dots(totals: Sequence[Total], frame: Frame, words: Words) -> Iterator[Element]:
    """Draw the totals, an arrow up for `more than`; a number stands where it meets no other."""
    taken: list[Box] = []
    for total in totals:
        taken.append(Box(frame.x(total.day) - 6, frame.y(total.number) - 6, 12, 12))
    for total in totals:
        x, y = frame.x(total.day), frame.y(total.number)
        yield el("g", "", el("title", text=said(total, words)), mark(x, y, total.exact))
    for total in reversed(totals):
        x, y, label = frame.x(total.day), frame.y(total.number), words.number(total.number)
        room = wide(label, 12)
        at = min(max(x - room / 2, frame.left), frame.right - room)
        box = Box(at, y - 23, room, 14)
        if not any(box.meets(other) for other in taken):
            taken.append(box)
            yield text(at + room / 2, y - 11, label, "halo", text_anchor="middle", font_size=12)


def mark(x: float, y: float, exact: bool) -> Element:
    """Draw a circle for a number, a triangle for `more than` a number."""
    if exact:
        return el("circle", "dot", cx=x, cy=y, r=4.5)
    points = f"{x:.1f},{y - 5.5:.1f} {x - 5:.1f},{y + 4:.1f} {x + 5:.1f},{y + 4:.1f}"
    return el("polygon", "dot", points=points)


def key(found: Support, x: float, y: float, words: Words, narrow: bool) -> Iterator[Element]:
    """Say what circles, triangles and the dashed line are."""
    if found.totals:
        for exact, label in ((True, words("dot_exact")), (False, words("dot_more"))):
            yield mark(x + 6, y - 4, exact)
            yield text(x + 18, y, label, "soft", font_size=12)
            x += 30 + wide(label, 12)
    if found.listed is not None:
        x, y = (LEFT, y + 20) if narrow else (x + 4, y)
        yield el("line", "mark", x1=x + 6, x2=x + 6, y1=y - 11, y2=y + 3)
        begins = f"{words('list_begins')} {iso(found.listed)}"
        yield text(x + 18, y, begins, "soft", font_size=12)
