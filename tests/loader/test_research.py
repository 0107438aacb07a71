"""Researched facts: how sources are said, what is in the graph, and what --write adds."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from loader import cells
from loader import vocabulary as v
from loader.model import LoaderError
from loader.research import adding, audit, report, sources
from loader.research.files import csv_file, yaml_file
from loader.research.model import Researched
from loader.tables import tabled

CASES = Path(__file__).parents[1] / "cases" / "research"
ARTICLE = "document:moulin-2019-paris-call"
SOURCES = [
    (["https://example.org/a"], "https://example.org/a"),
    (["https://example.org/a (item: a, 30 November 2022)"], "https://example.org/a"),
    (["web page https://example.org/a_(b)?c=1&d=2 (Paris)"], "https://example.org/a_(b)?c=1&d=2"),
    (["see (https://example.org/a), p. 2; and more"], "https://example.org/a"),
    (["article moulin-2019-paris-call (T. Moulin, 7 January 2019)", "article"], ARTICLE),
    (["public GitHub file, search-index id 7 (repository not named by the index)"],
     "source:github-file-7"),
    (["code-files 7, 12 (RAND)"], "source:github-file-12 | source:github-file-7"),
    (["ror v1.71/04w3jy968.json; code-files 5"], "source:github-file-5 | source:ror"),
    (["ror-relationship v2.3/019w4f821.json"], "source:ror"),
    (["digwatch-2019; afp-2019"], "source:afp-2019 | source:digwatch-2019"),
    (["PyPI worldcountrygroups 0.5.0 (nato.json)"], "source:worldcountrygroups"),
    (["b https://b.example", "https://a.example"], "https://a.example | https://b.example"),
    ([], ""),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "cell"), SOURCES)
def test_sources(texts, cell):
    assert sources.cells(texts) == cell
    assert cells.tidied(cells.column("dcterms:source"), cell) == cell


@pytest.mark.parametrize("text", ["", "hearsay", "rorschach", "articles", "http://"])
def test_a_source_that_nobody_knows_is_refused(text):
    with pytest.raises(LoaderError, match=r"no source is known as .*; give a web address, or add"):
        sources.cells(["article", text])


def fact(key, row, *, table="instruments", confidence="confirmed", kind="instrument"):
    return Researched(key, kind, confidence, table, row)


def graph(*rows):
    """Return what is known when the tables say these rows."""
    known = audit.Known()
    for row in rows:
        table = tabled(None, row, [row])
        known.triples.update(table.triples())
        for one in table.triples():
            names = [one.object.value] if one.predicate.value in audit.LABELS else []
            known.names[one.subject.value].update(names)
    return known


THERE = {
    "iri": "instrument:a",
    "a": "cn:Report",
    "skos:altLabel@fr": "Deux",
    "cn:date^^date": "2018",
}
VERDICTS = [
    ({"iri": "instrument:a", "cn:date^^date": "2018"}, "in the graph", ""),
    ({"iri": "instrument:a", "skos:prefLabel@en": "Deux"}, "in the graph", ""),
    ({"iri": "instrument:a", "dcterms:title@en": "Deux | Trois"}, "missing",
     "instrument:a dcterms:title@en Trois"),
    ({"iri": "instrument:a", "cn:date^^date": "2018-11", "a": "cn:Act"}, "missing",
     "instrument:a cn:date^^date 2018-11; instrument:a a cn:Act"),
    ({"iri": "instrument:b", "a": "cn:Report"}, "missing", "instrument:b itself"),
    ({"iri": "instrument:a", "cn:date^^date": "soon"}, "missing",
     "its row is wrong: 'soon' is no date; write 2018, 2018-11 or"),
    ({"iri": "instrument:a", "label": "x"}, "missing", "its row is wrong: the header 'label'"),
    ({"a": "cn:Report"}, "missing", "its row is wrong"),
    ({}, "missing", "no row says it"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "outcome", "why"), VERDICTS)
def test_a_fact_is_in_if_all_its_row_says_is(row, outcome, why):
    (verdict,) = audit.verdicts([fact("k", row)], graph(THERE), [])
    assert (verdict.outcome, verdict.why[: len(why)]) == (outcome, why)
    assert bool(why) == bool(verdict.why)


def test_what_is_left_out_has_a_reason_and_rows_of_a_key_are_one_fact():
    omitted = [audit.Omission("a/b", "one"), audit.Omission("a/*", "all"), audit.Omission("z", "-")]
    facts = [fact("a/b", {}), fact("a/c", {}), fact("b", {}), fact("c", THERE), fact("c", {})]
    told = {one.key: (one.outcome, one.why) for one in audit.verdicts(facts, graph(THERE), omitted)}
    assert told == {
        "a/b": ("left out", "one"), "a/c": ("left out", "all"), "b": ("missing", "no row says it"),
        "c": ("missing", "no row says it"),
    }  # fmt: skip
    assert audit.unused(omitted, facts) == ["z"]


@pytest.mark.parametrize(
    ("text", "message"),
    [("key,why\na,b\n", "row 2: give a key and a reason"), ("key,reason\na,\n", "row 2: give"),
     ("key,reason\na\n", "a row has more or fewer cells than the header"),
     ('key,reason\na,"b\n', "not CSV: unexpected end of data"), ("", "the file is empty")],
)  # fmt: skip
def test_a_broken_list_of_what_was_left_out_is_refused(tmp_path, text, message):
    (tmp_path / audit.LEFT_OUT).write_text(text, encoding="utf-8")
    with pytest.raises(LoaderError, match=message):
        audit.omissions(tmp_path)


@pytest.mark.parametrize("text", ["- a\n", "a: [\n", "a: *b\n", "\0", "!!python/object:os.x {}"])
def test_a_broken_research_file_is_refused(tmp_path, text):
    path = tmp_path / "instruments.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LoaderError, match=str(path)):
        yaml_file(path)
    with pytest.raises(LoaderError, match="no such file"):
        csv_file(tmp_path / "states.csv")


def test_the_report_counts_by_kind_and_says_why_facts_were_left_out():
    facts = [
        fact("a", THERE), fact("b", {}, kind="date"), fact("c", {}, kind="date"),
        fact("d", THERE, confidence="lead"), fact("e", {}, confidence="lead"),
    ]  # fmt: skip
    found = list(audit.verdicts(facts, graph(THERE), [audit.Omission("b", "an opinion")]))
    assert [re.sub(" {2,}", "|", line) for line in report.text(found).splitlines()] == [
        "kind|researched|confirmed|in the graph|left out|missing|leads|leads published",
        "date|2|2|0|1|1|0|0",
        "instrument|3|1|1|0|0|2|1",
        "all|5|3|1|1|1|2|1",
        "",
        "left out:",
        "|1|an opinion",
    ]
    assert len({len(line) for line in report.text(found).splitlines()[:4]}) == 1
    rows = list(csv.DictReader(io.StringIO(report.as_csv(found))))
    told = json.loads(report.as_json(found))
    assert [{name: str(one) for name, one in row.items()} for row in told["counts"]] == rows
    assert {one["key"] for one in told["facts"]} == {"b", "c", "e"}


def test_adding_fills_and_extends_and_never_changes(tmp_path):
    old = {"iri": "instrument:a", "a": "cn:Report", "skos:prefLabel@en": "One",
           "cn:date^^date": "2018", "cn:symbol^^xsd:string": "", "dcterms:source": "source:ror",
           "cn:factStatus": "fact-status:confirmed"}  # fmt: skip
    table = tabled(tmp_path / "tables" / "instruments.csv", old, [old])
    confirmed = {"iri": "instrument:a", "cn:factStatus": "fact-status:confirmed"}
    facts = [
        fact("date", {**confirmed, "cn:date^^date": "2019", "dcterms:source": "source:nsi"}),
        fact("name", {**confirmed, "skos:altLabel@en": "One | Un"}),
        fact("symbol", {**confirmed, "cn:symbol^^xsd:string": "A/1", "cn:topic": "topic:x"}),
        fact("lead", {**confirmed, "cn:factStatus": "fact-status:lead", "cn:date^^date": "2018"}),
        fact("moved", {**confirmed, "cn:date^^date": "2018"}, table="works"),
        fact("wrong", {**confirmed, "cn:date^^date": "soon"}),
        fact("new", {"iri": "vote:b", "dcterms:source": "source:ror", "a": "cn:Vote"}, table="m"),
        fact("nothing", {}),
    ]  # fmt: skip
    changed, notes = adding.merged({"instruments": table}, facts, tmp_path)
    (row,), (new,) = (list(one.records()) for one in changed)
    assert row == old | {
        "dcterms:source": "source:nsi | source:ror", "skos:altLabel@en": "Un",
        "cn:symbol^^xsd:string": "A/1", "cn:topic": "topic:x",
    }  # fmt: skip
    assert list(row)[-2:] == ["dcterms:source", "cn:factStatus"]
    assert list(new) == ["iri", "a", "dcterms:source"]
    assert [note.split(":")[0] for note in notes] == ["date", "lead", "moved", "wrong"]
    again, _ = adding.merged({one.path.stem: one for one in changed}, facts, tmp_path)
    assert again == []


def test_a_mapped_label_in_any_language_is_known_by_its_text(tmp_path):
    (tmp_path / "a.ttl").write_text('<urn:a> <http://purl.org/dc/terms/title> "T"@fr .', "utf-8")
    known = audit.known(tmp_path)
    assert known.names == {"urn:a": {"T"}}
    assert known.triples == {
        Triple(NamedNode("urn:a"), NamedNode(v.DCTERMS + "title"), Literal("T", language="fr"))
    }


def test_a_broken_graph_is_told(tmp_path):
    (tmp_path / "a.ttl").write_text("<a", encoding="utf-8")
    with pytest.raises(LoaderError, match=r"a\.ttl: "):
        audit.known(tmp_path)


@pytest.fixture
def triples(tmp_path):
    """Tables with one row, in a folder of their own."""
    folder = tmp_path / "triples"
    (folder / "tables").mkdir(parents=True)
    (folder / "tables" / "states.csv").write_text(
        "iri,a,skos:prefLabel@en\nstate:france,cn:State,France\n", encoding="utf-8"
    )
    return folder


def test_facts_that_are_missing_are_told_and_written_ones_are_in(triples, cybernorms):
    made = sorted(path.name for path in triples.rglob("*"))
    before = cybernorms("facts", CASES, "--folder", triples, "--format", "csv")
    assert before.returncode == 1
    assert "missing: people/jane-example/name: person:jane-example itself" in before.stderr
    assert sorted(path.name for path in triples.rglob("*")) == made
    written = cybernorms("facts", CASES, "--folder", triples, "--format", "json", "--write")
    told = json.loads(written.stdout)
    unsaid = [one["key"] for one in told["facts"] if one["why"] != "no row says it"]
    rows = list(csv.DictReader(io.StringIO(before.stdout)))
    assert [one["kind"] for one in rows] == [one["kind"] for one in told["counts"]]
    assert not [one["key"] for one in told["facts"] if one["key"] in unsaid and one["confirmed"]]
    assert cybernorms("tables", "--check", "--folder", triples).returncode == 0
    files = {path: path.read_bytes() for path in triples.rglob("*.*")}
    assert cybernorms("facts", CASES, "--folder", triples, "--write").stdout.startswith("kind ")
    assert {path: path.read_bytes() for path in triples.rglob("*.*")} == files
    assert r"BSA \| The Example" in (triples / "tables" / "supporters.csv").read_text("utf-8")


def test_what_is_left_out_on_purpose_is_no_fault(triples, cybernorms):
    everything = "key,reason\n*,an example\nnothing,none\n"
    (triples / "tables" / "left-out.csv").write_text(everything, encoding="utf-8")
    done = cybernorms("facts", CASES, "--folder", triples)
    assert done.returncode == 0
    assert re.search(r"left out:\n +\d+  an example$", done.stdout.rstrip())
    assert "left-out.csv: no fact has the key nothing; delete the line" in done.stderr


@pytest.mark.parametrize(("spoilt", "text", "message"), [
    ("states.csv", None, "states.csv: no such file"),
    ("people.yaml", "people: 3\n", "people have not the shape expected (TypeError"),
    ("people.yaml", "people: [\n", "people.yaml: not YAML"),
])  # fmt: skip
def test_spoilt_research_is_told_in_one_line(triples, tmp_path, cybernorms, spoilt, text, message):
    shutil.copytree(CASES, tmp_path / "research")
    path = tmp_path / "research" / spoilt
    path.write_text(text, encoding="utf-8") if text else path.unlink()
    done = cybernorms("facts", tmp_path / "research", "--folder", triples)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr.splitlines()[-1]


def test_a_folder_that_is_not_there_is_told(tmp_path, cybernorms):
    done = cybernorms("facts", tmp_path / "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: {tmp_path / 'nowhere'}: no such folder; name the one with the" \
        " researched files\n"  # fmt: skip
