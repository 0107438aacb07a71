"""What a reading found, in the shape in which it is compared, and when it is what was expected."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from loader import vocabulary as v
from loader.catalogue import short
from loader.evaluate_things import SPANNED, Sameness, overlap, plain
from loader.gold import CITED, Expected, Wanted
from loader.places import short as shortened
from loader.places import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loader.catalogue import Property
    from loader.findings import Citation, Mention, Quoted, Reading, Statement
    from loader.gold import Gold, Value
    from loader.model import Part, Span

ENOUGH: Final = 0.5
# Names compared without case and punctuation; all else as it stands, blanks and marks aside.
NAMED: Final = frozenset({"title", "authors"})
# Fields in which an empty value says that there is none; other empty ones say nothing.
TELLING: Final = frozenset({"pinpoint", "url", "doi", "accessed"})
# The unit before a pinpoint: art 51, principle 3.
UNIT: Final = re.compile(r"[^\W\d_]+\.? (?=.)")
ALIKE: Final = str.maketrans("–—‑", "---", " \u00a0\u202f<>")


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """One thing found; `values` are compared with what is expected, by key."""

    kind: str
    span: Span
    values: Mapping[str, Any]
    what: str
    rule: str = ""
    confidence: str = ""


class Judge:
    """Tells whether something found is what was expected."""

    def __init__(self, sameness: Sameness, properties: Mapping[str, Property]) -> None:
        """Take what compares things, and the properties, for those that go both ways."""
        self.sameness = sameness
        self.symmetric = {name for name, one in properties.items() if one.symmetric}

    def place(self, gold: Expected, one: Found) -> bool:
        """Whether both stand on some of the same words; for quotations, on half of them."""
        if gold.kind == "quotation":
            return overlap(gold.span, one.span) >= ENOUGH
        return gold.span.overlaps(one.span)

    def whole(self, gold: Expected, one: Found) -> bool:
        """Whether something found stands at the place and is the thing."""
        if not self.place(gold, one):
            return False
        if gold.kind == "claim":
            return bool(self.ways(gold, one))
        if gold.kind == "part":
            return bool(gold.fields["number"] == one.values["number"])
        thing = one.values["thing"]
        return not gold.things or any(self.thing(wanted, thing) for wanted in gold.things)

    def thing(self, wanted: str, iri: str) -> bool:
        """Whether an IRI is what is wanted; '' wants none."""
        return not iri if not wanted else bool(iri) and self.sameness.same(wanted, iri)

    def ways(self, gold: Expected, one: Found) -> list[int]:
        """Return which of the accepted ways to put a claim it is put in."""
        return [index for index, way in enumerate(gold.claims) if not self.differs(way, one)]

    def differs(self, way: Wanted, one: Found) -> list[str]:
        """Return the parts of a claim that are not as expected."""
        plainly = self._differs(way, one, one.values["subject"], one.values["object"])
        if plainly and way.predicate in self.symmetric and not way.datatype:
            turned = self._differs(way, one, one.values["object"], one.values["subject"])
            return min(plainly, turned, key=len)
        return plainly

    def _differs(self, way: Wanted, one: Found, subject: str, obj: str) -> list[str]:
        values, same = one.values, self.sameness
        if way.datatype or values["datatype"]:
            right = bool(way.datatype) and (
                same.literal(way.object, obj, way.datatype)
                if way.datatype == values["datatype"]
                else not values["datatype"] and way.object in same.values.get(obj, ())
            )
        else:
            right = same.same(way.object, obj)
        return [
            name
            for name, fits in (
                ("subject", same.same(way.subject, subject)),
                ("predicate", way.predicate == values["predicate"]),
                ("object", right),
                ("stance", way.stance == values["stance"]),
            )
            if not fits
        ]


def mention(text: str, one: Mention) -> Found:
    """Return a mention as it is compared."""
    what = f"“{shortened(words(text, one.span), 60)}” = {short(one.entity)}"
    return Found("mention", one.span, {"thing": one.entity}, what)


def citation(text: str, one: Citation) -> Found:
    """Return a citation as it is compared."""
    values: dict[str, Any] = {name: getattr(one.reference, name, "") for name in CITED}
    values |= {"thing": one.work, "pinpoint": one.pinpoint or one.reference.pinpoint}
    what = f"“{shortened(words(text, one.reference.span), 60)}” = {short(one.work)}"
    return Found("citation", one.reference.span, values, what)


def quotation(text: str, one: Quoted) -> Found:
    """Return a quotation as it is compared."""
    span = one.quotation.span
    what = f"“{shortened(words(text, span), 60)}” from {short(one.source) or 'nowhere'}"
    return Found("quotation", span, {"thing": one.source}, what)


def part(text: str, one: Part) -> Found:
    """Return a part as it is compared."""
    what = f"{one.number} “{shortened(words(text, one.span), 50)}”"
    return Found("part", one.span, {"number": "".join(one.number.split())}, what)


def claim(text: str, one: Statement) -> Found:
    """Return a claim as it is compared."""
    values = {
        "subject": one.subject, "predicate": one.predicate.removeprefix(v.CN),
        "object": one.object, "stance": one.stance, "datatype": one.datatype,
    }  # fmt: skip
    obj = f"“{shortened(one.object, 60)}”" if one.datatype else short(one.object)
    what = f"{short(one.subject)} {values['predicate']} {obj} [{one.stance}]"
    what += f" “{shortened(words(text, one.passage), 80)}”"
    return Found("claim", one.passage, values, what, one.rule, one.confidence)


def everything(reading: Reading, gold: Gold) -> dict[str, list[Found]]:
    """Return all that a reading found, by kind, as far as gold speaks of its like.

    Dates count among mentions only if gold has some; names of things that the graph doesn't know
    only where gold has a mention; parts only if the document is published as an instrument.
    """
    text = reading.document.text
    new = {one.iri for one in reading.nodes}
    told = [one.span for one in gold.items["mentions"]]
    dates = any(thing.startswith("date/") for one in gold.items["mentions"] for thing in one.things)
    return {
        "mentions": [
            mention(text, one) for one in reading.mentions
            if not one.inferred and (dates or v.kind(one.entity) != "date")
            and (one.entity not in new or any(one.span.overlaps(span) for span in told))
        ],
        "citations": [citation(text, one) for one in reading.citations],
        "quotations": [quotation(text, one) for one in reading.quotations],
        "parts": [
            part(text, one) for one in reading.layout.parts
            if reading.instrument or gold.items["parts"]
        ],
        "claims": [claim(text, one) for one in reading.statements],
    }  # fmt: skip


def described(text: str, gold: Expected) -> str:
    """Return what a gold file expects, in a line."""
    stands = f"“{shortened(words(text, gold.span), 80 if gold.kind == 'claim' else 60)}”"
    if gold.kind == "claim":
        way = gold.claims[0]
        obj = way.object
        spanned = SPANNED.fullmatch(obj)
        if spanned:
            obj += f" “{shortened(text[int(spanned[2]) : int(spanned[3])], 40)}”"
        return f"{way.subject} {way.predicate} {obj} [{way.stance}] {stands}"
    if gold.kind == "part":
        return f"{gold.fields['number']} {stands}"
    link = "from" if gold.kind == "quotation" else "="
    return f"{stands} {link} {gold.things[0] or 'nowhere' if gold.things else 'anything'}"


def cited(gold: Expected, one: Found) -> Iterator[tuple[str, bool]]:
    """Yield for each field that a gold citation gives whether it was read so."""
    for name, value in gold.fields.items():
        if value or name in TELLING:
            yield name, agree(name, value, one.values.get(name, ""))


def agree(name: str, wanted: Value, got: object) -> bool:
    """Whether a field is as expected."""
    if isinstance(wanted, tuple):
        names = got if isinstance(got, tuple | list) else (got,)
        return sorted(map(plain, wanted)) == sorted(plain(str(one)) for one in names if one)
    if name == "pinpoint":
        wanted, got = UNIT.sub("", wanted, count=1), UNIT.sub("", str(got), count=1)
    if name in NAMED:
        return plain(wanted) == plain(str(got))
    return wanted.translate(ALIKE) == str(got or "").translate(ALIKE)


def about(gold: Gold, reading: Reading) -> Iterator[tuple[str, bool, str]]:
    """Yield for each field of the document that gold gives: its name, whether right, what is."""
    layout, text = reading.layout, reading.document.text
    title = " ".join(words(text, layout.title).split())
    got: dict[str, object] = {
        "language": layout.language, "issued": layout.issued, "symbol": layout.symbol,
        "title": title or reading.document.about.title,
        "authors": [one.words for one in layout.authors] or list(reading.document.about.authors),
    }  # fmt: skip
    for name, wanted in gold.about.items():
        yield name, agree(name, wanted, got[name]), str(got[name])
