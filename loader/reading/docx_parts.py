"""The parts of a DOCX file: a zip of XML, opened with every limit in mind.

The standard library reads both; what is ours is what it leaves out: no document type is
accepted (entities unfold without end), no depth and no size beyond the limits.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from loader.model import LoaderError
from loader.reading import limits

if TYPE_CHECKING:
    from collections.abc import Mapping

OTHERS: Final = {
    "xl/workbook.xml": ("a spreadsheet (XLSX)", "give a document"),
    "ppt/presentation.xml": ("slides (PPTX)", "give a document"),
    "mimetype": ("an OpenDocument or EPUB file", "save it as DOCX or HTML"),
}
CHUNK: Final = 65_536


class Parts:
    """A DOCX file's parts by name; what is unpacked is counted over all of them."""

    def __init__(self, name: str, content: bytes) -> None:
        """Open the file; raise LoaderError if it is no DOCX."""
        self.name = name
        self.unpacked = 0
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(content))
            names = self.zip.namelist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, IndexError):
            raise LoaderError(f"{name}: a broken DOCX or zip file; save it again") from None
        limits.within(name, len(names), limits.ENTRIES, "entries in the file", "give its text")
        self.names = frozenset(names)
        if "word/document.xml" not in self.names:
            what, remedy = next(
                (OTHERS[one] for one in OTHERS if one in self.names),
                ("a zip file that is no DOCX", "unpack it"),
            )
            raise LoaderError(f"{name}: {what}, which can't be read; {remedy}")
        if any(one.lower().endswith("vbaproject.bin") for one in names):
            raise LoaderError(f"{name}: a document with macros; save it as DOCX without them")

    def xml(self, part: str) -> Element | None:
        """Return the root of a part, without namespaces; None if there is no such part."""
        if part not in self.names:
            return None
        parser = _Parser(self.name, part)
        try:
            with self.zip.open(part) as file:
                while chunk := file.read(CHUNK):
                    self.unpacked += len(chunk)
                    limit, what = limits.UNPACKED_BYTES, "bytes or more when unpacked"
                    limits.within(self.name, self.unpacked, limit, what, "give its text")
                    parser.feed(chunk)
            return parser.close()
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
            raise LoaderError(f"{self.name}: {part} is broken; save it again") from None
        except RuntimeError:
            raise LoaderError(f"{self.name}: {part} is encrypted; save it without") from None


class _Parser:
    """Builds a tree of plain names: `p` for w:p, `val` for w:val."""

    def __init__(self, name: str, part: str) -> None:
        self.where = f"{name}: {part}"
        self.depth = 0
        self.builder = TreeBuilder()
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.builder.data
        self.parser.StartDoctypeDeclHandler = self.doctype

    def doctype(self, *_: object) -> None:
        raise LoaderError(f"{self.where} has a document type, which no DOCX needs; save it again")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        limits.within(self.where, self.depth, limits.XML_DEPTH, "levels deep", "give its text")
        self.builder.start(_local(tag), {_local(k): v for k, v in attributes.items()})

    def end(self, tag: str) -> None:
        self.depth -= 1
        self.builder.end(_local(tag))

    def feed(self, chunk: bytes) -> None:
        try:
            self.parser.Parse(chunk, False)
        except (expat.ExpatError, ValueError) as error:
            raise LoaderError(f"{self.where} is no XML ({error}); save it again") from None

    def close(self) -> Element:
        try:
            self.parser.Parse(b"", True)
            return self.builder.close()
        except (expat.ExpatError, AssertionError) as error:
            raise LoaderError(f"{self.where} is no XML ({error}); save it again") from None


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
