"""Readings held against gold: what counts as right, laws of the scores, and the command."""

import json
from dataclasses import replace

import pytest
from articles import document, read
from click.testing import CliRunner
from generated import articles
from golden import gold_of, put
from hypothesis import given, settings
from hypothesis import strategies as st

from loader import catalogue, gold, knowledge, work
from loader import evaluate_scores as scores
from loader import vocabulary as v
from loader.cli_evaluate import evaluate as command
from loader.evaluate import evaluate
from loader.evaluate_pairs import pair
from loader.evaluate_things import alike, overlap, plain
from loader.findings import Node, Statement
from loader.model import Span

TEXT = (
    "Notes on a call\n\nCuba refused to sign the Paris Call. Japan supports the Paris Call. "
    "It ‘prevents harm’ to all.[1]\n\n[1] Paris Call.\n"
)
REFUSAL = {
    "start": 17, "end": 53, "subject": "state/cuba", "predicate": "hasRefused",
    "object": "instrument/paris-call",
}  # fmt: skip
KNOWN = work.shared()[0]
PROPERTIES = catalogue.properties()


def measured(content, reading):
    own = gold.gold("note.json", content, reading.document)
    return evaluate(own, reading, KNOWN, PROPERTIES)


def claimed(*rows, text=TEXT, reading=None):
    """The score of claims against rows of a gold file."""
    content = {"format": gold.FORMAT, "document": "note.txt", "claims": list(rows)}
    return measured(content, reading or read(text)).scores["claims"]


def counts(score):
    return score.right, score.found, score.expected


def only(reading, predicate):
    kept = tuple(one for one in reading.statements if one.predicate == v.term(predicate))
    return replace(reading, statements=kept)


# ---- what fits

CASES = [
    pytest.param([REFUSAL], (1, 1, 1), id="as-expected"),
    pytest.param([REFUSAL | {"stance": "negated"}], (0, 1, 1), id="other-stance"),
    pytest.param([REFUSAL | {"object": "instrument/arsiwa"}], (0, 1, 1), id="other-object"),
    pytest.param([REFUSAL | {"start": 55, "end": 60}], (0, 1, 1), id="other-sentence"),
    pytest.param([REFUSAL | {"start": 20, "end": 25}], (1, 1, 1), id="a-clause-of-it"),
    pytest.param([], (0, 1, 0), id="nothing-expected"),
    pytest.param([REFUSAL, REFUSAL], (1, 1, 2), id="expected-twice-found-once"),
    pytest.param([REFUSAL | {"optional": True}], (0, 0, 0), id="optional-found"),
    pytest.param([REFUSAL, REFUSAL | {"subject": "state/japan", "optional": True}], (1, 1, 1),
                 id="optional-missed"),
    pytest.param([REFUSAL, REFUSAL | {"optional": True}], (1, 1, 1), id="required-goes-first"),
    pytest.param([REFUSAL | {"predicate": "supports", "stance": "negated",
                             "alt": [{"predicate": "hasRefused", "stance": "asserted"}]}],
                 (1, 1, 1), id="another-way-to-put-it"),
    pytest.param([REFUSAL | {"subject": "new:cuba"}], (1, 1, 1), id="by-label"),
    pytest.param([REFUSAL | {"object": "new:The  PARIS call"}], (1, 1, 1), id="label-but-for-case"),
    pytest.param([REFUSAL | {"object": "new:Call of Paris"}], (0, 1, 1), id="names-are-whole"),
    pytest.param([REFUSAL | {"object": "https://w3id.org/cybernorms/id/instrument/paris-call"}],
                 (1, 1, 1), id="full-iri"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), CASES)
def test_claims_fit(rows, expected):
    assert counts(claimed(*rows, reading=only(read(TEXT), "hasRefused"))) == expected


def made(*facts):
    """A reading with statements of its own: (subject, predicate, object, stance, datatype)."""
    passage = Span(17, 53)
    statements = tuple(
        Statement(v.BASE + "id/" + s, v.term(p), o if kind else v.BASE + "id/" + o, stance,
                  passage, passage, "a-rule", "0.90", kind)
        for s, p, o, stance, kind in facts
    )  # fmt: skip
    return replace(read(TEXT), statements=statements)


def test_a_claim_said_in_two_accepted_ways_is_no_fault():
    reading = made(("state/cuba", "hasRefused", "instrument/paris-call", "asserted", ""),
                   ("state/cuba", "supports", "instrument/paris-call", "negated", ""))  # fmt: skip
    row = REFUSAL | {"alt": [{"predicate": "supports", "stance": "negated"}]}
    assert counts(claimed(row, reading=reading)) == (1, 1, 1)


def test_the_same_claim_found_twice_is_wrong_once():
    fact = ("state/cuba", "hasRefused", "instrument/paris-call", "asserted", "")
    assert counts(claimed(REFUSAL, reading=made(fact, fact))) == (1, 2, 1)


def test_a_symmetric_property_may_be_the_other_way_round():
    row = REFUSAL | {"predicate": "agreesWith", "object": "state/japan"}
    turned = made(("state/japan", "agreesWith", "state/cuba", "asserted", ""))
    assert counts(claimed(row, reading=turned)) == (1, 1, 1)
    assert counts(claimed(row | {"predicate": "supports"}, reading=turned)) == (0, 1, 1)


LITERALS = [
    ("2018-11-12", "date", "2018-11-12", "date", 1),
    ("2018", "date", "2018-11-12", "date", 0),
    ("scale and effects", "string", "the scale and effects", "string", 1),
    ("scale and effects", "string", "what it costs", "string", 0),
    ("2018", "date", "2018", "string", 0),
]


@pytest.mark.parametrize(("wanted", "kind", "got", "datatype", "right"), LITERALS)
def test_literals_fit(wanted, kind, got, datatype, right):
    reading = made(("state/cuba", "date", got, "asserted", datatype))
    row = REFUSAL | {"predicate": "date", "object": wanted, "datatype": kind}
    assert claimed(row, reading=reading).right == right


def test_a_number_fits_the_count_that_holds_it():
    reading = made(("instrument/paris-call", "hasSupporterCount", "count/x", "asserted", ""))
    count = Node(
        v.entity("count", "x"), ("SupporterCount",), "75", (), ((v.CN + "count", "75", "integer"),)
    )
    reading = replace(reading, nodes=(*reading.nodes, count))
    row = REFUSAL | {"subject": "instrument/paris-call", "predicate": "hasSupporterCount",
                     "object": "75", "datatype": "integer"}  # fmt: skip
    assert claimed(row, reading=reading).right == 1
    assert claimed(row | {"object": "74"}, reading=reading).right == 0


@pytest.mark.parametrize(
    ("place", "right"), [("17-53", 1), ("17-40", 1), ("40-60", 0), ("60-70", 0)]
)
def test_norms_are_known_by_their_words(place, right):
    reading = made(("instrument/paris-call", "expresses", "norm/some-words", "asserted", ""))
    row = REFUSAL | {"subject": "instrument/paris-call", "predicate": "expresses"}
    assert claimed(row | {"object": f"norm:{place}"}, reading=reading).right == right
    assert claimed(row | {"object": f"topic:{place}"}, reading=reading).right == 0


def test_parts_and_the_document_itself_are_known_where_it_is_an_instrument():
    reading = made(("instrument/own", "expresses", "norm/x", "asserted", ""),
                   ("provision/own.3a", "expresses", "norm/x", "asserted", ""))  # fmt: skip
    reading = replace(reading, instrument=v.entity("instrument", "own"))
    rows = [REFUSAL | {"subject": name, "predicate": "expresses", "object": "norm/x"}
            for name in ("new:A name of its own", "part:3a")]  # fmt: skip
    content = {
        "format": gold.FORMAT, "document": "note.txt", "claims": rows,
        "self": {"entity": "new:A name of its own", "labels": ["Another"]},
    }  # fmt: skip
    assert counts(measured(content, reading).scores["claims"]) == (2, 2, 2)


def test_dates_count_only_where_gold_has_some():
    reading = read("A note\n\nOn 12 November 2018 Japan supported the Paris Call.\n")
    whole = gold_of(reading)
    dated = [one for one in whole["mentions"] if one["entity"].startswith("date/")]
    assert dated
    plainly = [one for one in whole["mentions"] if one not in dated]
    score = measured(whole | {"mentions": plainly}, reading).scores["mentions"]
    assert score.precision == 1.0
    score = measured(whole | {"mentions": dated}, reading).scores["mentions"]
    assert score.recall == 1.0
    assert score.precision < 1.0


@pytest.mark.parametrize(("one", "other", "share"), [
    ((0, 10), (0, 10), 1.0), ((0, 10), (5, 10), 0.5), ((0, 10), (10, 20), 0.0),
    ((3, 3), (3, 3), 0.0),
])  # fmt: skip
def test_overlap(one, other, share):
    assert overlap(Span(*one), Span(*other)) == share


def test_names_are_compared_by_their_words():
    assert plain("L’Appel de Paris") == plain("l'appel de paris")
    assert plain("Хартия") != plain("Договор")
    assert alike("absence of major powers", "the absence of some major powers")
    assert not alike("absence of powers", "binding force")


# ---- laws


@settings(max_examples=30, deadline=None)
@given(articles())
def test_gold_made_of_a_reading_is_met_in_full(text):
    reading = read(text)
    found = measured(gold_of(reading), reading)
    for name, score in found.scores.items():
        assert score.precision in {1.0, None}, name
        assert score.recall in {1.0, None}, name
        assert score.exact == score.right
    assert all(right for _, right in found.verdicts)
    assert not [one for one in found.items if one.kind.startswith(("claim", "mention", "part"))]


@settings(max_examples=30, deadline=None)
@given(articles(), st.data())
def test_to_find_less_lowers_recall_only_to_expect_less_precision_only(text, data):
    reading = read(text)
    whole = gold_of(reading)
    rows = [row for row in whole["claims"] if data.draw(st.booleans())]
    kept = tuple(one for one in reading.statements if data.draw(st.booleans()))
    less = measured(whole, replace(reading, statements=kept)).scores["claims"]
    assert less.precision in {1.0, None}
    assert less.right == len(kept)
    fewer = measured(whole | {"claims": rows}, reading).scores["claims"]
    assert fewer.recall in {1.0, None}
    assert (fewer.right, fewer.found) == (len(rows), len(reading.statements))


GRAPHS = st.lists(st.lists(st.integers(0, 6), max_size=4, unique=True), max_size=7)


@given(GRAPHS, st.randoms())
def test_the_pairing_is_one_to_one_the_largest_and_the_same_in_any_order(edges, random):
    golds = list(enumerate(edges))

    def size(items):
        done = pair(
            items, range(7), lambda g, f: f in g[1], lambda g, f: f == g[0], lambda _: False
        )
        assert (
            len({f for _, f in done.pairs}) == len(done.pairs) == len({g[0] for g, _ in done.pairs})
        )
        assert len(done.pairs) + len(done.wrong) == 7
        assert len(done.pairs) + len(done.missed) == len(items)
        return len(done.pairs)

    def largest(rest, free):
        if not rest:
            return 0
        skipped = largest(rest[1:], free)
        return max([skipped, *(1 + largest(rest[1:], free - {f}) for f in rest[0] if f in free)])

    assert size(golds) == largest(edges, frozenset(range(7)))
    random.shuffle(golds)
    assert size(golds) == largest(edges, frozenset(range(7)))


def test_long_chains_of_partners_are_walked_not_recursed():
    last = 3000
    done = pair(range(last), range(last), lambda g, f: f in {g, g + 1} if g else f == 1,
                lambda g, f: f == g + 1, lambda _: False)  # fmt: skip
    assert len(done.pairs) == last - 1


@given(st.lists(st.tuples(st.integers(0, 100).map(lambda n: n / 100), st.booleans())))
def test_buckets_hold_every_claim_once(verdicts):
    found = scores.buckets(verdicts)
    assert sum(one.count for one in found) == len(verdicts)
    assert all(one.low - 1e-9 <= one.confidence <= one.high + 1e-9 for one in found)
    error = scores.calibration_error(found)
    assert error is None if not verdicts else 0 <= error <= 1


def test_calibration_error_by_hand():
    found = scores.buckets([(0.9, True)] * 9 + [(0.9, False)] + [(0.5, False)] * 10)
    assert [(one.low, one.count, one.right) for one in found] == [(0.5, 10, 0), (0.9, 10, 9)]
    assert scores.calibration_error(found) == pytest.approx(0.25)


def test_shares_of_nothing():
    nothing, missed, invented = scores.Score(), scores.Score(expected=2), scores.Score(found=2)
    assert (nothing.precision, nothing.recall, nothing.f1) == (None, None, None)
    assert (missed.precision, missed.recall, missed.f1) == (None, 0.0, 0.0)
    assert (invented.precision, invented.recall, invented.f1) == (0.0, None, 0.0)
    assert nothing.reaches("precision", 0.9)
    assert not missed.reaches("precision", 0.9)
    assert not invented.reaches("recall", 0.9)


# ---- gold files

CUBA = {"start": 0, "end": 4, "entity": "state/cuba"}
ILL_FORMED = [
    ("mentions", CUBA | {"text": "Cuba"}, "mentions[0].text"),
    ("mentions", CUBA | {"start": -1}, "mentions[0].start"),
    ("mentions", CUBA | {"start": 4}, "mentions[0].start"),
    ("mentions", {"start": 0, "end": 9999, "entity": "state/cuba"}, "mentions[0].start"),
    ("mentions", CUBA | {"start": True}, "mentions[0].start"),
    ("mentions", {"start": 0, "end": 4, "entity": "Cuba"}, "mentions[0].entity"),
    ("mentions", {"start": 0, "end": 4}, "mentions[0].entity"),
    ("mentions", CUBA | {"alt": "x"}, "mentions[0].alt"),
    ("mentions", CUBA | {"optionl": 1}, "mentions[0].optionl"),
    ("mentions", CUBA | {"optional": 1}, "mentions[0].optional"),
    ("mentions", "Cuba", "mentions[0]"),
    ("parts", {"start": 0, "end": 4}, "parts[0].number"),
    ("citations", {"start": 0, "end": 4, "authors": "X"}, "citations[0].authors"),
    ("citations", {"start": 0, "end": 4, "url": 1}, "citations[0].url"),
    ("claims", REFUSAL | {"stance": "sure"}, "claims[0].stance"),
    ("claims", REFUSAL | {"predicate": "has refused"}, "claims[0].predicate"),
    ("claims", REFUSAL | {"datatype": "colour"}, "claims[0].datatype"),
    ("claims", REFUSAL | {"object": "12 November"}, "claims[0].object"),
    ("claims", REFUSAL | {"alt": [{"verb": "x"}]}, "claims[0].alt"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "row", "where"), ILL_FORMED)
def test_a_fault_is_told_by_its_path(name, row, where):
    content = {"format": gold.FORMAT, "document": "note.txt", name: [row]}
    with pytest.raises(gold.GoldError) as told:
        gold.gold("note.json", content, document(TEXT))
    assert any(one.startswith(f"note.json: {where}:") for one in told.value.findings)


@pytest.mark.parametrize(("more", "where"), [
    ({"sha256": "0"}, "sha256"), ({"titel": "x"}, "titel"), ({"authors": "x"}, "authors"),
    ({"title": 3}, "title"), ({"mentions": {}}, "mentions"), ({"self": 3}, "self.labels"),
])  # fmt: skip
def test_a_fault_in_the_head_is_told(more, where):
    with pytest.raises(gold.GoldError) as told:
        gold.gold("n.json", {"format": gold.FORMAT, "document": "note.txt"} | more, document(TEXT))
    assert any(one.startswith(f"n.json: {where}:") for one in told.value.findings)


def test_words_that_stand_elsewhere_are_pointed_to():
    content = {"mentions": [{"start": 0, "end": 4, "entity": "state/cuba", "text": "Cuba"}]}
    with pytest.raises(gold.GoldError) as told:
        gold.gold("note.json", content, document(TEXT))
    assert "0-4 is “Note”, not “Cuba”; they stand at 17-21" in told.value.findings[0]


# ---- the command


def run(*words):
    """Run `evaluate` within this process, where only what it says matters."""
    return CliRunner().invoke(command, [str(word) for word in words[1:]])


@pytest.fixture
def folder(tmp_path):
    reading = read(TEXT, "note")
    put(tmp_path, TEXT, gold_of(reading))
    return tmp_path


def test_a_met_gold_file_is_all_ones(folder, cybernorms):
    done = cybernorms("evaluate", folder, "--format", "json", "--at-least", "claims.f1=1")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["micro"]["claims"]["f1"] == told["macro"]["mentions"]["f1"] == 1.0
    assert sorted(one.name for one in folder.iterdir()) == ["note.json", "note.txt"]


def test_faults_are_listed_with_place_and_rule(folder, cybernorms):
    content = json.loads((folder / "note.json").read_text())
    japan = [one for one in content["claims"] if one["subject"] == "state/japan"]
    for one in content["claims"]:
        one["stance"] = "reported" if one["subject"] == "state/cuba" else one["stance"]
    content["claims"].remove(japan[0])
    put(folder, TEXT, content)
    done = cybernorms(
        "evaluate", folder / "note.json", "--list", "--at-least", "claims.recall=0.99"
    )
    lines = [one for one in done.stdout.splitlines() if one.startswith("note.txt:")]
    assert done.returncode == 1
    assert "claims.recall: " in done.stderr
    assert any(one.startswith("note.txt:3:1: missed claim: state/cuba hasRefused") for one in lines)
    (wrong,) = (one for one in lines if "wrong claim: state/cuba" in one)
    assert "found by refusal, 0." in wrong
    assert "expected the stance reported" in wrong
    assert any("wrong claim: state/japan supports" in one for one in lines)


def test_several_files_are_added_up_and_averaged(folder):
    content = json.loads((folder / "note.json").read_text())
    put(folder, TEXT, content | {"document": "two.txt", "claims": []}, "two")
    done = run("evaluate", folder, "--format", "json")
    told = json.loads(done.stdout)
    claims = [one["scores"]["claims"] for one in told["files"]]
    assert told["micro"]["claims"]["found"] == sum(one["found"] for one in claims)
    assert told["macro"]["claims"]["precision"] == 0.5
    assert "mean of the files" in run("evaluate", folder).stdout


def test_documents_may_lie_elsewhere(folder):
    elsewhere = folder / "texts"
    elsewhere.mkdir()
    (folder / "note.txt").rename(elsewhere / "note.txt")
    assert run("evaluate", folder / "note.json").exit_code == 2
    assert run("evaluate", folder / "note.json", "--against", elsewhere).exit_code == 0


@pytest.mark.parametrize(("content", "code"), [
    (b"{", 1), (b"[]", 1), (b"[" * 100_000, 1), (b'{"format": "other"}', 1), (b"\xff", 1),
    (b'{"format": "cybernorms-gold/1", "document": "../note.txt"}', 1),
    (b'{"format": "cybernorms-gold/1", "document": "missing.txt"}', 2),
    (b'{"format": "cybernorms-gold/1", "document": "note.txt", "claims": 1}', 1),
    (b'{"format": "cybernorms-gold/1", "document": "note.txt", "x\\u001b[2J": 1}', 1),
])  # fmt: skip
def test_what_is_no_gold_is_told_without_a_traceback(folder, content, code):
    (folder / "note.json").write_bytes(content)
    done = run("evaluate", folder / "note.json")
    assert done.exit_code == code
    assert isinstance(done.exception, SystemExit)
    assert "\x1b" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("error: ")


@pytest.mark.parametrize(
    "words", ["claims=0.9", "claims.beauty=1", "claims.f1=2", "all.f1=0.5", "x"]
)
def test_a_threshold_that_is_none_is_refused(folder, words):
    done = run("evaluate", folder, "--at-least", words)
    assert done.exit_code == 2
    assert "claims.precision=0.9" in done.stderr


def test_an_empty_folder_is_told(tmp_path):
    done = run("evaluate", tmp_path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no gold file" in done.stderr


def test_the_ontology_says_which_properties_are_symmetric():
    assert PROPERTIES["agreesWith"].symmetric
    assert not PROPERTIES["supports"].symmetric
    assert (PROPERTIES["abstentions"].literal, PROPERTIES["abstentions"].range) == (True, "integer")


def test_normalised_names_keep_other_letters_apart():
    assert knowledge.normalise("Хартия") == ""
    assert plain("Хартия") == "хартия"
