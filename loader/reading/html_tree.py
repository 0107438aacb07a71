"""A page's elements as one flat list of events, which notes and blocks are then read from.

The walk keeps no stack of calls, so that no depth of elements breaks it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from loader.reading import limits
from loader.reading.html_lists import Lists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selectolax.lexbor import LexborNode

    from loader.model import BlockKind

What = Literal["text", "block", "break", "link", "/link", "anchor", "/anchor", "sup", "/sup"]

# What holds nothing that is read: no words, and no notes either.
NEVER: Final = frozenset(
    """
    script style noscript template head title iframe object embed svg canvas video audio map
    button select textarea input option datalist progress meter dialog rt rp del s strike
    annotation annotation-xml picture img
    """.split()  # noqa: SIM905 - a table of words
)
HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
BLOCKS: Final = frozenset(
    """
    html body p div li ul ol dl dt dd blockquote section article main header footer nav
    aside table caption thead tbody tfoot tr td th figure figcaption pre form fieldset
    legend details summary address hr center menu h1 h2 h3 h4 h5 h6 hgroup search dir
    """.split()  # noqa: SIM905 - a table of words
)
HIDDEN: Final = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.I)
NO_BREAK: Final = re.compile(r"[^\S\u00a0\u202f]+")


@dataclass(slots=True)
class Event:
    """One step of the walk; `value` is text, an address or an id, `kept` tells main content."""

    what: What
    value: str = ""
    kept: bool = True
    kind: BlockKind = "paragraph"
    number: str = ""
    level: int = 0
    hints: str = ""


@dataclass(slots=True)
class Walk:
    """The state of a walk: what surrounds the place it is at."""

    left_out_ids: frozenset[int] = frozenset()
    main_id: int = 0
    prose_pre: bool = False
    events: list[Event] = field(default_factory=list)
    lists: Lists = field(default_factory=Lists)
    left_out: int = 0
    main: int = 0
    pre: int = 0

    def run(self, root: LexborNode) -> list[Event]:
        """Return the events of everything below the root."""
        for entering, node in steps(root, self.skips):
            if entering:
                self.enter(node)
            else:
                self.leave(node)
        return self.events

    def skips(self, node: LexborNode) -> bool:
        """Tell whether nothing within an element is ever read."""
        tag = node.tag or ""
        if tag in NEVER:
            return True
        if tag == "pre" and not self.prose_pre:
            return True
        attributes = node.attributes
        style = attributes.get("style") or ""
        return (
            "hidden" in attributes
            or (attributes.get("aria-hidden") == "true" and "mw-" not in str(attributes))
            or bool(HIDDEN.search(style[:500]))
        )

    def enter(self, node: LexborNode) -> None:
        """Note that an element or a text begins."""
        if node.is_text_node:
            self.text(node.text_content or "")
            return
        tag, attributes = node.tag or "", node.attributes
        self.main += node.mem_id == self.main_id
        self.left_out += node.mem_id in self.left_out_ids
        self.pre += tag == "pre"
        if tag in BLOCKS:
            self.lists.enter(tag, attributes)
            self.block(tag, attributes)
        if name := attributes.get("id") or (attributes.get("name") if tag == "a" else None):
            self.events.append(Event("anchor", name, hints=tag))
        self.inline(tag, attributes)

    def inline(self, tag: str, attributes: dict[str, str | None]) -> None:
        """Note what an element within a line adds."""
        if tag == "a":
            keys = ("class", "id", "rel", "role", "epub:type")
            hints = " ".join(attributes.get(one) or "" for one in keys)
            self.events.append(Event("link", attributes.get("href") or "", hints=hints))
        elif tag == "sup":
            self.events.append(Event("sup"))
        elif tag == "br":
            self.events.append(Event("break"))
        elif tag == "q":
            self.events.append(Event("text", "“"))

    def leave(self, node: LexborNode) -> None:
        """Note that an element ends."""
        tag, attributes = node.tag or "", node.attributes
        if tag == "q":
            self.events.append(Event("text", "”"))
        if tag in ("a", "sup"):
            self.events.append(Event("/link" if tag == "a" else "/sup"))
        if name := attributes.get("id") or (attributes.get("name") if tag == "a" else None):
            self.events.append(Event("/anchor", name, hints=tag))
        self.main -= node.mem_id == self.main_id
        self.left_out -= node.mem_id in self.left_out_ids
        self.pre -= tag == "pre"
        if tag in BLOCKS:
            self.lists.leave(tag)
            self.block("", {})

    def text(self, words: str) -> None:
        """Note text; within prose set as lines, an empty line ends a block."""
        if not self.pre:
            self.words(words)
            return
        for index, one in enumerate(re.split(r"\n[^\S\n]*\n", words)):
            if index:
                self.block("", {})
            self.words(one)

    def words(self, words: str) -> None:
        """Note words of one line; they take the number of the item that they begin."""
        if words.strip():
            self.lists.pending = None
        self.events.append(Event("text", NO_BREAK.sub(" ", words), self.left_out == 0))

    def block(self, tag: str, attributes: dict[str, str | None]) -> None:
        """Note that a block begins here and whatever was open ends."""
        kept = self.main > 0 and self.left_out == 0
        kind, number, level = self.lists.kind()
        if tag in HEADINGS:
            kind, number, level = "heading", "", HEADINGS[tag]
        elif (attributes.get("class") or "").startswith("MsoTitle"):
            kind = "title"
        self.events.append(Event("block", "", kept, kind, number, level))


def steps(
    root: LexborNode, skips: Callable[[LexborNode], bool]
) -> Iterator[tuple[bool, LexborNode]]:
    """Yield each node below the root when it begins, each element also when it ends."""
    count = 0
    path: list[LexborNode] = []
    node = root.child
    while node is not None or path:
        if node is None:
            node = path.pop()
            yield False, node
            node = node.next
            continue
        count += 1
        limits.within("the page", count, limits.NODES, "elements", "give its text")
        if node.is_text_node:
            yield True, node
            node = node.next
        elif not node.is_element_node or skips(node):
            node = node.next
        else:
            yield True, node
            path.append(node)
            node = node.child
