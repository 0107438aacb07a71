"""Short names that a document defines: (hereinafter “the Group”), (“Paris Call”), (CPA).

A short name stands for what is named right before its bracket, and holds from there on. So does
a person's surname after the full name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from loader import vocabulary as v
from loader.names import COMMON
from loader.spelling import name_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.findings import Mention
    from loader.linking import Linker
    from loader.model import Span

Own = tuple[str, str, int]
BRACKET: Final = re.compile(r"\(([^()\n]{2,160})\)")
QUOTED: Final = re.compile(r"[“"
                           r"\"«„‘'](?=[\s\w])\s?([^“”\"«»„]{2,60}?)\s?[”\"»’'](?!\w)")  # fmt: skip
ACRONYM: Final = re.compile(r"[A-Z][A-Za-z0-9&/-]{1,11}")
WORDS: Final = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
# What may stand between a name and its bracket: blanks, a closing mark, a note's marker.
BETWEEN: Final = re.compile(r"[\s”»’\"',]*(?:\[[^\]]{1,6}\])?\s*")
SHORTEST_SURNAME: Final = 3
REACH: Final = 240


def terms(text: str, span: Span, linker: Linker) -> Iterator[Own]:
    """Yield the short names that a passage defines, as a linker takes them."""
    opening = re.compile(linker.tongue.patterns.get("defining", "(?!)"))
    mentions: list[Mention] | None = None
    for bracket in BRACKET.finditer(text, span.start, span.end):
        names = list(_defined(bracket[1].strip(), opening))
        if not names:
            continue
        if mentions is None:
            mentions = linker.nested(text, span, "body")
        for name, plain in names:
            thing = _thing(text, bracket.start(), mentions, name, linker, acronym=plain)
            if thing:
                yield from ((form, thing, bracket.end()) for form in _forms(name, linker))


def _defined(inside: str, opening: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """Yield the names in a bracket, and whether each is a bare acronym."""
    opens = opening.match(inside)
    rest = inside[opens.end() :] if opens else inside
    quoted = [one[1] for one in QUOTED.finditer(rest)]
    if quoted and (opens or QUOTED.match(rest)):
        yield from ((one, False) for one in quoted)
    elif opens and rest[:1].isupper() and len(rest.split()) <= 6:
        yield rest, False
    elif ACRONYM.fullmatch(inside) and sum(char.isupper() for char in inside) > 1:
        yield inside, True


def _thing(
    text: str, at: int, mentions: list[Mention], name: str, linker: Linker, *, acronym: bool
) -> str:
    """Return what a name before a bracket stands for."""
    first = bisect_left(mentions, at - 2 * REACH, key=lambda one: one.span.start)
    last_before = bisect_left(mentions, at, key=lambda one: one.span.start)
    near = [
        one for one in mentions[first:last_before]
        if one.span.end <= at and at - one.span.end < REACH
        and v.kind(one.entity) not in COMMON | {"date"}
    ]  # fmt: skip
    if not near:
        return ""
    end = max(one.span.end for one in near)
    last = min((one for one in near if one.span.end == end), key=lambda one: one.span.start)
    between = text[last.span.end : at]
    adjacent = bool(BETWEEN.fullmatch(between))
    if acronym:
        return last.entity if adjacent and _initials(name, last, text) else ""
    return _headed(text, near, name, linker) or (last.entity if adjacent else "")


def _headed(text: str, near: list[Mention], name: str, linker: Linker) -> str:
    """Return the last thing whose name holds the short name's last or first word as a word."""
    words = [word for word in WORDS.findall(name) if word not in linker.tongue.articles]
    for one in reversed(near):
        printed = WORDS.findall(text[one.span.start : one.span.end])
        if words and (words[-1] in printed or words[0] in printed):
            return one.entity
    return ""


def _initials(acronym: str, mention: Mention, text: str) -> bool:
    """Tell whether an acronym's letters are, in order, among the first letters of the words."""
    words = WORDS.findall(text[mention.span.start : mention.span.end])
    letters = iter("".join(word[0] for word in re.split(r"[^\w]", " ".join(words)) if word).upper())
    return all(char in letters for char in acronym.upper() if char.isalpha())


def _forms(name: str, linker: Linker) -> Iterator[str]:
    """Yield a short name as it comes again; a lone ordinary word needs its article."""
    words = name.split()
    bare = [word for word in re.split(r"\s+|(?<=[lL][’'])", name) if word]
    while bare and bare[0].strip("’'") in linker.tongue.articles:
        bare = bare[1:]
    plain = " ".join(bare)
    if not plain or not plain[0].isupper():
        return
    if len(bare) == 1 and (not ACRONYM.fullmatch(plain) or plain[1:].islower()):
        yield from (f"{article}{_gap(article)}{name_key(plain)}" for article in
                    sorted(linker.tongue.articles))  # fmt: skip
    elif words:
        yield name_key(plain)


def _gap(article: str) -> str:
    return "'" if article in {"l", "L"} else " "


def surnames(text: str, span: Span, linker: Linker, seen: set[str]) -> Iterator[Own]:
    """Yield the surnames of persons named in full in a passage, each full name once."""
    for one in linker.mentions(text, span, "body"):
        printed = text[one.span.start : one.span.end]
        if printed in seen or "Person" not in linker.known.kinds(one.entity):
            continue
        seen.add(printed)
        yield from surname(printed, one.entity, one.span.end, linker, text)


def surname(name: str, person: str, since: int, linker: Linker, text: str) -> Iterator[Own]:
    """Yield the surname in a full name, unless it is another name or a word of the text."""
    last = name_key(_surname(name.split()))
    proper = len(last) >= SHORTEST_SURNAME and last != last.lower() and not linker.knows(last)
    if proper and not re.search(rf"(?<!\w){re.escape(last.lower())}(?!\w)", text):
        yield last, person, since


def _surname(words: list[str]) -> str:
    """Return the last word and the small ones before it: von der Leyen, Le Drian."""
    first = len(words) - 1
    while first > 1 and (words[first - 1].islower() or words[first - 1] in {"Le", "De", "Van"}):
        first -= 1
    return " ".join(words[first:]) if first > 0 else ""
