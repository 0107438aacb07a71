"""Answers of saved queries for the pictures: rows of plain texts, and no more than can be drawn."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from server.errors import Malformed, Missing
from server.site import site

Row = Mapping[str, str]
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a saved query; `cut` tells that there are more, `values` what was asked for."""

    query: str
    rows: Sequence[Row]
    cut: bool
    values: Mapping[str, str]


def thing(said: str, name: str) -> NamedNode:
    """Read an IRI from a parameter, or say what would do."""
    try:
        return NamedNode(said)
    except ValueError:
        example = f"{site().base}id/instrument/…"
        raise Malformed(f"{name}={said!r} is no IRI; write one such as {example}") from None


def ask(query: str, **values: NamedNode) -> Answer:
    """Ask a saved query, with other terms in the place of those in its `VALUES` of one variable."""
    question = site().questions.get(query)
    if question is None:
        raise Missing(f"This server has no question {query}, which the picture is drawn from.")
    text = question.text
    for name, node in values.items():
        pattern = rf"(VALUES\s+\?{name}\s*\{{)[^}}]*\}}"
        # What an IRI has of backslashes must not be read as a reference to the pattern.
        text = re.sub(pattern, rf"\1 {str(node).replace(chr(92), 2 * chr(92))} }}", text)
    [table] = site().engine.tables([text], MOST_ROWS)
    rows = [
        {
            name: cell["value"] if cell else ""
            for name, cell in zip(table["variables"], row, strict=True)
        }
        for row in table["rows"]
    ]
    return Answer(query, rows, bool(table["more"]), {k: v.value for k, v in values.items()})
