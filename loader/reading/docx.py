"""DOCX: paragraphs with the numbers that are printed, notes, what the file says of itself.

Own code on the standard library: the libraries for it drop the numbers of numbered paragraphs
(which provisions go by) or the footnotes, and unpack without limits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from loader.model import About
from loader.reading import docx_numbers
from loader.reading.compose import Piece, tidy
from loader.reading.docx_numbers import value
from loader.reading.docx_parts import Parts
from loader.reading.html_about import day
from loader.reading.notes import sort_out

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# What holds no words of the text: tables, drawings, what was struck, the code of fields.
LEFT_OUT: Final = frozenset(
    """
    tbl drawing pict object del moveFrom instrText delText fldData rPr pPr sdtPr Fallback
    AlternateContent txbxContent
    """.split()  # noqa: SIM905 - a table of words
)
SPACES: Final = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
HEADING: Final = re.compile(r"(?:heading|titre|überschrift|título)\s?([1-9])", re.IGNORECASE)
CONTENTS: Final = re.compile(r"toc|contents|tm\d|caption|légende|header|footer", re.IGNORECASE)
WEB: Final = re.compile(r"https?://\S+", re.IGNORECASE)
STYLE_DEPTH: Final = 20
PARTS: Final = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says: its name, the list it belongs to, its place in the outline."""

    name: str
    above: str = ""
    list: tuple[str, str] = ("", "")
    outline: str = ""


@dataclass(slots=True)
class Reader:
    """The state of reading one document: its lists' counts, its notes' numbers."""

    styles: dict[str, Style]
    numbering: docx_numbers.Numbering
    links: dict[str, dict[str, str]]
    stories: dict[str, dict[str, Element]]
    marks: dict[tuple[str, str], str] = field(default_factory=dict)
    part: str = "document"

    def body(self, root: Element) -> list[Piece]:
        """Return the pieces of the main text."""
        body = root.find("body")
        return [self.paragraph(one) for one in _paragraphs(root if body is None else body)]

    def paragraph(self, element: Element) -> Piece:
        """Return one paragraph as a piece."""
        properties = element.find("pPr")
        style = self.style(value(properties, "pStyle"))
        words = self.words(element)
        if CONTENTS.match(style.name):
            return Piece("aside", "")
        if style.name.lower() in ("title", "titre"):
            return Piece("title", words)
        # An empty paragraph prints no number and takes none.
        in_list, number = self.number(properties, style) if tidy(words) else (False, "")
        level = _outline(properties, style)
        if level:
            return Piece("heading", words, number, level)
        return Piece("item" if in_list else "paragraph", words, number)

    def style(self, name: str) -> Style:
        """Return a style with what it takes from those above it."""
        found = self.styles.get(name, Style(""))
        above, steps = found.above, 0
        numbers, level, outline = *found.list, found.outline
        while above and steps < STYLE_DEPTH:
            one = self.styles.get(above, Style(""))
            numbers, level = numbers or one.list[0], level or one.list[1]
            outline = outline or one.outline
            above, steps = one.above, steps + 1
        return Style(found.name, "", (numbers, level), outline)

    def number(self, properties: Element | None, style: Style) -> tuple[bool, str]:
        """Tell whether a paragraph is in a list, and the number printed before it."""
        own = properties.find("numPr") if properties is not None else None
        number_id = value(own, "numId") or style.list[0]
        depth = value(own, "ilvl") or style.list[1] or "0"
        if not number_id or number_id == "0" or not depth.isdecimal():
            return False, ""
        return True, self.numbering.number(number_id, int(depth))

    def words(self, element: Element) -> str:
        """Return the words within an element, with markers; the tree is not deep."""
        made: list[str] = []
        for one in element:
            made.append(self.piece(one, made))
        return "".join(made)

    def piece(self, one: Element, before: list[str]) -> str:
        """Return the words of one child of a paragraph or run."""
        tag = one.tag
        if tag in LEFT_OUT:
            return ""
        if tag == "t":
            return one.text or ""
        if tag in SPACES:
            return SPACES[tag] if one.get("type") != "page" else " "
        if tag in PARTS:
            return self.mark(tag, one)
        if tag == "hyperlink" and self.part != "document":
            return self.linked(one)
        words = self.words(one)
        return _raised(words, "".join(before[-9:])) if _is_raised(one) else words

    def linked(self, element: Element) -> str:
        """Return a link within a note, its address printed if it is not already."""
        printed = self.words(element)
        address = self.links.get(self.part, {}).get(element.get("id", ""), "")
        bare = re.sub(r"^https?://(?:www\.)?", "", address).rstrip("/")
        if not WEB.fullmatch(address) or bare.lower() in printed.lower():
            return printed
        return f"{printed} <{address}>"

    def mark(self, tag: str, element: Element) -> str:
        """Return the marker of a note; notes are numbered as they are met."""
        name, number = PARTS[tag], element.get("id", "")
        if number not in self.stories[name]:
            return ""
        key = (name, number)
        self.marks.setdefault(key, str(len(self.marks) + 1))
        return f"[{self.marks[key]}]"

    def notes(self) -> list[Piece]:
        """Return the notes in the order of their markers."""
        made = []
        for (name, number), label in list(self.marks.items()):
            self.part = name
            found = [self.words(one) for one in _paragraphs(self.stories[name][number])]
            made.append(Piece("note", " ".join(map(tidy, found)).replace("\n", " "), label))
        return made


def read(name: str, content: bytes) -> tuple[list[Piece], About]:
    """Return the pieces and metadata of a DOCX; raise LoaderError if it can't be read."""
    parts = Parts(name, content)
    root = parts.xml("word/document.xml")
    stories = {one: _stories(parts.xml(f"word/{one}.xml")) for one in PARTS.values()}
    reader = Reader(
        _styles(parts.xml("word/styles.xml")),
        docx_numbers.read(parts.xml("word/numbering.xml")),
        {one: _links(parts.xml(f"word/_rels/{one}.xml.rels")) for one in PARTS.values()},
        stories,
    )
    pieces = reader.body(root) if root is not None else []
    about = _about(parts.xml("docProps/core.xml"))
    return sort_out(_titled([*pieces, *reader.notes()], about.title)), about


def _titled(pieces: list[Piece], title: str) -> list[Piece]:
    """Name the title: the first block if it is a heading, or says what the properties say."""
    pieces = [one for one in pieces if tidy(one.words)]
    if not pieces or any(one.kind == "title" for one in pieces):
        return pieces
    first = pieces[0]
    alone = [one for one in pieces if one.kind == "heading" and one.level <= first.level] == [first]
    if (first.kind == "heading" and alone) or (title and first.words.lower() == title.lower()):
        return [Piece("title", first.words), *pieces[1:]]
    return pieces


def _paragraphs(root: Element) -> list[Element]:
    """Return the paragraphs below an element that are in no table or drawing."""
    found: list[Element] = []
    todo = [root]
    while todo:
        one = todo.pop()
        if one.tag == "p":
            found.append(one)
        elif one.tag not in LEFT_OUT:
            todo.extend(reversed(one))
    return found


def _stories(root: Element | None) -> dict[str, Element]:
    """Return the notes by id, without the lines that separate them from the text."""
    if root is None:
        return {}
    return {one.get("id", ""): one for one in root if one.get("type", "normal") == "normal"}


def _styles(root: Element | None) -> dict[str, Style]:
    made = {}
    for one in root.iter("style") if root is not None else ():
        properties = one.find("pPr")
        numbers = properties.find("numPr") if properties is not None else None
        made[one.get("styleId", "")] = Style(
            value(one, "name"), value(one, "basedOn"),
            (value(numbers, "numId"), value(numbers, "ilvl")), value(properties, "outlineLvl"),
        )  # fmt: skip
    return made


def _links(root: Element | None) -> dict[str, str]:
    found = root if root is not None else ()
    return {one.get("Id", ""): one.get("Target", "") for one in found}


def _outline(properties: Element | None, style: Style) -> int:
    told = value(properties, "outlineLvl") or style.outline
    if told.isdecimal() and int(told) < docx_numbers.LEVELS:
        return int(told) + 1
    named = HEADING.match(style.name)
    return int(named[1]) if named else 0


def _is_raised(run: Element) -> bool:
    return run.tag == "r" and value(run.find("rPr"), "vertAlign") == "superscript"


def _raised(words: str, before: str) -> str:
    """Return raised words: a bare number after a word is a marker typed by hand."""
    typed = re.fullmatch(r"\s*(\d{1,3})\s*", words)
    if not typed:
        return words
    opening = not before.strip()
    after_word = re.search(r"(?:[^\W\d_]{3}|[.,;:!?’”\"'»)\]])$", before[-4:])
    return f"[{typed[1]}]{' ' * opening}" if opening or after_word else words


def _about(root: Element | None) -> About:
    if root is None:
        return About()
    told = {one.tag: tidy((one.text or "")[:500]) for one in root}
    creators = re.split(r"\s*[;,]\s*", told.get("creator", ""))
    authors = tuple(one for one in creators if " " in one)
    language = re.match(r"[a-z]{2}\b", told.get("language", "").lower())
    # The day a file was made is not the day its text was published.
    issued = day(told.get("issued", ""))
    return About(told.get("title", ""), authors, issued, language[0] if language else "")
