"""Where the data folders are: beside the packages, in a checkout and when installed alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from platformdirs import user_cache_path

from loader.model import LoaderError

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT: Final = Path(__file__).resolve().parent.parent
ONTOLOGY: Final = ROOT / "ontology"
TRIPLES: Final = ROOT / "triples"
DOCUMENTS: Final = TRIPLES / "documents"
QUERIES: Final = ROOT / "queries"
DERIVATIONS: Final = ONTOLOGY / "derivations"
CHECKS: Final = QUERIES / "checks"


def ontology() -> list[Path]:
    """Return the ontology's Turtle files; LoaderError if there is none."""
    return _some(ONTOLOGY.glob("*.ttl"), ONTOLOGY)


def facts() -> list[Path]:
    """Return the files of facts kept by hand."""
    return _some(TRIPLES.glob("*.ttl"), TRIPLES)


def documents() -> list[Path]:
    """Return the files that the loader wrote."""
    return sorted(DOCUMENTS.glob("*.ttl"))


def default_output() -> Path:
    """Return where `load` writes: into a checkout, else into the working directory."""
    checkout = (ROOT / "pyproject.toml").is_file()
    return DOCUMENTS if checkout else Path.cwd() / "triples" / "documents"


def releases() -> Path:
    """Return the folder in which releases are kept when nobody names another."""
    return user_cache_path("cybernorms") / "releases"


def _some(paths: Iterable[Path], folder: Path) -> list[Path]:
    found = sorted(paths)
    if not found:
        raise LoaderError(f"{folder}: no Turtle file there; is the installation complete?")
    return found
