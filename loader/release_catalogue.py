"""What a release says of its files: DCAT 3 and PROV, each file with its size and checksum.

https://www.w3.org/TR/vocab-dcat-3/. What the whole dataset is, is told in triples/dataset.ttl. The
release and how it was made are described within it too, its files beside it only: no file can hold
its own checksum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import Literal, NamedNode

from loader import __version__
from loader import vocabulary as v
from loader.description import DATASET, VOID, Statements
from loader.release_dumps import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Triple

DCAT: Final = "http://www.w3.org/ns/dcat#"
SPDX: Final = "http://spdx.org/rdf/terms#"
SCHEMA: Final = "https://schema.org/"
IANA: Final = "https://www.iana.org/assignments/media-types/"
CATALOGUE: Final = v.BASE + "data"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
DATE: Final = NamedNode(v.XSD + "date")
HEX: Final = NamedNode(v.XSD + "hexBinary")
WORDS: Final = {"en": "CyberNorms, release {}", "fr": "CyberNorms, publication {}"}
HOLDS: Final = {
    "quads": "All statements, each in the named graph that it comes from",
    "triples": "All statements, each once; which graph it comes from is not told",
}


def iri(name: str) -> str:
    """Return the IRI of a release, which is also where its files are."""
    return f"{CATALOGUE}/{name}"


def version(name: str, day: str, graphs: Iterable[str]) -> list[Triple]:
    """Describe a release and how it was made: what goes into the release itself."""
    said, release = Statements(), iri(name)
    activity, software = f"{release}#build", f"{release}#software"
    date = Literal(day, datatype=DATE)
    for kind in (DCAT + "Dataset", VOID + "Dataset", v.PROV + "Entity"):
        said.add(release, v.RDF + "type", kind)
    for language, words in WORDS.items():
        said.add(release, v.DCTERMS + "title", Literal(words.format(name), language=language))
    said.add(release, v.DCTERMS + "identifier", Literal(release))
    said.add(release, v.DCTERMS + "issued", date)
    said.add(release, v.DCTERMS + "license", LICENCE)
    said.add(release, DCAT + "version", Literal(name))
    said.add(release, DCAT + "isVersionOf", DATASET)
    said.add(DATASET, DCAT + "hasVersion", release)
    said.add(DATASET, DCAT + "hasCurrentVersion", release)
    said.add(DATASET, v.DCTERMS + "modified", date)
    for syntax in FORMATS:
        dump = f"{CATALOGUE}/latest/cybernorms.{syntax.file_extension}.gz"
        said.add(DATASET, VOID + "dataDump", dump)
        said.add(DATASET, VOID + "feature", syntax.iri)
    said.add(release, v.PROV + "wasGeneratedBy", activity)
    said.add(activity, v.RDF + "type", v.PROV + "Activity")
    said.add(activity, v.PROV + "generated", release)
    said.add(activity, v.PROV + "wasAssociatedWith", software)
    for graph in graphs:
        said.add(activity, v.PROV + "used", graph)
    said.add(software, v.RDF + "type", v.PROV + "SoftwareAgent")
    said.add(software, v.RDFS + "label", Literal("cybernorms", language="en"))
    said.add(software, SCHEMA + "softwareVersion", Literal(__version__))
    return said.triples


def distributions(name: str, files: Iterable[dict[str, Any]]) -> list[Triple]:
    """Describe the files of a release: what stands beside it."""
    said, release = Statements(), iri(name)
    for file in files:
        if "holds" not in file:
            continue
        whole = file["name"].startswith("cybernorms.")
        graph = file["name"].removeprefix("graphs/").split(".")[0]
        owner = release if whole else v.graph(graph)
        node = f"{release}#{file['name']}"
        said.add(owner, DCAT + "distribution", node)
        describe_file(said, node, f"{release}/{file['name']}", file)
        words = HOLDS[file["holds"]] if whole else "The statements of one named graph"
        said.add(node, v.DCTERMS + "description", Literal(words, language="en"))
    return said.triples


def describe_file(said: Statements, node: str, address: str, file: dict[str, Any]) -> None:
    """Describe one file: where it is, what kind it is of, how long it is, how to check it."""
    inner = file.get("unpacked_media_type", file["media_type"])
    said.add(node, v.RDF + "type", DCAT + "Distribution")
    said.add(node, v.DCTERMS + "title", Literal(file["name"]))
    said.add(node, v.DCTERMS + "license", LICENCE)
    said.add(node, DCAT + "accessURL", CATALOGUE)
    said.add(node, DCAT + "downloadURL", address)
    said.add(node, DCAT + "mediaType", IANA + inner)
    if inner != file["media_type"]:
        said.add(node, DCAT + "compressFormat", IANA + file["media_type"])
    size = Literal(str(file["bytes"]), datatype=NamedNode(v.XSD + "nonNegativeInteger"))
    said.add(node, DCAT + "byteSize", size)
    checksum = f"{node}-sha256"
    said.add(node, SPDX + "checksum", checksum)
    said.add(checksum, v.RDF + "type", SPDX + "Checksum")
    said.add(checksum, SPDX + "algorithm", SPDX + "checksumAlgorithm_sha256")
    said.add(checksum, SPDX + "checksumValue", Literal(file["sha256"], datatype=HEX))
