"""Whom "she" or "it" takes up that opens a sentence: who opened the sentence before, as subject.

A language's words say by their piece "resumed" which article and which pronoun go together, and
before which verbs: those that only a state, a body or a text goes with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loader.findings import Mention
from loader.model import Span

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from loader.model import Passage

# What stands between the words before the first subject and the sentence that takes it up.
BAR = "|"
TAKEN_UP = frozenset({"a", "i", "x"})
# The most words that may lead up to a subject: "In 2018, the".
LONGEST_LEAD = 40


def resumed(
    text: str,
    sentence: Passage,
    last: Passage,
    named: Sequence[tuple[Mention, str]],
    pattern: re.Pattern[str],
) -> tuple[Mention, str] | None:
    """Return the pronoun that opens a sentence as a mention of the last sentence's subject."""
    opening = next((one for one in named if one[1] in TAKEN_UP), None)
    if opening is None or last.paragraph != sentence.paragraph:
        return None
    subject, kind = opening
    start = last.span.start
    # A pronoun that was taken up itself is taken up again by the same pronoun.
    end = subject.span.end if subject.inferred else subject.span.start
    lead = text[start:end]
    if len(lead) > LONGEST_LEAD:
        return None
    found = pattern.match(f"{lead}{BAR}{text[sentence.span.start : sentence.span.end]}")
    if not found:
        return None
    first = sentence.span.start + found.start("pronoun") - len(lead) - len(BAR)
    length = found.end("pronoun") - found.start("pronoun")
    return Mention(Span(first, first + length), subject.entity, inferred=True), kind
