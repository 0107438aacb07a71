"""Many documents: each read on its own, written whole or not at all, reported one by one."""

from __future__ import annotations

import hashlib
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from loader import folders, isolation, ledger, reading, sources
from loader.isolation import Fault, Limits
from loader.model import LoaderError, Problem
from loader.work import Done, Task, perform, prepare
from loader.write import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from loader.sources import Source

    Engine = Callable[[Sequence[Task]], Iterator[tuple[int, Done | Fault]]]

Status = Literal["written", "unchanged", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source; `skipped` has not changed since it was last read."""

    path: str
    document: str = ""
    status: Status = "failed"
    written: str = ""
    text: str = ""
    triples: int = 0
    found: dict[str, dict[str, int]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    failure: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Job:
    """A source that is to be read: its task, its bytes' digest and where its triples go."""

    source: Source
    task: Task
    digest: str
    inputs: str
    target: Path
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetching:
    """How to get what an address names."""

    redirects: bool = False
    private: bool = False


def load(
    named: Iterable[Source], out: Path, jobs: int = 1, *, again: bool = False,
    fetching: Fetching | None = None, engine: Engine | None = None,
) -> Iterator[Outcome]:  # fmt: skip
    """Read documents and yield each outcome in the order given; no document depends on another.

    What has not changed since it was last read is skipped unless it is to be read `again`.
    The engine says where the work is done: in processes of this machine if none is given.
    """
    batch = Batch(out, again=again, fetching=fetching or Fetching())
    prepared = [batch.prepare(one) for one in named]
    tasks = [one for one in prepared if isinstance(one, Job)]
    yield from _in_order(prepared, tasks, batch, engine or here(jobs, Limits()))


def here(jobs: int, limits: Limits, stopped: Callable[[], bool] = bool) -> Engine:
    """Return what reads documents in processes of this machine, until told to stop."""

    def read(tasks: Sequence[Task]) -> Iterator[tuple[int, Done | Fault]]:
        if tasks:
            prepare()  # once, before processes are forked
        return isolation.run(perform, tasks, jobs, limits, stopped)

    return read


def _in_order(
    prepared: Sequence[Job | Outcome], tasks: Sequence[Job], batch: Batch, engine: Engine
) -> Iterator[Outcome]:
    """Yield outcomes in the order of sources; one that is done early waits for its turn."""
    ready: dict[str, Outcome] = {}
    results = engine([one.task for one in tasks])
    started = time.monotonic()
    for one in prepared:
        if isinstance(one, Outcome):
            yield one
            continue
        while one.task.slug not in ready:
            number, done = next(results)
            job = tasks[number]
            taken = round(time.monotonic() - started, 3)
            ready[job.task.slug] = replace(batch.keep(job, done), seconds=taken)
        yield ready.pop(one.task.slug)


class Batch:
    """One run: which documents have been met, and what was known of them before."""

    def __init__(self, out: Path, *, again: bool, fetching: Fetching) -> None:
        """Take the folder to write to, whether to read what has not changed, how to fetch."""
        self.fetching = fetching
        self.out = out
        self.again = again
        self.ledger = ledger.Ledger(out)
        self.knowledge = ledger.knowledge()
        self.slugs: dict[str, str] = {}
        self.digests: dict[str, str] = {}

    def prepare(self, source: Source) -> Job | Outcome:
        """Return the work that a source needs, or at once what became of it."""
        slug, notes = self._named(source)
        try:
            return self._prepared(source, slug, notes)
        except LoaderError as error:
            return Outcome(source.name, slug, failure=str(error))
        except OSError as error:
            return Outcome(source.name, slug, failure=f"{source.name}: {error.strerror}")

    def _prepared(self, source: Source, slug: str, notes: list[Problem]) -> Job | Outcome:
        digest = self._digest(source)
        first = self.digests.setdefault(digest, source.name) if digest else source.name
        if first != source.name:
            words = f"the same bytes as {first}; both are loaded"
            notes.append(Problem(slug, 0, "warning", "same-content", words))
        decisions = self._decisions(slug)
        inputs = self.knowledge + (ledger.digest_of(decisions) if decisions else "")
        target = self.out / f"{slug}.ttl"
        entry = None if self.again else self.ledger.unchanged(slug, digest, inputs, target)
        if entry and digest:
            return _recalled(source, entry.outcome)
        how = self.fetching
        place = source.url or str(source.path)
        task = Task(source.name, place, slug, source.url, decisions, how.redirects, how.private)
        return Job(source, task, digest, inputs, target, tuple(notes))

    def _digest(self, source: Source) -> str:
        """Return the digest of a source's bytes, fetching them first if they are elsewhere."""
        if not source.url:
            # A pipe or a device may never end: what is no file is refused when it is read.
            return ledger.digest_of(source.path) if source.path.is_file() else ""
        how = self.fetching
        content = reading.content(source.url, redirects=how.redirects, private=how.private)
        return hashlib.sha256(content).hexdigest()

    def _named(self, source: Source) -> tuple[str, list[Problem]]:
        wanted = reading.slug_of(source.url or source.path)
        slug = sources.free_slug(source, wanted, self.slugs)
        first = self.slugs.get(wanted, "")
        self.slugs[slug] = source.name
        if slug == wanted:
            return slug, []
        words = f"{source.name}: {wanted} is {first} already; this one is called {slug}"
        return slug, [Problem(slug, 0, "warning", "same-name", words)]

    def _decisions(self, slug: str) -> Path | None:
        name = f"{slug}.review.toml"
        places = (self.out / name, folders.DOCUMENTS / name)
        return next((place for place in places if place.is_file()), None)

    def keep(self, job: Job, done: Done | Fault) -> Outcome:
        """Write what came of a document, and remember it; say what was done."""
        name, slug = job.source.name, job.task.slug
        if isinstance(done, Fault):
            return Outcome(name, slug, failure=f"{name}: {done.message}")
        problems = (*job.notes, *done.problems)
        if done.failure or not done.turtle:
            return Outcome(name, slug, problems=problems, failure=done.failure)
        try:
            text = self._keep_text(job, done)
            changed = replace_file(job.target, done.turtle)
        except LoaderError as error:
            return Outcome(name, slug, problems=problems, failure=str(error))
        outcome = Outcome(
            name, slug, "written" if changed else "unchanged", str(job.target), text, done.triples,
            done.found, problems,
        )  # fmt: skip
        entry = ledger.Entry(
            slug, job.digest, job.inputs, ledger.digest_of(job.target), asdict(outcome)
        )
        self.ledger.add(entry)
        return outcome

    def _keep_text(self, job: Job, done: Done) -> str:
        """Put the extracted text beside its source, where the offsets can be checked."""
        if done.text is None:
            return ""
        place = reading.kept_path(job.task.source).with_name(f"{job.task.slug}.txt")
        replace_file(place, done.text.encode("utf-8", "surrogatepass"))
        return str(place)


def _recalled(source: Source, remembered: dict[str, Any]) -> Outcome:
    problems = tuple(Problem(**one) for one in remembered["problems"])
    known = remembered | {"path": source.name, "status": "skipped", "problems": problems}
    return Outcome(**known)
