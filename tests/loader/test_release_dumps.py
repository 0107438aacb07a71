"""The dumps: every format holds the same, every packed form the same bytes, every sum is true."""

import gzip
import hashlib

import pytest
import rdflib
import zstandard
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from loader import release_dumps
from loader.model import LoaderError

FORMATS = {one.file_extension: one for one in release_dumps.FORMATS}
# Of the named graphs, some small ones: rdflib takes its time.
SMALL = ("votes", "objects", "examples")
RDFLIB = {"rdf": "xml", "jsonld": "json-ld", "nt": "nt", "trig": "trig", "nq": "nquads"}


def entries(manifest):
    return {one["name"]: one for one in manifest["files"]}


def content(release, manifest, name):
    """Give a file as a server sends it: as it lies there, or unpacked."""
    packed = entries(manifest)[name].get("packed_in")
    if packed is None:
        return (release / name).read_bytes()
    return zstandard.ZstdDecompressor().decompress((release / packed).read_bytes())


def test_the_dataset_and_each_graph_come_in_every_format_plain_and_packed(manifest):
    stems = ["cybernorms", *(one["file"].removesuffix(".ttl") for one in manifest["graphs"])]
    wanted = {f"{s}.{e}{p}" for s in stems for e in FORMATS for p in ("", ".gz", ".zst")}
    dumps = {one["name"] for one in manifest["files"] if "holds" in one}
    assert dumps == wanted


@pytest.mark.parametrize("ending", FORMATS)
def test_each_format_of_the_whole_holds_all_that_it_can(release, manifest, ending):
    quads = set(parse(path=release / "cybernorms.nq", format=RdfFormat.N_QUADS))
    name = f"cybernorms.{ending}"
    found = list(parse(content(release, manifest, name), format=FORMATS[ending]))
    if entries(manifest)[name]["holds"] == "quads":
        assert set(found) == quads
    else:
        assert {one.triple for one in found} == {one.triple for one in quads}
    assert len(found) == len(set(found))


@pytest.mark.parametrize("ending", RDFLIB)
@pytest.mark.parametrize("name", SMALL)
def test_rdflib_reads_the_same_from_each_format_of_a_graph(release, manifest, name, ending):
    turtle = rdflib.Graph().parse(release / f"graphs/{name}.ttl")
    text = content(release, manifest, f"graphs/{name}.{ending}")
    found = rdflib.Graph()
    if entries(manifest)[f"graphs/{name}.{ending}"]["holds"] == "quads":
        # rdflib's Dataset warns of itself; the N-Triples say which graph these are of.
        quads = list(parse(text, format=FORMATS[ending]))
        assert {quad.graph_name.value.rpartition("/")[2] for quad in quads} == {name}
        return
    found.parse(data=text, format=RDFLIB[ending])
    assert set(found) == set(turtle)


def test_what_is_packed_is_what_the_manifest_says(release, manifest):
    known = entries(manifest)
    unpack = {"gz": gzip.decompress, "zst": zstandard.ZstdDecompressor().decompress}
    for one in manifest["files"]:
        if "unpacked" in one:
            ending = one["name"].rpartition(".")[2]
            plain = unpack[ending]((release / one["name"]).read_bytes())
            assert hashlib.sha256(plain).hexdigest() == known[one["unpacked"]]["sha256"]
            assert len(plain) == known[one["unpacked"]]["bytes"]


def test_no_time_and_no_name_is_in_a_gzip_header(release):
    head = (release / "cybernorms.nq.gz").read_bytes()[:10]
    assert head[3:8] == bytes(5)


def test_the_list_of_checksums_has_every_file(release, manifest):
    lines = (release / "SHA256SUMS").read_text().splitlines()
    listed = dict(line.split("  ")[::-1] for line in lines)
    known = {name: one["sha256"] for name, one in entries(manifest).items()}
    del known["SHA256SUMS"]
    assert listed == known


def test_nothing_published_has_a_blank_node(release):
    for path in ("cybernorms.nq", "catalogue.ttl", "void.ttl"):
        assert not any(line.startswith(b"_:") or b" _:" in line.split(b'"')[0]
                       for line in (release / path).read_bytes().splitlines())  # fmt: skip
        for quad in parse(path=release / path):
            assert {type(quad.subject), type(quad.object)} <= {NamedNode, Literal}


@pytest.mark.parametrize(
    ("predicate", "words", "message"),
    [("urn:x:y", "a\u0001b", "XML forbids"), ("https://example.org/p/", "a", "no name")],
)
def test_what_rdf_xml_cannot_hold_is_told(predicate, words, message):
    triple = Triple(NamedNode("urn:x:a"), NamedNode(predicate), Literal(words))
    with pytest.raises(LoaderError, match=message):
        release_dumps.written(RdfFormat.RDF_XML, [triple])
