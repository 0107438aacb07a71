"""The names by which things are looked for in a language, each with its usual spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from loader import vocabulary as v
from loader.spelling import lowered, name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loader.knowledge import Knowledge
    from loader.namewords import NameWords

# Schemes whose words are ordinary ones: found in any case, used by rules, never published
# as mentions of an entity.
COMMON: Final = frozenset({"object", "conduct", "sector", "region"})
UNLINKED: Final = frozenset(
    {"scheme", "stance", "modality", "position", "force", "assessment", "outcome", "form",
     "alteration", "review", "fact-status", "source", "provision", "document", "milestone",
     "step", "membership", "fact", "remark", "vote", "disagreement", "polarity", "norm", "count",
     "endorsement", "topic"}
)  # fmt: skip
ACRONYM: Final = re.compile(r"[A-Z]{2,}")
# Lists of supporters. They name hundreds, many by common words such as "The Dialogue": who is known
# from such a list only is linked by names that can hardly be anything else.
LISTS: Final = frozenset({v.entity("source", "paris-call-list")})
WORD: Final = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
ODD: Final = re.compile(r"[a-z][A-Z]|[A-Za-z][0-9]|[0-9][A-Za-z]")
BRACKETS: Final = re.compile(r"\s*\([^()]*\)")
INITIAL: Final = re.compile(r"\b([A-Z])\.(?= [A-Z])")
HYPHEN: Final = re.compile(r"(?<=[a-z])-(?=[a-z])")
# Things whose names are the same words in many languages.
PROPER: Final = frozenset({"organisation", "person", "instrument", "process", "event"})
SHORTEST_ABROAD: Final = 3
SHORTEST_IN_CAPITALS: Final = 4
MOST_SPELLINGS: Final = 24


@dataclass(slots=True)
class Names:
    """Names by the way they are found: minding case, and in any case."""

    cased: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    demonyms: set[str] = field(default_factory=set)
    # Names of who is only listed that are common words too: linked in lists of organisations.
    guarded: set[str] = field(default_factory=set)
    # Names of more than one thing, by their word: who they may mean.
    shared: dict[str, tuple[str, ...]] = field(default_factory=dict)


def names(known: Knowledge, words: NameWords) -> Names:
    """Return every name to look for in texts of a language.

    A thing's own name is never taken by another spelling of another thing's.
    """
    found = _given(known, words)
    plain = [(iri, name_key(label)) for iri, label in _labels(known, words.code)]
    for iri, label in plain:
        _add(found, iri, label)
    for iri, label in plain:
        for spelling in _spellings(label, words):
            _add(found, iri, spelling)
    for iri, label in _hidden(known, words.code):
        if label not in found.cased and lowered(label) not in found.words:
            found.cased[label] = iri
            found.guarded.add(label)
    proper = {lowered(name) for name in found.cased}
    found.words = {
        shape: iri
        for word, iri in found.words.items()
        if not _told(word, iri, proper)
        for shape in (word, HYPHEN.sub("", word))
    }
    for name, iri in [one for one in found.cased.items() if one[0] not in found.guarded]:
        for shape in _shapes(name, words):
            found.cased.setdefault(shape, iri)
    return found


def _given(known: Knowledge, words: NameWords) -> Names:
    """Return the names that go first: of what belongs to states, and of more than one thing."""
    found = Names()
    for word, iri in known.adjectives(words.code):
        found.demonyms.add(name_key(word))
        found.cased[name_key(word)] = iri
    for sense in words.senses:
        for name in sense.names if sense.things else ():
            found.shared[name] = tuple(v.BASE + "id/" + one for one in sense.things)
            found.cased[name] = found.shared[name][0]
    return found


def distinctive(name: str) -> bool:
    """Tell whether a name can hardly be other words: long and capitalised, or of an odd shape.

    >>> [distinctive(name) for name in ("The Dialogue", "GitHub", "Get Safe Online")]
    [False, True, True]
    """
    words = WORD.findall(name.removeprefix("The "))
    capitals = [word for word in words if word[0].isupper()]
    return (len(words) > 2 and len(capitals) > 1) or bool(ODD.search(name))


def _add(found: Names, iri: str, label: str) -> None:
    anycase = v.kind(iri) in COMMON | {"regime", "principle"} and not ACRONYM.search(label)
    if anycase or label == lowered(label):
        found.words.setdefault(lowered(label), iri)
    else:
        found.cased.setdefault(label, iri)


def _listed(known: Knowledge, iri: str) -> bool:
    """Tell whether lists of supporters are all that speaks of a thing."""
    sources = known.facts.get((iri, v.DCTERMS + "source"), [])
    return bool(sources) and LISTS.issuperset(sources)


def _labels(known: Knowledge, language: str) -> Iterator[tuple[str, str]]:
    """Yield things and a language's names to link them by; who is only listed comes last."""
    listed = {iri for iri in known.labels if _listed(known, iri)}
    for iri in sorted(known.labels, key=lambda one: (one in listed, one)):
        if v.kind(iri) in UNLINKED:
            continue
        for label in _usable(known, iri, language):
            if iri not in listed:
                yield iri, label
            elif distinctive(shorter := BRACKETS.sub("", label)):
                yield iri, shorter


def _hidden(known: Knowledge, language: str) -> Iterator[tuple[str, str]]:
    """Yield who is only listed, with capitalised names that may be other words: Orange."""
    for iri in sorted(known.labels):
        if v.kind(iri) not in UNLINKED and _listed(known, iri):
            for label in _usable(known, iri, language):
                bare = name_key(BRACKETS.sub("", label))
                if bare[:1].isupper() and len(bare) > SHORTEST_ABROAD:
                    yield iri, bare


def _usable(known: Knowledge, iri: str, language: str) -> Iterator[str]:
    """Yield a thing's names in a language, and those of others that are used in it as they are."""
    kind = v.kind(iri)
    at_home = {label for label, tongue in known.labels[iri] if tongue in {language, ""}}
    for label, tongue in known.labels[iri]:
        if label not in at_home and not _abroad(label, tongue, kind, bare=not at_home):
            continue
        if len(label) < 2:
            continue
        # The article is no part of a state's name.
        if kind != "state" or label.removeprefix("The ") not in at_home - {label}:
            yield label


def _abroad(label: str, tongue: str, kind: str, *, bare: bool) -> bool:
    """Tell whether a name of another language is used as it is: an acronym, a proper name."""
    if kind not in PROPER or tongue not in {"en", "fr"} or len(label) < SHORTEST_ABROAD:
        return False
    capitals = [word for word in WORD.findall(label) if word[0].isupper()]
    return bool(capitals) and (bare or len(capitals) > 1 or label.isupper() or ODD.search(label)
                               is not None)  # fmt: skip


def _spellings(label: str, words: NameWords) -> Iterator[str]:
    """Yield a name with words put for their equals: UN for United Nations, Centre for Center."""
    found = {label: None}
    for pattern, other in words.spellings:
        for one in list(found):
            changed = pattern.sub(other, one)
            if changed != one and len(found) < MOST_SPELLINGS:
                found[changed] = None
    yield from list(found)[1:]


def _shapes(name: str, words: NameWords) -> Iterator[str]:
    """Yield a name as headings and sentences' openings write it, and with its hyphens gone."""
    parts = name.split(" ")
    yield name[0].upper() + name[1:]
    titled = " ".join(
        part if part in words.small or not part[:1].islower() else part[0].upper() + part[1:]
        for part in parts
    )
    yield titled[0].upper() + titled[1:]
    yield re.sub(r"-([a-z])", lambda m: "-" + m[1].upper(), titled)
    if len(name) >= SHORTEST_IN_CAPITALS and len(capital := name.upper()) == len(name):
        yield capital
    if INITIAL.search(name):
        yield INITIAL.sub(r"\1", name)
    if "-" in name:
        yield HYPHEN.sub("", name)


def _told(word: str, iri: str, proper: set[str]) -> bool:
    """Tell whether other things have a region's name: Micronesia, Australia and New Zealand."""
    return v.kind(iri) == "region" and proper.issuperset(re.split(" and | et ", word))


def heads(name: str, known_heads: Iterable[str], connectors: frozenset[str]) -> list[str]:
    """Return the head that a name may be shortened to: Court, of International Court of Justice."""
    wanted = set(known_heads)
    first: list[str] = []
    for word in re.findall(r"[\w-]+|['’]", name):
        if word.lower() in connectors and first:
            break
        first.append(word)
    return [word for word in first if word in wanted][-1:]
