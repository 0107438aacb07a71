"""References in notes, text and bibliographies: their parts, and the works they are to."""

import time
import tomllib
from functools import cache
from pathlib import Path

import pytest
from articles import document

from loader import citations, folders, knowledge, language, works
from loader import vocabulary as v
from loader.citations_forms import key, symbols
from loader.model import Passage, Span
from loader.pipeline import Reader

CASES = sorted((Path(__file__).parents[1] / "cases/citations").glob("*.toml"))
READ = {"note": citations.read_note, "text": citations.read_text, "entry": citations.read_entry}
GGE = "Group of Governmental Experts (22.07.2015) A/70/174"


@cache
def reader():
    known = knowledge.load([*folders.ontology(), *folders.facts()])
    return Reader(known, language.load_all())


def read(text, kind="note", number="1"):
    passage = Passage("Note", Span(0, len(text)), number)
    return READ[kind](text, passage, reader().noted)


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_each_note_cites_the_works_that_a_person_reads_in_it(path):
    text, places, references = "", [], []
    for kind, rows in tomllib.loads(path.read_text("utf-8")).items():
        for number, row in enumerate(rows, 1):
            span = Span(len(text), len(text) + len(row["text"]))
            places.append((span, row))
            text += row["text"] + "\n\n"
            passage = Passage("Note", span, str(number))
            references.append((kind, passage))
    found = [
        one for kind, passage in references for one in READ[kind](text, passage, reader().noted)
    ]
    cited, _, _ = works.resolve(found, reader().shelf, document(text))
    for span, row in places:
        here = [
            [one.work.removeprefix(v.BASE + "id/"), one.reference.form, one.pinpoint]
            for one in cited
            if one.reference.span in span
        ]
        assert here == row["cites"], row["text"]


FIELDS = [
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
    (GGE + ", paras 13(f) and 28.", {"pinpoint": "13(f) and 28"}),
    (GGE + ", paras 13-15.", {"pinpoint": "13-15"}),
    ("GA Res 70/237, A/RES/70/237, para 2", {"symbol": "A/RES/70/237", "pinpoint": "2"}),
    ("Letter (24.06.2013) A/68/98/Add.1", {"symbol": "A/68/98/Add.1"}),
    ("Strife over Cables (A v B) (Judgment) [1986] ICJ Rep 14, para 205",
     {"title": "Strife over Cables", "year": "1986", "venue": "ICJ Rep", "page": "14",
      "pinpoint": "205", "kind": "Judgment"}),
    ("Strife over Cables (A v B) (Merits) [1986] ICJ Rep 14 [205].",
     {"page": "14", "pinpoint": "205", "pinpoint_unit": "para"}),
    ("Ibid.", {"form": "ibid", "title": "", "pinpoint": ""}),
    ("ibid para 24.", {"form": "ibid", "pinpoint": "24"}),
    ("Id. at 12", {"form": "ibid", "pinpoint": "12"}),
    ("Paris Call.", {"form": "short", "title": "Paris Call", "authors": ()}),
    ("Marlow, supra note 12, at 45.", {"form": "short", "cross": 12, "pinpoint": "45"}),
    ("Marlow (n 12) 45.", {"form": "short", "cross": 12, "title": "Marlow", "pinpoint": "45"}),
    ("Above n 3, para 4.", {"cross": 3, "pinpoint": "4"}),
    ("Marlow, précité note 7, p. 12.", {"cross": 7, "title": "Marlow", "pinpoint": "12"}),
    ("Marlow, op. cit., p. 45.", {"form": "short", "title": "Marlow", "pinpoint": "45"}),
    ("Accord on Wires (adopted 23 November 2001, in force 1 July 2004) ETS No 185, art 2.",
     {"title": "Accord on Wires", "series": "ETS No 185", "kind": "Treaty", "pinpoint": "2",
      "pinpoint_unit": "art"}),
    ("Treaty of Wires, 23 May 1969, 1155 UNTS 331, Articles 2(4) and 51.",
     {"title": "Treaty of Wires", "series": "1155 UNTS 331", "pinpoint": "2(4) and 51"}),
    ("Case C-311/18, Marlow v Quill [2020] ECLI:EU:C:2020:559, para 45.",
     {"title": "Marlow v Quill", "series": "C-311/18", "kind": "Judgment", "pinpoint": "45"}),
    ("Marlow and Others v Utopia, App no 58170/13 (ECtHR, 25 May 2021), para 300.",
     {"title": "Marlow and Others v Utopia", "series": "58170/13", "kind": "Judgment"}),
    ("Prosecutor v Quill (Appeal) IT-94-1-AR72 (2 October 1995), para 70.",
     {"series": "IT-94-1-AR72", "kind": "Judgment", "date": "1995-10-02"}),
    ("CIJ, Le fil et la mer, arrêt du 9 avril 1949, Rec. 1949, p. 4, § 12.",
     {"title": "Le fil et la mer", "year": "1949", "page": "4", "pinpoint": "12"}),
    ("UNGA, Wires and their uses, A/RES/73/27, 5 December 2018, para 1.",
     {"title": "Wires and their uses", "symbol": "A/RES/73/27", "kind": "Resolution"}),
    ("Rés. 73/27 de l’Assemblée générale, par. 1.", {"symbol": "A/RES/73/27", "pinpoint": "1"}),
    ("SC Res 1373 (28 September 2001).", {"symbol": "S/RES/1373", "date": "2001-09-28"}),
    ("Ada B. Marlow, Of Wires and Seas, 42 Yale J. Int’l L. 1, 5 (2017).",
     {"authors": ("Ada B. Marlow",), "title": "Of Wires and Seas", "volume": "42", "page": "1",
      "venue": "Yale J. Int’l L.", "year": "2017", "pinpoint": "5"}),
    ('Ada Marlow, "Of Wires," Journal of Cables 112, no. 4 (2018): 583.',
     {"venue": "Journal of Cables", "volume": "112", "pinpoint": "583", "year": "2018"}),
    ("Marlow, A., & Quill, J. B. (2018). Of wires and seas. Journal of Cables, 112(4), 583–657. "
     "https://doi.org/10.1234/Ab.56",
     {"authors": ("A. Marlow", "J. B. Quill"), "title": "Of wires and seas", "page": "583",
      "venue": "Journal of Cables", "volume": "112", "year": "2018", "doi": "10.1234/ab.56"}),
    ("doi:10.1234/ab.56", {"doi": "10.1234/ab.56"}),
    ("Ada Marlow (ed), Of Wires and Seas (2nd edn, CUP 2017) 17.",
     {"authors": ("Ada Marlow",), "title": "Of Wires and Seas", "edition": "2nd edn",
      "venue": "CUP", "date": "2017", "pinpoint": "17"}),
    ("Ada Marlow, ‘Of Wires’ in Jo Quill and Olu Brandt (eds), Of Seas (Edward Elgar 2015) 13, 20.",
     {"title": "Of Wires", "venue": "Of Seas", "year": "2015", "page": "13", "pinpoint": "20"}),
    ("A. Marlow, « Des fils », RGDIP, 2016, vol. 120, n° 2, p. 45.",
     {"authors": ("A. Marlow",), "title": "Des fils", "venue": "RGDIP", "volume": "120",
      "page": "45", "year": "2016"}),
    ("A. Marlow, Des fils, 3e éd., Paris, Pedone, 2015, p. 45.",
     {"authors": ("A. Marlow",), "title": "Des fils", "venue": "Pedone", "pinpoint": "45",
      "edition": "3e éd"}),
    ("Ada Marlow, “Of Wires,” Cable Post, Oct. 3, 2019, https://example.org/x (last visited "
     "Mar. 3, 2020).", {"venue": "Cable Post", "date": "2019-10-03", "accessed": "2020-03-03"}),
    (f"Report, {GGE} (hereinafter ‘GGE Report’), para 28(b).",
     {"called": "GGE Report", "pinpoint": "28(b)"}),
    ("Charte, art. 2, par. 4.", {"pinpoint": "2(4)", "pinpoint_unit": "art"}),
    ("A/70/174, par. 13 c).", {"pinpoint": "13(c)"}),
]  # fmt: skip


@pytest.mark.parametrize(("note", "parts"), FIELDS)
def test_the_parts_of_a_reference(note, parts):
    (found,) = read(note)
    assert {name: getattr(found, name) for name in parts} == parts


@pytest.mark.parametrize(
    ("note", "parts"),
    [
        ("Ibid.; " + GGE, ["Ibid.", GGE]),
        ("A B, ‘Of; It’ (X); C D, ‘E’", ["A B, ‘Of; It’ (X)", "C D, ‘E’"]),
        ("Paris Call", ["Paris Call"]),
        ("😀 B, ‘😀’; Paris Call", ["😀 B, ‘😀’", "Paris Call"]),
        (
            "See A/68/98, para 19, and A/70/174, para 24.",
            ["A/68/98, para 19", "A/70/174, para 24"],
        ),
        ("The Group was split. See also A/72/327, para 3.", ["A/72/327, para 3"]),
        (
            "As Quill says, ‘a wire is a wire’: Paris Call, principle 4.",
            ["Paris Call, principle 4"],
        ),
        ("Compare A/68/98 with A/70/174.", ["A/68/98", "A/70/174"]),
    ],
)
def test_a_note_parts_into_its_references_without_what_leads_to_them(note, parts):
    assert [note[one.span.start : one.span.end] for one in read(note)] == parts


@pytest.mark.parametrize(
    "note",
    ["This is not what every State thinks.", "The author thanks the librarians.", "",
     "Cette lecture n’est pas partagée.", "They met (Geneva, 2017) and it was cold."],
)  # fmt: skip
def test_a_remark_is_no_reference_and_no_problem(note):
    cited, nodes, problems = works.resolve(read(note), reader().shelf, document(note))
    assert (cited, nodes, problems) == ([], [], [])


def test_what_is_cited_in_the_text_stands_in_no_note():
    (found,) = read("It applies (see A/68/98, para. 19).", "text")
    assert (found.where, found.note, found.symbol, found.pinpoint) == ("text", 0, "A/68/98", "19")


def test_a_title_nearly_that_of_a_known_work_is_told_and_not_minted():
    note = (
        "Ada Marlow, ‘A Due Diligence Standard of the Attribution in Cyberspace’ (2018) 67 ICLQ 1."
    )
    cited, nodes, (problem,) = works.resolve(read(note), reader().shelf, document(note))
    assert (cited, nodes, problem.code) == ([], [], "near-duplicate")


ADDRESSES = [
    ("see <https://example.org/a_(b)>", "https://example.org/a_(b)", False),
    ("see (www.example.org/a).", "www.example.org/a", False),
    ("see www.example.org/a.html accessed", "www.example.org/a.html", False),
    ("see https://example.org/a…", "https://example.org/a…", True),
    ("see example.org/a", "example.org/a", False),
]


@pytest.mark.parametrize(("note", "url", "cut"), ADDRESSES)
def test_addresses_as_printed(note, url, cut):
    (found,) = read(note)
    assert (found.url, found.truncated) == (url, cut)


@pytest.mark.parametrize(
    ("one", "other"),
    [("A/RES/2625 (XXV)", "A/RES/2625(XXV)"), ("A/68/98*", "A/68/98"),
     ("S/RES/1373 (2001)", "S/RES/1373"), ("A/RES/217(III) A", "A/RES/217 (III)")],
)  # fmt: skip
def test_two_ways_to_print_a_symbol_are_one(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize("words", ["and/or", "A/B tests", "S/MIME", "24/7", "resolution 130"])
def test_no_symbol_is_seen_in_other_words(words):
    assert symbols(words) == []


LONG = 40_000
HOSTILE = ["a", "A. ", "(", "(x ", "[", "‘a ", "a; ", "1", "1 ", "A/1", "A/", ".", "a.", "see ",
           "para 1, ", "1(a)", "Cap ", "Cap, ", "Cap and ", "(2017) ", "73/27, ", "ibid. ",
           "A/70/174 and ", "‘Title’ (2017) 3 J 4; ", "(n 1) ", "http://", "10.1000/", "’: A ",
           "accessed on ", "(A), ", "Cap v. Cap, ", "resolution 73/27, "]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_takes_long(piece):
    text = piece * (LONG // len(piece))
    start = time.perf_counter()
    for kind in READ:
        works.resolve(read(text, kind), reader().shelf, document(text))
    assert time.perf_counter() - start < 3
