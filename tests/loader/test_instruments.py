"""Instruments as researched: what becomes of names, symbols, dates, relations, votes and counts."""

import pytest

from loader.model import LoaderError
from loader.research import counts, dates, fields, instruments, regimes, relations, remarks, votes

PAGE = "https://example.org/a"
CONFIRMED = {"sources": [PAGE], "confidence": "confirmed"}
MEMORY = {"sources": [], "confidence": "from-memory"}


def entry(**more):
    """Return an instrument of the file, with what every one has."""
    return {
        "id": "unga-1-1", "name": "A title (1998)", "alt_names": [], "dates": [], "urls": [],
        "kind": "UN General Assembly resolution", "binding": False, "symbol": None, "facts": [],
        "relations": [], "legal_regimes": [], **CONFIRMED, **more,
    }  # fmt: skip


def only(found):
    (one,) = found
    return one


def test_a_title_loses_the_year_that_tells_it_apart():
    assert instruments._named(entry()).row["skos:prefLabel@en"] == "A title"
    kept = instruments._named(entry(kind="summit declaration"))
    assert kept.row["skos:prefLabel@en"] == "A title (1998)"


@pytest.mark.parametrize(
    ("symbol", "notes", "header", "sure"),
    [
        ("A/RES/1/1", [], "cn:symbol^^xsd:string", "confirmed"),
        ("ETS No. 1", [], "cn:treatySeries^^xsd:string", "confirmed"),
        ("1 UNTS 1 (from-memory)", [], "cn:objectValue^^xsd:string", "lead"),
        ("A/RES/1/1", ["The symbol is from memory."], "cn:objectValue^^xsd:string", "lead"),
    ],
)
def test_symbols(symbol, notes, header, sure):
    found = only(instruments._symbols(entry(symbol=symbol, discrepancies=notes)))
    assert found.row[header] == symbol.removesuffix(" (from-memory)")
    assert found.confidence == sure


@pytest.mark.parametrize(
    ("page", "row"),
    [
        ({"url": PAGE, **CONFIRMED}, {"iri": "instrument:unga-1-1", "foaf:page": PAGE}),
        ({"url": "https://undocs.org/A/RES/1/1", **MEMORY}, {}),
    ],
)
def test_pages(page, row):
    assert only(instruments._pages(entry(urls=[page]))).row == row


@pytest.mark.parametrize(
    ("date", "columns"),
    [
        ("1998-12-04", {"cn:date^^date": "1998-12-04"}),
        ("1998/1999", {"cn:notBefore^^date": "1998", "cn:notAfter^^date": "1999"}),
    ],
)
def test_dates(date, columns):
    event = {"event": "adopted without a vote", "date": date, **CONFIRMED}
    row = only(dates.facts(entry(dates=[event]))).row
    assert columns.items() <= row.items()
    assert row["cn:step"] == "step:adopted"
    assert row["skos:note@en"] == "adopted without a vote"


def test_an_event_without_date_is_no_milestone():
    event = {"event": "published", "date": "undated", **CONFIRMED}
    assert only(dates.facts(entry(dates=[event]))).row == {}


def test_an_event_that_nobody_knows_is_refused():
    with pytest.raises(LoaderError, match="no step is known for 'forgotten'; add it"):
        list(dates.facts(entry(dates=[{"event": "forgotten", "date": "1998", **CONFIRMED}])))


def relation(kind, target, **more):
    return {"type": kind, "target": target, **CONFIRMED, **more}


def test_what_both_ends_say_is_one_fact():
    found = list(
        relations.facts(
            [
                entry(relations=[relation("cited_by", "unga-2-2", note="para 1")]),
                entry(id="unga-2-2", relations=[
                    relation("cites", "unga-1-1", sources=["https://example.org/b"])
                ]),
            ],
            set(),
        )
    )  # fmt: skip
    assert len(found) == 2
    assert found[0].row == found[1].row
    assert found[0].row["rdf:subject"] == "instrument:unga-2-2"
    assert found[0].row["cn:reason@en"] == "para 1"
    assert found[0].row["dcterms:source"] == f"{PAGE} | https://example.org/b"


@pytest.mark.parametrize(
    ("kind", "target", "fact"),
    [
        ("reaffirms", "unga-2-2", "fact:unga-1-1.reaffirms.unga-2-2"),
        ("reaffirms", "ihl", "fact:unga-1-1.affirms-applicability-of.ihl"),
        ("mandates", "gge-2013", "fact:unga-1-1.mandates.un-gge-2012-2013"),
        ("parallel_to", "gge-2013", "fact:gge-2013.parallel-to.unga-1-1"),
    ],
)
def test_relations(kind, target, fact):
    known = [entry(relations=[relation(kind, target)]), entry(id="unga-2-2"), entry(id="gge-2013")]
    assert only(relations.facts(known, {"ihl"})).row["iri"] == fact


def test_a_relation_that_only_memory_gives_is_a_lead():
    known = [entry(relations=[relation("cites", "unga-2-2", **MEMORY)]), entry(id="unga-2-2")]
    found = only(relations.facts(known, set()))
    assert found.confidence == "lead"
    assert found.row["cn:factStatus"] == "fact-status:lead"
    assert found.row["dcterms:source"] == "source:own-knowledge"


VOTES = [
    ("79-60-33", [("vote:unga-1-1.plenary", "confirmed")]),
    ("156-7-14 (from-memory)", [("vote:unga-1-1.plenary", "lead")]),
    (
        "First Committee 139-11; plenary 138-12-16 from memory",
        [("vote:unga-1-1.first-committee", "confirmed"), ("vote:unga-1-1.plenary", "lead")],
    ),
    (
        "119 in favour in plenary (46 against from memory)",
        [("vote:unga-1-1.plenary", "confirmed"), ("fact:unga-1-1.plenary.against.46", "lead")],
    ),
]


@pytest.mark.parametrize(("text", "rows"), VOTES)
def test_votes(text, rows):
    assert [(one.row["iri"], one.confidence) for one in votes.facts(entry(vote=text))] == rows


def test_a_count_says_when_in_words_if_it_has_no_date():
    said = {"statement": "66 parties", "as_of": "undated", **CONFIRMED}
    row = only(counts.facts(entry(id="budapest-convention", supporter_counts=[said]))).row
    assert row["iri"] == "count:budapest-convention.undated-66-treaty-parties"
    assert row["cn:atDateText@en"] == "undated"


def test_one_who_proposed_from_memory_is_a_lead():
    found = list(fields.fields(entry(proposing_states=["France", "Egypt (from-memory)"])))
    assert [one.confidence for one in found] == ["confirmed", "lead"]
    assert found[1].row["rdf:object"] == "state:egypt"


def test_a_mismatch_that_is_not_in_the_mappings_is_a_remark():
    found = only(remarks.facts(entry(discrepancies=["One page says otherwise."])))
    assert found.table == "remarks"
    assert found.row["dcterms:source"] == "source:cybernorms-reading"


def test_a_provision_that_is_not_in_the_mappings_is_told_in_words():
    said = {"provision": "Hague Convention V", "about": "classic rules", **MEMORY}
    found = only(regimes._provisions({"id": "neutrality"}, 0, said))
    assert found.row["cn:objectValue^^xsd:string"] == "Hague Convention V"
    assert found.confidence == "lead"
