"""The index of names is made here: from a store's default graph into a file of SQLite.

The same data give the same bytes. Names stand in the order of their importance, which is the
order in which SQLite finds them: whoever reads only the first few hundred reads the best.
"""

import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from server.engine import load
from server.errors import WorldFault
from server.folding import fold, unbracketed, variants
from server.lookups import FOLDER

VERSION = 2
UNLISTED = 100
OTHER = 50
SCHEMA = """
CREATE TABLE things (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, rank INTEGER NOT NULL,
    links INTEGER NOT NULL);
CREATE TABLE kinds (thing INTEGER, place INTEGER, kind TEXT, PRIMARY KEY (thing, place))
    WITHOUT ROWID;
CREATE TABLE labels (thing INTEGER, language TEXT, label TEXT, PRIMARY KEY (thing, language))
    WITHOUT ROWID;
CREATE TABLE names (id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, name TEXT NOT NULL,
    languages TEXT NOT NULL, key TEXT NOT NULL, role TEXT NOT NULL, number INTEGER NOT NULL);
CREATE TABLE keys (key TEXT, name INTEGER, PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE TABLE words (word TEXT PRIMARY KEY, names INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE texts_of (thing INTEGER, language TEXT, text TEXT, PRIMARY KEY (thing, language))
    WITHOUT ROWID;
CREATE TABLE listed (things INTEGER NOT NULL, names INTEGER NOT NULL);
CREATE VIRTUAL TABLE words_of USING fts5(words, content='', detail=none, tokenize='ascii',
    prefix='1 2 3');
CREATE VIRTUAL TABLE words_of_all USING fts5(words, content='', detail=none, tokenize='ascii');
CREATE VIRTUAL TABLE texts USING fts5(words, content='', detail=none, tokenize='ascii');
"""
AFTERWARDS = """
INSERT INTO words_of (words_of) VALUES ('optimize');
INSERT INTO words_of_all (words_of_all) VALUES ('optimize');
INSERT INTO texts (texts) VALUES ('optimize');
CREATE UNIQUE INDEX things_by_iri ON things (iri);
CREATE INDEX names_by_thing ON names (thing);
CREATE INDEX kinds_by_kind ON kinds (kind, thing);
"""


@dataclass(slots=True)
class Name:
    """One name of one thing; lower numbers are better names."""

    number: int
    text: str
    role: str
    languages: set[str] = field(default_factory=set)


Named = dict[tuple[int, str], Name]


def ask(store: ox.Store, name: str) -> Iterator[tuple[str, ...]]:
    """Answer one of the index's questions as rows of texts."""
    text = (FOLDER / f"{name}.rq").read_text("utf-8")
    for solution in cast(Iterable[tuple[ox.NamedNode | ox.Literal, ...]], store.query(text)):
        yield tuple(term.value for term in solution)


def make(store: ox.Store) -> bytes:
    """Make the index of a store's default graph."""
    database = sqlite3.connect(":memory:")
    try:
        database.executescript(SCHEMA)
        fill(database, store)
        database.executescript(AFTERWARDS)
        database.execute(f"PRAGMA user_version = {VERSION}")
        database.commit()
        database.execute("VACUUM")
        return database.serialize()
    finally:
        database.close()


def fill(database: sqlite3.Connection, store: ox.Store) -> None:
    """Write all tables."""
    found = sorted(ask(store, "names"))
    kinds, places = kinds_of(store)
    links = {thing: int(number) for thing, number in ask(store, "links")}
    things = sorted(
        {row[0] for row in found}, key=lambda t: (places.get(t, OTHER), -links.get(t, 0), t)
    )
    numbers = {thing: number for number, thing in enumerate(things, 1)}
    rows = ((n, t, places.get(t, OTHER), links.get(t, 0)) for t, n in numbers.items())
    database.executemany("INSERT INTO things VALUES (?, ?, ?, ?)", rows)
    placed = ((numbers[t], n, kind) for t in things for n, kind in enumerate(kinds.get(t, ())))
    database.executemany("INSERT INTO kinds VALUES (?, ?, ?)", placed)
    write_labels(database, found, numbers)
    listed = sum(places.get(thing, OTHER) < UNLISTED for thing in things)
    last = write_names(database, named(found, numbers), listed)
    database.execute("INSERT INTO listed VALUES (?, ?)", (listed, last))
    write_texts(database, store, numbers)


def kinds_of(store: ox.Store) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Give each thing's kinds, its main kind first, and its place in lists."""
    places = {kind: int(number) for kind, number in ask(store, "kinds")}
    kinds = defaultdict(list)
    for thing, kind in ask(store, "types"):
        kinds[thing].append(kind)
    for found in kinds.values():
        found.sort(key=lambda kind: (kind not in places, places.get(kind, OTHER), kind))
    return kinds, {thing: places.get(found[0], OTHER) for thing, found in kinds.items()}


def write_labels(
    database: sqlite3.Connection, found: Iterable[tuple[str, ...]], numbers: Mapping[str, int]
) -> None:
    """Write the best label in each language."""
    labels: dict[tuple[int, str], tuple[int, str]] = {}
    for thing, name, role, number, language in found:
        if role in {"label", "title"}:
            at, offer = (numbers[thing], language), (int(number), name)
            labels[at] = min(labels.get(at, offer), offer)
    rows = sorted((thing, language, label) for (thing, language), (_, label) in labels.items())
    database.executemany("INSERT INTO labels VALUES (?, ?, ?)", rows)


def named(found: Iterable[tuple[str, ...]], numbers: Mapping[str, int]) -> Named:
    """Give the names of things by their key: the best spelling of each, in all its languages."""
    names: Named = {}
    for thing, text, role, number, language in found:
        parts = [Name(int(number) + 1, part, role) for part in unbracketed(text)]
        for one in (Name(int(number), text, role), *parts):
            if key := fold(one.text):
                kept = names.setdefault((numbers[thing], key), one)
                if one.number < kept.number:
                    one.languages = kept.languages
                    kept = names[numbers[thing], key] = one
                kept.languages |= {language} - {""}
    return names


def write_names(database: sqlite3.Connection, names: Named, listed: int) -> int:
    """Write the names by importance, with their variants and words; give the last listed one."""
    # Things are numbered by their place, so that names of the first kinds come first.
    ordered = sorted(names.items(), key=lambda item: (item[0][0], item[1].number, item[0][1]))
    words: Counter[str] = Counter()
    together: dict[int, set[str]] = defaultdict(set)
    keys, last = set(), 0
    for number, ((thing, key), name) in enumerate(ordered, 1):
        languages = " ".join(["", *sorted(name.languages), ""]) if name.languages else ""
        row = (number, thing, name.text, languages, key, name.role, name.number)
        database.execute("INSERT INTO names VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        database.execute("INSERT INTO words_of (rowid, words) VALUES (?, ?)", (number, key))
        words.update(set(key.split()))
        together[thing] |= set(key.split())
        keys |= {(one, number) for one in (key, *variants(key))}
        last = number if thing <= listed else last
    database.executemany("INSERT INTO keys VALUES (?, ?)", sorted(keys))
    database.executemany("INSERT INTO words VALUES (?, ?)", sorted(words.items()))
    rows = ((thing, " ".join(sorted(found))) for thing, found in sorted(together.items()))
    database.executemany("INSERT INTO words_of_all (rowid, words) VALUES (?, ?)", rows)
    return last


def write_texts(database: sqlite3.Connection, store: ox.Store, numbers: Mapping[str, int]) -> None:
    """Write what is said of things, the first text of a language whole, the words of all."""
    said = defaultdict(list)
    for thing, text, language, place in ask(store, "texts"):
        if thing in numbers:
            said[numbers[thing]].append((int(place), language, text))
    for number, texts in sorted(said.items()):
        first = {language: text for _, language, text in sorted(texts, reverse=True)}
        rows = ((number, language, text) for language, text in sorted(first.items()))
        database.executemany("INSERT INTO texts_of VALUES (?, ?, ?)", rows)
        words = sorted({word for _, _, text in texts for word in fold(text, None).split()})
        row = (number, " ".join(words))
        database.execute("INSERT INTO texts (rowid, words) VALUES (?, ?)", row)


def main(arguments: list[str]) -> int:
    """Write the index of a file of quads, as the build of a release asks for it."""
    quads, target = map(Path, arguments)
    try:
        target.write_bytes(make(load([quads])))
    except (OSError, WorldFault) as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
