"""Triples out: Turtle, the same bytes for the same triples, put in place whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import RdfFormat, serialize

from loader.model import LoaderError
from loader.vocabulary import PREFIXES, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Triple

# Literals and whole IRIs: what looks like a prefix in them is none.
QUOTED: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|<[^>\n]*>')


def turtle(triples: Iterable[Triple], comment: str = "") -> bytes:
    """Return triples as Turtle, sorted, with our prefixes and an optional comment on top."""
    ordered = sorted(triples, key=order)
    written = serialize(ordered, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    lines = written.decode().split("\n")
    body = [line for line in lines if not line.startswith("@prefix ")]
    head = [f"# {line}" for line in comment.splitlines()] + [""] * bool(comment)
    used = set(re.findall(r"(?<![\w-])([a-z-]+):", QUOTED.sub("", "\n".join(body))))
    head += [f"@prefix {name}: <{PREFIXES[name]}> ." for name in sorted(PREFIXES) if name in used]
    # A line that is not indented opens a subject; white space between them makes diffs readable.
    spaced = [f"\n{line}" if line and not line.startswith("\t") else line for line in body]
    return ("\n".join([*head, *spaced]).rstrip("\n") + "\n").encode()


def order(triple: Triple) -> tuple[str, bool, str]:
    """Sort by subject, with a thing's types before all else that is said of it."""
    return str(triple.subject), triple.predicate.value != RDF + "type", str(triple)


def replace_file(path: Path, content: bytes) -> bool:
    """Put content at a path in one step; return whether it was not there already.

    Raises LoaderError if the folder can't be written to; then nothing has changed.
    """
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise LoaderError(f"{path}: can't be written ({error.strerror})") from None
    return True
