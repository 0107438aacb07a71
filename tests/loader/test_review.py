"""A reviewer's decisions: applied, kept when the text moves, and never passed over in silence."""

import pytest
from articles import document, read
from click.testing import CliRunner
from evidence import PROMISES, Graph

from loader import mapping, review
from loader import vocabulary as v
from loader.cli_load import load
from loader.write import turtle

TEXT = (
    "The Paris Call\n\nCuba refused to sign the Paris Call. Many support the Paris Call. "
    "It includes toy makers (Brickwright, Airbus). Its rooms were cold.\n"
)
REFUSAL = {
    "subject": "state/cuba", "predicate": "hasRefused", "object": "instrument/paris-call",
}  # fmt: skip
SUPPORT = {
    "subject": "organisation/brickwright", "predicate": "supports",
    "object": "instrument/paris-call",
}  # fmt: skip
SECTOR = {
    "subject": "organisation/brickwright", "predicate": "sector", "object": "sector/toy-makers",
}  # fmt: skip
ADDED = {
    "phrase": "rooms were cold", "subject": "instrument/paris-call", "predicate": "hasDrawback",
    "object": "assessment/cold-rooms", "stance": "evaluation", "label": "cold rooms",
    "type": "Assessment",
}  # fmt: skip


def decided(*decisions, text=TEXT):
    return review.apply(read(text), list(decisions))


def claims(reading):
    return {
        (
            v.local(one.subject), one.predicate.removeprefix(v.CN), v.local(one.object), one.stance,
            one.reviewed,
        )
        for one in reading.statements
    }  # fmt: skip


def told(reading):
    return [one.code for one in reading.problems]


def test_without_decisions_nothing_is_reviewed():
    assert claims(decided()) == {
        ("cuba", "hasRefused", "paris-call", "asserted", False),
        ("brickwright", "supports", "paris-call", "asserted", False),
        ("brickwright", "sector", "toy-makers", "asserted", False),
        ("airbus", "supports", "paris-call", "asserted", False),
        ("airbus", "sector", "toy-makers", "asserted", False),
    }


def test_a_rejected_claim_is_gone():
    left = claims(decided(("reject", REFUSAL)))
    assert left == {one for one in claims(decided()) if one[0] != "cuba"}


def test_a_confirmed_claim_is_reviewed_and_sure():
    reading = decided(("confirm", REFUSAL))
    assert ("cuba", "hasRefused", "paris-call", "asserted", True) in claims(reading)
    assert [one.confidence for one in reading.statements if one.reviewed] == ["1.00"]


def test_a_corrected_claim_is_as_the_reviewer_says():
    changes = {"stance": "reported", "according_to": "organisation/the-telegraph"}
    reading = decided(("correct", REFUSAL | {"set": changes}))
    assert ("cuba", "hasRefused", "paris-call", "reported", True) in claims(reading)
    assert len(reading.statements) == 5
    (one,) = (one for one in reading.statements if one.reviewed)
    assert one.according_to == v.entity("organisation", "the-telegraph")


def test_an_added_claim_stands_where_its_phrase_does():
    reading = decided(("add", ADDED))
    (one,) = (one for one in reading.statements if one.reviewed)
    assert (v.local(one.object), one.stance, one.rule) == ("cold-rooms", "evaluation", "review")
    assert TEXT[one.cue.start : one.cue.end] == "rooms were cold"
    assert TEXT[one.passage.start : one.passage.end] == "Its rooms were cold."
    assert v.entity("assessment", "cold-rooms") in {node.iri for node in reading.nodes}


@pytest.mark.parametrize("kind", ["reject", "confirm", "correct"])
def test_a_decision_on_a_claim_that_is_not_there_is_told(kind):
    assert told(decided((kind, REFUSAL | {"subject": "state/japan"}))) == ["stale-decision"]
    assert told(decided((kind, REFUSAL | {"stance": "negated"}))) == ["stale-decision"]


@pytest.mark.parametrize("phrase", ["warm rooms", "Paris Call", ""])
def test_a_phrase_that_does_not_occur_once_is_told(phrase):
    reading = decided(("add", ADDED | {"phrase": phrase}))
    assert told(reading) == ["stale-decision"]
    assert claims(reading) == claims(decided())


def test_decisions_survive_text_put_in_before():
    decisions = [("confirm", REFUSAL), ("reject", SUPPORT), ("add", ADDED)]
    moved = TEXT.replace("Cuba", "Much has happened 😀 since. Cuba")
    assert told(decided(*decisions, text=moved)) == []
    assert claims(decided(*decisions, text=moved)) == claims(decided(*decisions))


@pytest.mark.parametrize(
    "decisions",
    [
        pytest.param([("add", ADDED)], id="add"),
        pytest.param([("confirm", REFUSAL), ("reject", SECTOR)], id="confirm-and-reject"),
        pytest.param([("correct", REFUSAL | {"set": {"stance": "negated"}})], id="correct"),
        pytest.param([("reject", SUPPORT), ("reject", SECTOR)], id="reject-all-of-a-newcomer"),
    ],
)  # fmt: skip
def test_a_reviewed_reading_keeps_the_contract(decisions):
    graph = Graph(turtle(mapping.triples(decided(*decisions), {})), document(TEXT).text)
    assert [broken for promise in PROMISES for broken in promise(graph)] == []


ROW = 'subject = "state/cuba"\npredicate = "hasRefused"\nobject = "instrument/paris-call"\n'
ILL_FORMED = [
    pytest.param("nonsense =", id="no-toml"),
    pytest.param("[[approve]]\n" + ROW, id="unknown-decision"),
    pytest.param("reject = 1", id="no-table"),
    pytest.param('[[reject]]\nsubject = "state/cuba"', id="missing-key"),
    pytest.param("[[reject]]\nwhy = 1\n" + ROW, id="unknown-key"),
    pytest.param("[[add]]\n" + ROW, id="no-phrase"),
    pytest.param("[[correct]]\n" + ROW + "set = {colour = 1}", id="not-settable"),
    pytest.param('reject = ["all"]', id="rows-of-words"),
    pytest.param("[[correct]]\n" + ROW + 'set = "x"', id="set-of-words"),
    pytest.param("[[add]]\nphrase = 3\n" + ROW, id="phrase-no-words"),
    pytest.param("[[reject]]\n" + ROW.replace('"state/cuba"', "1"), id="subject-no-words"),
    pytest.param('[[add]]\nphrase = "Cuba refused"\n' + ROW.replace("state/cuba", "Cuba"),
                 id="subject-without-kind"),
    pytest.param('[[add]]\nphrase = "Cuba refused"\n' + ROW.replace("cuba", "new zealand"),
                 id="blank-in-a-name"),
    pytest.param("[[correct]]\n" + ROW + 'set = {stance = "certain"}', id="unknown-stance"),
]  # fmt: skip


@pytest.mark.parametrize("content", ILL_FORMED)
def test_an_ill_formed_file_is_one_clear_line(content, tmp_path):
    (tmp_path / "a-document.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a-document.review.toml").write_text(content, encoding="utf-8")
    done = CliRunner().invoke(load, [str(tmp_path / "a-document.txt"), "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "a-document.review.toml" in done.stderr
    assert not (tmp_path / "a-document.ttl").exists()
