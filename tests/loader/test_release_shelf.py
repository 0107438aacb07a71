"""The shelf: releases in their order, what each changed, and which of them stay."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelves import shelve, store
from test_release import tree

from loader import release_shelf
from loader import vocabulary as v
from loader.model import LoaderError

LABEL = "<http://www.w3.org/2004/02/skos/core#altLabel>"
STATE = f"<{v.BASE}id/state/meadow>"
DAYS = ("2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04")


def named(word):
    return f'state:meadow skos:altLabel "{word}" .'


@pytest.fixture
def shelf(tmp_path):
    return tmp_path / "shelf"


@pytest.fixture
def three(monkeypatch, shelf):
    """Three releases, each with another word."""
    words = zip(DAYS, "abc", strict=False)
    return [shelve(monkeypatch, shelf, store(day, named(word))) for day, word in words]


def index(shelf):
    return json.loads((shelf / "index.json").read_text())["releases"]


def test_a_release_is_named_by_its_day_and_its_data(monkeypatch, shelf, three):
    names = [folder.name for folder in three]
    assert [name[:10] for name in names] == list(DAYS[:3])
    assert [one["name"] for one in index(shelf)] == names
    assert [one["previous"] for one in index(shelf)] == [None, *names[:2]]
    other = shelve(monkeypatch, shelf, store(DAYS[0], named("d")))
    assert other.name[:10] == DAYS[0]
    assert other.name != names[0]


def test_what_changed_is_told_in_triples(shelf, three):
    changes = index(shelf)[1]["changes"]
    folder = shelf / "changes" / three[1].name
    added, removed = (
        gzip.decompress((folder / f"{name}.nt.gz").read_bytes()).decode().splitlines()
        for name in ("added", "removed")
    )
    assert f'{STATE} {LABEL} "b" .' in added
    assert f'{STATE} {LABEL} "a" .' in removed
    assert (changes["added"], changes["removed"]) == (len(added), len(removed)) == (2, 2)
    assert (folder / "things.txt").read_text() == f"{v.BASE}id/state/meadow\n"
    assert index(shelf)[0]["changes"] is None


@settings(max_examples=25, deadline=None)
@given(st.frozensets(st.binary(min_size=1, max_size=3).map(bytes.hex)),
       st.frozensets(st.binary(min_size=1, max_size=3).map(bytes.hex)))  # fmt: skip
def test_the_old_triples_with_what_changed_are_the_new(tmp_path_factory, before, after):
    shelf = tmp_path_factory.mktemp("law")
    lines = {"one": before, "two": after}
    for name, words in lines.items():
        (shelf / name).mkdir()
        quads = [f'<a:> <b:> "{word}" <{v.graph("g")}> .\n' for word in sorted(words)]
        quads.append(f'<a:> <b:> "{name}" {release_shelf.UNCOMPARED.decode()} .\n')
        (shelf / name / "cybernorms.nq").write_text("".join(quads))
    found = release_shelf.compare(shelf, "one", "two")
    added, removed = (
        set(gzip.decompress((shelf / "changes/two" / f"{name}.nt.gz").read_bytes()).splitlines())
        for name in ("added", "removed")
    )
    old, new = ({f'<a:> <b:> "{word}" .'.encode() for word in lines[name]} for name in lines)
    assert (old - removed) | added == new
    assert (found["added"], found["removed"]) == (len(added), len(removed))


def test_the_same_builds_give_the_same_shelf(monkeypatch, tmp_path):
    for name in ("one", "two"):
        for day in DAYS[:2]:
            shelve(monkeypatch, tmp_path / name, store(day, named(day)), inputs=day)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_what_is_there_is_not_built_again(monkeypatch, shelf, three):
    before = tree(shelf)
    data = store(DAYS[2], named("c"))
    inputs = index(shelf)[2]["inputs"]
    assert shelve(monkeypatch, shelf, data, inputs=inputs) == three[2]
    assert tree(shelf) == before
    assert shelve(monkeypatch, shelf, data, inputs=inputs, force=True) == three[2]
    assert tree(shelf) == before


def test_only_the_newest_stay_but_all_are_listed(monkeypatch, shelf, three):
    last = shelve(monkeypatch, shelf, store(DAYS[3]), keep=1)
    kept = {path.name for path in shelf.iterdir() if path.is_dir()}
    assert kept == {three[2].name, last.name, "changes"}
    assert len(index(shelf)) == 4
    assert (shelf / "changes" / three[1].name / "added.nt.gz").is_file()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"releases": 1', "null"])
def test_an_index_that_says_nothing_is_not_overwritten(monkeypatch, shelf, three, text):
    (shelf / "index.json").write_text(text)
    with pytest.raises(LoaderError, match=r"index\.json: can't be understood"):
        shelve(monkeypatch, shelf, store(DAYS[3]))
    assert (shelf / "index.json").read_text() == text
    assert three[0].is_dir()


def test_data_without_a_day_are_not_released():
    with pytest.raises(LoaderError, match="no day"):
        store("unknown")
