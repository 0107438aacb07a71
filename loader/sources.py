"""What to load: files, folders, patterns, lists of these, addresses; each source found once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from loader import reading
from loader import vocabulary as v
from loader.model import LoaderError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

# What a folder or a pattern is searched for; a file that is named itself may be called anything.
SUFFIXES: Final = frozenset(
    {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx"}
)
WILD: Final = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Source:
    """One document to load: what the user called it, and where it is."""

    name: str
    path: Path
    url: str = ""


def expand(named: Iterable[str]) -> Iterator[Source]:
    """Yield the sources behind what a user named, each once, folders in the order of names.

    In folders, hidden files, links and files of other kinds are passed by.
    Raises LoaderError if a pattern or a folder holds nothing to read.
    """
    met: set[str] = set()
    for one in _every(named):
        same = one.url or str(one.path.absolute())
        if same not in met:
            met.add(same)
            yield one


def _every(named: Iterable[str]) -> Iterator[Source]:
    for name in named:
        path = Path(name)
        if reading.is_address(name):
            yield Source(name, path, name)
        elif WILD.search(name) and not path.exists():
            yield from _found(name, _matching(name))
        elif path.is_dir():
            yield from _found(name, path.rglob("*"))
        else:
            yield Source(name, path)


def listed(path: Path) -> list[str]:
    """Return the lines of a list, "-" being standard input; empty ones and comments aside."""
    try:
        file = Path("/dev/stdin") if str(path) == "-" else path
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LoaderError(f"{path}: the list can't be read ({error})") from None
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _matching(pattern: str) -> Iterator[Path]:
    path = Path(pattern)
    start = Path(path.anchor) if path.is_absolute() else Path()
    return start.glob(str(path.relative_to(path.anchor)))


def _found(name: str, paths: Iterable[Path]) -> list[Source]:
    try:
        found = sorted(path for path in paths if _is_wanted(path))
    except (OSError, ValueError) as error:
        raise LoaderError(f"{name}: can't be searched ({error})") from None
    if not found:
        kinds = " ".join(sorted(SUFFIXES))
        raise LoaderError(f"{name}: nothing to read there; what is read ends in {kinds}")
    return [Source(str(path), path) for path in found]


def _is_wanted(path: Path) -> bool:
    hidden = any(part.startswith(".") and part not in {".", ".."} for part in path.parts)
    return (
        path.suffix.lower() in SUFFIXES and not hidden and not path.is_symlink() and path.is_file()
    )


def free_slug(source: Source, slug: str, taken: Container[str]) -> str:
    """Return the slug of a source, with more words if another source of the batch has it.

    What tells two apart is the ending, then the folder, then a digest of the whole name.
    """
    ending, folder = source.path.suffix.lstrip(".").lower(), v.slugify(source.path.parent.name)
    ways = (slug, f"{slug}-{ending}", f"{slug}-{folder}", f"{slug}-{v.key(source.name)}")
    return next((way for way in ways if way not in taken and not way.endswith("-")), ways[-1])
