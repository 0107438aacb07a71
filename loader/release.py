"""A release: ontology, facts and readings joined, completed, checked, and written whole.

A release is a folder that never changes: cybernorms.nq with all named graphs, cybernorms.ttl
with their union, graphs/*.ttl, each of them in other formats too, packed; search.sqlite with all
names; void.ttl and catalogue.ttl, which describe it; and manifest.json with every file's checksum.
The same inputs give the same bytes; no time of day goes in.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from loader import __version__, ask, description, examples, folders, names_index, reason, validate
from loader import release_catalogue as catalogue
from loader import vocabulary as v
from loader.model import LoaderError
from loader.release_dumps import WHOLE, Writer, lines, sums, write_dumps
from loader.write import order, turtle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyoxigraph import Triple

RQ: Final = Path(__file__).parent / "rq"
MANIFEST: Final = "manifest.json"
DATASET: Final = "cybernorms.nq"
THINGS: Final = "things.txt"
# Of a digest, in a release's name.
DIGITS: Final = 8
VERSION: Final = NamedNode("http://www.w3.org/ns/dcat#version")
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
        *folders.documents(), *sorted(folders.QUERIES.glob("*.rq")),
        *sorted(folders.CHECKS.glob("*.rq")),
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
    return publish(checked(say), target, say)


def checked(say: Callable[[str], None]) -> Store:
    """Return all that is to be released; InvalidReleaseError if it breaks its own rules."""
    store, findings = check(say)
    if findings:
        raise InvalidReleaseError(findings)
    return store


def check(say: Callable[[str], None]) -> tuple[Store, list[str]]:
    """Return all that would be released, and every way in which it breaks its own rules."""
    say("reading the ontology, the facts and the readings")
    store = gather()
    say("deriving classes, labels and shortcuts")
    derive(store)
    with ThreadPoolExecutor(1) as pool:
        say("checking consistency (HermiT), meanwhile describing the release")
        logic = pool.submit(check_logic, union(store))
        describe(store)
        say("checking shapes (SHACL) and rules")
        found = check_data(store)
        return store, logic.result() + found


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
            one for one in ask.construct(store, path)
            if next(store.quads_for_pattern(one.subject, one.predicate, one.object), None) is None
        ]  # fmt: skip
        store.extend(Quad(one.subject, one.predicate, one.object, graph) for one in fresh)


def describe(store: Store) -> None:
    """Add what the release says of itself: the ready questions, counts, its name and its making.

    The name has the newest day that the dataset, the ontology and the sources bear, and a digest
    of all that was said until then: the same data have the same name, other data another.
    """
    questions = examples.describe(folders.QUERIES.glob("*.rq"))
    store.extend(description.in_graph(questions, "examples"))
    said = description.describe(store, union(store))
    store.extend(description.in_graph(said, "description"))
    graphs = [one.value for one in _graphs(store)]
    day = newest_day(store)
    called = f"{day}-{hashlib.sha256(lines(store)).hexdigest()[:DIGITS]}"
    version = catalogue.version(called, day, graphs)
    store.extend(description.in_graph(version, "description"))


def newest_day(store: Store) -> str:
    """Return the day that a release bears; never that on which it is built."""
    path = RQ / "newest-day.rq"
    (row,) = ask.select(store, path.read_text(encoding="utf-8"), str(path))
    if row["day"] is None:
        raise LoaderError("the dataset bears no day; give it a dcterms:modified")
    return str(row["day"].value)


def check_logic(triples: list[Triple]) -> list[str]:
    """Return the classes that can have no member; an inconsistency is a finding too."""
    try:
        classes = reason.unsatisfiable(triples)
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


def name(store: Store) -> str:
    """Return the name that a release gave itself."""
    (found,) = store.quads_for_pattern(None, VERSION, None)
    return str(found.object.value)  # type: ignore[union-attr]  # a version is a literal


def publish(store: Store, target: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """Write what was checked into a folder that is replaced whole, and return its manifest."""
    say("writing the release")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=target.parent, prefix=".release-"))
        try:
            written = _write(store, made)
            made.chmod(0o755)
            _swap(made, target)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise LoaderError(f"{target}: can't be written ({error.strerror})") from None
    return written


def manifest(folder: Path) -> dict[str, Any]:
    """Return what a release says of itself and its files."""
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return found


def _swap(made: Path, target: Path) -> None:
    """Put the new folder in the old one's place; only a release may be replaced."""
    if target.exists():
        if not (target / MANIFEST).is_file() and any(target.iterdir()):
            raise LoaderError(f"{target}: not empty and no release; name another folder")
        old = Path(tempfile.mkdtemp(dir=target.parent, prefix=".old-"))
        target.replace(old)
        made.replace(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        made.replace(target)


def _write(store: Store, folder: Path) -> dict[str, Any]:
    (folder / "graphs").mkdir()
    everything = union(store)
    writer = Writer(folder)
    quads = sorted(store, key=str)
    write_dumps(writer, WHOLE, _by_graph(quads), everything)
    names_index.write(folder / DATASET, folder / names_index.NAME)
    writer.listed(names_index.NAME, "application/vnd.sqlite3")
    graphs = [_write_graph(store, graph, writer) for graph in _graphs(store)]
    writer.plain("void.ttl", (folder / "graphs" / "description.ttl").read_bytes())
    writer.plain(THINGS, _things(everything))
    files = writer.finish()
    writer.plain("catalogue.ttl", turtle(_catalogue(store, everything, files)))
    writer.plain("SHA256SUMS", sums(sorted(writer.files, key=itemgetter("name"))))
    said = {
        "version": __version__,
        "name": name(store),
        "date": newest_day(store),
        "digest": hashlib.sha256((folder / DATASET).read_bytes()).hexdigest(),
        "base": v.BASE,
        "quads": len(quads),
        "triples": len(everything),
        "prefixes": v.PREFIXES,
        "graphs": graphs,
        "files": sorted(writer.files, key=itemgetter("name")),
    }
    text = json.dumps(said, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return said


def _catalogue(store: Store, everything: list[Triple], files: list[dict[str, Any]]) -> list[Triple]:
    """Return what there is to say of a release and its files, for who has it not yet."""
    release = catalogue.iri(name(store))
    own = [one for one in everything if one.subject.value.partition("#")[0] == release]  # type: ignore[union-attr]  # no blank nodes
    return own + catalogue.distributions(name(store), files)


def _graphs(store: Store) -> list[NamedNode]:
    return sorted((one for one in store.named_graphs() if isinstance(one, NamedNode)), key=str)


def _write_graph(store: Store, graph: NamedNode, writer: Writer) -> dict[str, Any]:
    quads = _by_graph(store.quads_for_pattern(None, None, None, graph))
    name = v.local(graph.value)
    write_dumps(writer, f"graphs/{name}", quads, [one.triple for one in quads])
    return {
        "iri": graph.value, "title": _title(store, graph, name), "triples": len(quads),
        "file": f"graphs/{name}.ttl",
    }  # fmt: skip


def _by_graph(quads: Iterable[Quad]) -> list[Quad]:
    """Return quads with those of a graph, and of a thing in it, side by side."""
    return sorted(quads, key=lambda one: (str(one.graph_name), order(one.triple)))


def _things(triples: Iterable[Triple]) -> bytes:
    """Return the IRIs of all things described, a line each."""
    found = {one.subject.value for one in triples if isinstance(one.subject, NamedNode)}
    return "".join(f"{one}\n" for one in sorted(found) if one.startswith(v.BASE + "id/")).encode()


def _title(store: Store, graph: NamedNode, name: str) -> str:
    """Return a graph's own title, or that of the document it was read from."""
    for subject in (graph, NamedNode(v.entity("document", name))):
        for quad in store.quads_for_pattern(subject, TITLE, None):
            return str(quad.object.value)  # type: ignore[union-attr]  # titles are literals
    return name
