"""The case folders, the reader, and how expectations name things."""

import csv
import hashlib
import os
from functools import cache
from pathlib import Path

import pytest

from loader import vocabulary as v
from loader import work
from loader.model import Document

ROOT = Path(__file__).parents[2]
CASES = sorted(path for path in (ROOT / "tests/cases/documents").iterdir() if path.is_dir())
SHARED = Path(os.environ.get("CYBERNORMS_SHARED", ROOT.parent / "shared"))
ARTICLE = SHARED / "documents" / "moulin-2019-paris-call.txt"
# What a document itself brings up is named by its words: norm: share warnings.
WORDED = {"norm", "assessment", "count", "term", "topic"}

needs_article = pytest.mark.skipif(not ARTICLE.is_file(), reason=f"{ARTICLE} is not there")


def text_of(case):
    return (case / "source.txt").read_bytes().decode()


def document(text, slug="a-document"):
    return Document(slug, text, hashlib.sha256(text.encode()).hexdigest())


def read(text, slug="a-document"):
    return work.shared()[1].load(document(text, slug))


@cache
def read_case(case):
    return read(text_of(case), case.name)


def rows(path):
    """The rows of a CSV file as tuples, without the head; none if there is no file."""
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


def name(iri, labels):
    """An IRI as kind/name, or kind: label for what the document brings up in its own words."""
    bare = iri.removeprefix(v.BASE + "id/")
    kind = bare.split("/")[0]
    return f"{kind}: {labels[iri]}" if kind in WORDED and iri in labels else bare


def cases(table, what=""):
    """The cases that have a file, each with the mark that its xfail.txt asks for."""
    return [
        pytest.param(case, marks=marks(case, what or table), id=case.name)
        for case in CASES
        if (case / table).is_file()
    ]


def marks(case, what):
    """The mark that a line "what: reason" of a case's xfail.txt asks for."""
    path = case / "xfail.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [
        pytest.mark.xfail(raises=AssertionError, reason=line.split(": ", 1)[1])
        for line in lines
        if line.startswith(f"{what}: ")
    ]
