"""Tables of facts: what each header and cell means, and what is said of one that means nothing."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from loader import cells, make
from loader import vocabulary as v
from loader.model import LoaderError
from loader.tables import TableError, read, tabled
from loader.write import replace_file, turtle

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "tables"
BAD_TABLES = [
    ("", "no table"),
    ("\ufeff", "line 1, column 1: '' found; the first must be iri"),
    ("a,iri\n", "line 1, column 1: 'a' found; the first must be iri"),
    ("iri;a\ninstrument:a;cn:Report\n", "line 1: no commas found; save the table with commas"),
    ("iri,a,a\n", "line 1, column a: 2 columns of this name; join them"),
    ("iri,label\n", "line 1, column 2: the header 'label' means nothing; write iri, a, prefix"),
    ("iri,nope:label\n", "line 1, column 2: 'nope' in 'nope:label' is no prefix of ours"),
    ("iri,skos:prefLabel@English\n", "line 1, column 2: 'English' is no language tag; write one"),
    ("iri,cn:date^^xsd:gYear\n", "column 2: no values of type 'xsd:gYear' are kept; write xsd:"),
    ("iri,cn:date^^string\n", "column 2: no values of type 'string' are kept; write xsd:string"),
    ("iri,a\ninstrument:a\n", "line 2, 1 cells found; the header has 2, so give as many"),
    ("iri,a\ninstrument:a,cn:Report,\n", "line 2, 3 cells found; the header has 2"),
    ('iri,a\ninstrument:a,"cn:Report\n', "line 2: not CSV (unexpected end of data); look for a"),
    ('iri,a\ninstrument:a,"cn:Report"x\n', "line 2: not CSV ("),
    ("iri,a\n,cn:Report\n", "line 2, column iri: '' names 0 things; a row is about one"),
    ("iri,a\ninstrument:a | instrument:b,cn:Report\n", "names 2 things; a row is about one"),
    ("iri,a\ninstrument:a,\n", "nothing is said of instrument:a; fill a cell or delete the row"),
    ("iri,#\ninstrument:a,x\n", "nothing is said of instrument:a; fill a cell or delete the row"),
    ("iri,a\ncn:Report,cn:Class\n", "'cn:Report' is not ours to describe; write one as kind:slug"),
    ("iri,a\nhttps://example.org/x,cn:Report\n", "is not ours to describe; write one as kind"),
    ("iri,a\nhttps://w3id.org/cybernorms/id/stat/x,cn:Report\n", "is no IRI of ours; write it"),
    ("iri,a\ninstrument:A b,cn:Report\n", "'A b' in 'instrument:A b' is no name; see how others"),
    ("iri,a\ninstrument:a.,cn:Report\n", "'a.' in 'instrument:a.' is no name; see how others"),
    ("iri,a\ninstrument:a,Report\n", "column a: 'Report' is no IRI; write a prefixed name or an"),
    ("iri,a\ninstrument:a,javascript:x\n", "'javascript' in 'javascript:x' is no prefix of ours"),
    ("iri,a\ninstrument:a,<https://x.org>\n", "'<https://x.org>' is no IRI"),
    ("iri,a\ninstrument:a,https://\n", "'https://' is no IRI"),
    ("iri,a\ninstrument:a,https://x.org/a b\n", "'https://x.org/a b' is no IRI"),
    ("iri,cn:date^^date\ninstrument:a,2018-02-30\n", "'2018-02-30' is no date; write"),
    ("iri,cn:date^^date\ninstrument:a,12.11.2018\n", "write 2018, 2018-11 or 2018-11-12"),
    ("iri,cn:date^^date\ninstrument:a,0000\n", "'0000' is no date"),
    ("iri,cn:date^^date\ninstrument:a,２０１８\n", "'２０１８' is no date"),
    ("iri,cn:countValue^^xsd:integer\ncount:a,51.0\n", "'51.0' is no integer; write a whole"),
    ("iri,cn:countValue^^xsd:integer\ncount:a,٥\n", "'٥' is no integer; write a whole number"),
    ("iri,cn:x^^xsd:boolean\ncount:a,yes\n", "'yes' is no boolean; write true or false"),
    ("iri,cn:x^^xsd:decimal\ncount:a,1\n", "'1' is no decimal; write a number with a point"),
    ("iri,rdfs:label@en\ninstrument:a,x\u202ey\n", "can't be seen, U+202E; delete it"),
    ("iri,rdfs:label@en\ninstrument:a,x\x07y\n", "can't be seen, U+0007; delete it"),
    ("iri,rdfs:label@en\ninstrument:a,x\ninstrument:a,y\n", "instrument:a is also in line 2; join"),
    ('iri,rdfs:label@en\ninstrument:a,"1\n2"\ninstrument:b,\n', "line 4, column iri: nothing"),
]  # fmt: skip
UNTIDY = [
    ("\ufeffiri,a\r\ninstrument:a,cn:Report\r\n", "iri,a\ninstrument:a,cn:Report\n"),
    ("iri , a\n instrument:a ,  cn:Report\n,\n\n", "iri,a\ninstrument:a,cn:Report\n"),
    ('"iri","a"\n"instrument:b","cn:Act"\n"instrument:a","cn:Report"',
     "iri,a\ninstrument:a,cn:Report\ninstrument:b,cn:Act\n"),
    ("iri,a\ninstrument:a,cn:B|cn:A | | cn:B\n", "iri,a\ninstrument:a,cn:A | cn:B\n"),
    ("iri,a\nhttps://w3id.org/cybernorms/id/state/fr,https://w3id.org/cybernorms/ontology#State\n",
     "iri,a\nstate:fr,cn:State\n"),
    ('iri,rdfs:label@en\nstate:a,"two\r\n  lines"\n', "iri,rdfs:label@en\nstate:a,two lines\n"),
    ("iri,rdfs:label@en\nstate:a,e\u0301\n", "iri,rdfs:label@en\nstate:a,é\n"),
]  # fmt: skip


def table(tmp_path, text, name="instruments"):
    path = tmp_path / "tables" / f"{name}.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def said(content):
    return {one.triple for one in parse(content, format=RdfFormat.TURTLE)}


def test_a_good_table_means_what_it_seems_to():
    found = read(CASES / "good.csv")
    meant = said((CASES / "good.ttl").read_bytes())
    assert set(found.triples()) == said(turtle(found.triples())) == meant


@pytest.mark.parametrize(("text", "message"), BAD_TABLES)
def test_a_bad_table_is_refused_with_the_place_and_a_remedy(tmp_path, text, message):
    path = table(tmp_path, text)
    with pytest.raises(LoaderError) as refused:
        read(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert message in str(refused.value) or not text


def test_every_fault_is_told_at_once(tmp_path):
    with pytest.raises(TableError) as refused:
        read(table(tmp_path, "iri,a,cn:date^^date\nstate:a,x,y\nstate:b,cn:State,2018\nz,z,z\n"))
    assert [re.search(r"line \d, column [^ ]+:", one)[0] for one in refused.value.findings] == [
        "line 2, column a:", "line 2, column cn:date^^date:", "line 4, column iri:",
        "line 4, column a:", "line 4, column cn:date^^date:",
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "tidy"), UNTIDY)
def test_a_table_as_spreadsheets_save_it_is_tidied(tmp_path, text, tidy):
    assert read(table(tmp_path, text)).csv().decode() == tidy


TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"],
                             exclude_characters="\ufffd"), max_size=20)  # fmt: skip
SLUG = st.from_regex(r"[a-z0-9]{1,3}([.-][a-z0-9]{1,3}){0,2}", fullmatch=True)
DATE = st.builds(lambda day, length: str(day)[:length], st.dates(), st.sampled_from([4, 7, 10]))
CELLS = {
    "a": SLUG.map(lambda slug: f"work:{slug}"),
    "skos:altLabel@en": TEXT,
    "cn:symbol^^xsd:string": TEXT,
    "cn:date^^date": DATE,
    "cn:countValue^^xsd:integer": st.integers().map(str),
    "dcterms:source": SLUG.map(lambda slug: f"https://example.org/{slug}"),
}
ROWS = st.dictionaries(
    SLUG.map(lambda slug: f"instrument:{slug}"),
    st.fixed_dictionaries({header: st.lists(one, max_size=3) for header, one in CELLS.items()}),
    max_size=5,
)


@given(ROWS)
def test_what_goes_into_a_table_comes_out_again(tmp_path_factory, rows):
    """Values, whatever they are, survive the cell, the file and the Turtle; blanks aside."""
    records = [
        {"iri": iri, **{name: cells.joined(some) for name, some in row.items()}, "a": "cn:Report"}
        for iri, row in rows.items()
    ]
    path = tmp_path_factory.mktemp("made") / "made.csv"
    made = tabled(path, ["iri", *CELLS], records)
    path.write_bytes(made.csv())
    assert read(path) == made
    labels = {
        (cells.compacted(one.subject.value), one.object.value)
        for one in said(turtle(made.triples())) if one.predicate.value == v.SKOS + "altLabel"
    }  # fmt: skip
    plain = cells.column("#")
    assert labels == {
        (iri, words)
        for iri, row in rows.items()
        for text in row["skos:altLabel@en"] if (words := cells.tidied(plain, text))
    }  # fmt: skip


@given(st.text())
def test_no_text_makes_the_reader_stumble(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        found = read(path)
    except LoaderError as error:
        assert str(error).startswith(str(path))
    else:
        path.write_bytes(found.csv())
        assert read(path) == found


@given(st.sampled_from([*CELLS, "iri", "#"]), st.text())
def test_tidying_twice_is_tidying_once(header, cell):
    kind = cells.column(header)
    try:
        once = cells.tidied(kind, cell)
    except cells.CellError:
        return
    assert cells.tidied(kind, once) == once


def test_nothing_is_made_while_one_table_is_broken(tmp_path, cybernorms):
    table(tmp_path, "iri,a\ninstrument:b,cn:Act\ninstrument:a,cn:Report\n")
    table(tmp_path, "iri,a\nstate:a,State\nstate:b,cn:State,\n", "states")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = cybernorms("tables", "--folder", tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("states.csv: line ") == 2
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_two_tables_may_not_describe_the_same_thing(tmp_path):
    table(tmp_path, "iri,a\ninstrument:a,cn:Report\n")
    table(tmp_path, "iri,a\ninstrument:a,cn:Act\n", "works")
    with pytest.raises(TableError, match=r"works\.csv: instrument:a is also in .*instruments\.csv"):
        make.made(tmp_path)


@pytest.mark.parametrize("name", ["dataset", "register", "Big Name", "names"])
def test_a_table_may_not_have_the_name_of_what_is_made_otherwise(tmp_path, name):
    table(tmp_path, "iri,a\ninstrument:a,cn:Report\n", name)
    with pytest.raises(LoaderError, match="no name for a table; use small letters and hyphens"):
        make.made(tmp_path)


def test_check_names_what_would_change_and_writes_nothing(tmp_path, cybernorms):
    path = table(tmp_path, "iri,a\ninstrument:b,cn:Act\ninstrument:a,cn:Report\n")
    done = cybernorms("tables", "--check", "--folder", tmp_path)
    assert done.returncode == 1
    changed = [tmp_path / "names.ttl", path, tmp_path / "instruments.ttl"]
    assert done.stdout.splitlines() == [
        f"{one}: would change; run cybernorms tables" for one in changed
    ]
    assert not (tmp_path / "instruments.ttl").exists()
    assert cybernorms("tables", "--folder", tmp_path).returncode == 0
    assert cybernorms("tables", "--check", "--folder", tmp_path).returncode == 0
    made = (tmp_path / "instruments.ttl").read_text(encoding="utf-8")
    assert made.startswith("# Made from triples/tables/instruments.csv by `cybernorms tables")


def test_turtle_whose_table_is_gone_is_named(tmp_path, cybernorms):
    table(tmp_path, "iri,a\ninstrument:a,cn:Report\n")
    replace_file(tmp_path / "old.ttl", b"")
    done = cybernorms("tables", "--folder", tmp_path)
    assert done.returncode == 1
    assert "old.ttl: no table makes this file; delete it" in done.stderr


@pytest.mark.parametrize(("words", "message"), [
    (("nowhere",), "no table is called 'nowhere'; there are instruments"),
    (("--folder", "/nonexistent"), "/nonexistent/tables: no tables there; name the folder"),
])  # fmt: skip
def test_what_is_not_there_is_told(tmp_path, cybernorms, words, message):
    table(tmp_path, "iri,a\ninstrument:a,cn:Report\n")
    done = cybernorms("tables", "--folder", tmp_path, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_the_tables_kept_here_are_tidy_and_the_triples_are_made_of_them():
    stale = [path for path, content in make.made(ROOT / "triples").items()
             if not path.is_file() or path.read_bytes() != content]  # fmt: skip
    assert not stale, "run cybernorms tables"
    assert not make.orphans(ROOT / "triples")
