"""What every view works with: the engine, the release, the questions, the texts, the base."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, current_app

from server import catalogue
from server.catalogue import Question
from server.engine import Engine
from server.evidence import Library
from server.release import Release
from server.supervisor import Limits

KEY = "cybernorms"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator decides; `base` overrides the release's public base."""

    release: Release
    documents: Path | None = None
    base: str | None = None
    limits: Limits = field(default_factory=Limits)
    queries: Path = catalogue.FOLDER


@dataclass(frozen=True, slots=True)
class Site:
    """The joined parts; the public base is never read from a request."""

    engine: Engine
    release: Release
    questions: Mapping[str, Question]
    library: Library
    base: str

    @property
    def tag(self) -> str:
        """Begin the entity tags of everything that only changes with the release."""
        return self.release.digest[:20]


def join(settings: Settings) -> Site:
    """Start the engine and put the parts together."""
    release = settings.release
    library = Library(settings.documents)
    questions = {q.name: q for q in catalogue.questions(settings.queries)}
    base = (settings.base or release.base).rstrip("/") + "/"
    engine = Engine(release.sources, settings.limits, release.prefixes)
    return Site(engine, release, questions, library, base)


def install(app: Flask, site: Site) -> None:
    """Give an application its site."""
    app.extensions[KEY] = site


def site() -> Site:
    """Give the site of the application that answers now."""
    found: Site = current_app.extensions[KEY]
    return found
