"""Norms by instruments: which text says which norm, with which modality, and whether it binds."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from server.see.answers import Row, ask
from server.see.names import Names, ending
from server.see.picture import Picture, Table, Thing, Value
from server.see.svg import Element, clip, drawing, el, link, text, wide
from server.see.words import Words

NORMS = "norms-and-the-provisions-of-each-instrument"
MODALITIES = (
    "obligation", "prohibition", "permission", "commitment", "recommendation",
    "recommendation-to-refrain", "encouragement", "affirmation", "concern", "none",
)  # fmt: skip
# How the instruments may be put: those that say most of the norms first, or the oldest.
ORDERS = ("norms", "date")
CELL, LINE, HEAD, SMALL = 27.0, 22.0, 172.0, 12.0


@dataclass(frozen=True, slots=True)
class Saying:
    """A provision that says a norm."""

    provision: str
    modality: str
    force: str

    @property
    def kind(self) -> str:
        """Name its modality as the words do."""
        return self.modality if self.modality in MODALITIES else "none"

    @property
    def full(self) -> str:
        """Name its cell: filled if it binds."""
        return "binding" if self.force == "binding" else "non-binding"


Cells = Mapping[tuple[str, str], Sequence[Saying]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The norms by their body of law, the instruments by date, and what stands where."""

    groups: Sequence[tuple[str, Sequence[str]]]
    instruments: Sequence[str]
    cells: Cells

    @property
    def norms(self) -> list[str]:
        """Give the norms from top to bottom."""
        return [norm for _, members in self.groups for norm in members]


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for: a body of law, a topic, and in how many texts a norm must be."""

    regime: str = ""
    topic: str = ""
    least: int = 2
    order: str = ORDERS[0]

    def keeps(self, regimes: set[str], topics: set[str]) -> bool:
        """Tell whether a norm of these fits."""
        return (not self.regime or self.regime in regimes) and (
            not self.topic or self.topic in topics
        )


def gathered(rows: Sequence[Row], name: str) -> dict[str, set[str]]:
    """Gather the values of one variable for each norm."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row[name]:
            found[row["norm"]].add(row[name])
    return found


def matrix(rows: Sequence[Row], wanted: Filter, names: Names) -> Matrix:
    """Arrange the answer: what fits the filter, the most widely stated first."""
    regimes, topics = gathered(rows, "regime"), gathered(rows, "topic")
    said = gathered(rows, "instrument")
    kept = [
        norm
        for norm in said
        if len(said[norm]) >= wanted.least and wanted.keeps(regimes[norm], topics[norm])
    ]
    cells: dict[tuple[str, str], list[Saying]] = defaultdict(list)
    days: dict[str, str] = {}
    for row in rows:
        if row["norm"] in set(kept):
            days[row["instrument"]] = row["day"] or "9999"
            one = Saying(row["provision"], ending(row["modality"]), ending(row["force"]))
            place = cells[row["norm"], row["instrument"]]
            if one not in place:
                place.append(one)
    under: dict[str, list[str]] = defaultdict(list)
    for norm in kept:
        own = wanted.regime or min(regimes[norm], key=lambda r: (names(r), r), default="")
        under[own].append(norm)
    groups = [
        (regime, sorted(members, key=lambda n: (-len(said[n]), names(n), n)))
        for regime, members in under.items()
    ]
    groups.sort(key=lambda g: (-sum(len(said[n]) for n in g[1]), g[0]))
    said_by = Counter(instrument for _, instrument in cells)
    by_norms = wanted.order == "norms"
    instruments = sorted(days, key=lambda i: (-said_by[i] * by_norms, days[i], i))
    return Matrix(groups, instruments, dict(cells))


def picture(wanted: Filter, names: Names, words: Words) -> tuple[Picture, Matrix, Sequence[Row]]:
    """Make the picture, and give what the page's own table and filter are made of."""
    answer = ask(NORMS)
    found = matrix(answer.rows, wanted, names)
    title = words("norms_title")
    told = words(
        "norms_told",
        norms=len(found.norms), instruments=len(found.instruments), cells=len(found.cells),
    )  # fmt: skip
    values = {
        "regime": wanted.regime,
        "topic": wanted.topic,
        "least": str(wanted.least),
        "order": wanted.order,
    }
    made = Picture(
        title, told,
        lambda narrow: draw(found, (title, told), names, words, narrow),
        table(found, names, words), (NORMS,), (words("norms_note"),), answer.cut, filters=values,
    )  # fmt: skip
    return made, found, answer.rows


def options(rows: Sequence[Row], name: str, names: Names) -> list[tuple[str, str]]:
    """List what can be chosen for one condition, by name."""
    found = {row[name] for row in rows if row[name]}
    return sorted(((one, names(one)) for one in found), key=lambda pair: (pair[1].lower(), pair[0]))


def table(found: Matrix, names: Names, words: Words) -> Table:
    """List every place of the matrix, a row a provision."""
    keys = ("norm", "instrument", "provision", "modality", "force")
    rows: list[list[Value]] = [
        [
            *(Thing(one, names(one)) for one in (norm, instrument, saying.provision)),
            words.of("modality_names", saying.kind),
            words(saying.full) if saying.force else words("force_unknown"),
        ]
        for norm in found.norms
        for instrument in found.instruments
        for saying in found.cells.get((norm, instrument), ())
    ]
    return Table([(key, words(key)) for key in keys], rows)


def letters(sayings: Sequence[Saying], words: Words) -> str:
    """Write the modalities of a cell; what has no room is a plus."""
    found = list(dict.fromkeys(words.of("modalities", one.kind) for one in sayings))
    return found[0] + ("+" if len(found) > 1 else "")


def used(found: Matrix) -> list[str]:
    """Name the modalities that occur, in the order of the legend."""
    there = {one.kind for sayings in found.cells.values() for one in sayings}
    return [kind for kind in MODALITIES if kind in there]


def draw(found: Matrix, told: tuple[str, str], names: Names, words: Words, narrow: bool) -> Element:
    """Draw the matrix as one picture, for use elsewhere; the page has it as a table."""
    label = 170.0 if narrow else 400.0
    width = max(label + CELL * len(found.instruments) + 70, 380.0)
    parts, y = legend(found, width, words)
    y += HEAD
    for n, instrument in enumerate(found.instruments):
        at = label + CELL * n + CELL / 2
        turn = f"translate({at + 4:.1f} {y - 6:.1f}) rotate(-70)"
        said = el("text", "link", text=names.brief(instrument, HEAD - 20, SMALL), font_size=SMALL)
        parts.append(
            el("g", "", link(names.href(instrument), names(instrument), said), transform=turn)
        )
    for regime, members in found.groups:
        heading = names(regime) if regime else words("no_regime")
        parts.append(el("rect", "lane", x=4, y=y, width=width - 8, height=LINE))
        parts.append(text(8, y + 16, clip(heading, width - 20), "strong"))
        y += LINE
        for norm in members:
            parts += line(norm, found, y, label, names, words)
            y += LINE
    return drawing("norms", (width, y + 8), told, *parts, lang=words.lang)


def line(
    norm: str, found: Matrix, y: float, label: float, names: Names, words: Words
) -> Iterator[Element]:
    """Draw a norm and its cells."""
    end = label + CELL * len(found.instruments)
    yield el("line", "grid", x1=4, x2=end, y1=y + LINE, y2=y + LINE, stroke_width=0.6)
    named = text(8, y + 15.5, clip(names(norm), label - 16, SMALL), "link", font_size=SMALL)
    yield link(names.href(norm), names(norm), named)
    for n, instrument in enumerate(found.instruments):
        sayings = found.cells.get((norm, instrument))
        if not sayings:
            continue
        x, full = label + CELL * n, sayings[0].full
        kind = "on-dark" if full == "binding" else "ink"
        middle = {"text_anchor": "middle", "font_size": SMALL}
        yield link(
            names.href(sayings[0].provision),
            "; ".join(
                f"{names(one.provision)}: {words.of('modality_names', one.kind)}" for one in sayings
            ),
            el("rect", full, x=x + 2, y=y + 2, width=CELL - 4, height=LINE - 4, rx=3),
            text(x + CELL / 2, y + 15.5, letters(sayings, words), kind, **middle),
        )


def legend(found: Matrix, width: float, words: Words) -> tuple[list[Element], float]:
    """Explain letters and cells."""
    parts, x, y = list[Element](), 8.0, 20.0
    pairs = [(words.of("modalities", k), words.of("modality_names", k)) for k in used(found)]
    for letter, said in pairs:
        room = 26 + wide(said, SMALL) + 16
        if x + room > width and x > 8.0:
            x, y = 8.0, y + 20
        parts.append(text(x, y, letter, "strong"))
        parts.append(text(x + 24, y, said, font_size=SMALL))
        x += room
    x, y = 8.0, y + 22
    for force in ("binding", "non-binding"):
        parts.append(el("rect", force, x=x, y=y - 12, width=18, height=15, rx=3))
        parts.append(text(x + 24, y, words(force), font_size=SMALL))
        x += 24 + wide(words(force), SMALL) + 20
    return parts, y
