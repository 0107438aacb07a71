"""From bytes to characters: which encoding a text is in, by its marks or by a guess."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from charset_normalizer import from_bytes

from loader.model import LoaderError

# A UTF-32 mark begins with a UTF-16 one.
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# As browsers do: who declares these mostly writes Windows' superset of them.
WESTERN: Final = frozenset({"iso8859-1", "ascii", "cp1252"})
CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
CONTROL_SHARE: Final = 0.002
# Letters with marks are few in every Western language, and most of a text in another script.
MARKED_SHARE: Final = 0.25
WESTERN_MARKS: Final = frozenset("€‚„…†‡‰‹‘’“”•–—™›¡§©«®°±²³´·¹»¼½¾¿ªº\u00a0\u00ad£¥¢¨¸×")
SAMPLE: Final = 200_000
MULTIBYTE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters and the encoding they were in; `guessed` if nothing told which."""

    text: str
    encoding: str
    guessed: bool = False


def decode(source: str, content: bytes, declared: str = "") -> Decoded:
    """Return the characters of a text; nothing is normalised.

    A mark at the beginning goes before what is declared, and UTF-8 before both a
    declaration that does not fit and a guess. Raises LoaderError if it is no text.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strict(source, content, encoding)
    if b"\0" in content:
        return _wide(source, content)
    found = _try(content, "utf-8")
    if found is None:
        found = _declared(content, declared) or _guess(source, content)
    _refuse_binary(source, found.text)
    return found


def _strict(source: str, content: bytes, encoding: str) -> Decoded:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise LoaderError(
            f"{source}: marked as {encoding} but byte {error.start} is not; convert it to UTF-8"
        ) from None
    _refuse_nul(source, text.encode("utf-8", "surrogatepass"))
    return Decoded(text, encoding)


def _try(content: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(content.decode(encoding), encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _wide(source: str, content: bytes) -> Decoded:
    """Return UTF-16 without a mark: every blank and Latin letter of it has a NUL at one side."""
    even, odd = content[0::2].count(0), content[1::2].count(0)
    many = max(even, odd) > len(content) * 0.02 and min(even, odd) < max(even, odd) * 0.02
    if many and len(content) % 2 == 0:
        found = _try(content, "utf-16-le" if odd > even else "utf-16-be")
        if found and not CONTROLS.search(found.text):
            return Decoded(found.text, found.encoding, guessed=True)
    _refuse_nul(source, content)
    raise AssertionError  # there is a NUL


def _refuse_nul(source: str, content: bytes) -> None:
    if b"\0" in content:
        at = content.index(b"\0")
        raise LoaderError(f"{source}: binary content (a NUL at byte {at}); give a text file")


def _refuse_binary(source: str, text: str) -> None:
    found = sum(1 for _ in CONTROLS.finditer(text))
    if found > max(2, len(text) * CONTROL_SHARE):
        raise LoaderError(
            f"{source}: binary content ({found} control characters); give a text, Markdown, "
            "HTML, PDF or DOCX file"
        )


def _declared(content: bytes, declared: str) -> Decoded | None:
    """Return the text as declared; what is declared as UTF-8 and isn't says nothing."""
    try:
        name = codecs.lookup(declared.strip()).name if declared.strip() else ""
    except (LookupError, ValueError):
        return None
    if not name or name == "utf-8":
        return None
    return _try(content, "cp1252" if name in WESTERN else name)


def _guess(source: str, content: bytes) -> Decoded:
    _refuse_broken(source, content)
    western = _try(content, "cp1252")
    if western and _is_western(western.text):
        return Decoded(western.text, "cp1252", guessed=True)
    best = from_bytes(content[:SAMPLE]).best()
    found = best and _try(content, best.encoding)
    if not found:
        raise LoaderError(f"{source}: in no encoding that can be told; convert it to UTF-8")
    return Decoded(found.text, found.encoding, guessed=True)


def _refuse_broken(source: str, content: bytes) -> None:
    """Refuse UTF-8 with single wrong bytes: any guess would garble all that is right."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        right = sum(1 for _ in MULTIBYTE.finditer(content))
        wrong = sum(1 for _ in re.finditer(rb"[\x80-\xff]", MULTIBYTE.sub(b"", content)))
        if right > wrong:
            byte, at = content[error.start], error.start
            raise LoaderError(
                f"{source}: not UTF-8 (byte 0x{byte:02x} at {at}), though most of it is; "
                "convert it to UTF-8"
            ) from None


def _is_western(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    marked = [one for one in text if one > "\x7f"]
    odd = sum(1 for one in marked if not one.isalpha() and one not in WESTERN_MARKS)
    return not odd and sum(map(str.isalpha, marked)) <= letters * MARKED_SHARE
