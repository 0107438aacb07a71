"""A release: the same bytes every time, true to its manifest, and never made of what is wrong.

The only file of these tests that starts Java.
"""

import hashlib
import json
import shutil

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse

from loader import folders, reason, release
from loader import vocabulary as v
from loader.model import LoaderError

PREFIXES = f"@prefix cn: <{v.CN}> . @prefix owl: <http://www.w3.org/2002/07/owl#> . " \
    f"@prefix rdfs: <{v.RDFS}> . @prefix id: <{v.BASE}id/state/> .\n"  # fmt: skip
DISJOINT = "cn:State owl:disjointWith cn:Company .\n"
UNSATISFIABLE = DISJOINT + "cn:Odd a owl:Class ; rdfs:subClassOf cn:State , cn:Company ."
INCONSISTENT = DISJOINT + "id:odd a owl:NamedIndividual , cn:State , cn:Company ."


def silent(_):
    pass


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A release and its manifest."""
    target = tmp_path_factory.mktemp("first") / "release"
    return target, release.build(target, silent)


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """The data folders as a copy that a test may break."""
    for name in ("ontology", "triples", "queries"):
        shutil.copytree(folders.ROOT / name, tmp_path / name)
    monkeypatch.setattr(folders, "ROOT", tmp_path)
    monkeypatch.setattr(folders, "ONTOLOGY", tmp_path / "ontology")
    monkeypatch.setattr(folders, "DERIVATIONS", tmp_path / "ontology" / "derivations")
    monkeypatch.setattr(folders, "TRIPLES", tmp_path / "triples")
    monkeypatch.setattr(folders, "DOCUMENTS", tmp_path / "triples" / "documents")
    monkeypatch.setattr(folders, "QUERIES", tmp_path / "queries")
    monkeypatch.setattr(folders, "CHECKS", tmp_path / "queries" / "checks")
    return tmp_path


def test_a_second_build_gives_the_same_bytes_and_replaces_what_stood_there(built, tmp_path):
    target = tmp_path / "release"
    shutil.copytree(built[0], target)
    (target / "graphs" / "old.ttl").write_text("")
    release.build(target, silent)
    assert tree(target) == tree(built[0])
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def test_the_manifest_tells_the_truth_of_every_file(built):
    folder, manifest = built
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8")) == manifest
    files = tree(folder)
    del files["manifest.json"]
    stored = [one for one in manifest["files"] if "packed_in" not in one]
    assert {one["name"]: (one["sha256"], one["bytes"]) for one in stored} == {
        name: (hashlib.sha256(content).hexdigest(), len(content)) for name, content in files.items()
    }
    assert manifest["digest"] == hashlib.sha256(files["cybernorms.nq"]).hexdigest()
    assert manifest["quads"] == files["cybernorms.nq"].count(b"\n")


def test_the_manifest_names_every_input_as_a_graph(built):
    names = {v.local(one["iri"]) for one in built[1]["graphs"]}
    inputs = {path.stem for path in release.inputs() if path.suffix == ".ttl"}
    assert names == inputs | {"derived", "description", "examples"}


def test_rdflib_reads_every_graph_to_the_same_count(built):
    folder, manifest = built
    for one in manifest["graphs"]:
        graph = rdflib.Graph().parse(folder / one["file"], format="turtle")
        assert len(graph) == one["triples"], one["file"]


def test_the_graphs_together_are_the_quads(built):
    folder, manifest = built
    quads = set(parse(path=folder / "cybernorms.nq", format=RdfFormat.N_QUADS))
    assert len(quads) == manifest["quads"] == sum(one["triples"] for one in manifest["graphs"])
    whole = {one.triple for one in parse(path=folder / "cybernorms.ttl", format=RdfFormat.TURTLE)}
    assert whole == {one.triple for one in quads}
    assert len(whole) == manifest["triples"]


def test_the_ontology_is_consistent_and_every_class_can_have_members():
    assert reason.check(folders.ontology()) == []


def test_a_class_under_two_disjoint_ones_is_caught(tmp_path):
    (tmp_path / "broken.ttl").write_text(PREFIXES + UNSATISFIABLE)
    assert reason.check([*folders.ontology(), tmp_path / "broken.ttl"]) == [v.CN + "Odd"]


def test_a_thing_of_two_disjoint_classes_is_caught(tmp_path):
    (tmp_path / "broken.ttl").write_text(PREFIXES + INCONSISTENT)
    with pytest.raises(LoaderError, match="contradict"):
        reason.check([*folders.ontology(), tmp_path / "broken.ttl"])


BROKEN = {
    "a thing that contradicts itself": INCONSISTENT,
    "a claim without evidence": "id:odd a cn:Claim .",
}


@pytest.mark.parametrize("triples", BROKEN.values(), ids=BROKEN)
def test_a_violation_leaves_the_old_release_where_it_was(triples, copied, built):
    target = copied / "release"
    shutil.copytree(built[0], target)
    (copied / "triples" / "broken.ttl").write_text(PREFIXES + triples)
    with pytest.raises(release.InvalidReleaseError) as raised:
        release.build(target, silent)
    assert any("odd" in one or "contradict" in one for one in raised.value.findings)
    assert tree(target) == tree(built[0])


def test_an_ill_formed_file_leaves_the_old_release_where_it_was(copied, built):
    shutil.copytree(built[0], copied / "release")
    (copied / "triples" / "broken.ttl").write_text("<a> <b> ")
    with pytest.raises(LoaderError, match=r"broken\.ttl"):
        release.build(copied / "release", silent)
    assert tree(copied / "release") == tree(built[0])


def test_a_folder_that_is_no_release_is_not_touched(built, tmp_path, monkeypatch):
    target = tmp_path / "mine"
    target.mkdir()
    (target / "letter.txt").write_text("dear reader")
    monkeypatch.setattr(release, "check_logic", lambda _: [])
    monkeypatch.setattr(release, "check_data", lambda _: [])
    with pytest.raises(LoaderError, match="no release"):
        release.build(target, silent)
    assert tree(tmp_path) == {"mine/letter.txt": b"dear reader"}


def test_the_digest_of_the_inputs_changes_with_any_of_them(copied):
    before = release.digest_of_inputs()
    assert release.digest_of_inputs() == before
    with (copied / "triples" / "states.ttl").open("a", encoding="utf-8") as file:
        file.write("# one remark more\n")
    assert release.digest_of_inputs() != before


def test_links_to_other_datasets_are_counted(built):
    target, _ = built
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    said = rdflib.Graph().parse(target / "void.ttl")
    whole = rdflib.Graph().parse(target / "cybernorms.ttl")
    linksets = set(whole.subjects(rdflib.RDF.type, void.Linkset))
    assert len(linksets) >= 5
    links = {str(o) for o in whole.objects(None, rdflib.SKOS.exactMatch)}
    for linkset in linksets:
        space = str(whole.value(whole.value(linkset, void.objectsTarget), void.uriSpace))
        pairs = {s for s in whole.subject_objects(rdflib.SKOS.exactMatch) if s[1].startswith(space)}
        assert int(said.value(linkset, void.triples)) == len(pairs) > 0
        links -= {str(o) for _, o in pairs}
    assert not {one for one in links if not one.startswith(v.BASE)}
