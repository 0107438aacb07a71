"""Which element of a page holds its text, and which within it do not belong to it.

Own rules rather than a library: those made for the purpose give prose back but lose the links
between notes and their markers, and bring a second parser.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from loader.reading import pages
from loader.reading.html_tree import HIDDEN, NEVER, steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from selectolax.lexbor import LexborNode

ASIDES: Final = frozenset(
    """
    nav aside footer form menu figcaption caption search legend
    """.split()  # noqa: SIM905 - a table of words
)
ROLES: Final = frozenset(
    """
    navigation banner contentinfo complementary search menu menubar dialog alert toolbar
    tablist doc-toc doc-pagelist
    """.split()  # noqa: SIM905 - a table of words
)
WHOLE: Final = frozenset(("html", "body", "main", "article"))
# A part that holds more than this share of a page's prose is the page, whatever it is called.
LARGEST_ASIDE: Final = 0.4
ARTICLE_SHARE: Final = 0.5
CONTENT_SHARE: Final = 0.6
INNER_SHARE: Final = 0.9
# Text as long as this is a sentence, not a label.
SENTENCE: Final = 80
LONGEST_BYLINE: Final = 250
# Blocks with more than this share of link text are navigation, if there are links enough.
LINK_SHARE: Final = 0.75
LAYOUT_CELL: Final = 400


@dataclass(slots=True)
class Measure:
    """What an element holds: characters of prose, and of links, which are none."""

    tag: str
    node: LexborNode
    parent: int
    prose: int = 0
    linked: int = 0
    links: int = 0
    paragraphs: int = 0
    names: frozenset[str] = frozenset()
    within: bool = False
    largest_cell: int = 0
    sentences: int = 0
    first: int = 0
    last: int = 0


@dataclass(slots=True)
class Parts:
    """The main element of a page and the elements that are left out, by their memory ids."""

    main: int = 0
    left_out: set[int] = field(default_factory=set)
    prose_pre: bool = False


def find(root: LexborNode, whole: bool = True) -> Parts:
    """Return a page's parts; with `whole` off everything but tables belongs to the text."""
    sizes = _measured(root)
    if not sizes:
        return Parts(root.mem_id)
    body = next((i for i, one in sizes.items() if one.tag == "body"), next(iter(sizes)))
    parts = Parts(body)
    pre = sum(one.prose for one in sizes.values() if one.tag == "pre")
    parts.prose_pre = pre > sizes[body].prose / 2
    if whole:
        parts.main = _main(sizes, body)
    total = max(sizes[parts.main].prose, sizes[body].prose // 2, 1)
    for key, one in sizes.items():
        if key != parts.main and _is_left_out(one, total, whole):
            parts.left_out.add(key)
    return parts


def _measured(root: LexborNode) -> dict[int, Measure]:
    sizes: dict[int, Measure] = {}
    path: list[int] = []
    linked = 0
    for entering, node in steps(root, _skips):
        if node.is_text_node:
            size = len((node.text_content or "").strip())
            if path and size:
                here = sizes[path[-1]]
                here.linked += size if linked else 0
                here.prose += 0 if linked else size
                here.sentences += size if size >= SENTENCE and not linked else 0
            continue
        tag = node.tag or ""
        linked += (1 if entering else -1) if tag == "a" and node.attributes.get("href") else 0
        if entering:
            parent = path[-1] if path else 0
            above = sizes[parent] if path else None
            inside = bool(above and (above.within or above.tag in ("main", "article")))
            one = Measure(tag, node, parent, names=_names(node), within=inside, first=len(sizes))
            sizes[node.mem_id] = one
            path.append(node.mem_id)
        else:
            one = sizes[path.pop()]
            one.last = len(sizes) - 1
            _add(sizes, one)
    return sizes


def _skips(node: LexborNode) -> bool:
    style = node.attributes.get("style") or ""
    return (node.tag or "") in NEVER or bool(HIDDEN.search(style[:500]))


def _names(node: LexborNode) -> frozenset[str]:
    attributes = node.attributes
    return pages.parts(f"{attributes.get('class') or ''} {attributes.get('id') or ''}")


def _add(sizes: dict[int, Measure], one: Measure) -> None:
    """Add what an element holds to what its parent does."""
    if one.parent:
        above = sizes[one.parent]
        above.prose += one.prose
        above.linked += one.linked
        above.sentences += one.sentences
        above.links += one.links + (one.tag == "a")
        above.paragraphs += one.paragraphs + (one.tag in ("p", "h1", "h2", "h3", "li"))
        cell = one.prose if one.tag in ("td", "th") and one.paragraphs > 1 else 0
        above.largest_cell = max(above.largest_cell, one.largest_cell, cell)


def _main(sizes: dict[int, Measure], body: int) -> int:
    total = sizes[body].prose
    here = _largest(sizes, body, lambda one: _is_role(one, "main"), total * ARTICLE_SHARE / 2)
    size = sizes[here].prose
    article = _largest(sizes, here, _is_article, size * ARTICLE_SHARE)
    if article != here:
        return article
    named = _largest(sizes, here, _is_content, size * CONTENT_SHARE)
    return _dense(sizes, named)


def _is_role(one: Measure, role: str) -> bool:
    return one.tag == role or one.node.attributes.get("role") == role


def _is_article(one: Measure) -> bool:
    body = one.node.attributes.get("itemprop") == "articleBody"
    return body or _is_role(one, "article")


def _is_content(one: Measure) -> bool:
    return one.tag in ("div", "section", "td") and pages.has_pair("content_pairs", one.names)


def _largest(
    sizes: dict[int, Measure], below: int, test: Callable[[Measure], bool], least: float
) -> int:
    """Return the element with most prose that passes a test, if it has enough."""
    first, last = sizes[below].first, sizes[below].last
    found = [
        key
        for key, one in sizes.items()
        if first < one.first <= last and one.prose > max(least, 0) and test(one)
    ]
    return max(found, key=lambda key: sizes[key].prose, default=below)


def _dense(sizes: dict[int, Measure], start: int) -> int:
    """Return the innermost element that still holds nearly all prose and every sentence."""
    least = sizes[start].prose * INNER_SHARE
    here = start
    for key, one in sizes.items():
        inner = one.tag in ("div", "section", "td", "article", "main", "table", "tr", "tbody")
        whole = one.prose > least and one.sentences >= sizes[here].sentences
        if inner and one.parent == here and whole and one.paragraphs > 1:
            here = key
    return here


def _is_left_out(one: Measure, total: int, whole: bool) -> bool:
    if one.tag == "table":
        return not _is_layout(one)
    if not whole or one.tag in WHOLE:
        return False
    if one.tag == "nav" or one.node.attributes.get("role") == "navigation":
        return True
    if one.prose > total * LARGEST_ASIDE:
        return False
    return _is_aside(one) or _is_navigation(one)


def _is_aside(one: Measure) -> bool:
    role = one.node.attributes.get("role") or ""
    if one.tag in ASIDES or role in ROLES:
        return True
    if one.tag == "header":
        return not one.within
    if one.tag in ("a", "b", "i", "em", "strong", "sup", "li", "p", "blockquote"):
        return _is_byline(one) and one.tag == "p"
    return pages.says("left_out", one.names) or _is_byline(one)


def _is_byline(one: Measure) -> bool:
    """Tell whether a short part says when and by whom; that is read as metadata."""
    short = one.prose + one.linked < LONGEST_BYLINE
    return short and not one.tag.startswith("h") and bool(one.names & pages.words("byline"))


def _is_navigation(one: Measure) -> bool:
    """Tell whether a part holds hardly anything but links."""
    if one.tag not in ("ul", "ol", "div", "section", "p", "dl") or one.links < 3:
        return False
    return one.linked > (one.linked + one.prose) * LINK_SHARE


def _is_layout(one: Measure) -> bool:
    """Tell a table that only places text on the page from one of data."""
    role = one.node.attributes.get("role")
    return role in ("presentation", "none") or one.largest_cell > LAYOUT_CELL
