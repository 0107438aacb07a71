"""Claims gone through: what is asked, what is kept, and that nothing taken is ever lost."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from articles import read
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from loader import catalogue, folders, review, work
from loader import reading as sources_in
from loader import vocabulary as v
from loader.cli_review import review as command
from loader.model import LoaderError
from loader.places import UNSAFE, Lines, json_line, printable, short, single
from loader.reviewing import Docket, state
from loader.reviewing_dialogue import Dialogue, Filter
from loader.reviewing_file import with_decision, without

TEXT = (
    "Notes on a call\n\nCuba refused to sign the Paris Call. Japan supports the Paris Call. "
    "In 2019 Japan supports the Paris Call again. Its rooms were cold.\n"
)
KNOWN, READER = work.shared()
PROPERTIES = catalogue.properties()


def docket(tmp_path, text=TEXT, by=""):
    return Docket(read(text, "note"), tmp_path, by)


def lead(one, *answers, **chosen):
    """Answer a dialogue's questions line by line; return all it showed and where it stopped."""
    things = catalogue.Things(KNOWN, one.reading.nodes)
    conversation = Dialogue(one, things, PROPERTIES).run(Filter(**chosen))
    shown = []
    try:
        question = next(conversation)
        for answer in answers:
            shown += [*question.lines, question.prompt]
            question = conversation.send(answer)
        shown += [*question.lines, question.prompt]
    except StopIteration as end:
        shown += end.value
    return shown


def kept(tmp_path):
    return tomllib.loads((tmp_path / "note.review.toml").read_text(encoding="utf-8"))


def facts(rows):
    return {(row["subject"], row["predicate"], row["object"]) for row in rows}


def loaded(one):
    """The claims as a later load has them, by its decisions file."""
    reading = review.apply(one.reading, review.load(one.path))
    return reading, {
        (catalogue.short(s.subject), s.predicate.removeprefix(v.CN),
         s.object if s.datatype else catalogue.short(s.object), s.stance, s.reviewed)
        for s in reading.statements
    }  # fmt: skip


CUBA = ("state/cuba", "hasRefused", "instrument/paris-call")
JAPAN = ("state/japan", "supports", "instrument/paris-call")


def supports(one):
    return [c for c in one.claims if c.statement.subject == v.entity("state", "japan")]


# ---- the dialogue


def test_a_claim_is_shown_in_its_sentence_with_place_rule_and_labels(tmp_path):
    shown = "\n".join(lead(docket(tmp_path)))
    assert "note:3:1" in shown
    assert "»" in shown
    assert "state/cuba “Cuba” – hasRefused – instrument/paris-call “Paris Call" in shown
    assert re.search(r"rule refusal, confidence 0\.\d\d", shown)


@pytest.mark.parametrize(("answers", "kind", "count"), [
    (["a"], "confirm", 1), (["accept", "q"], "confirm", 1), (["a", "a"], "confirm", 2),
    (["r", "it did not"], "reject", 1), (["r", ""], "reject", 1), (["s", "a"], "confirm", 1),
    (["", "a"], "confirm", 1), (["s", "b", "a"], "confirm", 1), (["?", "a"], "confirm", 1),
    (["what", "a"], "confirm", 1), (["r", "!", "a"], "confirm", 1),
])  # fmt: skip
def test_answers_become_decisions(tmp_path, answers, kind, count):
    lead(docket(tmp_path), *answers)
    table = kept(tmp_path)
    assert list(table) == [kind]
    assert len(table[kind]) == count


def test_a_correction_goes_field_by_field(tmp_path):
    one = docket(tmp_path, by="Ada")
    lead(one, "c", "", "supports", "", "neg")
    (row,) = kept(tmp_path)["correct"]
    assert row["set"] == {"predicate": "supports", "stance": "negated"}
    assert row["by"] == "Ada"
    _, claims = loaded(one)
    assert ("state/cuba", "supports", "instrument/paris-call", "negated", True) in claims
    assert not [claim for claim in claims if claim[1] == "hasRefused"]


def test_a_correction_that_changes_nothing_accepts(tmp_path):
    lead(docket(tmp_path), "c", "", "", "", "")
    assert list(kept(tmp_path)) == ["confirm"]


def test_things_are_taken_by_name_and_suggested(tmp_path):
    shown = lead(docket(tmp_path), "c", "Federal Republic of Nowhere", "Germ", "1", "", "", "")
    (row,) = kept(tmp_path)["correct"]
    assert row["set"]["subject"].startswith("state/german")
    assert any("nothing known is called so" in line for line in shown)


def test_what_does_not_fit_the_ontology_is_asked_about(tmp_path):
    one = docket(tmp_path)
    shown = lead(one, "c", "instrument/arsiwa", "", "", "", "n")
    assert any("is expected to be of the class" in line for line in shown)
    assert not (tmp_path / "note.review.toml").exists()
    lead(one, "c", "instrument/arsiwa", "", "", "", "y")
    assert kept(tmp_path)["correct"][0]["set"] == {"subject": "instrument/arsiwa"}


@pytest.mark.parametrize("answers", [
    ["c", "!"], ["c", "", "!"], ["c", "", "", "!"], ["c", "", "", "", "!"], ["+", "!"], ["+", ""],
    ["+", "Paris Call", "!"], ["r", "!"], ["c", "", "noSuchThing", "!"],
])  # fmt: skip
def test_going_back_keeps_nothing(tmp_path, answers):
    shown = lead(docket(tmp_path), *answers)
    assert "nothing was decided" in shown
    assert not (tmp_path / "note.review.toml").exists()


def test_a_claim_that_the_rules_missed_is_added_where_its_words_stand(tmp_path):
    one = docket(tmp_path)
    lead(one, "+", "rooms  were cold", "Paris Call", "hasDrawback", "assessment/cold-rooms",
         "cold rooms", "Assessment", "evaluation", "q")  # fmt: skip
    reading, claims = loaded(one)
    assert ("instrument/paris-call", "hasDrawback", "assessment/cold-rooms", "evaluation",
            True) in claims  # fmt: skip
    assert v.entity("assessment", "cold-rooms") in {node.iri for node in reading.nodes}
    assert [state(claim) for claim in one.added] == ["added"]


def test_a_literal_is_of_the_type_that_the_property_wants(tmp_path):
    one = docket(tmp_path)
    shown = lead(one, "+", "rooms were cold", "Paris Call", "date", "last week", "2018-11-12", "")
    assert "a date such as 2018, 2018-11 or 2018-11-12" in shown
    assert kept(tmp_path)["add"][0]["datatype"] == "date"
    _, claims = loaded(one)
    assert ("instrument/paris-call", "date", "2018-11-12", "asserted", True) in claims


def test_decided_claims_are_not_shown_again_but_may_be_changed(tmp_path):
    lead(docket(tmp_path), "a")
    assert not any("hasRefused" in line for line in lead(docket(tmp_path)))
    shown = lead(docket(tmp_path), "r", "looked again", everything=True)
    assert any("accepted" in line for line in shown)
    assert list(kept(tmp_path)) == ["reject"]


def test_filters(tmp_path):
    one = docket(tmp_path)
    assert not any("hasRefused" in line for line in lead(one, predicates=("supports",)))
    assert any("no further claim" in line for line in lead(one, below=0.1))


def test_no_character_of_a_document_reaches_the_terminal_raw(tmp_path):
    text = TEXT.replace("Cuba refused", "\x1b[2J\u202eIn \x9b5m Havana\x07 Cuba refused")
    one = docket(tmp_path, text)
    shown = lead(one, "+", "\x1b]0;x", "!", "\x1b[0m", "c", "\x1b[0m", "!")
    assert not any(UNSAFE.search(line) for line in shown)


# ---- which of several


def test_one_of_several_equal_claims_can_be_meant(tmp_path):
    one = docket(tmp_path)
    first, second = supports(one)
    one.reject(second, "only once")
    assert [state(c) for c in supports(one)] == ["", "rejected"]
    one.confirm(first)
    assert [state(c) for c in supports(one)] == ["accepted", "rejected"]
    assert [s.reviewed for s in loaded(one)[0].statements if s.subject.endswith("japan")] == [True]


def test_claims_that_read_the_same_are_decided_together_and_that_is_told(tmp_path):
    twice = "A note\n\nJapan supports the Paris Call.\n\nJapan supports the Paris Call.\n"
    one = docket(tmp_path, twice)
    assert any("decided together with 1 more" in line for line in lead(one, "a"))
    assert [state(claim) for claim in supports(one)] == ["accepted", "accepted"]


def test_a_decision_with_a_phrase_goes_before_one_without(tmp_path):
    row = dict(zip(("subject", "predicate", "object"), JAPAN, strict=True))
    reading = read(TEXT, "note")
    for decisions in (
        [("reject", row), ("confirm", row | {"phrase": "In 2019"})],
        [("confirm", row | {"phrase": "In 2019"}), ("reject", row)],
    ):
        after = review.apply(reading, decisions)
        assert [one.code for one in after.problems] == []
        (left,) = (one for one in after.statements if one.subject.endswith("japan"))
        assert left.reviewed
        assert "2019" in TEXT[left.passage.start : left.passage.end]


def test_a_phrase_that_is_not_in_the_sentence_makes_a_decision_stale():
    row = dict(zip(("subject", "predicate", "object"), CUBA, strict=True))
    after = review.apply(read(TEXT), [("reject", row | {"phrase": "In 2019"})])
    assert [one.code for one in after.problems] == ["stale-decision"]


def test_literal_claims_can_be_decided_on(tmp_path):
    text = "A note\n\nThe Paris Call of 12 November 2018 is not binding.\n"
    one = docket(tmp_path, text)
    literal = [claim for claim in one.claims if claim.statement.datatype]
    for claim in literal:
        one.reject(claim)
    assert [state(claim) for claim in one.claims if claim.statement.datatype] == [
        "rejected" for _ in literal
    ]
    assert review.apply(one.reading, review.load(one.path)).problems == one.reading.problems


def test_decisions_outlive_moved_and_rewrapped_text_but_not_changed_claims(tmp_path):
    one = docket(tmp_path)
    for claim in one.claims:
        one.confirm(claim)
    moved = TEXT.replace("Cuba refused", "Much has happened 😀 before.  Cuba refused")
    moved = moved.replace("In 2019 Japan supports", "In 2019 Japan\nsupports")
    later = docket(tmp_path, moved)
    assert later.stale == []
    assert {state(claim) for claim in later.claims} == {"accepted"}
    changed = docket(tmp_path, TEXT.replace("Cuba refused to sign", "Cuba spoke of"))
    assert len(changed.stale) == 1
    assert any("fits nothing any more" in line for line in lead(changed))


# ---- the file

OTHERS = """# kept by Grace

[[confirm]]   # sure of it
subject = 'state/cuba'
predicate = "hasRefused"   # since 2018
object = "instrument/paris-call"

# ---- what the rules missed
[[add]]
phrase = "rooms were cold"
subject = "instrument/paris-call"
predicate = "hasDrawback"
object = "assessment/cold-rooms"
label = "cold rooms"
type = "Assessment"
"""


def test_what_others_wrote_stays_to_the_letter(tmp_path):
    (tmp_path / "note.review.toml").write_text(OTHERS, encoding="utf-8")
    one = docket(tmp_path)
    one.confirm(supports(one)[0])
    assert one.path.read_text(encoding="utf-8").startswith(OTHERS)


def test_a_changed_decision_takes_the_place_of_the_earlier_one_only(tmp_path):
    (tmp_path / "note.review.toml").write_text(OTHERS, encoding="utf-8")
    one = docket(tmp_path)
    one.reject(next(c for c in one.claims if c.statement.subject.endswith("cuba")), "no")
    text = one.path.read_text(encoding="utf-8")
    assert "# kept by Grace" in text
    assert "# ---- what the rules missed\n[[add]]" in text
    assert "[[confirm]]" not in text
    assert len(kept(tmp_path)["reject"]) == 1


def test_what_another_reviewer_writes_meanwhile_is_kept(tmp_path):
    one, other = docket(tmp_path, by="Ada"), docket(tmp_path, by="Grace")
    one.confirm(one.claims[0])
    other.confirm(other.claims[1])
    one.reject(one.claims[2])
    assert [row["by"] for row in kept(tmp_path)["confirm"]] == ["Ada", "Grace"]


def test_a_file_that_hides_its_decisions_is_left_as_it_is():
    text = 'reject = [{subject = "state/x", predicate = "supports", object = "state/y"}]\n'
    with pytest.raises(LoaderError):
        without(text, "reject", 0)
    tricky = '[[reject]]\nreason = """\n[[reject]]\n"""\n[[reject]]\nreason = "b"\n'
    with pytest.raises(LoaderError):
        without(tricky, "reject", 1)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
ROWS = st.fixed_dictionaries(
    {"subject": WORDS, "predicate": WORDS, "object": WORDS},
    optional={"phrase": WORDS, "reason": WORDS, "by": WORDS,
              "set": st.dictionaries(st.sampled_from(["subject", "object", "stance"]), WORDS)},
)  # fmt: skip
KINDS = st.sampled_from(["reject", "confirm", "correct", "add"])


@given(st.lists(st.tuples(KINDS, ROWS), max_size=5), st.data())
def test_any_decision_is_written_as_it_is_and_can_be_taken_back(rows, data):
    text = ""
    for kind, row in rows:
        text = with_decision(text, "note", kind, row)
    table = tomllib.loads(text)
    for kind in table:
        assert table[kind] == [row for name, row in rows if name == kind]
    if rows:
        kind = data.draw(st.sampled_from(sorted(table)))
        index = data.draw(st.integers(0, len(table[kind]) - 1))
        del table[kind][index]
        try:
            left = tomllib.loads(without(text, kind, index))
        except LoaderError:
            return
        assert left == {name: found for name, found in table.items() if found}


def test_decisions_kept_with_the_package_go_on_in_a_folder_of_ones_own(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(folders, "DOCUMENTS", home)
    (home / "note.review.toml").write_text(OTHERS, encoding="utf-8")
    one = docket(tmp_path / "own")
    one.confirm(supports(one)[0])
    assert one.path.read_text(encoding="utf-8").startswith(OTHERS)
    assert (home / "note.review.toml").read_text(encoding="utf-8") == OTHERS


# ---- places


@given(st.text())
def test_what_is_printable_steers_no_terminal(words):
    assert not UNSAFE.search(printable(words) + single(words) + short(words, 20))
    assert len(short(words, 20)) <= 20
    assert not UNSAFE.search(json_line({"words": words}))
    assert json.loads(json_line({"words": words})) == {"words": words}


@pytest.mark.parametrize(("offset", "place"), [
    (0, (1, 1)), (1, (1, 2)), (3, (2, 1)), (5, (3, 1)), (7, (4, 1)),
])  # fmt: skip
def test_lines_end_as_all_systems_have_it(offset, place):
    assert Lines("a\r\nb\nc\rd").place(offset) == place


# ---- the command


@pytest.fixture
def note(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def rows(cybernorms, note):
    done = cybernorms("review", note, "--out", note.parent, "--list")
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_claims_are_listed_by_the_names_they_have_in_the_triples(note, cybernorms):
    cybernorms("load", note, "--out", note.parent)
    triples = (note.parent / "note.ttl").read_text(encoding="utf-8")
    listed = rows(cybernorms, note)
    assert len(listed) == 3
    for row in listed:
        assert f"claim:{row['id']}" in triples
        assert row["sentence"] == TEXT[row["start"] : row["end"]]
        assert row["decision"] == ""


def test_piped_answers_are_applied_by_a_later_load_where_the_text_has_moved(note, cybernorms):
    done = cybernorms("review", note, "--out", note.parent, "--by", "Ada", input="a\nr\nno\nq\n")
    assert done.returncode == 0, done.stderr
    assert "2 decision(s)" in done.stdout
    note.write_text(TEXT.replace("Cuba", "It rained.\nCuba", 1), encoding="utf-8")
    done = cybernorms("load", note, "--out", note.parent, "--report", "json")
    assert "stale" not in done.stderr
    claims = json.loads(done.stdout.splitlines()[0])["found"]["claims"]
    assert claims == {"by rule": 1, "by review": 1}


def test_answers_that_end_early_lose_nothing(note, cybernorms):
    done = cybernorms("review", note, "--out", note.parent, input="a\nr")
    assert done.returncode == 0
    assert len(kept(note.parent)["confirm"]) == 1


def test_claims_are_decided_on_by_name(note, cybernorms):
    first, second, third = (row["id"] for row in rows(cybernorms, note))
    done = cybernorms("review", note, "--out", note.parent, "--accept", first, "--accept", third,
                      "--reject", second, "--reason", "no", "--by", "a page")  # fmt: skip
    assert done.returncode == 0, done.stderr
    decided = [row["decision"] for row in rows(cybernorms, note)]
    assert decided == ["accepted", "rejected", "accepted"]
    done = cybernorms("review", note, "--out", note.parent, "--reject", first)
    decided = [row["decision"] for row in rows(cybernorms, note)]
    assert decided == ["rejected", "rejected", "accepted"]


def test_a_reader_that_leaves_early_is_no_fault(note):
    code = "from loader.cli import main; main()"
    words = f'"{sys.executable}" -c "{code}" review "{note}" --out "{note.parent}" --list'
    done = subprocess.run(["bash", "-c", f"{words} | true"], capture_output=True, check=False)
    assert done.stderr == b""


def test_an_unknown_name_decides_nothing(note, cybernorms):
    first = rows(cybernorms, note)[0]["id"]
    done = cybernorms("review", note, "--out", note.parent, "--accept", first, "--accept", "x\x1b")
    assert done.returncode == 1
    assert "no claim x\\x1b" in done.stderr
    assert not (note.parent / "note.review.toml").exists()


@pytest.mark.parametrize(("content", "name"), [
    (None, "note.txt"), ("nonsense =", "note.review.toml"), ("[[reject]]\n", "note.review.toml"),
])  # fmt: skip
def test_what_can_not_be_read_is_one_clear_line(note, content, name):
    if content is None:
        note.unlink()
    else:
        (note.parent / "note.review.toml").write_text(content)
    done = CliRunner().invoke(command, [str(note), "--out", str(note.parent)], input="a\n")
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert name in done.stderr


def test_bytes_that_are_no_text_are_an_answer_like_any_other(note):
    code = "from loader.cli import main; main()"
    words = [sys.executable, "-c", code, "review", str(note), "--out", str(note.parent)]
    done = subprocess.run(words, input=b"\xff\xfe\nr\n\xff\n", capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(kept(note.parent)["reject"]) == 1


def test_at_a_terminal_the_cue_is_marked_and_ctrl_c_loses_nothing(note):
    code = "from loader.cli import main; main()"
    words = [sys.executable, "-c", code, "review", str(note), "--out", str(note.parent)]
    ours, theirs = pty.openpty()
    with subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        seen = until(ours, b"help: ")
        os.write(ours, b"a\n")
        seen += until(ours, b"help: ")
        process.send_signal(signal.SIGINT)
        seen += until(ours, b"is kept")
        assert process.wait(30) == 130
    os.close(ours)
    assert b"\x1b[1m" in seen
    assert len(kept(note.parent)["confirm"]) == 1


def until(terminal, words):
    seen, stop = b"", time.monotonic() + 60
    while words not in seen and time.monotonic() < stop:
        try:
            seen += os.read(terminal, 4096)
        except OSError:
            break
    return seen


def test_the_article_can_be_gone_through():
    path = Path(os.environ.get("CYBERNORMS_SHARED", folders.ROOT.parent / "shared"))
    path = path / "documents" / "moulin-2019-paris-call.txt"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    one = Docket(READER.load(sources_in.read(path)), Path("/nonexistent"))
    for claim in one.claims:
        row = one.row(claim.statement)
        assert review.wrong("confirm", row) == ""
        assert review.Meant(one.reading, row).fits(claim.statement)
        assert one.find(claim.id) is claim
