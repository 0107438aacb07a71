"""Which format a source is in: by its first bytes, then by what it is called or served as."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader.model import LoaderError

if TYPE_CHECKING:
    from loader.model import Format

ENDINGS: Final[dict[str, Format]] = {
    ".md": "markdown", ".markdown": "markdown", ".mkd": "markdown", ".mdown": "markdown",
    ".qmd": "markdown", ".rmd": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html",
}  # fmt: skip
SERVED: Final[dict[str, Format]] = {
    "text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown",
    "text/x-markdown": "markdown",
}  # fmt: skip
# What begins so is none of ours, and what to do about it.
FOREIGN: Final = (
    (b"\xd0\xcf\x11\xe0", "an old Word file (.doc) or an encrypted one", "save it as DOCX"),
    (b"{\\rtf", "rich text (RTF)", "save it as DOCX"),
    (b"\x1f\x8b", "gzip", "unpack it"),
    (b"BZh", "bzip2", "unpack it"),
    (b"\xfd7zXZ", "xz", "unpack it"),
    (b"7z\xbc\xaf", "7-zip", "unpack it"),
    (b"Rar!", "RAR", "unpack it"),
    (b"\x89PNG", "an image (PNG)", "give its text"),
    (b"\xff\xd8\xff", "an image (JPEG)", "give its text"),
    (b"GIF8", "an image (GIF)", "give its text"),
    (b"II*\0", "an image (TIFF)", "give its text"),
    (b"MM\0*", "an image (TIFF)", "give its text"),
    (b"%!PS", "PostScript", "convert it to PDF"),
    (b"\x7fELF", "a program", "give a document"),
    (b"MZ\x90", "a program", "give a document"),
    (b"SQLite format 3", "a database", "give a document"),
)
PAGE: Final = re.compile(
    r"\ufeff?\s{0,1000}(?:<\?xml[^>]{0,500}>\s{0,1000})?(?:<!--.{0,5000}?-->\s{0,1000}){0,3}"
    r"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
FRAGMENT: Final = re.compile(
    r"\ufeff?\s{0,1000}<(?:p|div|article|section|main|h[1-6]|ul|ol|blockquote|header)(?:\s[^<>]{0,500})?>",
    re.IGNORECASE,
)
XML: Final = re.compile(r"\ufeff?\s{0,1000}<\?xml\b")


def packed(source: str, content: bytes) -> Format | None:
    """Return the format of what is no text; raise LoaderError if it is none that we read."""
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    for mark, what, remedy in FOREIGN:
        if content.startswith(mark):
            raise LoaderError(f"{source}: {what}, which can't be read; {remedy}")
    return None


def written(source: str, text: str, ending: str, served: str = "") -> Format:
    """Return the format of what is text."""
    named = SERVED.get(served) or ENDINGS.get(ending.lower())
    if PAGE.match(text):
        return "html"
    if named:
        return named
    if XML.match(text):
        raise LoaderError(f"{source}: XML that is no web page; give its text")
    return "html" if FRAGMENT.match(text) and "</" in text else "text"
