"""The identifiers of others that things here have, found in whatever spelling; no HTTP.

How each kind of identifier is written stands in `identifiers.toml`.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox
from flask import current_app
from flask.sansio.app import App

from server.site import KEY, Site

TABLE = Path(__file__).with_name("identifiers.toml")
LONGEST = 300
INSTALLED = "cybernorms.identifiers"
EXACT = "http://www.w3.org/2004/02/skos/core#exactMatch"
SAME = (EXACT, "https://schema.org/sameAs", "http://www.w3.org/2002/07/owl#sameAs")
CASES = {"upper": str.upper, "lower": str.lower}


@dataclass(frozen=True, slots=True)
class Scheme:
    """One kind of identifier: how it is written, and how it stands in the data."""

    name: str
    title: str
    spellings: tuple[re.Pattern[str], ...]
    iri: str = ""
    property: str = ""
    case: str = ""
    pad: int = 0
    drop: tuple[re.Pattern[str], ...] = ()
    rewrite: tuple[tuple[re.Pattern[str], str], ...] = ()

    def key(self, text: str) -> str | None:
        """Reduce a text to the one form that is compared; nothing if it is no such identifier."""
        found = next((m for p in self.spellings if (m := p.fullmatch(text))), None)
        if found is None:
            return None
        key = CASES.get(self.case, str)(found[1])
        for pattern, replacement in self.rewrite:
            key = pattern.sub(replacement, key)
        for pattern in self.drop:
            key = pattern.sub("", key)
        return key.zfill(self.pad)


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier that a thing has: the scheme, its value, and the IRI if it is one."""

    scheme: str
    value: str
    property: str
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What an identifier stands for: nothing, one thing or several; `scheme` is how it was read."""

    asked: str
    things: tuple[str, ...]
    scheme: str = ""

    @property
    def status(self) -> str:
        """Say it in one word."""
        return ("unknown", "known")[len(self.things)] if len(self.things) < 2 else "ambiguous"


def compiled(record: Mapping[str, Any]) -> Scheme:
    """Make a scheme of its entry in the table."""
    words = dict(record)
    words["spellings"] = tuple(re.compile(p, re.I) for p in record["spellings"])
    words["drop"] = tuple(re.compile(p, re.I) for p in record.get("drop", ()))
    words["rewrite"] = tuple((re.compile(p, re.I), to) for p, to in record.get("rewrite", ()))
    return Scheme(**words)


@cache
def schemes() -> tuple[Scheme, ...]:
    """Read the table of schemes."""
    return tuple(compiled(one) for one in tomllib.loads(TABLE.read_text("utf-8"))["scheme"])


class Identifiers:
    """All identifiers of a store, both ways; made once, before requests are answered."""

    def __init__(self, store: ox.Store, base: str, prefixes: Mapping[str, str]) -> None:
        """Read the identifiers of all things; what is only suspected is not among them."""
        self.store, self.base, self.prefixes = store, base, dict(prefixes)
        self.forward: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.back: dict[str, list[Identifier]] = defaultdict(list)
        for thing, scheme, known in self.stated():
            key = scheme.key(known.iri or known.value)
            if key is not None and known not in self.back[thing]:
                self.forward[scheme.name, key].add(thing)
                self.back[thing].append(known)

    def stated(self) -> Iterator[tuple[str, Scheme, Identifier]]:
        """Give what the default graph states."""
        by_iri = [s for s in schemes() if s.iri]
        for scheme in schemes():
            if scheme.property:
                iri = f"{self.base}ontology#{scheme.property}"
                for thing, value in self.pairs(iri):
                    yield thing, scheme, Identifier(scheme.name, value.value, iri)
        for link in SAME:
            for thing, other in self.pairs(link):
                head = next((s for s in by_iri if s.spellings[0].fullmatch(other.value)), None)
                if head is not None and isinstance(other, ox.NamedNode):
                    key = head.key(other.value) or ""
                    yield thing, head, Identifier(head.name, key, link, other.value)

    def pairs(self, iri: str) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
        """Give the things that have a property, with its values, in a settled order."""
        quads = self.store.quads_for_pattern(None, ox.NamedNode(iri), None, ox.DefaultGraph())
        pairs = [(q.subject.value, q.object) for q in quads if isinstance(q.subject, ox.NamedNode)]
        for thing, value in sorted(pairs, key=lambda pair: (pair[0], str(pair[1]))):
            if isinstance(value, ox.NamedNode | ox.Literal):
                yield thing, value

    def find(self, text: str) -> Found:
        """Find what an identifier stands for, in any usual spelling, ours included.

        The schemes are tried in order; a text that two schemes read as identifiers of different
        things is ambiguous.
        """
        asked = " ".join(text.split())[:LONGEST]
        own = self.own(asked)
        if own:
            return Found(text, (own,), "cybernorms")
        things: dict[str, str] = {}
        for scheme in schemes():
            key = scheme.key(unquote(asked) if asked.startswith("http") else asked)
            for thing in sorted(self.forward.get((scheme.name, key or ""), ())):
                things.setdefault(thing, scheme.name)
        return Found(text, tuple(things), next(iter(things.values()), ""))

    def own(self, text: str) -> str:
        """Give our own IRI that a text is, in full or abbreviated; empty if it is none."""
        prefix, colon, rest = text.partition(":")
        full = self.prefixes[prefix] + rest if colon and prefix in self.prefixes else text
        full = full.replace("http://w3id.org/", "https://w3id.org/", 1)
        if not full.startswith(self.base):
            return ""
        try:
            named = ox.NamedNode(full)
        except ValueError:
            return ""
        known = self.store.quads_for_pattern(named, None, None, ox.DefaultGraph())
        return full if next(iter(known), None) is not None else ""

    def of(self, thing: str) -> tuple[Identifier, ...]:
        """Give all identifiers of a thing."""
        return tuple(self.back.get(thing, ()))


def prepare(app: App) -> None:
    """Make the identifiers of an application's data, once."""
    if INSTALLED not in app.extensions:
        site: Site = app.extensions[KEY]
        prefixes = site.release.prefixes
        app.extensions[INSTALLED] = Identifiers(site.engine.store, site.base, prefixes)


def identifiers() -> Identifiers:
    """Give the identifiers of the application that answers now."""
    found: Identifiers = current_app.extensions[INSTALLED]
    return found


def titles(names: Iterable[str]) -> dict[str, str]:
    """Give schemes their titles."""
    wanted = set(names)
    return {s.name: s.title for s in schemes() if s.name in wanted}
