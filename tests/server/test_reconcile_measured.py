"""How well names are reconciled with the release: two tables written by hand, and its own names.

`reconcile.csv` was there before the rules; `reconcile-more.csv` was written after them and measured
before any was changed for it. Expectations are general knowledge, not what the matcher says.
`pytest -rP` on this file prints the figures and what went wrong.
"""

import csv
from pathlib import Path

import pytest

from server.application import create_app
from server.reconcile.matching import Wanted
from server.reconcile.queries import Asked
from server.reconcile.service import INSTALLED
from server.release import open_release
from server.site import Settings

CASES = Path(__file__).parents[1] / "cases"
ID, CN = "https://w3id.org/cybernorms/id/", "https://w3id.org/cybernorms/ontology#"
# Precision and recall of matches, the share of names whose thing comes first, or among five.
FLOORS = {
    "reconcile.csv": (0.995, 0.95, 0.96, 0.97),
    "reconcile-more.csv": (0.99, 0.85, 0.95, 0.96),
}


@pytest.fixture(scope="module")
def service(release):
    return create_app(Settings(open_release(release))).extensions[INSTALLED]


def found(service, name, kind, limit=5):
    wanted = Wanted(Asked(name.strip(), limit=limit), (CN + kind,) if kind else ())
    candidates = service.matcher.candidates(wanted)
    assert sum(one.match for one in candidates) <= 1
    assert all(0 <= one.score <= 100 for one in candidates)
    return candidates


def measured(service, path):
    """Give the four figures and the names that went wrong."""
    meant = matched = right = first = five = 0
    wrong = []
    for row in csv.DictReader(path.read_text("utf-8").splitlines()):
        expected = ID + row["expected"].replace(":", "/", 1) if row["expected"] else ""
        candidates = found(service, row["name"], row["kind"])
        answer = next((one.iri for one in candidates if one.match), "")
        iris = [one.iri for one in candidates]
        meant += bool(expected)
        matched += bool(answer)
        right += bool(answer) and answer == expected
        first += bool(expected) and iris[:1] == [expected]
        five += bool(expected) and expected in iris
        if answer != expected:
            wrong.append(f"{row['name']}: {answer or 'nothing'}, not {expected or 'nothing'}")
    return (right / matched, right / meant, first / meant, five / meant), wrong


@pytest.mark.parametrize("name", FLOORS)
def test_names_written_by_others_are_found(service, name):
    figures, wrong = measured(service, CASES / name)
    print(name, "precision, recall, first, five:", *(f"{one:.3f}" for one in figures))
    print(*wrong, sep="\n")
    short = [(had, floor) for had, floor in zip(figures, FLOORS[name], strict=True) if had < floor]
    assert not short, figures


@pytest.mark.parametrize("kind", ["State", "Instrument", "Person", "LegalRegime"])
def test_our_own_names_lead_to_their_things_or_to_several_never_to_others(service, kind):
    for iri in service.vocabulary.of_kind(CN + kind):
        for name in service.things.bearer(iri).names:
            if not name.telling:
                continue
            candidates = found(service, name.text, kind, limit=25)
            assert iri in [one.iri for one in candidates], name.text
            answer = next((one.iri for one in candidates if one.match), iri)
            assert answer == iri, name.text
