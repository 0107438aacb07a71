"""What two writings of one name share: words without forms and abbreviations; no index, no store.

The rules are `wording.toml`; none is about a single name.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from server.folding import fold

TABLE = Path(__file__).with_name("wording.toml")
BRACKETED = re.compile(r"^(.*?\S)\s*[(\[]([^()\[\]]+)[)\]]\s*$", re.S)
DATED = re.compile(r"^(.*?[^\s,]),?\s+((?:1[5-9]|20)\d\d)$", re.S)
INVERTED = re.compile(r"^([^,]+),\s*([^,]+)$", re.S)
LETTERS = re.compile(r"\b[a-z](?: [a-z]\b)+")
NUMBER = re.compile(r"\d+|\b(?:i{1,3}|iv|vi{0,3}|ix|x)\b")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
Words = tuple[str, ...]
# Names are met again and again.
REMEMBERED = 50_000

folded = lru_cache(maxsize=REMEMBERED)(fold)


@cache
def rules() -> dict[str, Any]:
    """Read the rules."""
    return tomllib.loads(TABLE.read_text("utf-8"))


@cache
def abbreviations() -> re.Pattern[str]:
    """Find any of the abbreviations as whole words."""
    known = sorted(rules()["abbreviations"], key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, known))})\b")


@cache
def legal_forms() -> tuple[tuple[Words, str], ...]:
    """Give the legal forms as words, each with what it says of its bearer, the longest first."""
    table: dict[str, list[str]] = rules()["legal"]["forms"]
    found = {(tuple(words(form)), sort) for sort, forms in table.items() for form in forms}
    return tuple(sorted(found, key=lambda one: (-len(one[0]), one)))


def joined(key: str) -> str:
    """Join letters that stand alone, as in "u n" and "s p a"."""
    return LETTERS.sub(lambda run: run[0].replace(" ", ""), key)


def words(text: str) -> list[str]:
    """Give the words of a text, folded, with letters joined."""
    return joined(fold(text)).split()


@lru_cache(maxsize=REMEMBERED)
def plain(text: str) -> Words:
    """Give the words that count, with abbreviations written out.

    >>> plain("Int'l Court of Justice"), plain("The U.N.")
    (('international', 'court', 'of', 'justice'), ('un',))
    """
    known: dict[str, str] = rules()["abbreviations"]
    # Before letters are joined, as "int l" is an abbreviation and no acronym.
    key = joined(abbreviations().sub(lambda one: known[one[0]], fold(text)))
    ignored = rules()["ignored"]
    return tuple(word for word in key.split() if word not in ignored)


def numbers(of: Iterable[str]) -> Words:
    """Give the numbers among words, Roman ones too, in their order."""
    return tuple(NUMBER.findall(" ".join(of)))


@dataclass(frozen=True, slots=True)
class Parted:
    """A name's core and what form it has; `form` is empty for none."""

    core: Words
    form: frozenset[str] = frozenset()


@lru_cache(maxsize=REMEMBERED)
def without_legal_form(text: str) -> Parted:
    """Part a company's name from its legal form.

    >>> without_legal_form("Siemens A.G.")
    Parted(core=('siemens',), form=frozenset({'public'}))
    """
    core, sorts = tuple(plain(text)), set[str]()
    while True:
        ended = next(
            (
                one
                for one in legal_forms()
                if len(one[0]) < len(core) and core[-len(one[0]) :] == one[0]
            ),
            None,
        )
        if ended is None:
            return Parted(core, frozenset(sorts))
        core = core[: -len(ended[0])]
        sorts.add(ended[1])


@lru_cache(maxsize=REMEMBERED)
def without_state_form(text: str, *, asked: bool = False) -> Parted:
    """Part a state's name from what the state formally is.

    In what is asked a form may stand at the end without a comma, as in "Korea Rep."; in names that
    are held "Republic" after an adjective belongs to the name.

    >>> without_state_form("Republic of Moldova") == without_state_form("Moldova, Republic of")
    True
    >>> without_state_form("Dominican Republic").core
    ('dominican', 'republic')
    """
    form_words, links = set(rules()["state"]["words"]), set(rules()["state"]["joined"])
    turned = BRACKETED.match(text) or INVERTED.match(text)
    if turned:
        tail = [word for word in plain(turned[2]) if word not in links]
        if tail and form_words.issuperset(tail):
            return Parted(plain(turned[1]), frozenset(tail))
    found = plain(text)
    link = next((n for n, word in enumerate(found) if word not in form_words), 0)
    if 0 < link < len(found) - 1 and found[link] in links:
        rest = found[link + 1 :]
        return Parted(
            rest[1:] if rest[0] in {"la", "l"} and rest[1:] else rest, frozenset(found[:link])
        )
    last = next((n for n, word in enumerate(reversed(found)) if word not in form_words), 0)
    if asked and last:
        return Parted(found[:-last], frozenset(found[-last:]))
    return Parted(found)


def without_honorific(text: str) -> Words:
    """Give the words of a person's name without what is put before it in courtesy.

    >>> without_honorific("Dr. Jane Doe")
    ('jane', 'doe')
    """
    known, found = rules()["honorifics"], plain(text)
    return found[1:] if len(found) > 2 and found[0] in known else found


def compatible(asked: frozenset[str], held: Sequence[frozenset[str]], *, legal: bool) -> bool:
    """Tell whether a form asked for may be that of a thing whose names have these forms."""
    formal = [form for form in held if form]
    if not asked or not formal:
        return True
    if legal:
        return any("either" in asked | form or asked & form for form in formal)
    return asked in formal


def bracketed(text: str) -> tuple[str, str]:
    """Part a name from what stands in brackets at its end, or a year there; empty for nothing."""
    found = BRACKETED.match(text) or DATED.match(text)
    return (found[1], found[2].strip()) if found else (text, "")
