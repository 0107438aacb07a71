"""SVG made as elements, so that it is always well-formed; what is drawn with it is told elsewhere.

Everything is painted twice: by presentation attributes, which a drawing takes along when it is
saved or put into another page, and by classes, for which the style sheet has colours of the dark.
"""

import re
from collections.abc import Mapping
from xml.etree import ElementTree

Element = ElementTree.Element
NAMESPACE = "http://www.w3.org/2000/svg"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"
SIZE = 13.0
# What XML 1.0 cannot hold, whatever a label says.
UNWRITABLE = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
INK, SOFT, LINE, PAPER, WASH, LINK = (
    "#1b1f24",
    "#5a6470",
    "#c3cad2",
    "#ffffff",
    "#f3f5f8",
    "#0b57a4",
)
PAINT: Mapping[str, Mapping[str, str]] = {
    "paper": {"fill": PAPER},
    "ink": {"fill": INK},
    "soft": {"fill": SOFT},
    "strong": {"fill": INK, "font-weight": "600"},
    "link": {"fill": LINK},
    "axis": {"stroke": SOFT, "fill": "none"},
    "grid": {"stroke": LINE, "fill": "none"},
    "lane": {"fill": WASH},
    "mark": {"stroke": INK, "fill": "none", "stroke-dasharray": "3 3"},
    "edge": {"stroke": "#8a94a0", "fill": "none"},
    "hub": {"fill": WASH, "stroke": "#8a94a0"},
    "centre": {"fill": "#1d4f8a"},
    "halo": {"fill": INK},
    "on-dark": {"fill": "#ffffff", "font-weight": "600"},
    "band-1": {"fill": "#332288", "stroke": PAPER},
    "band-2": {"fill": "#88ccee", "stroke": PAPER},
    "band-3": {"fill": "#117733", "stroke": PAPER},
    "band-4": {"fill": "#ddcc77", "stroke": PAPER},
    "band-5": {"fill": "#cc6677", "stroke": PAPER},
    "band-6": {"fill": "#bbbbbb", "stroke": PAPER},
    "on-band-1": {"fill": "#ffffff", "font-weight": "600"},
    "on-band-2": {"fill": INK, "font-weight": "600"},
    "on-band-3": {"fill": "#ffffff", "font-weight": "600"},
    "on-band-4": {"fill": INK, "font-weight": "600"},
    "on-band-5": {"fill": INK, "font-weight": "600"},
    "on-band-6": {"fill": INK, "font-weight": "600"},
    "dot": {"fill": PAPER, "stroke": INK, "stroke-width": "1.6"},
    "supports": {"fill": "#1d4f8a", "stroke": "#1d4f8a"},
    "refuses": {"fill": "#b3400e", "stroke": "#b3400e"},
    "announced": {"fill": "#cfe3f5", "stroke": "#1d4f8a"},
    "other": {"fill": "#f0dfb8", "stroke": "#7a5a00"},
    "absent": {"fill": PAPER, "stroke": SOFT, "stroke-dasharray": "3 2"},
    "nothing": {"fill": PAPER, "stroke": LINE},
    "binding": {"fill": "#1d4f8a", "stroke": "#1d4f8a", "stroke-width": "1.6"},
    "non-binding": {"fill": PAPER, "stroke": "#1d4f8a", "stroke-width": "1.6"},
}
NARROW_CHARACTERS = frozenset("iIjl.,;:'’|!()[]{}/ tfr-·")
WIDE_CHARACTERS = frozenset("mwMW@%&—…ŒœÆæ")


def el(tag: str, kind: str = "", *children: Element, text: str = "", **given: object) -> Element:
    """Make an element of this kind; a trailing underscore of a name is dropped, others are dashes.

    >>> ElementTree.tostring(el("text", "soft", text="a<b", font_size=9), "unicode")
    '<text class="soft" fill="#5a6470" font-size="9">a&lt;b</text>'
    """
    attributes = {"class": kind} if kind else {}
    for one in kind.split():
        attributes |= PAINT.get(one, {})
    for name, value in given.items():
        attributes[name.rstrip("_").replace("_", "-")] = written(value)
    made = Element(tag, attributes)
    made.text = clean(text) or None
    made.extend(children)
    return made


def written(value: object) -> str:
    """Write a value of an attribute, a number with one decimal at most."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return clean(str(value))


def clean(text: str) -> str:
    """Leave out the characters that no XML can hold."""
    return UNWRITABLE.sub("", text)


def drawing(
    name: str, size: tuple[float, float], told: tuple[str, str], *children: Element, lang: str
) -> Element:
    """Join a drawing: `told` is its title and its description, `name` sets its ids apart.

    An image hides what is within it from who listens; one with links is a group, therefore.
    """
    width, height = size
    linked = any(child.iter("a") for child in children) and any(
        True for child in children for _ in child.iter("a")
    )
    return el(
        "svg",
        "picture",
        el("title", text=told[0], id=f"{name}-title"),
        el("desc", text=told[1], id=f"{name}-desc"),
        el("rect", "paper", width=width, height=height),
        *children,
        xmlns=NAMESPACE,
        viewBox=f"0 0 {written(float(width))} {written(float(height))}",
        width=float(width),
        height=float(height),
        role="group" if linked else "img",
        aria_labelledby=f"{name}-title {name}-desc",
        lang=lang,
        font_family=FONT,
        font_size=SIZE,
    )


def text(x: float, y: float, words: str, kind: str = "ink", **more: object) -> Element:
    """Write words at a place."""
    return el("text", kind, text=words, x=x, y=y, **more)


def link(href: str, title: str, *children: Element) -> Element:
    """Let children lead somewhere, and tell where; without an address they only tell."""
    inside = (el("title", text=title), *children)
    return el("a", "", *inside, href=href) if href else el("g", "", *inside)


def wide(words: str, size: float = SIZE) -> float:
    """Tell how much room words take at most, in any usual sans-serif.

    >>> wide("ill") < wide("WWW")
    True
    """
    return sum(advance(character) for character in words) * size


def advance(character: str) -> float:
    """Give a character's width in parts of the size: rather too much than too little."""
    if character in NARROW_CHARACTERS:
        return 0.4
    if character in WIDE_CHARACTERS:
        return 1.0
    if ord(character) >= 0x1100:
        return 1.05
    return 0.72 if character.isupper() else 0.6


def clip(words: str, room: float, size: float = SIZE) -> str:
    """Shorten words to the room there is, at a space if one is near; an ellipsis says so.

    >>> clip("Declaration on Principles", 100)
    'Declaration…'
    """
    if wide(words, size) <= room:
        return words
    kept = words
    while kept and wide(kept + "…", size) > room:
        kept = kept[:-1]
    at_space = kept.rfind(" ")
    return (kept[:at_space] if at_space > len(kept) * 0.75 else kept).rstrip(" ,;:(") + "…"


def wrap(words: str, room: float, size: float = SIZE, lines: int = 2) -> list[str]:
    """Break words into lines of this room, the last one shortened."""
    found, rest = list[str](), words.split()
    while rest and len(found) < lines - 1:
        line = [rest.pop(0)]
        while rest and wide(" ".join([*line, rest[0]]), size) <= room:
            line.append(rest.pop(0))
        found.append(clip(" ".join(line), room, size))
    return [*found, clip(" ".join(rest), room, size)] if rest else found


def svg(drawn: Element) -> str:
    """Write a drawing."""
    return ElementTree.tostring(drawn, encoding="unicode")
