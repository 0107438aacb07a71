"""Markdown: rendered as a page, then read as one; its front matter is its metadata."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from mdit_py_plugins.footnote import footnote_plugin

from loader.reading import front_matter, html
from loader.reading.notes import sort_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

    from loader.model import About
    from loader.reading.compose import Piece

    Tokens = Sequence[Token]

# kramdown's and pandoc's attributes, and kramdown's contents list.
ATTRIBUTES: Final = re.compile(
    r"(?m)^\{:[^{}\n]{0,200}\}[ \t]*$|(?<=\S)[ \t]*\{[:#.][^{}\n]{0,200}\}[ \t]*$"
)

RENDERED: Final = (
    "footnote_ref", "footnote_open", "footnote_close", "footnote_block_open",
    "footnote_block_close", "footnote_anchor", "link_open", "link_close",
)  # fmt: skip


def read(name: str, text: str) -> tuple[list[Piece], About]:
    """Return a Markdown text's pieces and what its front matter says of it."""
    body, about = front_matter.split(name, text.lstrip("\ufeff"))
    page = _parser().render(ATTRIBUTES.sub("", body))
    pieces, _ = html.read(page, whole=False)
    pieces.sort(key=_place)
    if about.title:
        pieces = sort_out(html.titled([_untitled(one) for one in pieces], about.title, []))
    return pieces, about


def _place(piece: Piece) -> int:
    """Tell where a piece stands: all prose as it is, then the notes by number."""
    return 1 + int(piece.number) if piece.kind == "note" and piece.number.isdecimal() else 0


def _untitled(piece: Piece) -> Piece:
    return replace(piece, kind="heading", level=1) if piece.kind == "title" else piece


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin, always_match_refs=False)
    parser.core.ruler.before("footnote_tail", "unreferenced", _unreferenced)
    parser.core.ruler.push("labels", _labels)
    for rule in RENDERED:
        parser.add_render_rule(rule, getattr(_Page, rule))
    return parser


def _unreferenced(state: StateCore) -> None:
    """Keep the notes that no marker names: the plugin would lose them."""
    notes = state.env.get("footnotes", {})
    for key, index in notes.get("refs", {}).items():
        if index < 0:
            listed = notes.setdefault("list", {})
            notes["refs"][key] = len(listed)
            listed[len(listed)] = {"label": key[1:], "count": 0}


def _labels(state: StateCore) -> None:
    """Give notes the numbers that pandoc prints, unless their labels are numbers themselves."""
    listed = state.env.get("footnotes", {}).get("list", {})
    labels = [one.get("label") or "" for one in listed.values()]
    printed = (
        labels
        if all(one.isdecimal() for one in labels)
        else [str(index) for index in range(1, len(labels) + 1)]
    )
    state.env["printed"] = dict(zip(listed, printed, strict=True))
    for token in state.tokens:
        if token.type == "ordered_list_open":
            token.attrSet("data-mark", token.markup)
        for part in token.children or ():
            if part.info == "auto":
                part.meta["angle"] = True


class _Page(RendererHTML):
    """Renders what the HTML reader wants to see of notes, lists and addresses."""

    def footnote_ref(self, tokens: Tokens, at: int, _options: OptionsDict, env: EnvType) -> str:
        number = tokens[at].meta["id"]
        return f'<sup><a href="#fn-{number}" class="footnote">{env["printed"][number]}</a></sup>'

    def footnote_open(self, tokens: Tokens, at: int, _options: OptionsDict, env: EnvType) -> str:
        number = tokens[at].meta["id"]
        named = env["footnotes"]["list"][number].get("count", 1)
        hint = "" if named else ' class="unreferenced"'
        return f'<li id="fn-{number}" data-note="{env["printed"][number]}"{hint}>'

    def footnote_close(self, *_: object) -> str:
        return "</li>"

    def footnote_block_open(self, *_: object) -> str:
        return "<ol>"

    def footnote_block_close(self, *_: object) -> str:
        return "</ol>"

    def footnote_anchor(self, *_: object) -> str:
        return ""

    def link_open(self, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
        mark = "&lt;" if tokens[at].meta.get("angle") else ""
        return mark + self.renderToken(tokens, at, options, env)

    def link_close(self, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
        mark = "&gt;" if tokens[at].meta.get("angle") else ""
        return self.renderToken(tokens, at, options, env) + mark
