"""The relations between instruments, bodies of law and works, each told once, as facts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from loader.model import LoaderError
from loader.research.files import mapping
from loader.research.model import Researched
from loader.research.rows import confidence, fact, node, process, sourced
from loader.vocabulary import slugify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from loader.research.model import Confidence
    from loader.research.rows import Entry

KIND: Final = "instrument relation"
# A group is set up, and written to, before there is a report of it.
OF_A_GROUP: Final = frozenset({"cn:mandates", "cn:submittedTo"})
# Said of both ends alike, so told from the first of them by name.
OF_BOTH: Final = frozenset({"cn:parallelTo"})


def facts(entries: Iterable[Entry], regimes: Set[str]) -> Iterator[Researched]:
    """Yield every relation; what both ends say gives one row, with the sources of both."""
    known = {entry["id"]: entry for entry in entries}
    said: dict[str, list[tuple[str, Entry, dict[str, str]]]] = defaultdict(list)
    for entry in known.values():
        for relation in entry["relations"]:
            key = slugify(f"{relation['type']} {relation['target']}")
            row = _row(entry, relation, known, regimes)
            said[row.get("iri", "")].append((f"{entry['id']}/relations/{key}", relation, row))
    for iri, same in said.items():
        whole = _merged([relation for _, relation, _ in same], same[0][2]) if iri else {}
        sure: Confidence = "confirmed" if "confirmed" in whole.get("cn:factStatus", "") else "lead"
        for key, _, _ in same:
            where = "instrument-facts" if whole else ""
            yield Researched(f"instruments/{key}", KIND, sure, where, whole)


def _row(
    entry: Entry, relation: Entry, known: dict[str, Entry], regimes: Set[str]
) -> dict[str, str]:
    """Return subject, property and object; nothing if the relation says too little."""
    property_ = _property(entry["id"], relation["type"], relation["target"])
    if not property_:
        return {}
    target = relation["target"]
    ends = [entry, known.get(target, {"id": target})]
    if property_.startswith("^"):
        ends.reverse()
    bare = property_.removeprefix("^")
    first, second = (_thing(one, regimes) for one in ends)
    if bare in OF_A_GROUP:
        second = process(ends[1])
    if bare in OF_BOTH:
        first, second = sorted((first, second))
    return fact(first, bare, second)


def _property(source: str, kind: str, target: str) -> str:
    """Return the property of a relation, the most particular that the mappings give."""
    words = mapping("instrument-relations")
    for key in (f"{source} {kind} {target}", f"{kind} {target}", f"{source} {kind}", kind):
        if key in words:
            return words[key]
    raise LoaderError(f"{source}: the relation {kind!r} is not in the mappings; add it")


def _thing(entry: Entry, regimes: Set[str]) -> str:
    return f"regime:{entry['id']}" if entry["id"] in regimes else node(entry)


def _merged(relations: list[Entry], row: dict[str, str]) -> dict[str, str]:
    """Return the row with the fullest note as its reason, and the sources of all."""
    confirmed = [one for one in relations if confidence(one) == "confirmed"]
    note = max((one.get("note", "") for one in confirmed or relations), key=len)
    sources = [source for one in confirmed or relations for source in one["sources"]]
    reason = {"cn:reason@en": note} if note else {}
    return sourced({**row, **reason}, sources, "confirmed" if confirmed else "lead")
