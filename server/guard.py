"""What is refused by reading a query's text, before any engine sees it; nothing is evaluated here.

This too runs in the query process, under its limits. It is the first of two walls: the process
could open no socket if this one failed. The engine's
parser needs no blank between words (`1SERVICE<…>{}` and `SERVICEa:{}` are read as SERVICE), and
it decides by context whether `<` opens an IRI. So a SERVICE clause is looked for, by its whole
shape, at every place that some reading of the text can reach.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from server.errors import Forbidden, Malformed, TooLarge

LONGEST = 1 << 20
DEEPEST = 200
LONGEST_CHAIN = 20_000
OPERATORS = "+*/|&!^="

IRI = r'<(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>'
NAME = r"(?:[\w.\-]*:(?:[\w.\-:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)"
# No possessive quantifiers: Python 3.11 up to 3.11.4 matches them wrongly within groups.
# No reading of a text takes the engine past a lone backslash, so neither does this.
TOKEN = re.compile(
    rf"""(?P<gap>\s+|\#[^\r\n]*)
    |(?P<string>\"\"\"(?:(?!\"\"\")(?:[^\\]|\\.))*\"\"\"|'''(?:(?!''')(?:[^\\]|\\.))*'''
        |"(?:[^"\\\r\n]|\\.)*(?:"|$|(?=[\r\n]))|'(?:[^'\\\r\n]|\\.)*(?:'|$|(?=[\r\n])))
    |(?P<iri>{IRI})
    |(?P<variable>[?$]\w+)|(?P<language>@[A-Za-z]+(?:-\w+)*)|(?P<blank>_:[\w.\-]*)
    |(?P<name>{NAME})|(?P<word>[\w.\-]+)|(?P<sign>[^\\])""",
    re.VERBOSE | re.DOTALL,
)
SHORT = 10_000
KEYWORD = re.compile("service(?:silent)?$", re.IGNORECASE)
SILENT = re.compile("silent", re.IGNORECASE)
ADDRESS = re.compile(rf"{IRI}|[?$]\w+|{NAME}")
BLANK = re.compile(r"\s+")
LINE_END = re.compile(r"[\r\n]")
SERVICE = re.compile("service", re.IGNORECASE)
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# These differ from one evaluation to the next, so an answer that may hold them is not kept.
CHANGING = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\b", re.IGNORECASE)
CHANGERS = ("now", "rand", "uuid", "bnode")
UPDATES = {"insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with"}
NOTABLE = ("\\", "service", "from", *sorted(UPDATES))


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query is put to; the default graph is the RDF merge of the first ones."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query; `kind` is the name of its group in TOKEN."""

    kind: str
    text: str


def inspect(text: str, allowed: frozenset[str] = frozenset()) -> Dataset | None:
    """Refuse what must not reach the engine; give the text's dataset if it needs merging.

    `allowed` are the IRIs of endpoints that SERVICE may name, in full.
    """
    if len(text) > LONGEST or len(text.encode("utf-8", "surrogatepass")) > LONGEST:
        raise TooLarge(f"The query is longer than {LONGEST:,} bytes; send a shorter one.")
    if harmless(text):
        return None
    if any(calls_service(reading, allowed) for reading in {text, unescape(text)}):
        raise Forbidden(
            "SERVICE is refused: this endpoint asks no other endpoint on your behalf"
            f"{', but: ' + ', '.join(sorted(allowed)) if allowed else ''}. "
            "Query each endpoint by itself and join the answers on your side.",
            "service",
        )
    tokens = [t for t in split(text) if t.kind != "gap"]
    refuse_deep(tokens)
    refuse_chained(tokens)
    refuse_update(tokens)
    return merged_dataset(tokens)


def harmless(text: str) -> bool:
    """Tell at a glance that nothing below can object, which spares most queries their splitting."""
    openings = text.count("{") + text.count("(") + text.count("[")
    if len(text) >= SHORT or openings > DEEPEST:
        return False
    lowered = text.lower()
    return not any(word in lowered for word in NOTABLE)


def changes_each_time(text: str) -> bool:
    """Tell whether the same query may have another answer a moment later; a guess is enough."""
    lowered = text.lower()
    told = any(word in lowered for word in CHANGERS) and CHANGING.search(text) is not None
    return told or "\\" in text


def unescape(text: str) -> str:
    r"""Resolve `\uXXXX` and `\UXXXXXXXX`, which may stand for any character of a query."""

    def character(match: re.Match[str]) -> str:
        number = int(match[1] or match[2], 16)
        return chr(number) if number <= 0x10FFFF else match[0]

    return ESCAPE.sub(character, text)


def split(text: str) -> Iterator[Token]:
    """Split a query by the standard's longest-match reading, as far as it can be one."""
    position = 0
    while match := TOKEN.match(text, position):
        yield Token(str(match.lastgroup), match[0])
        position = match.end()


def calls_service(text: str, allowed: frozenset[str] = frozenset()) -> bool:
    """Tell whether some reading of the text has a SERVICE clause that is not allowed in it."""
    return SERVICE.search(text) is not None and Readings(text, allowed).call()


class Readings:
    """All ways to split one text; every place is looked at once, so time grows with length only."""

    def __init__(self, text: str, allowed: frozenset[str] = frozenset()) -> None:
        """Note where lines end, so that no comment is read twice."""
        self.text, self.allowed = text, {f"<{iri}>" for iri in allowed}
        self.line_ends = [m.start() for m in LINE_END.finditer(text)]
        self.after: dict[int, int] = {}
        self.clauses: dict[int, bool] = {}

    def call(self) -> bool:
        """Walk all readings until one comes upon a SERVICE clause."""
        waiting, seen = [0], set[int]()
        while waiting:
            position = self.gap_end(waiting.pop())
            while position not in seen and (match := TOKEN.match(self.text, position)):
                seen.add(position)
                if self.holds_clause(match):
                    return True
                # `?a<'x'>?b` is an IRI to one reading and two comparisons to another.
                if match.lastgroup == "iri":
                    waiting.append(position + 1)
                position = self.gap_end(match.end())
        return False

    def gap_end(self, position: int) -> int:
        """Find where the blanks and comments that begin here end."""
        passed = []
        while position not in self.after:
            passed.append(position)
            if self.text.startswith("#", position):
                index = bisect_left(self.line_ends, position)
                lines = self.line_ends
                position = lines[index] if index < len(lines) else len(self.text)
            elif blank := BLANK.match(self.text, position):
                position = blank.end()
            else:
                self.after[position] = position
        end = self.after[position]
        self.after.update(dict.fromkeys(passed, end))
        return end

    def holds_clause(self, match: re.Match[str]) -> bool:
        """Tell whether a SERVICE clause begins inside this token."""
        if match.lastgroup == "name":
            # Glued to a prefix, as in `SERVICEa:b {`; what follows the colon is the name's own.
            prefix = match[0].partition(":")[0]
            return bool(SERVICE.search(prefix)) and self.opens_group(match.end())
        ended = match.lastgroup == "word" and KEYWORD.search(match[0])
        return bool(ended) and self.is_clause(self.gap_end(match.end()))

    def opens_group(self, position: int) -> bool:
        """Tell whether `{` comes next."""
        return self.text.startswith("{", self.gap_end(position))

    def is_clause(self, position: int) -> bool:
        """Tell whether `[SILENT] address {` stands here, in any way to read a glued SILENT."""
        if position not in self.clauses:
            silent = SILENT.match(self.text, position)
            starts = [position, self.gap_end(silent.end())] if silent else [position]
            addresses = (ADDRESS.match(self.text, start) for start in starts)
            self.clauses[position] = any(
                a and a[0] not in self.allowed and self.opens_group(a.end()) for a in addresses
            )
        return self.clauses[position]


def refuse_deep(tokens: Sequence[Token]) -> None:
    """Refuse brackets nested so deep that a recursive parser could run out of stack."""
    depth = 0
    for token in tokens:
        if token.kind != "sign":
            continue
        depth += (token.text in "{([") - (token.text in "})]")
        if depth > DEEPEST:
            raise Malformed(
                f"The query nests more than {DEEPEST} brackets; write it flatter.", "too-deep"
            )


def refuse_chained(tokens: Sequence[Token]) -> None:
    """Refuse operators in such a number that a recursive planner could run out of stack."""
    signs = sum(t.kind == "sign" and t.text in OPERATORS for t in tokens)
    unions = sum(t.kind == "word" and t.text.lower() == "union" for t in tokens)
    if signs + unions > LONGEST_CHAIN:
        raise Malformed(
            f"The query chains {signs + unions:,} operators; {LONGEST_CHAIN:,} are the most. "
            "Write a list of values as VALUES or IN.",
            "too-deep",
        )


def refuse_update(tokens: Sequence[Token]) -> None:
    """Refuse SPARQL Update with its own words, as the engine would only call it a syntax error."""
    words = (t.text.lower() for t in tokens if t.kind == "word")
    first = next((w for w in words if w not in {"prefix", "base", "version"}), "")
    if first in UPDATES:
        raise Malformed(
            f"This is a SPARQL Update ({first.upper()}). The endpoint is read-only: "
            "send SELECT, ASK, CONSTRUCT or DESCRIBE.",
            "update",
        )


def merged_dataset(tokens: Sequence[Token]) -> Dataset | None:
    """Give the graphs of FROM and FROM NAMED if several are to be merged, else nothing.

    The engine lays several FROM graphs side by side, so a triple in two of them counts twice;
    [the standard](https://www.w3.org/TR/sparql11-query/#unnamedGraph) asks for an RDF merge.
    """
    prefixes, base = prologue(tokens)
    default: list[str] = []
    named: list[str] = []
    for index, token in enumerate(tokens):
        if token.kind == "word" and token.text.lower() == "from":
            into = default
            following = tokens[index + 1 : index + 3]
            if following and following[0].text.lower() == "named":
                into, following = named, following[1:]
            found = following[0] if following else token
            into.append(resolve(found, prefixes, base))
    if len(default) < 2 or not all(default + named):
        return None
    return Dataset(tuple(default), tuple(named))


def prologue(tokens: Sequence[Token]) -> tuple[dict[str, str], str]:
    """Read the prefixes and the base that a query declares."""
    prefixes: dict[str, str] = {}
    base = ""
    for index, token in enumerate(tokens):
        word = token.text.lower() if token.kind == "word" else ""
        if word == "base" and index + 1 < len(tokens):
            base = resolve(tokens[index + 1], prefixes, base)
        elif word == "prefix" and index + 2 < len(tokens):
            prefixes[tokens[index + 1].text] = resolve(tokens[index + 2], prefixes, base)
    return prefixes, base


def resolve(token: Token, prefixes: dict[str, str], base: str) -> str:
    """Give the IRI that a token stands for, or an empty text if it stands for none."""
    if token.kind == "iri":
        return urljoin(base, unescape(token.text[1:-1]))
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        namespace = prefixes.get(prefix + ":", "")
        return namespace and namespace + re.sub(r"\\(.)", r"\1", local.rstrip("."))
    return ""
