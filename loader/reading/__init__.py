"""Sources in: a file or a web page becomes a document, whatever its format.

`read` is the way in. Every reader gives pieces (blocks of text with their kinds), which
compose.py writes as one text; plain text stays as it was decoded.
"""

from loader.reading.reader import content, read
from loader.reading.source import default_cache, is_address, kept_path, needs_keeping, slug_of

__all__ = [
    "content",
    "default_cache",
    "is_address",
    "kept_path",
    "needs_keeping",
    "read",
    "slug_of",
]
