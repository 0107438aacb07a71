"""Search over the real release: how often the first hit is the thing that was meant."""

import csv
import hashlib
from pathlib import Path

import pytest

from server.names import NameIndex

CASES = Path(__file__).parent / "cases" / "lookups.csv"
THINGS = "https://w3id.org/cybernorms/id/"
FLOOR = 0.98


@pytest.fixture(scope="module")
def index(release):
    return NameIndex(release / "search.sqlite")


def test_the_first_hit_is_what_was_meant(index):
    with CASES.open(encoding="utf-8", newline="") as lines:
        cases = list(csv.DictReader(lines))
    assert len(cases) >= 100
    missed = {
        case["text"]: first
        for case in cases
        for first in [[one.iri for one in index.candidates(case["text"], limit=1)]]
        if first != [THINGS + case["thing"]]
    }
    assert len(missed) <= (1 - FLOOR) * len(cases), missed


def test_the_index_is_a_file_of_the_release(release, manifest):
    [listed] = [one for one in manifest["files"] if one["name"] == "search.sqlite"]
    content = (release / "search.sqlite").read_bytes()
    assert listed["sha256"] == hashlib.sha256(content).hexdigest()
    assert listed["media_type"] == "application/vnd.sqlite3"


def test_every_name_of_an_instrument_leads_to_it(index):
    """Two instruments may share a name; each must be among the first hits."""
    names = index.image.names().database.execute(
        "SELECT name, iri FROM names JOIN things ON things.id = thing WHERE rank = 0"
    )
    lost = [
        (name, iri) for name, iri in names
        if iri not in {one.iri for one in index.candidates(name, limit=10)}
    ]  # fmt: skip
    assert not lost
