"""The states of the world as tiles of one size, by region, and where each stands towards a text."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import NamedNode

from server.see.answers import Row, ask
from server.see.names import Names, ending
from server.see.picture import Picture, Table, Thing, Value
from server.see.svg import Element, clip, drawing, el, link, text, wide
from server.see.words import Words

POSITIONS = "positions-of-all-states-towards-an-instrument"
# What a tile shows where a state took several, the weightiest first; how each is drawn.
WEIGHT: Mapping[str, str] = {
    "withdraws": "other",
    "supports": "supports",
    "refuses": "refuses",
    "announced": "announced",
    "proposed": "other",
    "abstains": "other",
    "absent": "absent",
}
LOOKS = ("supports", "refuses", "announced", "other", "absent", "nothing")
# From west to east, as on a map with the Atlantic in the middle.
COLUMNS = {"americas": 0, "oceania": 0, "europe": 1, "africa": 2, "asia": 3}
ON = {"supports": "on-dark", "refuses": "on-dark", "nothing": "soft"}
WIDTH, HEIGHT, STEP_X, STEP_Y = 43.0, 36.0, 47.0, 40.0


@dataclass(frozen=True, slots=True)
class Tile:
    """A state: its positions are pairs of position and day, the weightiest first."""

    state: str
    code: str
    region: str
    subregion: str
    positions: tuple[tuple[str, str], ...]

    @property
    def look(self) -> str:
        """Name the way it is drawn."""
        return WEIGHT.get(self.positions[0][0], "other") if self.positions else "nothing"


def tiles(rows: Sequence[Row]) -> list[Tile]:
    """Make a tile of each state, in the order of the answer; a state has one place."""
    found: dict[str, Tile] = {}
    order = list(WEIGHT)
    for state, same in groupby(rows, key=lambda row: row["state"]):
        lines = list(same)
        first = lines[0]
        kept = {(ending(r["position"]), r["day"]) for r in lines if r["position"]}
        ranked = sorted(kept, key=lambda p: (order.index(p[0]) if p[0] in order else 4, p[1], p[0]))
        place = (first["code"], first["region"], first["subregion"])
        found.setdefault(state, Tile(state, *place, tuple(ranked)))
    return list(found.values())


def counts(found: Sequence[Tile]) -> dict[str, int]:
    """Count the tiles of each look, in the order of the legend."""
    counted = Counter(tile.look for tile in found)
    return {look: counted[look] for look in LOOKS if counted[look]}


def picture(instrument: NamedNode, names: Names, words: Words) -> Picture | None:
    """Make the picture; none if no state is known."""
    answer = ask(POSITIONS, instrument=instrument)
    found = tiles(answer.rows)
    if not any(tile.positions for tile in found):
        return None
    name = names(instrument.value)
    parts = ", ".join(
        f"{words.of('positions_of', look)} {words.number(n)}" for look, n in counts(found).items()
    )
    title, told = (
        words("map_title", instrument=name),
        words("map_told", instrument=name, parts=parts),
    )
    return Picture(
        title, told,
        lambda narrow: draw(found, (title, told), names, words, narrow),
        table(found, names, words),
        (POSITIONS,), (words("map_note"),), answer.cut, {"instrument": instrument.value},
    )  # fmt: skip


def recorded(tile: Tile, words: Words) -> str:
    """Tell all positions of a state with their days."""
    pairs = (
        (words.of("positions_of", WEIGHT.get(p, "other")), p, day) for p, day in tile.positions
    )
    return "; ".join(f"{said or p} {day}".strip() for said, p, day in pairs)


def table(found: Sequence[Tile], names: Names, words: Words) -> Table:
    """List the states by name."""
    keys = ("state", "code", "region", "subregion", "shown_as", "positions")
    rows: list[list[Value]] = [
        [
            Thing(tile.state, names(tile.state)),
            tile.code,
            Thing(tile.region, names(tile.region)),
            Thing(tile.subregion, names(tile.subregion)),
            words.of("positions_of", tile.look),
            recorded(tile, words),
        ]
        for tile in sorted(found, key=lambda tile: (names(tile.state), tile.state))
    ]
    return Table([(key, words(key)) for key in keys], rows)


def draw(
    found: Sequence[Tile], told: tuple[str, str], names: Names, words: Words, narrow: bool
) -> Element:
    """Draw the legend, then the regions, in four columns or in one."""
    width, across = (380.0, 7) if narrow else (1000.0, 5)
    parts, top = legend(counts(found), width, words)
    columns = 1 if narrow else 4
    left = 26.0 if narrow else 8.0
    bottoms = [top + 14.0] * columns
    regions = groupby(sorted(found, key=lambda t: place(t, names)), key=lambda t: t.region)
    for region, members in regions:
        column = 0 if narrow else COLUMNS.get(ending(region), 3)
        made, bottoms[column] = block(
            (left + column * 250.0, bottoms[column], across), list(members), names, words
        )
        parts += made
    name = f"states-{'narrow' if narrow else 'wide'}"
    return drawing(name, (width, max(bottoms) + 6), told, *parts, lang=words.lang)


def place(tile: Tile, names: Names) -> tuple[int, str, str, str]:
    """Order tiles by region, part of region and code."""
    column = COLUMNS.get(ending(tile.region), 3)
    return column, names(tile.region), names(tile.subregion), tile.code


def legend(counted: Mapping[str, int], width: float, words: Words) -> tuple[list[Element], float]:
    """Explain shapes and letters with their numbers, in as many lines as that takes."""
    parts, x, y = list[Element](), 8.0, 8.0
    for look, number in counted.items():
        said = f"{words.of('positions_of', look)} {words.number(number)}"
        room = 34 + wide(said) + 18
        if x > 8.0 and x + room > width:
            x, y = 8.0, y + 30
        parts.append(shape(look, x, y, 28, 22))
        letter = words.of("letters_of", look)
        kind = ON.get(look, "ink")
        parts.append(text(x + 14, y + 15.5, letter, kind, text_anchor="middle", font_size=12))
        parts.append(text(x + 34, y + 15.5, said))
        x += room
    return parts, y + 26


def block(
    where: tuple[float, float, int], members: Sequence[Tile], names: Names, words: Words
) -> tuple[list[Element], float]:
    """Draw a region: its name, then each part of it, then the tiles; give where it ends."""
    left, y, across = where
    room = across * STEP_X
    heading = clip(names(members[0].region), room * 0.5, 16)
    support = sum(tile.look == "supports" for tile in members)
    share = words("map_share", number=support, all=len(members))
    far = {"text_anchor": "end", "font_size": 12}
    parts = [
        text(left, y + 16, heading, "strong", font_size=16),
        text(left + room - STEP_X + WIDTH, y + 16, share, "soft", **far),
    ]
    y += 22
    for subregion, group in groupby(members, key=lambda tile: tile.subregion):
        shown = list(group)
        parts.append(text(left, y + 13, clip(names(subregion), room, 12), "soft", font_size=12))
        y += 19
        for n, tile in enumerate(shown):
            x, line = left + (n % across) * STEP_X, y + (n // across) * STEP_Y
            parts.append(drawn(tile, x, line, names, words))
        y += -(-len(shown) // across) * STEP_Y + 4
    return parts, y + 16


def drawn(tile: Tile, x: float, y: float, names: Names, words: Words) -> Element:
    """Draw a state's tile, which leads to its page and tells its positions."""
    kind = ON.get(tile.look, "ink")
    looks = dict.fromkeys(WEIGHT.get(position, "other") for position, _ in tile.positions)
    letters = "·".join(words.of("letters_of", look) for look in looks if look != "absent")
    letters = letters or words.of("letters_of", tile.look)
    told = recorded(tile, words) or words.of("positions_of", "nothing")
    middle = {"text_anchor": "middle"}
    return link(
        names.href(tile.state),
        f"{names(tile.state)}: {told}",
        shape(tile.look, x, y, WIDTH, HEIGHT),
        text(
            x + WIDTH / 2, y + (16 if letters else 22.5), tile.code, kind, font_size=12.5, **middle
        ),
        *(
            [text(x + WIDTH / 2, y + 30, letters, kind, font_size=11.5, **middle)]
            if letters
            else []
        ),
    )


def shape(look: str, x: float, y: float, width: float, height: float) -> Element:
    """Draw a round tile for support, one with cut corners for refusal, else a plain one."""
    if look == "refuses":
        c = height / 3.2
        right, bottom = x + width, y + height
        corners = [
            (x + c, y), (right - c, y), (right, y + c), (right, bottom - c),
            (right - c, bottom), (x + c, bottom), (x, bottom - c), (x, y + c),
        ]  # fmt: skip
        return el("polygon", look, points=" ".join(f"{a:.1f},{b:.1f}" for a, b in corners))
    rounded = {"supports": height / 3.5, "announced": height / 3.5}.get(look, 1.5)
    return el("rect", look, x=x, y=y, width=width, height=height, rx=rounded)
