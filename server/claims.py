"""What a page shows of claims and mentions: sentences, where they stand, and in which groups."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from server.engine import Table
from server.evidence import Passage
from server.pages import Cell, Labels, Node, value
from server.site import site


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim, mention, citation or quotation with where it stands."""

    claim: Node
    subject: Node
    predicate: Node
    object: Node
    stance: Node
    document: Node
    span: tuple[int, int] | None
    exact: str
    passage: Passage | None

    @property
    def sentence(self) -> str:
        """Give the statement in words."""
        parts = (self.subject.text, self.predicate.text, self.object.text)
        return " ".join(filter(None, parts))

    @property
    def position(self) -> str:
        """Say where it stands in its document."""
        return f"characters {self.span[0]:,}–{self.span[1]:,}" if self.span else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Claims that a page shows together."""

    title: Node
    claims: tuple[Evidence, ...]


def evidence(table: Table, names: Labels) -> list[Evidence]:
    """Prepare claims for showing, each within its passage if the text is at hand."""
    rows = (dict(zip(table["variables"], row, strict=True)) for row in table["rows"])
    return [one_evidence(row, names) for row in rows]


def one_evidence(row: Mapping[str, Cell], names: Labels) -> Evidence:
    """Prepare one claim."""
    start, end, sha256 = (value(row[key]) for key in ("start", "end", "sha256"))
    span = (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None
    passage = site().library.passage(sha256, *span) if span else None
    return Evidence(
        names.node(row["claim"]),
        names.node(row["subject"]),
        names.node(row["predicate"]),
        names.node(row["object"]),
        names.node(row["stance"]),
        names.node(row["document"]),
        span,
        value(row["exact"]),
        passage,
    )


def by_predicate(claims: Iterable[Evidence]) -> list[Group]:
    """Group claims by what they say, the fullest group first."""
    found: dict[Node, list[Evidence]] = {}
    for claim in claims:
        found.setdefault(claim.predicate, []).append(claim)
    groups = [Group(title, tuple(group)) for title, group in found.items()]
    return sorted(groups, key=lambda g: (-len(g.claims), g.title.text))


def by_passage(claims: Sequence[Evidence]) -> list[Group]:
    """Group claims by the words they were read from, in the order of the text."""
    found: dict[tuple[int, int], list[Evidence]] = {}
    for claim in sorted(claims, key=lambda c: (c.span or (0, 0), c.sentence)):
        found.setdefault(claim.span or (0, 0), []).append(claim)
    return [Group(Node(group[0].position), tuple(group)) for group in found.values()]
