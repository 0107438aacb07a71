"""Provisions as researched: names, numbers, how they bind, and what becomes of notes."""

import pytest

from loader import folders, knowledge
from loader import vocabulary as v
from loader.model import LoaderError
from loader.research import provisions

PAGE = "https://example.org/a"
SAID = {
    "number": "13(z)", "label": "Be kind", "paraphrase": "States should be kind.",
    "deontic": "recommendation", "polarity": "act", "addressees": ["States"],
    "protected_objects": ["civilians"], "topics": ["attribution"], "sources": [PAGE],
    "confidence": "confirmed",
}  # fmt: skip
REPORT = {"id": "gge-2015", "kind": "UN GGE report", "binding": False}


def test_a_provision():
    assert provisions._row(REPORT, SAID) == {
        "iri": "provision:gge-2015.13z", "a": "cn:Provision",
        "skos:prefLabel@en": "UN GGE 2015, para 13(z)", "dcterms:title@en": "be kind",
        "skos:definition@en": "States should be kind.", "cn:provisionOf": "instrument:gge-2015",
        "cn:number^^xsd:string": "13(z)", "cn:modality": "modality:recommendation",
        "cn:polarity": "polarity:act", "cn:bearer": "group:states",
        "cn:protects": "object:civilians", "cn:topic": "topic:attribution",
        "dcterms:source": PAGE, "cn:factStatus": "fact-status:confirmed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("instrument", "kind", "binding", "deontic", "polarity", "modality"),
    [
        ("un-charter", "treaty", True, "prohibition", "refrain", "prohibition"),
        ("nicaragua-v-usa-1986", "court judgment", True, "prohibition", "refrain", "affirmation"),
        ("gge-2015", "UN GGE report", False, "obligation", "act", "affirmation"),
        ("gge-2015", "UN GGE report", False, "recommendation", "refrain",
         "recommendation-to-refrain"),
        ("us-china-2015", "bilateral commitment", False, "prohibition", "refrain", "commitment"),
        ("paris-call", "multistakeholder political declaration", False, "recommendation", "act",
         "commitment"),
    ],
)  # fmt: skip
def test_words_and_force_make_the_modality(instrument, kind, binding, deontic, polarity, modality):
    entry = {"id": instrument, "kind": kind, "binding": binding}
    assert provisions._modality(entry, {"deontic": deontic, "polarity": polarity}) == modality


@pytest.mark.parametrize(
    ("instrument", "number", "label"),
    [
        ("nicaragua-v-usa-1986", "187-190", "Nicaragua v. USA, paras 187-190"),
        ("tallinn-manual-2", "6-7", "Tallinn Manual 2.0, rules 6-7"),
        ("oewg-2021", "", "UN OEWG 2021: be kind"),
        ("unga-55-63", "1(b)-(j)", "UNGA resolution 55/63, paras 1(b)-(j)"),
    ],
)
def test_labels(instrument, number, label):
    assert provisions._label(instrument, number, "Be kind") == label


@pytest.mark.parametrize(
    ("number", "kept"),
    [("13(f)", "13(f)"), ("a", "a"), ("III", "III"), ("annex", "annex"), ("law", ""), ("ci", "")],
)
def test_only_what_the_text_prints_is_a_number(number, kept):
    assert provisions._number("", number) == kept


@pytest.mark.parametrize(
    ("note", "definition", "source", "sure"),
    [
        ("It is short.", "It is short.", PAGE, "confirmed"),
        ("From memory: it is long.", "It is long.", "source:own-knowledge", "lead"),
    ],
)
def test_a_note_is_a_remark_and_one_from_memory_a_lead(note, definition, source, sure):
    (found,) = provisions._notes("key", {**SAID, "note": note}, "provision:gge-2015.13z")
    assert found.row["skos:definition@en"] == definition
    assert (found.row["dcterms:source"], found.confidence) == (source, sure)


def test_a_word_that_nobody_mapped_is_refused():
    with pytest.raises(LoaderError, match=r"'dragons' has no line in \[provision-objects\]"):
        provisions._row(REPORT, {**SAID, "protected_objects": ["dragons"]})


KNOWN = knowledge.load([*folders.ontology(), *folders.facts()])
EXPRESSED = [
    fact for fact in KNOWN.of_kind("Fact")
    if KNOWN.facts[fact, v.RDF + "predicate"] == [v.term("expresses")]
]  # fmt: skip


def test_each_provision_that_asks_something_of_someone_expresses_a_norm():
    expressing = {KNOWN.facts[fact, v.RDF + "subject"][0] for fact in EXPRESSED}
    asking = {one for one in KNOWN.of_kind("Provision") if KNOWN.values(one, "bearer")}
    assert not asking - expressing


def test_each_shared_norm_is_expressed_or_broader_than_one_that_is():
    norms = {KNOWN.facts[fact, v.RDF + "object"][0] for fact in EXPRESSED}
    norms |= {wide for norm in list(norms) for wide in KNOWN.values(norm, "broaderNorm")}
    assert not set(KNOWN.of_kind("Norm")) - norms
