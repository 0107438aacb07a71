"""The index of names is read here: which names to look at, step by step; judging is elsewhere."""

import os
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from server.names_likeness import Row

ROW = """SELECT names.thing, things.iri, things.rank, things.links, names.name, names.languages,
    names.key, names.role, names.number"""
OF_KIND = "EXISTS (SELECT 1 FROM kinds WHERE kinds.thing = things.id AND kinds.kind IN ({}))"
IN_LANGUAGE = "(names.languages = '' OR instr(names.languages, ?) > 0)"
KIND_LABELS = """SELECT kind, coalesce(language, ''), coalesce(label, '')
    FROM (SELECT DISTINCT kind FROM kinds) LEFT JOIN things ON things.iri = kind
    LEFT JOIN labels ON labels.thing = things.id"""
KNOWN = "SELECT 1 FROM words WHERE word = ?"
NEAREST = 6
RAREST = 3


Condition = tuple[str, list[str | int]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows a search: kinds of things, one language of names, how many to look at."""

    kinds: tuple[str, ...] = ()
    language: str = ""
    limit: int = 400


class Image:
    """A finished index, opened once in each process: SQLite must not be carried over a fork."""

    def __init__(self, image: Path | bytes) -> None:
        """Take the file, or what it would hold; what all processes share is read here."""
        self.image = image
        self.lock = threading.Lock()
        database = self.connect()
        self.shared = Shared(database)
        database.close()
        self.opened: tuple[int, Names] | None = None

    def names(self) -> "Names":
        """Give this process's own view of it."""
        with self.lock:
            if self.opened is None or self.opened[0] != os.getpid():
                self.opened = (os.getpid(), Names(self.connect(), self.shared))
            return self.opened[1]

    def connect(self) -> sqlite3.Connection:
        """Open it for reading."""
        if isinstance(self.image, bytes):
            database = sqlite3.connect(":memory:", check_same_thread=False)
            database.deserialize(self.image)
        else:
            database = opened(self.image)
        database.execute("PRAGMA query_only = 1")
        # A worker may write no file, not even a passing one.
        database.execute("PRAGMA temp_store = MEMORY")
        return database


def opened(path: Path) -> sqlite3.Connection:
    """Open a file that no one will change, without locks."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, check_same_thread=False)


def version(path: Path) -> int:
    """Give the version of an index's form, 0 for what is no index."""
    try:
        with closing(opened(path)) as database:
            [(found,)] = database.execute("PRAGMA user_version")
    except sqlite3.DatabaseError:
        return 0
    return int(found)


class Shared:
    """What every search needs of an index, read before processes are forked."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Read the vocabulary by length of words, the kinds, and where the listed end."""
        vocabulary = defaultdict(list)
        for (word,) in database.execute("SELECT word FROM words"):
            vocabulary[len(word)].append(word)
        self.vocabulary: Mapping[int, list[str]] = dict(vocabulary)
        self.kinds: dict[str, dict[str, str]] = defaultdict(dict)
        for kind, language, label in database.execute(KIND_LABELS):
            self.kinds[kind][language] = label
        text = "SELECT DISTINCT language FROM labels WHERE language != '' ORDER BY language"
        self.languages = [language for (language,) in database.execute(text)]
        [(self.listed, self.listed_names)] = database.execute("SELECT things, names FROM listed")


class Names:
    """The tables of one index, as questions."""

    def __init__(self, database: sqlite3.Connection, shared: Shared) -> None:
        """Take an open database."""
        self.database, self.shared = database, shared

    def strict(self, key: str, variants: Iterable[str], wanted: Wanted) -> list[Row]:
        """Find names by their key, by a variant, by all their words, by words of several names."""
        words = list(dict.fromkeys(key.split()))
        begun = " ".join([*map(quoted, words[:-1]), quoted(words[-1]) + "*"])
        found = [*self.by_key([key], wanted), *self.by_key(variants, wanted, fits="variant")]
        found += self.by_words(begun, wanted)
        return (
            found
            if found or len(words) == 1
            else self.by_all_names(" ".join(map(quoted, words)), wanted)
        )

    def lax(self, key: str, wanted: Wanted) -> Iterator[list[Row]]:
        """Find names by words like these, then by all but one of them, then by the rarest."""
        words = list(dict.fromkeys(self.joined(key.split())))
        # A word that some name has is rarely a slip of another.
        like = [[word] if self.known(word) else self.like(word) for word in words]
        yield self.by_groups(like, wanted)
        if any(self.known(word) for word in words):
            like = [self.like(word) or [word] for word in words]
            yield self.by_groups(like, wanted)
        like = [group for group in like if group]
        if len(like) > 2:
            some = (like[:out] + like[out + 1 :] for out in range(len(like)))
            yield [row for rest in some for row in self.by_groups(rest, wanted)]
        rarest = self.rarest(like)
        if rarest and len(words) > 1:
            yield self.by_words(" OR ".join(map(quoted, rarest)), wanted)

    def by_groups(self, groups: Sequence[Sequence[str]], wanted: Wanted) -> list[Row]:
        """Find the names that have a word of each group."""
        either = [f"({' OR '.join(map(quoted, group))})" for group in groups]
        return self.by_words(" AND ".join(either), wanted) if all(groups) else []

    def by_key(self, keys: Iterable[str], wanted: Wanted, fits: str = "") -> list[Row]:
        """Find the names that are these texts, or have them as a variant."""
        table = "keys CROSS JOIN names ON names.id = keys.name"
        where = self.where("keys.key = ?", "keys.name", self.shared.listed_names, wanted)
        return [row for key in keys for row in self.rows(table, where, key, fits)]

    def by_words(self, match: str, wanted: Wanted) -> list[Row]:
        """Find names by a query of FTS5, the most important first."""
        table = "words_of CROSS JOIN names ON names.id = words_of.rowid"
        where = self.where("words_of MATCH ?", "words_of.rowid", self.shared.listed_names, wanted)
        return self.rows(table, where, match)

    def by_all_names(self, match: str, wanted: Wanted) -> list[Row]:
        """Find the names of things which have all words, but in several of their names."""
        table = "words_of_all CROSS JOIN names ON names.thing = words_of_all.rowid"
        number = "words_of_all.rowid"
        where = self.where("words_of_all MATCH ?", number, self.shared.listed, wanted)
        return self.rows(table, where, match, "words")

    def where(self, match: str, number: str, listed: int, wanted: Wanted) -> Condition:
        """Write what rows must fulfil, and their order; only what is listed, or of these kinds."""
        parts, values = [match], list[str | int]()
        if wanted.kinds:
            parts.append(OF_KIND.format(", ".join("?" * len(wanted.kinds))))
            values += wanted.kinds
        else:
            parts.append(f"{number} <= ?")
            values.append(listed)
        if wanted.language:
            parts.append(IN_LANGUAGE)
            values.append(f" {wanted.language} ")
        return f"WHERE {' AND '.join(parts)} ORDER BY {number} LIMIT ?", [*values, wanted.limit]

    def rows(self, table: str, where: Condition, value: str, fits: str = "") -> list[Row]:
        """Read names in their order."""
        text = f"{ROW} FROM {table} JOIN things ON things.id = names.thing {where[0]}"
        answer = self.database.execute(text, [value, *where[1]])
        return [replace(Row(*row), fits=fits) if fits else Row(*row) for row in answer]

    def said(self, words: Sequence[str], wanted: Wanted) -> list[Row]:
        """Find things by what is said of them, those of the first kinds first."""
        where, values = self.where("texts MATCH ?", "texts.rowid", self.shared.listed, wanted)
        text = f"""SELECT things.id, things.iri, things.rank, things.links, '', '', '', '', 0
            FROM texts CROSS JOIN things ON things.id = texts.rowid {where}"""
        match = " ".join(quoted(word) + "*" for word in words)
        return [Row(*row) for row in self.database.execute(text, [match, *values])]

    def joined(self, words: Sequence[str]) -> list[str]:
        """Write two words as one where names do: `cyber crime` as `cybercrime`."""
        found: list[str] = []
        for word in words:
            both = found[-1] + word if found else ""
            if found and self.known(both):
                found[-1] = both
            else:
                found.append(word)
        return found

    def known(self, word: str) -> bool:
        """Tell whether any name has this word."""
        return self.database.execute(KNOWN, [word]).fetchone() is not None

    def like(self, word: str) -> list[str]:
        """Give the words of names that this may be a slip of, itself first if it is one."""
        most = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        found: list[tuple[float, str]] = []
        for length in range(len(word) - most, len(word) + most + 1):
            near = process.extract(
                word,
                self.shared.vocabulary.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=most,
                limit=NEAREST,
            )
            found += [(distance, other) for other, distance, _ in near]
        return [other for _, other in sorted(found)[:NEAREST]]

    def rarest(self, groups: Iterable[Sequence[str]]) -> list[str]:
        """Give the words that tell most, one of a group."""
        words = [group[0] for group in groups if group]
        marks = ", ".join("?" * len(words))
        text = f"SELECT word FROM words WHERE word IN ({marks}) ORDER BY names, word LIMIT {RAREST}"
        return [word for (word,) in self.database.execute(text, words)]

    def label(self, thing: int, language: str) -> tuple[str, str]:
        """Give a thing's label and its language: the one asked for, else English, else any."""
        text = "SELECT language, label FROM labels WHERE thing = ?"
        return chosen(dict(self.database.execute(text, [thing])), language)

    def description(self, thing: int, language: str) -> tuple[str, str]:
        """Give what is said of a thing and its language, empty for nothing."""
        text = "SELECT language, text FROM texts_of WHERE thing = ?"
        return chosen(dict(self.database.execute(text, [thing])), language)

    def kinds(self, thing: int) -> tuple[str, ...]:
        """Give the classes of a thing, its main one first."""
        text = "SELECT kind FROM kinds WHERE thing = ? ORDER BY place"
        return tuple(kind for (kind,) in self.database.execute(text, [thing]))


def chosen(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """Choose among texts by language."""
    order = (one for one in (language, "en", "", "fr", *sorted(texts)) if one in texts)
    found = next(order, "")
    return texts.get(found, ""), found


def quoted(word: str) -> str:
    """Write a word of a folded text for FTS5; such a word has no quotes in it."""
    return f'"{word}"'
