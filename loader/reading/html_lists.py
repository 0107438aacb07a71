"""The numbers that browsers print before the items of ordered lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from loader.reading.numerals import numeral

if TYPE_CHECKING:
    from loader.model import BlockKind

STYLES: Final = {
    "1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman",
}  # fmt: skip
NESTED_LISTS: Final = 50


@dataclass(slots=True)
class Open:
    """A list that the walk is in; `style` is empty for bullets."""

    style: str
    next: int = 1
    step: int = 1
    mark: str = "."


@dataclass(slots=True)
class Lists:
    """The lists around a place; an item's number goes to the first block within it."""

    open: list[Open] = field(default_factory=list)
    pending: str | None = None
    items: int = 0
    note: str = ""

    def enter(self, tag: str, attributes: dict[str, str | None]) -> None:
        """Note that a list or an item begins."""
        if tag in ("ol", "ul", "menu", "dir"):
            self.open.append(_opened(tag, attributes))
        elif tag == "li":
            self.items += 1
            self.pending = self._number(attributes)
            lone = attributes.get("class") == "unreferenced"
            self.note = (attributes.get("data-note") or "") if lone else ""
        elif tag in ("dt", "dd"):
            self.pending = ""

    def leave(self, tag: str) -> None:
        """Note that a list or an item ends."""
        if tag in ("ol", "ul", "menu", "dir") and self.open:
            self.open.pop()
        if tag in ("li", "dt", "dd"):
            self.pending = None
            self.items -= tag == "li"

    def kind(self) -> tuple[BlockKind, str, int]:
        """Return what a block is that begins here, with its number and depth.

        An item's number stays until words are met: see `taken`.
        """
        if self.pending is None:
            return "paragraph", "", 0
        if self.note:
            return "note", self.note, 0
        return "item", self.pending, min(len(self.open), NESTED_LISTS)

    def _number(self, attributes: dict[str, str | None]) -> str:
        if not self.open or not self.open[-1].style:
            return ""
        here = self.open[-1]
        value = attributes.get("value")
        if value and value.lstrip("-").isdecimal() and len(value) < 7:
            here.next = int(value)
        number = here.next
        here.next += here.step
        return f"{numeral(number, here.style)}{here.mark}"


def _opened(tag: str, attributes: dict[str, str | None]) -> Open:
    css = (attributes.get("style") or "").replace(" ", "")[:500]
    if tag != "ol" or "list-style:none" in css or "list-style-type:none" in css:
        return Open("")
    style = STYLES.get(attributes.get("type") or "1", "decimal")
    for one in STYLES.values():
        if f":{one}" in css:
            style = one
    start = attributes.get("start") or "1"
    number = int(start) if start.lstrip("-").isdecimal() and len(start) < 7 else 1
    return Open(style, number, mark=attributes.get("data-mark") or ".")
