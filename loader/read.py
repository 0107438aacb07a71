"""Files in: the only module that reads a document from disk."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from loader.model import Document, LoaderError
from loader.vocabulary import key, slugify

if TYPE_CHECKING:
    from pathlib import Path

LIMIT: Final = 20_000_000


def read(path: Path) -> Document:
    """Return the text of a UTF-8 file; nothing is normalised.

    Raises LoaderError in one line if there is no such file, or it is a folder, empty, too
    large, binary or not UTF-8.
    """
    content = _bytes(path)
    if not content.strip():
        raise LoaderError(f"{path}: the file is empty")
    if b"\0" in content:
        at = content.index(b"\0")
        raise LoaderError(f"{path}: binary content (a NUL at byte {at}); give a plain text file")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = content[error.start]
        raise LoaderError(
            f"{path}: not UTF-8 (byte 0x{byte:02x} at {error.start}); convert it to UTF-8"
        ) from None
    return Document(slug_of(path), text, hashlib.sha256(content).hexdigest())


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise LoaderError(f"{path}: a folder; name the documents in it")
        if not path.exists():
            raise LoaderError(f"{path}: no such file")
        if not path.is_file():
            raise LoaderError(f"{path}: not a regular file")
        if path.stat().st_size > LIMIT:
            raise LoaderError(f"{path}: {path.stat().st_size} bytes; the limit is {LIMIT}")
        return path.read_bytes()
    except OSError as error:
        raise LoaderError(f"{path}: can't be read ({error.strerror})") from None


def slug_of(path: Path) -> str:
    """Return the name that a document goes by: its file's, in plain letters."""
    slug = slugify(path.stem)
    return slug or key(path.stem)
