"""From pieces to a document's text: blocks parted by one blank line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from loader.model import Block, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loader.model import BlockKind

# Characters that XML and our own writers have no place for; a form feed is white space.
CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
# What formats put within words only to tell where a line may break.
INVISIBLE: Final = re.compile("[\u00ad\u200b\u200c\u2060\ufeff]")
# No-break spaces stay: they are part of French typography, and folded later.
SPACES: Final = re.compile(r"[^\S\n\u00a0\u202f]+")
AROUND: Final = re.compile(r" ?\n[ \n]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A block on its way into the text; `number` is printed before the words."""

    kind: BlockKind
    words: str
    number: str = ""
    level: int = 0


def tidy(words: str) -> str:
    r"""Return words without odd white space; line feeds stay, one at a time.

    >>> tidy("  a\t b \n\n c ")
    'a b\nc'
    """
    plain = INVISIBLE.sub("", CONTROLS.sub("", words))
    return AROUND.sub("\n", SPACES.sub(" ", plain)).strip()


def compose(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...]]:
    """Return the text of the pieces and the block that each became; empty ones are dropped.

    The title stands first, whatever its place.
    """
    written: list[str] = []
    blocks: list[Block] = []
    at = 0
    for one in sorted(pieces, key=lambda one: one.kind != "title"):
        words = tidy(one.words)
        if not words:
            continue
        shown = f"{_printed(one)}{words}"
        blocks.append(Block(one.kind, Span(at, at + len(shown)), one.number, one.level))
        written.append(shown)
        at += len(shown) + 2
    return "\n\n".join(written) + ("\n" if written else ""), tuple(blocks)


def _printed(piece: Piece) -> str:
    if not piece.number:
        return ""
    return f"[{piece.number}] " if piece.kind == "note" else f"{piece.number} "
