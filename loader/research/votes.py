"""The votes on a resolution, as told in a line of text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader.research.model import Researched
from loader.research.rows import confidence, fact, node, sourced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.research.model import Confidence
    from loader.research.rows import Entry

NUMBER: Final = re.compile(r"\d+")
MEMORY: Final = re.compile(r"from.memory")
HEADERS: Final = (
    "cn:inFavour^^xsd:integer", "cn:against^^xsd:integer", "cn:abstentions^^xsd:integer",
)  # fmt: skip
BODIES: Final = {
    "first-committee": "organisation:unga-first-committee",
    "plenary": "organisation:unga",
}


def facts(entry: Entry) -> Iterator[Researched]:
    """Yield a row for each vote; numbers that come from memory, in brackets, are leads."""
    for part in entry.get("vote", "").split("; "):
        if not part:
            continue
        body = "first-committee" if "First Committee" in part else "plenary"
        text, _, aside = part.partition(" (")
        numbers = NUMBER.findall(text)
        bare = MEMORY.search(aside) and not NUMBER.search(aside)
        sure: Confidence = "lead" if MEMORY.search(text) or bare else confidence(entry)
        yield _vote(entry, body, numbers, sure)
        for header, number in zip(HEADERS[1:], NUMBER.findall(aside), strict=False):
            yield _number(entry, body, header, number)


def _vote(entry: Entry, body: str, numbers: list[str], sure: Confidence) -> Researched:
    row = {
        "iri": f"vote:{entry['id']}.{body}",
        "a": "cn:Vote",
        "cn:voteOn": node(entry),
        "cn:votingBody": BODIES[body],
        **dict(zip(HEADERS, numbers, strict=False)),
    }
    row = sourced(row, entry["sources"] if sure == "confirmed" else [], sure)
    return Researched(f"instruments/{entry['id']}/vote/{body}", "vote", sure, "votes", row)


def _number(entry: Entry, body: str, header: str, number: str) -> Researched:
    """Return a number of a confirmed vote that only memory gives."""
    property_ = header.partition("^")[0]
    row = fact(f"vote:{entry['id']}.{body}", property_, number)
    key = f"instruments/{entry['id']}/vote/{body}-{property_.partition(':')[2].lower()}"
    return Researched(key, "vote", "lead", "instrument-facts", sourced(row, [], "lead"))
