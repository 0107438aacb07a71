"""What every view works with: the engine, the release, the questions, the texts, the base."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from server import catalogue
from server.archive import Archive, archive
from server.catalogue import Question
from server.engine import Engine
from server.evidence import Library
from server.names import NameIndex, open_index
from server.nearby import Names
from server.release import Release

KEY = "cybernorms"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator decides.

    `base` overrides the release's public base, `address` is where clients reach this copy if that
    is not the public base, `services` are the endpoints that SERVICE may name, and `disk` is where
    the store lies that was made of the release.
    """

    release: Release
    documents: Path | None = None
    base: str | None = None
    queries: Path = catalogue.FOLDER
    services: frozenset[str] = frozenset()
    disk: Path | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """The joined parts; the public base is never read from a request."""

    engine: Engine
    release: Release
    questions: Mapping[str, Question]
    library: Library
    base: str
    archive: Archive
    names: NameIndex
    nearby: Names
    address: str
    services: frozenset[str] = frozenset()

    @property
    def tag(self) -> str:
        """Begin the entity tags of everything that only changes with the release."""
        return self.release.digest[:20]


def join(settings: Settings) -> Site:
    """Load the data and put the parts together."""
    release = settings.release
    library = Library(settings.documents)
    questions = {q.name: q for q in catalogue.questions(settings.queries)}
    base = (settings.base or release.base).rstrip("/") + "/"
    engine = Engine.of(release.sources, settings.disk, release.prefixes)
    return Site(
        engine,
        release,
        questions,
        library,
        base,
        archive(release),
        open_index(release, engine.store),
        Names(engine.store, base),
        (settings.address or base).rstrip("/") + "/",
        settings.services,
    )


def install(app: Flask, site: Site) -> None:
    """Give an application its site."""
    app.extensions[KEY] = site


def site() -> Site:
    """Give the site of the application that answers now."""
    found: Site = current_app.extensions[KEY]
    return found
