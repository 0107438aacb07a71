"""Support over time: the picture of who came and went, and its table."""

from pyoxigraph import NamedNode

from server.see.answers import ask
from server.see.names import Names
from server.see.picture import Picture, Table, Thing, Value
from server.see.support_drawing import draw
from server.see.support_model import BANDS, Support, iso, model
from server.see.words import Words

CHANGES = "support-of-an-instrument-over-time"
TOTALS = "dated-totals-of-the-supporters-of-an-instrument"


def picture(instrument: NamedNode, names: Names, words: Words) -> Picture | None:
    """Make the picture; none if there is nothing dated."""
    changes, totals = ask(CHANGES, instrument=instrument), ask(TOTALS, instrument=instrument)
    found = model(changes.rows, totals.rows)
    if not (found.days or found.totals):
        return None
    name = names(instrument.value)
    title = words("support_title", instrument=name)
    return Picture(
        title,
        told(found, name, words),
        lambda narrow: draw(found, title, told(found, name, words), words, narrow),
        table(found, names, words),
        (CHANGES, TOTALS),
        (words("support_note"), words("support_totals_note")),
        changes.cut or totals.cut,
        {"instrument": instrument.value},
    )


def told(found: Support, name: str, words: Words) -> str:
    """Say in a sentence what the picture shows."""
    if not found.days:
        return words("support_told_totals", instrument=name)
    last = {band: column[-1] for band, column in found.bands.items() if column[-1]}
    parts = ", ".join(f"{words.of('bands', band)} {words.number(n)}" for band, n in last.items())
    return words(
        "support_told",
        instrument=name,
        day=found.said[-1],
        number=found.sums[-1],
        parts=parts,
        list=words("support_list", day=iso(found.listed)) if found.listed is not None else "",
    )


def table(found: Support, names: Names, words: Words) -> Table:
    """Put the steps and the totals in one table, by day."""
    heads = [("day", words("day")), ("basis", words("basis")), ("number", words("all"))]
    columns = [*heads, *((band, words.of("bands", band)) for band in BANDS)]
    columns.append(("source", words("source")))
    rows: list[tuple[int, int, list[Value]]] = []
    for n, (day, sum_) in enumerate(zip(found.days, found.sums, strict=True)):
        parts: list[Value] = [found.bands[band][n] for band in BANDS]
        rows.append((day, 0, [found.said[n], words("records"), sum_, *parts, Thing("", "")]))
    for total in found.totals:
        basis = (
            f"{words('total_given')} {words.of('qualifiers', total.qualifier) or total.qualifier}"
        )
        source = Thing(total.source, names(total.source))
        rows.append((total.day, 1, [total.said, basis.strip(), total.number, *[""] * 6, source]))
    return Table(columns, [row for _, _, row in sorted(rows, key=lambda r: r[:2])])
