"""The instrument that a document is the text of: one that the graph knows, or a new one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from loader import vocabulary as v
from loader.findings import Mention, Node
from loader.model import Span

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from loader.knowledge import Knowledge
    from loader.language import Language
    from loader.model import Document, Layout, Passage

# What a text is by its form, as a class of the ontology. A position is the word of a state on
# instruments, not one itself.
CLASSES: Final = {
    "treaty": "Treaty", "resolution": "Resolution", "declaration": "Declaration",
    "report": "Report",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voice:
    """The instrument that a document is, its title, the body that speaks in it and its name."""

    instrument: str
    title: str = ""
    body: str = ""
    name: str = ""

    def mentions(
        self, text: str, sentence: Passage, language: Language, taken: Iterable[Mention]
    ) -> list[Mention]:
        """Return where a sentence names the document, "the present report", or its body."""
        found = []
        span = sentence.span
        said, bodies = language.words.get("own_text"), language.words.get("bodies")
        if said is not None:
            for match in said.finditer(text, span.start, span.end):
                head = "name" if match["name"] else "head"
                if head == "name" or match["head"].casefold() in self.title.casefold().split():
                    found.append(Mention(Span(*match.span(head)), self.instrument))
        if bodies is not None and self.body:
            for match in bodies.finditer(text, span.start, span.end):
                if match["name"] in self.name.split(" of ")[0]:
                    found.append(Mention(Span(*match.span("name")), self.body))
        spans = [one.span for one in taken]
        return [one for one in found if not any(one.span.overlaps(other) for other in spans)]


def own(
    document: Document, layout: Layout, known: Knowledge, heads: Container[str],
    small: frozenset[str],
) -> tuple[str, list[Node]]:  # fmt: skip
    """Return the instrument's IRI, '' if the document is none, and its node if it is new.

    It is known by its symbol, then by its title; a new one needs a symbol, numbered parts, or a
    title with the head of an instrument's name: Declaration, Pact.
    The language's small words stay small where a title in capitals is written as a name.
    """
    kind = CLASSES.get(layout.genre, "")
    if layout.symbol in known.symbols and not layout.authors:
        return known.symbols[layout.symbol], []
    if not kind:
        return "", []
    printed = " ".join(document.text[layout.title.start : layout.title.end].split())
    title = printed or document.about.title
    found = known.symbols.get(layout.symbol) or (known.by_title(title) if title else "")
    if found and "Instrument" in known.kinds(found):
        return found, []
    if layout.symbol:
        iri = v.entity("instrument", v.slugify(layout.symbol))
    elif title and (layout.parts or any(word.capitalize() in heads for word in title.split())):
        iri = known.free(v.named("instrument", title), title)
    else:
        return "", []
    label = _cased(title, document.text, small) or layout.symbol
    literals = [(v.CN + "symbol", layout.symbol, "string")] if layout.symbol else []
    return iri, [Node(iri, (kind,), label, literals=tuple(literals))]


def _cased(title: str, text: str, small: frozenset[str]) -> str:
    """Return a title in capitals as a name: as the text has it elsewhere, else word by word."""
    if not title.isupper():
        return title
    for found in re.finditer(re.escape(title), text, re.IGNORECASE):
        if not found[0].isupper():
            return found[0]
    first, *others = title.casefold().split()
    return " ".join([first.capitalize(), *(w if w in small else w.capitalize() for w in others)])
