"""Gold made of a reading itself, and small documents for it."""

import json

from loader import vocabulary as v
from loader.catalogue import short


def gold_of(reading, name="note.txt"):
    """What a gold file says that expects just what a reading found."""
    layout, text = reading.layout, reading.document.text

    def at(span, **more):
        return {"start": span.start, "end": span.end, "text": text[span.start : span.end]} | more

    return {
        "format": "cybernorms-gold/1", "document": name, "sha256": reading.document.sha256,
        "language": layout.language, "symbol": layout.symbol, "issued": layout.issued,
        "title": " ".join(text[layout.title.start : layout.title.end].split()),
        "authors": [one.words for one in layout.authors],
        "mentions": [at(one.span, entity=short(one.entity)) for one in reading.mentions],
        "citations": [
            at(one.reference.span, work=short(one.work), note=one.reference.note,
               form=one.reference.form, pinpoint=one.pinpoint or one.reference.pinpoint,
               authors=list(one.reference.authors), title=one.reference.title,
               url=one.reference.url, accessed=one.reference.accessed)
            for one in reading.citations
        ],
        "quotations": [
            at(one.quotation.span, source=short(one.source)) for one in reading.quotations
        ],
        "parts": [at(one.span, number=one.number) for one in layout.parts],
        "claims": [
            at(one.passage, subject=short(one.subject), predicate=one.predicate.removeprefix(v.CN),
               object=one.object if one.datatype else short(one.object), stance=one.stance)
            | ({"datatype": one.datatype} if one.datatype else {})
            for one in reading.statements
        ],
    }  # fmt: skip


def put(folder, text, gold, name="note"):
    """Write a document and its gold; return the gold file."""
    (folder / f"{name}.txt").write_bytes(text.encode())
    path = folder / f"{name}.json"
    path.write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    return path
