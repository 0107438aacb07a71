"""A thing and what is linked to it: the relations around it, and around each some of its things."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from pyoxigraph import DefaultGraph, NamedNode

from server.see.answers import Row, ask
from server.see.names import Names
from server.see.picture import Picture, Table, Thing, Value
from server.see.svg import Element, clip, drawing, el, link, text, wide, wrap
from server.see.words import Words
from server.site import site

NEIGHBOURS = "neighbours-of-an-entity"
MOST_NODES = 40
MOST_RANKED = 2000
ROW, SMALL = 24.0, 12.0


@dataclass(frozen=True, slots=True)
class Group:
    """What one relation links in one direction; `shown` of them are drawn."""

    direction: str
    relation: str
    others: tuple[str, ...]
    shown: tuple[str, ...] = ()

    @property
    def hidden(self) -> int:
        """Tell how many are only counted."""
        return len(self.others) - len(self.shown)


def groups(rows: Sequence[Row], names: Names) -> list[Group]:
    """Gather the neighbours by direction and relation, each in the order of their names."""
    ordered = sorted(
        rows,
        key=lambda r: (
            r["direction"], names(r["relation"]), r["relation"], names(r["other"]), r["other"]
        ),
    )  # fmt: skip
    return [
        Group(direction, relation, tuple(row["other"] for row in same))
        for (direction, relation), same in groupby(
            ordered, key=lambda r: (r["direction"], r["relation"])
        )
    ]


def shared(found: Sequence[Group], most: int = MOST_NODES) -> list[Group]:
    """Share out the nodes: one to each relation in turn, until none is left.

    Where there are more relations than nodes, those with the most neighbours are drawn.
    """
    kept = sorted(sorted(found, key=lambda g: -len(g.others))[:most], key=found.index)
    shares = [0] * len(kept)
    left = most
    while left and any(len(g.others) > n for g, n in zip(kept, shares, strict=True)):
        for index, group in enumerate(kept):
            if left and len(group.others) > shares[index]:
                shares[index] += 1
                left -= 1
    return [chosen(group, n) for group, n in zip(kept, shares, strict=True)]


def chosen(group: Group, number: int) -> Group:
    """Choose this many of a relation's things: those that most links lead to, by name."""
    ranked = sorted(group.others[:MOST_RANKED], key=lambda other: -links(other))
    kept = set(ranked[:number])
    shown = tuple(other for other in group.others if other in kept)
    return Group(group.direction, group.relation, group.others, shown)


def links(iri: str) -> int:
    """Count the statements that lead to a thing; from a hundred on it is well enough linked."""
    quads = site().engine.store.quads_for_pattern(None, None, NamedNode(iri), DefaultGraph())
    return sum(1 for _ in islice(quads, 100))


def picture(entity: NamedNode, names: Names, words: Words) -> Picture | None:
    """Make the picture; none if nothing is linked to the thing."""
    answer = ask(NEIGHBOURS, entity=entity)
    found = groups(answer.rows, names)
    if not found:
        return None
    drawn = shared(found)
    name = names(entity.value)
    title = words("neighbours_title", entity=name)
    told = words(
        "neighbours_told",
        entity=name, shown=sum(len(g.shown) for g in drawn),
        number=sum(len(g.others) for g in found), relations=len(found),
    )  # fmt: skip
    return Picture(
        title, told,
        lambda narrow: (tree if narrow else around)(
            entity.value, drawn, (title, told), names, words
        ),
        table(found, names, words), (NEIGHBOURS,),
        (words("neighbours_note", number=MOST_NODES),), answer.cut, {"entity": entity.value},
    )  # fmt: skip


def table(found: Sequence[Group], names: Names, words: Words) -> Table:
    """List all neighbours by relation."""
    keys = ("direction", "relation", "neighbour")
    rows: list[list[Value]] = [
        [words(g.direction), Thing(g.relation, names(g.relation)), Thing(other, names(other))]
        for g in found
        for other in g.others
    ]
    return Table([(key, words(key)) for key in keys], rows)


def rows_of(group: Group) -> int:
    """Tell how many lines a relation takes: its things, and one for those only counted."""
    return len(group.shown) + (group.hidden > 0)


def halves(drawn: Sequence[Group]) -> tuple[list[Group], list[Group]]:
    """Split the relations into two sides of about the same height, in their order."""
    total, taken, at = sum(map(rows_of, drawn)), 0, 0
    while at < len(drawn) and taken + rows_of(drawn[at]) / 2 < total / 2:
        taken += rows_of(drawn[at])
        at += 1
    return list(drawn[:at]), list(drawn[at:])


def around(
    entity: str, drawn: Sequence[Group], told: tuple[str, str], names: Names, words: Words
) -> Element:
    """Draw the thing in the middle, relations on an oval around it, things outside of them."""
    left, right = halves(drawn)
    height = max(sum(rows_of(g) * ROW + 10 for g in side) for side in (left, right)) + 40
    height = max(height, 220.0)
    middle = (500.0, height / 2)
    edges, bodies = list[Element](), list[Element]()
    for side, members in ((-1, left), (1, right)):
        y = (height - sum(rows_of(g) * ROW + 10 for g in members)) / 2
        for group in members:
            made_edges, made = sector(group, side, y, middle, names, words)
            edges += made_edges
            bodies += made
            y += rows_of(group) * ROW + 10
    name = "neighbours-wide"
    centre = heart(names(entity), *middle)
    return drawing(
        name, (1000, height), told, arrows(name), *edges, *bodies, *centre, lang=words.lang
    )


def arrows(name: str) -> Element:
    """Define the head of an arrow."""
    tip = el("path", "soft", d="M0,0 L9,4.5 L0,9 z")
    more = {"markerWidth": "9", "markerHeight": "9", "refX": "8", "refY": "4.5"}
    head = el(
        "marker",
        "",
        tip,
        id=f"{name}-arrow",
        orient="auto-start-reverse",
        markerUnits="userSpaceOnUse",
    )
    head.attrib.update(more)
    return el("defs", "", head)


def heart(name: str, x: float, y: float) -> Iterator[Element]:
    """Draw the thing itself."""
    lines = wrap(name, 130, 14, 4)
    height = 18 * len(lines) + 16
    yield el("rect", "centre", x=x - 78, y=y - height / 2, width=156, height=height, rx=12)
    for n, line in enumerate(lines):
        at = y - height / 2 + 22 + 18 * n
        yield text(x, at, line, "on-dark", text_anchor="middle", font_size=14)


def sector(
    group: Group, side: int, top: float, middle: tuple[float, float], names: Names, words: Words
) -> tuple[list[Element], list[Element]]:
    """Draw a relation and its things on one side of the middle; edges apart, as they lie below."""
    high = rows_of(group) * ROW
    y = top + high / 2 + 5
    hub_x = middle[0] + side * (200 - 25 * bow(y, middle[1]))
    label = relation_name(group, names, words, 160)
    half = wide(label, SMALL) / 2 + 10
    near, far = hub_x - side * half, hub_x + side * half
    start, mid = (middle[0] + side * 78, middle[1]), (near + middle[0] + side * 78) / 2
    edges = [edge(start, mid, (near, y), group.direction)]
    bodies = [
        el("rect", "hub", x=hub_x - half, y=y - 11, width=2 * half, height=22, rx=11),
        link(names.href(group.relation), "", text(hub_x, y + 4, label, "ink", text_anchor="middle",
                                                  font_size=SMALL)),
    ]  # fmt: skip
    leaf_x = middle[0] + side * 292
    for n, node in enumerate(leaves(group, names, words, 198)):
        at = top + 5 + n * ROW + ROW / 2
        bend = (far + leaf_x) / 2
        path = f"M{far:.1f},{y:.1f} C{bend:.1f},{y:.1f} {bend:.1f},{at:.1f} {leaf_x:.1f},{at:.1f}"
        edges.append(el("path", "edge", d=path))
        anchor = {
            "x": leaf_x + side * 7,
            "y": at + 4.5,
            "text_anchor": "start" if side > 0 else "end",
        }
        bodies.append(leaf(node, leaf_x, at, anchor))
    return edges, bodies


def edge(
    start: tuple[float, float], mid: float, end: tuple[float, float], direction: str
) -> Element:
    """Draw the line from the thing to a relation, its arrow at the end the statement leads to."""
    (x, y), (far_x, far_y) = start, end
    path = f"M{x:.1f},{y:.1f} C{mid:.1f},{y:.1f} {mid:.1f},{far_y:.1f} {far_x:.1f},{far_y:.1f}"
    at = "marker_end" if direction == "from" else "marker_start"
    return el("path", "edge", d=path, **{at: "url(#neighbours-wide-arrow)"})


def bow(y: float, middle: float) -> float:
    """Tell how far from the middle's height a place is: 0 there, 1 at the top and the bottom."""
    return min(abs(y - middle) / max(middle, 1), 1.0)


def relation_name(group: Group, names: Names, words: Words, room: float) -> str:
    """Name a relation with the number of its things, which is never cut off."""
    number = f" ({words.number(len(group.others))})"
    return clip(names(group.relation), room - wide(number, SMALL), SMALL) + number


@dataclass(frozen=True, slots=True)
class Node:
    """A thing that is drawn, or how many are not; `href` is empty for these."""

    label: str
    title: str
    href: str = ""


def leaves(group: Group, names: Names, words: Words, room: float) -> Iterator[Node]:
    """Give the nodes of a relation and the count of those left out."""
    for other in group.shown:
        yield Node(clip(names(other), room), names(other), names.href(other))
    if group.hidden:
        said = words("neighbours_more", number=group.hidden)
        yield Node(said, said)


def leaf(node: Node, x: float, y: float, anchor: Mapping[str, object]) -> Element:
    """Draw one node: a dot and its label."""
    kind = "link" if node.href else "soft"
    dot = el("circle", "hub", cx=x, cy=y, r=4)
    return link(node.href, node.title, dot, el("text", kind, text=node.label, **anchor))


def tree(
    entity: str, drawn: Sequence[Group], told: tuple[str, str], names: Names, words: Words
) -> Element:
    """Draw the same as a tree that grows downward, for narrow windows."""
    name, y = "neighbours-narrow", 62.0
    edges, bodies = list[Element](), list[Element]()
    label = clip(names(entity), 340, 14)
    bodies.append(el("rect", "centre", x=8, y=8, width=364, height=36, rx=10))
    bodies.append(text(190, 31, label, "on-dark", text_anchor="middle", font_size=14))
    last = y
    for group in drawn:
        said = relation_name(group, names, words, 300)
        last = y + 11
        arrow = "url(#neighbours-narrow-arrow)"
        path = f"M24,{last:.1f} L44,{last:.1f}"
        at = "marker_end" if group.direction == "from" else "marker_start"
        edges.append(el("path", "edge", d=path, **{at: arrow}))
        bodies.append(el("rect", "hub", x=44, y=y, width=wide(said, SMALL) + 20, height=22, rx=11))
        bodies.append(text(54, y + 15, said, font_size=SMALL))
        y += 30
        for node in leaves(group, names, words, 280):
            edges.append(el("path", "edge", d=f"M60,{y - 10:.1f} L60,{y + 8:.1f} L76,{y + 8:.1f}"))
            bodies.append(leaf(node, 78, y + 8, {"x": 88, "y": y + 12.5}))
            y += ROW
        y += 8
    edges.append(el("path", "edge", d=f"M24,44 L24,{last:.1f}"))
    return drawing(name, (380, y), told, arrows(name), *edges, *bodies, lang=words.lang)
