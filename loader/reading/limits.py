"""How large a source may be: every limit of the readers, by name, in one place."""

from __future__ import annotations

from typing import Final

from loader.model import LoaderError

# Of a file or a page as it comes; the longest report of the field is a tenth of it.
BYTES: Final = 50_000_000
# Of what a DOCX unpacks to, in all its parts that are read: a zip packs 1,000 to 1.
UNPACKED_BYTES: Final = 100_000_000
# Of entries in a DOCX.
ENTRIES: Final = 10_000
# Of plain text and of what is extracted from anything else.
CHARACTERS: Final = 20_000_000
PAGES: Final = 3_000
# Of glyphs on one page: a drawing made of letters is not prose.
PAGE_CHARACTERS: Final = 100_000
# Of elements within one another.
DEPTH: Final = 100_000
XML_DEPTH: Final = 500
NODES: Final = 5_000_000
FRONT_MATTER: Final = 20_000
REDIRECTS: Final = 5
SECONDS: Final = 30.0


def within(source: str, found: int, limit: int, what: str, remedy: str) -> None:
    """Raise LoaderError if more was found than the limit allows."""
    if found > limit:
        raise LoaderError(f"{source}: {found} {what}; the limit is {limit}: {remedy}")
