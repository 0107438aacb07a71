"""The ready questions: the `.rq` files of `queries/`, read once; nothing is evaluated here."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from server.guard import split

FOLDER = Path(__file__).parent.parent / "queries"
FORMS = {
    "select": "solutions",
    "ask": "boolean",
    "construct": "graph",
    "describe": "graph",
}
EVERYWHERE = {"article"}
HEAD = re.compile(r"#\+\s*(?:(summary|description|tags)\s*:)?\s*(.*)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question in plain words and in SPARQL; `text` is the whole file."""

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    text: str

    @property
    def form(self) -> str:
        """Name the form of its answer, as the tables of formats do."""
        words = (t.text.lower() for t in split(self.text) if t.kind == "word")
        return next((FORMS[w] for w in words if w in FORMS), "solutions")

    @property
    def query(self) -> str:
        """Give the text without the lines of its head."""
        lines = self.text.splitlines()
        return "\n".join(line for line in lines if not line.startswith("#+")).strip()


def read_question(name: str, text: str) -> Question:
    """Read the head of a query file; a line that opens no field continues the last one."""
    found: dict[str, list[str]] = {}
    current = ""
    for line in text.splitlines():
        match = HEAD.fullmatch(line.strip())
        if match:
            current = match[1] or current
            found.setdefault(current, []).append(match[2].strip())
    words = {key: " ".join(filter(None, parts)) for key, parts in found.items()}
    tags = tuple(t.strip() for t in words.get("tags", "").split(",") if t.strip())
    summary = words.get("summary") or name.replace("-", " ")
    return Question(name, summary, words.get("description", ""), tags, text)


def by_topic(asked: Sequence[Question]) -> dict[str, list[Question]]:
    """Sort questions under their first telling tag, the fullest topic first."""
    topics: dict[str, list[Question]] = {}
    for question in asked:
        telling = [tag for tag in question.tags if tag not in EVERYWHERE]
        topics.setdefault(next(iter(telling), "other"), []).append(question)
    return dict(sorted(topics.items(), key=lambda item: (-len(item[1]), item[0])))


def questions(folder: Path) -> Iterator[Question]:
    """Read all query files of a folder, by name."""
    for path in sorted(folder.glob("*.rq")):
        yield read_question(path.stem, path.read_text("utf-8"))
