"""Files in: the only module that reads a file that users name from disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from loader.model import LoaderError

if TYPE_CHECKING:
    from pathlib import Path

LIMIT: Final = 20_000_000


def read(path: Path) -> str:
    """Return the text of a UTF-8 file; nothing is normalised.

    Raises LoaderError in one line if there is no such file, or it is a folder, empty, too
    large, binary or not UTF-8.
    """
    found = content(path, LIMIT)
    if b"\0" in found:
        at = found.index(b"\0")
        raise LoaderError(f"{path}: binary content (a NUL at byte {at}); give a plain text file")
    try:
        return found.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = found[error.start]
        raise LoaderError(
            f"{path}: not UTF-8 (byte 0x{byte:02x} at {error.start}); convert it to UTF-8"
        ) from None


def content(path: Path, most: int) -> bytes:
    """Return the bytes of a file of at most so many.

    Raises LoaderError in one line if there is no such file, or it is a folder, empty or too
    large.
    """
    try:
        size = _size(path)
        if size <= most:
            with path.open("rb") as file:
                found = file.read(most + 1)
            size = len(found)
    except OSError as error:
        raise LoaderError(f"{path}: can't be read ({error.strerror})") from None
    except ValueError:
        raise LoaderError(f"{str(path)!r}: no file can be called that") from None
    if size > most:
        raise LoaderError(f"{path}: {size} bytes; the limit is {most}: split the file")
    if not found.strip():
        raise LoaderError(f"{path}: the file is empty")
    return found


def _size(path: Path) -> int:
    """Return how many bytes a regular file has; LoaderError for anything else."""
    if path.is_dir():
        raise LoaderError(f"{path}: a folder; name the documents in it")
    if not path.exists():
        raise LoaderError(f"{path}: no such file")
    if not path.is_file():
        raise LoaderError(f"{path}: not a regular file")
    return path.stat().st_size
