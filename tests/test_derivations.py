"""Derivations: what follows from the ontology follows in a build too, and the nameless get names.

A build derives by the queries of ontology/derivations what a reasoner would infer. Here HermiT says
whether it does: a triple that follows cannot be denied without contradiction.
"""

import re

import pytest
from completed import ONTOLOGY, built, holds, turtle, whole
from pyoxigraph import Literal, NamedNode, Triple, parse

from loader import reason, release
from loader import vocabulary as v
from loader.model import LoaderError

OWL = "http://www.w3.org/2002/07/owl#"
AXIOMS = [quad.triple for quad in parse(path=ONTOLOGY / "core.ttl")]
CORE = (ONTOLOGY / "core.ttl").read_text(encoding="utf-8")
PREF_LABEL = NamedNode(v.SKOS + "prefLabel")
RDFS_LABEL = NamedNode(v.RDFS + "label")

# ---- what follows

GIVEN = """
    instrument:a cn:hasProvision provision:a.1 .
    provision:a.2 cn:provisionOf instrument:a .
    provision:a.1 cn:expresses norm:a.one .
    provision:a.2 cn:affirmsApplicabilityOf regime:ihl .
    norm:a.one cn:formulationOf norm:narrow .
    norm:narrow cn:broaderNorm norm:wide .
    norm:wide cn:broaderNorm norm:widest .
    instrument:b cn:succeeds instrument:a .
    instrument:b cn:parallelTo instrument:c .
    instrument:d cn:mandates process:e .
    count:a.two cn:countOf instrument:a .
    disagreement:f cn:preferred count:a.two .
"""
# One of each kind: inverse, chain, chain of chains, special case of each, transitive, symmetric.
FOLLOWS = """
    instrument:a cn:hasProvision provision:a.2 .
    instrument:a cn:expresses norm:a.one .
    instrument:a cn:expresses norm:narrow .
    instrument:a cn:relatesTo regime:ihl .
    norm:narrow cn:broaderNorm norm:widest .
    norm:widest cn:narrowerNorm norm:narrow .
    instrument:a cn:precedes instrument:b .
    instrument:c cn:parallelTo instrument:b .
"""
FOLLOWS_TOO = """
    provision:a.1 cn:provisionOf instrument:a .
    provision:a.1 cn:expresses norm:narrow .
    instrument:a cn:affirmsApplicabilityOf regime:ihl .
    instrument:b cn:follows instrument:a .
    instrument:a cn:relatesTo instrument:b .
    process:e cn:mandatedBy instrument:d .
    instrument:a cn:hasSupporterCount count:a.two .
    disagreement:f cn:between count:a.two .
"""
DOES_NOT = """
    instrument:a cn:expresses norm:widest .
    instrument:a cn:succeeds instrument:b .
    norm:wide cn:broaderNorm norm:narrow .
"""
DENIAL = NamedNode("https://w3id.org/cybernorms/id/claim/denial")


def denial(triple):
    """Return what OWL 2 says instead of "not this triple"."""
    parts = {
        v.RDF + "type": NamedNode(OWL + "NegativePropertyAssertion"),
        OWL + "sourceIndividual": triple.subject,
        OWL + "assertionProperty": triple.predicate,
        OWL + "targetIndividual": triple.object,
    }
    return [Triple(DENIAL, NamedNode(name), value) for name, value in parts.items()]


def short(triple):
    return " ".join(re.split(r"[/#]", part.value)[-1] for part in triple)


@pytest.fixture(scope="module")
def derived():
    return built(turtle(GIVEN))


@pytest.mark.parametrize("triple", turtle(FOLLOWS), ids=short)
def test_what_a_build_derives_hermit_infers(derived, triple):
    assert holds(derived, triple)
    with pytest.raises(LoaderError, match="contradict"):
        reason.unsatisfiable([*AXIOMS, *turtle(GIVEN), *denial(triple)])


@pytest.mark.parametrize("triple", turtle(FOLLOWS_TOO), ids=short)
def test_a_build_derives_from_every_axiom(derived, triple):
    assert holds(derived, triple)


def test_what_does_not_follow_neither_says(derived):
    assert not [triple for triple in turtle(DOES_NOT) if holds(derived, triple)]
    denied = denial(turtle(DOES_NOT)[0])
    assert reason.unsatisfiable([*AXIOMS, *turtle(GIVEN), *denied]) == []


def test_a_chain_leads_to_a_contradiction_that_only_hermit_sees():
    with pytest.raises(LoaderError, match="contradict"):
        reason.unsatisfiable([*AXIOMS, *turtle(GIVEN + "norm:narrow a cn:Treaty .")])


def test_deriving_again_adds_nothing():
    store = whole()
    before = len(store)
    release.derive(store)
    assert len(store) == before


def test_a_transitive_property_has_a_derivation_of_its_own():
    text = (ONTOLOGY / "derivations" / "06-transitive.rq").read_text(encoding="utf-8")
    transitive = re.findall(r"^(cn:\w+) a .*owl:TransitiveProperty", CORE, re.MULTILINE)
    assert transitive
    assert all(f"{name}/{name}+" in text for name in transitive)


# ---- facts, positions and memberships as bare triples

KEPT = """
    fact:one a cn:Fact ;
        rdf:subject instrument:a ; rdf:predicate cn:cites ; rdf:object instrument:b ;
        cn:factStatus fact-status:{status} .
    endorsement:one a cn:Endorsement ; cn:endorser state:a ; cn:endorsed instrument:a ;
        cn:position position:supports ; cn:factStatus fact-status:{status} .
    endorsement:two a cn:Endorsement ; cn:endorser state:b ; cn:endorsed instrument:a ;
        cn:position position:refuses ; cn:factStatus fact-status:{status} .
    endorsement:three a cn:Endorsement ; cn:endorser state:c ; cn:endorsed instrument:a ;
        cn:position position:announced ; cn:factStatus fact-status:{status} .
    membership:one a org:Membership ; org:member state:a ; org:organization organisation:a ;
        cn:factStatus fact-status:{status} .
    membership:two a org:Membership ; org:member state:b ; org:organization organisation:a ;
        cn:endDate "2020-01-31"^^xsd:date ; cn:factStatus fact-status:{status} .
"""
BARE = """
    instrument:a cn:cites instrument:b .
    state:a cn:supports instrument:a .
    state:b cn:hasRefused instrument:a .
    state:a cn:memberOf organisation:a .
"""


@pytest.mark.parametrize(("status", "stands"), [("confirmed", 4), ("lead", 0), ("contradicted", 0)])
def test_only_what_is_confirmed_stands_as_a_bare_triple(status, stands):
    store = built(turtle(KEPT.format(status=status)))
    assert sum(holds(store, triple) for triple in turtle(BARE)) == stands
    for name in ("supports", "hasRefused", "memberOf"):
        found = list(store.quads_for_pattern(None, NamedNode(v.CN + name), None))
        assert len(found) == (1 if stands else 0)


def test_a_position_read_from_a_document_needs_no_status():
    read = """
        endorsement:x cn:endorser state:a ;
            cn:endorsed instrument:a ;
            cn:position position:supports .
    """
    assert holds(built(turtle(read)), turtle("state:a cn:supports instrument:a .")[0])


# ---- labels

PARTS = """
    state:a a cn:State ; skos:prefLabel "Atlantis"@en , "Atlantide"@fr .
    organisation:a a cn:Company ; skos:prefLabel "League"@en .
    group:a a cn:ActorGroup ; skos:prefLabel "states"@en , "États"@fr .
    instrument:a a cn:Treaty ; skos:prefLabel "Charter"@en , "Charte"@fr .
    document:a a cn:Document ; skos:prefLabel "A Sample"@en .
"""
LABELS = [
    ("organisation:a", "", "League", "League"),
    ("document:a", "", "A Sample", "A Sample"),
    ("provision:a.1", 'a cn:Provision ; cn:number "1" ; cn:provisionOf instrument:a',
     "", "Charte, 1"),
    ("membership:a", "a org:Membership ; org:member state:a ; org:organization organisation:a",
     "Atlantis in League", "Atlantide, membre de : League"),
    ("milestone:a", "cn:milestoneOf instrument:a ; cn:step step:adopted ; "
     'cn:date "2001"^^xsd:gYear',
     "Charter: adopted, 2001", "Charte : adopté, 2001"),
    ("vote:a", "cn:voteOn instrument:a ; cn:votingBody organisation:a",
     "Charter: vote of League", "Charte : vote, League"),
    ("endorsement:a", 'a cn:Endorsement ; cn:endorser state:a ; cn:endorsed instrument:a ; '
     'cn:position position:refuses ; cn:date "2001-02-03"^^xsd:date',
     "Atlantis: refuses (Charter, 2001-02-03)", "Atlantide : refuse (Charte, 2001-02-03)"),
    ("count:a", 'cn:countOf instrument:a ; cn:countValue 2 ; cn:countQualifier "more than" ; '
     "cn:countedActors group:a",
     "Charter: more than 2 (states)", "Charte : plus de 2 (États)"),
    ("fact:a", "rdf:subject instrument:a ; rdf:predicate cn:cites ; rdf:object document:a ; "
     "cn:factStatus fact-status:lead",
     "Charter cites A Sample (lead)", "Charte cite A Sample (piste)"),
    ("fact:b", 'rdf:subject instrument:a ; rdf:predicate cn:symbol ; cn:objectValue "A/1" ; '
     "cn:factStatus fact-status:confirmed",
     "Charter document symbol A/1", "Charte cote A/1"),
    ("claim:a", "rdf:subject state:a ; rdf:predicate cn:supports ; rdf:object instrument:a ; "
     "cn:stance stance:negated",
     "Atlantis supports Charter (negated)", "Atlantide soutient Charte (nié)"),
    ("remark:a", 'a cn:Remark ; cn:about instrument:a ; skos:definition "It is short."@en',
     "remark: Charter: It is short.", "remarque : Charte : « It is short. »"),
    ("disagreement:a", 'a cn:Disagreement ; cn:about instrument:a , state:a ; '
     'skos:definition "Who."@en , "Qui."@fr',
     "disagreement: Atlantis: Who.", "désaccord : Atlantide : Qui."),
    ("selector:a", "oa:start 1 ; oa:end 9", "characters 1 to 9", "caractères 1 à 9"),
    ("selector:b", 'oa:exact "Atlantis"', "“Atlantis”", "« Atlantis »"),
    ("place:a", "oa:hasSource document:a ; oa:hasSelector selector:c . "
     "selector:c oa:start 1 ; oa:end 9",
     "A Sample, characters 1 to 9", "A Sample, caractères 1 à 9"),
    ("mention:a", "a cn:Mention ; oa:hasBody state:a ; oa:hasTarget place:b . "
     "place:b oa:hasSelector selector:d . selector:d oa:start 1 ; oa:end 9",
     "mention: Atlantis, characters 1 to 9", "mention : Atlantide, caractères 1 à 9"),
    ("quotation:a", "a cn:Quotation ; cn:quotes instrument:a ; cn:evidence place:c . "
     "place:c oa:hasSelector selector:e . selector:e oa:start 1 ; oa:end 9",
     "quotation: Charter, characters 1 to 9", "citation textuelle : Charte, caractères 1 à 9"),
    ("<https://example.org/shapes#vote-body>", "a <http://www.w3.org/ns/shacl#PropertyShape>",
     "shape: vote body", "forme : vote body"),
]  # fmt: skip


@pytest.fixture(scope="module")
def labelled():
    text = PARTS + "".join(f"{thing} {said} .\n" for thing, said, _, _ in LABELS if said)
    return built(turtle(text))


@pytest.mark.parametrize(("thing", "said", "english", "french"), LABELS, ids=lambda x: x[:20])
def test_what_has_no_name_of_its_own_is_called_by_its_parts(labelled, thing, said, english, french):
    subject = turtle(f"{thing} a cn:Term .")[0].subject
    found = [quad.object for quad in labelled.quads_for_pattern(subject, RDFS_LABEL, None)]
    expected = {Literal(english, language="en"), Literal(french, language="fr")}
    assert set(found) == {one for one in expected if one.value}


@pytest.mark.parametrize(
    ("part", "english", "french"),
    [
        ("ontology/1.0.0", "CyberNorms ontology 1.0.0", "Ontologie CyberNorms 1.0.0"),
        ("graph/case", "what was read in: A Case", "ce qui a été lu dans : A Case"),
    ],
)
def test_versions_and_graphs_are_called_by_what_they_are_of(part, english, french):
    store = built(turtle('document:case a cn:Document ; dcterms:title "A Case"@en .'))
    found = store.quads_for_pattern(NamedNode(v.BASE + part), RDFS_LABEL, None)
    assert {(q.object.value, q.object.language) for q in found} == {(english, "en"), (french, "fr")}


def test_a_name_given_by_hand_stays_the_only_one():
    own = """
        membership:a a org:Membership ;
            org:member state:a ;
            org:organization organisation:a ;
            skos:prefLabel "old friends"@en , "vieux amis"@fr .
    """
    store = built(turtle(PARTS + own))
    [membership] = {t.subject for t in turtle(own)}
    found = {quad.object.value for quad in store.quads_for_pattern(membership, PREF_LABEL, None)}
    assert found == {"old friends", "vieux amis"}
