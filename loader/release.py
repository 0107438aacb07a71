"""A release: ontology, facts and readings joined, completed, checked, and written whole.

A release is a folder that never changes: cybernorms.nq with all named graphs, cybernorms.ttl
with their union, graphs/*.ttl, void.ttl, search.sqlite with all names, and manifest.json with
every file's checksum. The same inputs give the same bytes; no time of day goes in.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from loader import __version__, description, folders, names_index, reason, validate
from loader import vocabulary as v
from loader.ask import construct
from loader.model import LoaderError
from loader.write import turtle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Triple

MEDIA_TYPES: Final = {
    ".ttl": "text/turtle", ".nq": "application/n-quads", ".sqlite": "application/vnd.sqlite3",
}  # fmt: skip
TITLE: Final = NamedNode(v.DCTERMS + "title")


class InvalidReleaseError(LoaderError):
    """The data breaks its own rules; `findings` says each way in a line."""

    def __init__(self, findings: list[str]) -> None:
        """Take the findings, at least one."""
        super().__init__(f"{len(findings)} violation(s); nothing was released")
        self.findings = findings


def inputs() -> list[Path]:
    """Return every file that a release is made from, in a fixed order."""
    return [
        *folders.ontology(), *sorted(folders.DERIVATIONS.glob("*.rq")), *folders.facts(),
        *folders.documents(), *sorted(folders.CHECKS.glob("*.rq")),
    ]  # fmt: skip


def digest_of_inputs() -> str:
    """Return a digest that changes when a file that goes into a release changes."""
    total = hashlib.sha256(__version__.encode())
    for path in inputs():
        total.update(path.relative_to(folders.ROOT).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def build(target: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """Write a release into a folder that is replaced whole, and return its manifest.

    Raises InvalidReleaseError if a check fails, LoaderError if a file can't be read or written;
    in both cases whatever stood at the target still stands.
    """
    store, findings = check(say)
    if findings:
        raise InvalidReleaseError(findings)
    described = description.describe(store)
    store.extend(description.in_graph(described, "description"))
    say("writing the release")
    return _publish(store, target)


def check(say: Callable[[str], None]) -> tuple[Store, list[str]]:
    """Return all that would be released, and every way in which it breaks its own rules."""
    say("reading the ontology, the facts and the readings")
    store = gather()
    say("deriving classes, labels and shortcuts")
    derive(store)
    say("checking consistency (HermiT)")
    findings = check_logic(store)
    say("checking shapes (SHACL) and rules")
    return store, findings + check_data(store)


def gather() -> Store:
    """Return a store with every Turtle file in the named graph of its own name."""
    store = Store()
    for path in [*folders.ontology(), *folders.facts(), *folders.documents()]:
        graph = NamedNode(v.graph(path.stem))
        try:
            triples = [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)]
        except (OSError, SyntaxError) as error:
            raise LoaderError(f"{path}: {error}") from None
        store.extend(Quad(one.subject, one.predicate, one.object, graph) for one in triples)
    return store


def derive(store: Store) -> None:
    """Add to the graph "derived" what the rules of ontology/derivations add to all others."""
    graph = NamedNode(v.graph("derived"))
    for path in sorted(folders.DERIVATIONS.glob("*.rq")):
        fresh = [
            one for one in construct(store, path)
            if next(store.quads_for_pattern(one.subject, one.predicate, one.object), None) is None
        ]  # fmt: skip
        store.extend(Quad(one.subject, one.predicate, one.object, graph) for one in fresh)


def check_logic(store: Store) -> list[str]:
    """Return the classes that can have no member; an inconsistency is a finding too."""
    try:
        classes = reason.unsatisfiable(union(store))
    except LoaderError as error:
        return [str(error)]
    return [f"{iri}: no thing can be of this class" for iri in classes]


def check_data(store: Store) -> list[str]:
    """Return what shapes and check queries find."""
    found = validate.shape_violations(union(store), folders.ONTOLOGY / "shapes.ttl")
    return found + validate.check_violations(store, folders.CHECKS.glob("*.rq"))


def union(store: Store) -> list[Triple]:
    """Return the triples of all graphs, each once, sorted."""
    return sorted({quad.triple for quad in store}, key=str)


def _publish(store: Store, target: Path) -> dict[str, Any]:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=target.parent, prefix=".release-"))
        try:
            manifest = _write(store, made)
            made.chmod(0o755)
            _swap(made, target)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise LoaderError(f"{target}: can't be written ({error.strerror})") from None
    return manifest


def _swap(made: Path, target: Path) -> None:
    """Put the new folder in the old one's place; only a release may be replaced."""
    if target.exists():
        if not (target / "manifest.json").is_file() and any(target.iterdir()):
            raise LoaderError(f"{target}: not empty and no release; name another folder")
        old = Path(tempfile.mkdtemp(dir=target.parent, prefix=".old-"))
        target.replace(old)
        made.replace(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        made.replace(target)


def _write(store: Store, folder: Path) -> dict[str, Any]:
    (folder / "graphs").mkdir()
    lines = sorted(f"{quad} .\n".encode() for quad in store)
    quads = b"".join(lines)
    everything = union(store)
    (folder / "cybernorms.nq").write_bytes(quads)
    (folder / "cybernorms.ttl").write_bytes(turtle(everything))
    names_index.write(folder / "cybernorms.nq", folder / names_index.NAME)
    graphs = [_write_graph(store, graph, folder) for graph in _graphs(store)]
    shutil.copyfile(folder / "graphs" / "description.ttl", folder / "void.ttl")
    manifest = {
        "version": __version__,
        "digest": hashlib.sha256(quads).hexdigest(),
        "base": v.BASE,
        "quads": len(lines),
        "triples": len(everything),
        "prefixes": v.PREFIXES,
        "graphs": graphs,
        "files": [_file(path, folder) for path in sorted(folder.rglob("*")) if path.is_file()],
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    return manifest


def _graphs(store: Store) -> list[NamedNode]:
    return sorted((one for one in store.named_graphs() if isinstance(one, NamedNode)), key=str)


def _write_graph(store: Store, graph: NamedNode, folder: Path) -> dict[str, Any]:
    triples = [quad.triple for quad in store.quads_for_pattern(None, None, None, graph)]
    name = v.local(graph.value)
    (folder / "graphs" / f"{name}.ttl").write_bytes(turtle(triples))
    return {
        "iri": graph.value, "title": _title(store, graph, name), "triples": len(triples),
        "file": f"graphs/{name}.ttl",
    }  # fmt: skip


def _title(store: Store, graph: NamedNode, name: str) -> str:
    """Return a graph's own title, or that of the document it was read from."""
    for subject in (graph, NamedNode(v.entity("document", name))):
        for quad in store.quads_for_pattern(subject, TITLE, None):
            return str(quad.object.value)  # type: ignore[union-attr]  # titles are literals
    return name


def _file(path: Path, folder: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {
        "name": path.relative_to(folder).as_posix(),
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "media_type": MEDIA_TYPES[path.suffix],
    }
