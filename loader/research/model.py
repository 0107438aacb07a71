"""What a reader hands over: one researched fact, said in the words of a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Confidence = Literal["confirmed", "lead"]


@dataclass(frozen=True, slots=True)
class Researched:
    """One fact of a researched file, and the row that says it in our terms.

    The key is a path into the file, such as instruments/paris-call/dates/launched-2018-11-12.
    The row holds a cell for each column that the fact fills, the iri's included; it is empty
    if the fact can't be said in our terms.
    """

    key: str
    kind: str
    confidence: Confidence
    table: str
    row: dict[str, str] = field(default_factory=dict)
