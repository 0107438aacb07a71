"""What is read in each text of tests/cases/documents: a new case is a new folder, no code."""

import pytest
from articles import cases, name, read_case, rows, text_of

from loader import vocabulary as v


def claims(case):
    """Each claim as its row says it, with its cue's words."""
    reading, text = read_case(case), text_of(case)
    known = {node.iri: node.label for node in reading.nodes}
    for one in reading.statements:
        cue = " ".join(text[one.cue.start : one.cue.end].split())
        predicate = one.predicate.removeprefix(v.CN)
        ends = name(one.subject, known), predicate, name(one.object, known)
        yield (*ends, one.stance, name(one.according_to, known)), cue


@pytest.mark.parametrize("case", cases("claims.csv"))
def test_claims_are_those_a_person_reads(case):
    found = sorted(row for row, _ in claims(case))
    assert found == sorted(row[:5] for row in rows(case / "claims.csv"))


@pytest.mark.parametrize("case", cases("claims.csv", "cues"))
def test_the_cue_of_a_claim_holds_the_words_that_say_it(case):
    phrases = {row[:5]: row[5] for row in rows(case / "claims.csv")}
    lacking = [(row, cue) for row, cue in claims(case) if phrases.get(row, "") not in cue]
    assert lacking == []


@pytest.mark.parametrize("case", cases("citations.csv"))
def test_citations_are_those_a_person_reads(case):
    found = [
        (
            str(one.reference.note), one.reference.form, name(one.work, {}), one.pinpoint,
            one.reference.url, str(one.reference.truncated).lower(), one.reference.accessed,
            "" if one.repeats is None else str(one.repeats),
        )
        for one in read_case(case).citations
    ]  # fmt: skip
    assert found == rows(case / "citations.csv")


@pytest.mark.parametrize("case", cases("quotations.csv"))
def test_quotations_are_those_a_person_reads(case):
    text = text_of(case)
    found = [
        (
            text[one.quotation.span.start : one.quotation.span.end],
            str(one.quotation.nested).lower(), " ".join(sorted(one.quotation.alterations)),
            name(one.source, {}), str(one.note or ""),
        )
        for one in read_case(case).quotations
    ]  # fmt: skip
    assert found == rows(case / "quotations.csv")


@pytest.mark.parametrize("case", cases("entities.csv"))
def test_new_things_have_the_class_that_the_text_gives_them(case):
    found = {(name(n.iri, {}), kind, n.label) for n in read_case(case).nodes for kind in n.types}
    assert set(rows(case / "entities.csv")) <= found


@pytest.mark.parametrize("case", cases("problems.txt"))
def test_problems_are_told_with_their_place(case):
    text = text_of(case)
    expected = [
        line.split(" ", 2) for line in (case / "problems.txt").read_text("utf-8").splitlines()
    ]
    found = read_case(case).problems
    assert sorted([one.severity, one.code] for one in found) == sorted(e[:2] for e in expected)
    for severity, code, words in expected:
        assert any(
            (one.severity, one.code) == (severity, code) and text.startswith(words, one.where)
            for one in found
        )
