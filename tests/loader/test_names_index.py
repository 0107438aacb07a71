"""The index of names that goes into a release: written by a process of its own, or a fault told."""

import sqlite3
from contextlib import closing

import pytest

from loader import names_index
from loader.model import LoaderError

QUAD = '<https://example.org/a> <http://www.w3.org/2004/02/skos/core#prefLabel> "A" <urn:g> .\n'


def test_the_index_holds_the_names_of_the_quads(tmp_path):
    (tmp_path / "some.nq").write_text(QUAD, encoding="utf-8")
    names_index.write(tmp_path / "some.nq", tmp_path / "search.sqlite")
    with closing(sqlite3.connect(tmp_path / "search.sqlite")) as database:
        assert database.execute("SELECT name FROM names").fetchall() == [("A",)]


def test_what_cannot_be_read_is_told(tmp_path):
    (tmp_path / "broken.nq").write_text("no quads", encoding="utf-8")
    with pytest.raises(LoaderError, match=r"broken\.nq"):
        names_index.write(tmp_path / "broken.nq", tmp_path / "search.sqlite")
