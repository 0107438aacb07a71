"""What may stand in a gold file: every key and value checked, every fault told by its path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from loader.model import Span
from loader.places import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.model import Document

# kind/slug, a web address, new:LABEL, part:NUMBER, or kind:START-END for what is known by its
# words.
THING: Final = re.compile(
    r"[a-z][a-z-]*/\S+|https?://\S+|new:.*\S.*|part:\S+|[a-z][a-z-]*:\d{1,9}-\d{1,9}", re.DOTALL
)
STANCES: Final = ("asserted", "reported", "evaluation", "hypothetical", "negated")
DATATYPES: Final = ("date", "string", "integer")
PLACE: Final = {"start", "end", "text", "optional", "alt", "comment"}
KEYS: Final = {
    "mentions": PLACE | {"entity"},
    "citations": PLACE
    | {"note", "work", "form", "pinpoint", "authors", "title", "url", "doi", "accessed"},
    "quotations": PLACE | {"note", "source"},
    "parts": PLACE | {"number"},
    "claims": PLACE | {"subject", "predicate", "object", "stance", "datatype"},
}
TOP: Final = {
    "format", "document", "sha256", "language", "title", "authors", "issued", "symbol", "self",
    "comment",
}  # fmt: skip
SAID: Final = ("subject", "predicate", "object", "stance", "datatype")


class Checker:
    """Goes through one gold file; `at` is the path of the row in hand."""

    def __init__(self, path: str, document: Document) -> None:
        """Take the file's path and the document that it speaks of."""
        self.path = path
        self.text = document.text
        self.sha256 = document.sha256
        self.at = ""
        self.faults: list[str] = []

    def tell(self, key: str, words: str) -> None:
        """Note a fault at a key of the row in hand."""
        where = ".".join(part for part in (self.at, key) if part)
        self.faults.append(f"{self.path}: {where}: {words}")

    def document(self, content: dict[str, Any]) -> None:
        """Check the head of the file."""
        for name in sorted(set(content) - TOP - set(KEYS)):
            self.tell(name, "unknown key")
        wanted = content.get("sha256")
        if wanted is not None and wanted != self.sha256:
            self.tell("sha256", f"the document has {self.sha256}; has it been changed?")
        for name in ("language", "title", "issued", "symbol"):
            if not isinstance(content.get(name, ""), str | None):
                self.tell(name, "must be words")
        if not _texts(content.get("authors")):
            self.tell("authors", "must be a list of names")

    def own(self, content: dict[str, Any]) -> tuple[str, ...]:
        """Return the names by which the file speaks of the document as an instrument."""
        own, self.at = content.get("self"), "self"
        if own is None:
            return ()
        if not isinstance(own, dict) or not _texts(own.get("labels")):
            self.tell("labels", "must be a list of names")
            return ()
        entity = self.thing(own, "entity")
        return tuple(dict.fromkeys([entity, *(f"new:{one}" for one in own.get("labels") or [])]))

    def rows(self, content: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a list that are tables at all."""
        rows = [] if content.get(name) is None else content[name]
        if not isinstance(rows, list):
            self.tell(name, "must be a list")
            return
        for index, row in enumerate(rows):
            self.at = f"{name}[{index}]"
            if not isinstance(row, dict):
                self.tell("", "must be an object with keys")
                continue
            for key in sorted(set(row) - KEYS[name]):
                self.tell(key, f"unknown key; there are {', '.join(sorted(KEYS[name]))}")
            self._fields(name, row)
            yield row
        self.at = ""

    def _fields(self, name: str, row: dict[str, Any]) -> None:
        for key in ("form", "pinpoint", "title", "url", "doi", "accessed"):
            if name == "citations" and not isinstance(row.get(key, ""), str | None):
                self.tell(key, "must be words")
        if name == "citations" and not _texts(row.get("authors")):
            self.tell("authors", "must be a list of names")
        note = row.get("note", "")
        if not isinstance(note, str | int | None) or isinstance(note, bool):
            self.tell("note", "must be the note's number")

    def place(self, row: dict[str, Any]) -> tuple[Span, bool]:
        """Return a row's span and whether it is optional; what is wrong with them is told."""
        optional = row.get("optional", False)
        if not isinstance(optional, bool):
            self.tell("optional", "must be true or false")
        start, end = self._offset(row, "start"), self._offset(row, "end")
        if start < 0 or end < 0:
            return Span(0, 0), False
        if not start < end <= len(self.text):
            self.tell("start", f"{start}-{end} is no stretch of a text of {len(self.text)}")
            return Span(0, 0), False
        stands = self.text[start:end]
        if "text" in row and row["text"] != stands:
            self.tell("text", self._elsewhere(row["text"], start, end))
        return Span(start, end), optional is True

    def _offset(self, row: dict[str, Any], key: str) -> int:
        """Return an offset, -1 if there is none."""
        value = row.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.tell(key, f"{value!r} is no offset")
            return -1
        return value

    def _elsewhere(self, words: object, start: int, end: int) -> str:
        found = f"{start}-{end} is “{short(self.text[start:end], 60)}”"
        if not isinstance(words, str):
            return f"must be words; {found}"
        places = [match.start() for match in re.finditer(re.escape(words), self.text)] * bool(words)
        near = min(places, key=lambda at: abs(at - start), default=-1)
        hint = f"they stand at {near}-{near + len(words)}" if places else "they stand nowhere"
        return f"{found}, not “{short(words, 60)}”; {hint}"

    def words(self, row: dict[str, Any], key: str) -> str:
        """Return a row's words under a key."""
        value = row.get(key)
        if not isinstance(value, str) or not value:
            self.tell(key, f"{value!r}: words must stand here")
            return ""
        return value

    def thing(self, row: dict[str, Any], key: str, *, needed: bool = True) -> str:
        """Return the thing that a row names under a key."""
        if not needed and not row.get(key):
            return ""
        return self._thing(row.get(key), key)

    def _thing(self, value: object, key: str) -> str:
        if not isinstance(value, str) or not THING.fullmatch(value):
            forms = "kind/slug, new:LABEL or norm:START-END"
            self.tell(key, f"{value!r} is not of the form {forms}")
            return ""
        return value

    def alternatives(self, row: dict[str, Any]) -> tuple[str, ...]:
        """Return the other things that a row accepts."""
        return tuple(self._thing(one, "alt") for one in self._alt(row))

    def others(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the other claims that a row accepts."""
        wrong = [one for one in self._alt(row) if not isinstance(one, dict) or set(one) - set(SAID)]
        if wrong:
            self.tell("alt", f"{wrong[0]!r} is no claim; it may have {', '.join(SAID)}")
            return []
        return self._alt(row)

    def _alt(self, row: dict[str, Any]) -> list[Any]:
        alt = [] if row.get("alt") is None else row["alt"]
        if not isinstance(alt, list):
            self.tell("alt", "must be a list")
            return []
        return alt

    def claim(self, row: dict[str, Any], base: dict[str, Any]) -> dict[str, str]:
        """Return what a claim says; what it does not say is as in the base."""
        said = {key: base[key] for key in SAID if key in base} | row
        if "object" in row and "datatype" not in row:
            said.pop("datatype", None)
        datatype, stance = said.get("datatype") or "", said.get("stance", STANCES[0])
        if datatype not in ("", *DATATYPES):
            self.tell("datatype", f"{datatype!r} is none of {', '.join(DATATYPES)}")
        if stance not in STANCES:
            self.tell("stance", f"{stance!r} is none of {', '.join(STANCES)}")
        predicate = self.words(said, "predicate")
        if not re.fullmatch(r"[a-z][A-Za-z]*", predicate):
            self.tell("predicate", f"{predicate!r} is no local name such as supports")
        obj = self.words(said, "object") if datatype else self.thing(said, "object")
        return {
            "subject": self.thing(said, "subject"), "predicate": predicate, "object": obj,
            "stance": str(stance), "datatype": str(datatype),
        }  # fmt: skip


def _texts(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(one, str) for one in value))
