"""References in notes, part by part, for each form that legal and scholarly notes take."""

import pytest
from articles import document

from loader import citations, language, structure
from loader.dates import DateReader

LANGUAGE = language.load()
DATES = DateReader(LANGUAGE.months, LANGUAGE.words["year_after"])
GGE = "Group of Governmental Experts (22.07.2015) A/70/174"
REFERENCES = [
    ("Ada Marlow, ‘Of Wires’, The Diplomat (03.02.2018) <www.example.org/w> accessed 05.03.2018.",
     {"authors": ("Ada Marlow",), "title": "Of Wires", "venue": "The Diplomat",
      "date": "2018-02-03", "url": "www.example.org/w", "truncated": False,
      "accessed": "2018-03-05", "form": "full"}),
    ("Ada Marlow, Jo Quill and Olu Brandt, ‘Of Wires’ (Just Security, 1.2.2018).",
     {"authors": ("Ada Marlow", "Jo Quill", "Olu Brandt"), "venue": "Just Security",
      "date": "2018-02-01"}),
    ("Ada Marlow & Jo Quill, “Of Wires”, (2017) 95 Tex L Rev 1487, 1501-1503",
     {"authors": ("Ada Marlow", "Jo Quill"), "title": "Of Wires", "year": "2017", "volume": "95",
      "venue": "Tex L Rev", "page": "1487", "pinpoint": "1501-1503"}),
    ("Ada Marlow, 'Of Wires' (Y, 1.2.2018) <https://example.org/of-wi... accessed 2.3.2018",
     {"title": "Of Wires", "url": "https://example.org/of-wi...", "truncated": True,
      "accessed": "2018-03-02"}),
    ("Ada Marlow, ‘Of Wires’ <https://example.org/of-wi…>",
     {"url": "https://example.org/of-wi…", "truncated": True}),
    ("‘Of Wires (The Diplomat, 12.11.2018) <www.example.org/w>",
     {"title": "Of Wires", "venue": "The Diplomat", "date": "2018-11-12"}),
    (GGE + ", para 13.", {"symbol": "A/70/174", "pinpoint": "13", "pinpoint_unit": "para"}),
    (GGE + ", paras 13(f) and 28.", {"pinpoint": "13(f)"}),
    (GGE + ", paras 13-15.", {"pinpoint": "13-15"}),
    ("GA Res 70/237, A/RES/70/237, para 2", {"symbol": "A/RES/70/237", "pinpoint": "2"}),
    ("Letter (24.06.2013) A/68/98/Add.1", {"symbol": "A/68/98/Add.1"}),
    ("Strife over Cables (A v B) (Judgment) [1986] ICJ Rep 14, para 205",
     {"title": "Strife over Cables", "year": "1986", "venue": "ICJ Rep", "page": "14",
      "pinpoint": "205"}),
    ("Ibid.", {"form": "ibid", "title": "", "pinpoint": ""}),
    ("ibid para 24.", {"form": "ibid", "pinpoint": "24"}),
    ("Id. at 12", {"form": "ibid", "pinpoint": "12"}),
    ("Paris Call.", {"form": "short", "title": "Paris Call", "authors": ()}),
]  # fmt: skip


def references(note):
    text = f"A title\n\nBody is here.[1]\n\n[1] {note}"
    (passage,) = structure.layout(document(text), DATES)[0].notes
    return text, citations.read_note(text, passage, DATES)


@pytest.mark.parametrize(("note", "parts"), REFERENCES)
def test_references(note, parts):
    _, (found,) = references(note)
    assert {name: getattr(found, name) for name in parts} == parts


@pytest.mark.parametrize(
    ("note", "parts"),
    [
        ("Ibid.; " + GGE, ["Ibid.", GGE]),
        ("A B, ‘Of; It’ (X); C D, ‘E’", ["A B, ‘Of; It’ (X)", "C D, ‘E’"]),
        ("Paris Call", ["Paris Call"]),
        ("😀 B, ‘😀’; Paris Call", ["😀 B, ‘😀’", "Paris Call"]),
    ],
)
def test_a_note_parts_at_semicolons_outside_quotation_marks(note, parts):
    text, found = references(note)
    assert [text[one.span.start : one.span.end] for one in found] == parts


ADDRESSES = [
    ("see <https://example.org/a_(b)>", "https://example.org/a_(b)", False),
    ("see (www.example.org/a).", "www.example.org/a", False),
    ("see www.example.org/a.html accessed", "www.example.org/a.html", False),
    ("see https://example.org/a…", "https://example.org/a…", True),
    ("see example.org/a", "example.org/a", False),
    ("no address here. None", "", False),
]


@pytest.mark.parametrize(("note", "url", "cut"), ADDRESSES)
def test_addresses_as_printed(note, url, cut):
    _, (found,) = references(note)
    assert (found.url, found.truncated) == (url, cut)
