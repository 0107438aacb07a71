"""The ready questions: the `.rq` files of `queries/`, read once; nothing is evaluated here.

The head of a file is made of lines `#+ field: words`:

- `summary` is the question, `description` says what is taken for an answer, `tags` sort it;
- `parameter: ?name kind of — what it is` says that the one term in `VALUES ?name { … }` may be
  replaced. The kinds are in KINDS; `of` is the class or the scheme of the things that will do, or
  the property whose values will, and may be left out;
- `general` words the question for any values: the name of a parameter stands in braces.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from server.errors import WorldFault
from server.guard import split

FOLDER = Path(__file__).parent.parent / "queries"
FORMS = {
    "select": "solutions",
    "ask": "boolean",
    "construct": "graph",
    "describe": "graph",
}
EVERYWHERE = {"article", "field"}
HEAD = re.compile(r"#\+\s*(?:(summary|description|tags|source|parameter|general)\s*:)?\s*(.*)")
PARAMETER = re.compile(r"\?([a-z]\w*)\s+([a-z]+)(?:\s+(\S+))?\s+—\s+(.+)")
PREFIX = re.compile(r"^\s*PREFIX\s+([\w.-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)
# What the address of a question says for itself.
RESERVED = {"format", "limit", "offset", "lang"}
KINDS = ("iri", "string", "integer", "date", "language")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A term of a query that may be replaced; `of` is the IRI of what its values belong to."""

    name: str
    kind: str
    of: str
    words: str


@dataclass(frozen=True)
class Question:
    """A question in plain words and in SPARQL; `text` is the whole file."""

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    text: str
    parameters: tuple[Parameter, ...] = ()
    general: str = ""

    @cached_property
    def form(self) -> str:
        """Name the form of its answer, as the tables of formats do."""
        words = (t.text.lower() for t in split(self.text) if t.kind == "word")
        return next((FORMS[w] for w in words if w in FORMS), "solutions")

    @cached_property
    def digest(self) -> str:
        """Tell this version of the file from all others."""
        return sha256(self.text.encode()).hexdigest()[:12]

    @property
    def query(self) -> str:
        """Give the text without the lines of its head."""
        return bare(self.text)

    @property
    def telling(self) -> tuple[str, ...]:
        """Give the tags that tell it from most others."""
        return tuple(tag for tag in self.tags if tag not in EVERYWHERE)

    def matches(self, words: str) -> bool:
        """Tell whether all of these words stand in what it says of itself."""
        said = " ".join((self.name, self.summary, self.description, *self.tags)).casefold()
        return all(word in said for word in words.casefold().split())


def bare(text: str) -> str:
    """Give a query without its head."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip()


def read_question(name: str, text: str) -> Question:
    """Read the head of a query file; a line that opens no field continues the last one."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        match = HEAD.fullmatch(line.strip())
        if match and match[1]:
            found.append((match[1], [match[2].strip()]))
        elif match and found:
            found[-1][1].append(match[2].strip())
    fields = [(key, " ".join(filter(None, parts))) for key, parts in found]
    words = dict(fields)
    tags = tuple(t.strip() for t in words.get("tags", "").split(",") if t.strip())
    prefixes = dict(PREFIX.findall(text))
    parameters = tuple(
        read_parameter(f"{name}.rq", said, prefixes) for key, said in fields if key == "parameter"
    )
    return Question(
        name=name,
        summary=words.get("summary") or name.replace("-", " "),
        description=words.get("description", ""),
        tags=tags,
        text=text,
        parameters=parameters,
        general=words.get("general", ""),
    )


def read_parameter(file: str, said: str, prefixes: Mapping[str, str]) -> Parameter:
    """Read one declaration."""
    match = PARAMETER.fullmatch(said)
    if match is None or match[2] not in KINDS or match[1] in RESERVED:
        raise WorldFault(
            f"{file}: the parameter {said!r} is not understood; write “?name kind "
            f"class-or-property — what it is”, the kind being one of {', '.join(KINDS)} "
            f"and the name none of {', '.join(sorted(RESERVED))}."
        )
    name, kind, of, words = match.groups()
    prefix, _, local = (of or ":").partition(":")
    if of and prefix not in prefixes:
        raise WorldFault(f"{file}: the prefix of {of} is not declared in the file.")
    return Parameter(name, kind, prefixes[prefix] + local if of else "", words)


def by_topic(asked: Sequence[Question]) -> dict[str, list[Question]]:
    """Sort questions under their first telling tag, the fullest topic first."""
    topics: dict[str, list[Question]] = {}
    for question in asked:
        topics.setdefault(next(iter(question.telling), "other"), []).append(question)
    return dict(sorted(topics.items(), key=lambda item: (-len(item[1]), item[0])))


def questions(folder: Path) -> Iterator[Question]:
    """Read all query files of a folder, by name."""
    for path in sorted(folder.glob("*.rq")):
        yield read_question(path.stem, path.read_text("utf-8"))
