"""What tools that read an endpoint find in this one, asked with the very queries that they send.

Those of the SIB's SPARQL editor, and those of our own that hold the counts to the data.
"""

import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode, RdfFormat

from loader import folders
from server.application import create_app
from server.formats import RESULTS, TRIPLES
from server.release import open_release
from server.site import Settings

BASE = "https://w3id.org/cybernorms/"
CN = BASE + "ontology#"
SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
PREFIXES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
      SELECT DISTINCT ?prefix ?namespace
      WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix}
      ORDER BY ?prefix"""
EXAMPLES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query
WHERE {
  ?sq a sh:SPARQLExecutable ;
    rdfs:comment ?comment ;
    sh:select|sh:ask|sh:construct|sh:describe ?query .
} ORDER BY ?sq"""
SCHEMA = """PREFIX up: <http://purl.uniprot.org/core/>
      PREFIX void: <http://rdfs.org/ns/void#>
      PREFIX void-ext: <http://ldf.fi/void-ext#>
      SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype
      WHERE {
        {
          ?cp void:class ?subjectClass ;
              void:propertyPartition ?pp .
          ?pp void:property ?prop .
          OPTIONAL {
              {
                  ?pp  void:classPartition [ void:class ?objectClass ] .
              } UNION {
                  ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] .
              }
          }
        } UNION {
          ?ls void:subjectsTarget [ void:class ?subjectClass ] ;
              void:linkPredicate ?prop ;
              void:objectsTarget [ void:class ?objectClass ] .
        }
      }"""
# The same with what later versions of the editor ask for besides.
SCHEMA_WITH_LABELS = """PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh:<http://www.w3.org/ns/shacl#>
PREFIX sd:<http://www.w3.org/ns/sparql-service-description#>
PREFIX void:<http://rdfs.org/ns/void#>
PREFIX void-ext:<http://ldf.fi/void-ext#>
SELECT DISTINCT ?graph ?graphLabel ?subjectClass ?prop ?objectClass ?objectDatatype
?triples ?subjectClassLabel ?objectClassLabel ?subjectClassComment ?objectClassComment ?propLabel ?propComment
WHERE {
      {
        OPTIONAL {
          ?graph sd:graph ?graphDesc .
          OPTIONAL { ?graph rdfs:label ?graphLabel }
          ?graphDesc void:classPartition ?cp .
        }
        ?cp void:class ?subjectClass ;
          void:propertyPartition ?pp .
        OPTIONAL { ?subjectClass rdfs:label ?subjectClassLabel }
        OPTIONAL { ?subjectClass rdfs:comment ?subjectClassComment }

        ?pp void:property ?prop .
        OPTIONAL { ?pp void:triples ?triples }
        OPTIONAL { ?prop rdfs:label ?propLabel }
        OPTIONAL { ?prop rdfs:comment ?propComment }
        OPTIONAL {
          {
            ?pp  void:classPartition [ void:class ?objectClass ] .
            OPTIONAL { ?objectClass rdfs:label ?objectClassLabel }
            OPTIONAL { ?objectClass rdfs:comment ?objectClassComment }
          } UNION {
            ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] .
          }
        }
      } UNION {
        ?linkset void:subjectsTarget [ void:class ?subjectClass ] ;
          void:linkPredicate ?prop ;
          void:objectsTarget [ void:class ?objectClass ] .
      }
} ORDER BY ?subjectClass ?objectClass ?objectDatatype ?graph ?triples"""  # noqa: E501


@pytest.fixture(scope="module")
def app(release):
    return create_app(Settings(open_release(release)))


@pytest.fixture(scope="module")
def ask(app):
    """Send a query as the editor does, and give its bindings as plain words."""

    def sent(query):
        answer = app.test_client().get(
            "/sparql", query_string={"ac": "1", "query": query},
            headers={"Accept": "application/sparql-results+json"},
        )  # fmt: skip
        assert answer.status_code == 200, answer.text[:500]
        rows = answer.get_json(force=True)["results"]["bindings"]
        return [{name: cell["value"] for name, cell in row.items()} for row in rows]

    return sent


def test_the_editor_finds_the_prefixes(ask, manifest):
    assert {row["prefix"]: row["namespace"] for row in ask(PREFIXES)} == manifest["prefixes"]


def test_the_editor_finds_each_question_once_and_can_send_it(ask):
    rows = ask(EXAMPLES)
    files = {path.stem: path for path in folders.QUERIES.glob("*.rq")}
    assert {row["sq"] for row in rows} == {f"{BASE}queries/{name}" for name in files}
    assert len(rows) == len(files)
    for row in rows:
        text = files[row["sq"].rpartition("/")[2]].read_text(encoding="utf-8")
        assert text.endswith(row["query"])
        assert f"#+ summary: {row['comment']}" in text
    assert ask(rows[0]["query"])


def test_the_editor_finds_what_completes_a_query(ask):
    rows = ask(SCHEMA)
    found = {(row["subjectClass"], row["prop"], row.get("objectClass")) for row in rows}
    assert (CN + "Endorsement", CN + "endorser", CN + "State") in found
    assert (CN + "Provision", CN + "provisionOf", CN + "Instrument") in found
    dates = {row.get("objectDatatype") for row in rows if row["prop"] == CN + "date"}
    assert "http://www.w3.org/2001/XMLSchema#date" in dates


def test_a_later_editor_finds_them_with_labels_and_counts(ask):
    rows = ask(SCHEMA_WITH_LABELS)
    (row,) = [
        row for row in rows
        if (row["subjectClass"], row["prop"], row.get("objectClass"))
        == (CN + "Endorsement", CN + "endorser", CN + "State")
        and {row["subjectClassLabel"], row["objectClassLabel"], row["propLabel"]}
        == {"endorsement", "state", "endorser"}
    ]  # fmt: skip
    count = f"SELECT (COUNT(*) AS ?n) {{ ?s a <{CN}Endorsement> ; <{CN}endorser> ?o }}"
    assert row["triples"] == ask(count)[0]["n"]


# The description counts all but itself.
OTHERS = f"""GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{BASE}graph/description>)"""
COUNTED = {
    "by class": f"""PREFIX void: <{VOID}>
        SELECT ?term ?said ?n {{
          {{ SELECT ?term (COUNT(DISTINCT ?s) AS ?n) {{
            GRAPH ?g {{ ?s a ?term }} FILTER(?g != <{BASE}graph/description>)
          }} GROUP BY ?term }}
          <{BASE}dataset> void:classPartition ?part . ?part void:class ?term ; void:entities ?said .
        }}""",
    "by property": f"""PREFIX void: <{VOID}>
        SELECT ?term ?said ?n {{
          {{ SELECT ?term (COUNT(*) AS ?n) {{
            SELECT DISTINCT ?s (?p AS ?term) ?o {{ {OTHERS} }}
          }} GROUP BY ?term }}
          <{BASE}dataset> void:propertyPartition ?part .
          ?part void:property ?term ; void:triples ?said .
        }}""",
}


@pytest.mark.parametrize("query", COUNTED.values(), ids=COUNTED)
def test_what_is_counted_is_true(ask, query):
    rows = ask(query)
    assert len(rows) > 50
    assert [row for row in rows if row["said"] != row["n"]] == []


def test_the_size_of_the_whole_is_true(ask):
    said = ask(f"SELECT ?n {{ <{BASE}dataset> <{VOID}triples> ?n }}")
    assert said == ask(f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?p ?o {{ {OTHERS} }} }}")


@pytest.mark.parametrize("offer", TRIPLES, ids=lambda offer: offer.extension)
def test_the_service_describes_itself_in_every_format(app, offer, manifest):
    answer = app.test_client().get("/sparql", headers={"Accept": offer.media_type})
    assert answer.mimetype == offer.media_type
    found = {quad.triple for quad in ox.parse(answer.data, format=offer.syntax)}
    service = NamedNode(BASE + "sparql#service")

    def values(name):
        wanted = NamedNode(SD + name)
        return [one.object.value for one in found if one.predicate == wanted]

    formats = {one.syntax.iri for one in (*RESULTS, *TRIPLES)}
    assert set(values("resultFormat")) == formats
    assert {RdfFormat.TRIG.iri, RdfFormat.N_QUADS.iri} <= formats
    assert values("endpoint") == [BASE + "sparql"]
    assert set(values("name")) == {one["iri"] for one in manifest["graphs"]}
    serves = NamedNode("http://www.w3.org/ns/dcat#servesDataset")
    assert ox.Triple(service, serves, NamedNode(BASE + "dataset")) in found
    assert not any(isinstance(term, ox.BlankNode) for one in found for term in one)


def test_dcat_tells_size_and_checksum_of_each_dump(release, manifest):
    said = {}
    for quad in ox.parse(path=release / "catalogue.ttl"):
        said.setdefault(quad.subject.value, {})[quad.predicate.value] = quad.object
    base = f"{BASE}data/{manifest['name']}"
    dumps = [one for one in manifest["files"] if "holds" in one]
    for one in dumps:
        node = f"{base}#{one['name']}"
        assert said[node]["http://www.w3.org/ns/dcat#byteSize"].value == str(one["bytes"])
        assert said[node]["http://www.w3.org/ns/dcat#downloadURL"].value == f"{base}/{one['name']}"
        checksum = said[f"{node}-sha256"]["http://spdx.org/rdf/terms#checksumValue"]
        assert checksum.value == one["sha256"]
    assert len(dumps) > 800
