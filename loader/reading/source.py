"""What a source is called and where its bytes are: a file on disk or an address."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from platformdirs import user_cache_path

from loader.vocabulary import key, slugify

if TYPE_CHECKING:
    from loader.model import Document

ADDRESS: Final = re.compile(r"https?:/", re.IGNORECASE)
KEPT: Final = ".cybernorms"
ENDING: Final = re.compile(r"\.(?:html?|xhtml|pdf|docx|txt|md|php|aspx?)$", re.IGNORECASE)


def is_address(source: Path | str) -> bool:
    """Tell a web address from a path.

    >>> is_address("https://example.org/a"), is_address("a/b.txt")
    (True, False)
    """
    return bool(ADDRESS.match(str(source)))


def slug_of(source: Path | str) -> str:
    """Return the name a document goes by: its file's, or its host and path.

    >>> slug_of(Path("Appel de Paris.pdf")), slug_of("https://www.example.org/a/b.html?x=1")
    ('appel-de-paris', 'example-org-a-b-x-1')
    """
    if is_address(source):
        parts = urlsplit(str(source))
        host = (parts.hostname or "").removeprefix("www.")
        path = ENDING.sub("", unquote(parts.path).rstrip("/"))
        words = f"{host} {path} {unquote(parts.query)}"
    else:
        words = Path(source).stem
    return slugify(words) or key(words)


def kept_path(source: Path | str, cache: Path | None = None) -> Path:
    """Return where the text extracted from a source is kept, for offsets to be looked up in.

    That is beside a file, in a folder of its own; what an address gave is kept in the cache.
    """
    name = f"{slug_of(source)}.txt"
    if is_address(source):
        return (cache or default_cache()) / name
    return Path(source).parent / KEPT / name


def default_cache() -> Path:
    """Return the folder that fetched pages are kept in when nobody names another."""
    return user_cache_path("cybernorms") / "pages"


def needs_keeping(document: Document) -> bool:
    """Tell whether a document's text is not its file's own in UTF-8, so that it must be written."""
    if document.format != "text" or is_address(document.about.url):
        return True
    text = document.text.encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest() != document.sha256
