"""Ready questions with parameters over the small made-up release, and the application for them."""

from server.application import create_app
from server.release import open_release
from server.site import Settings

CN = "https://w3id.org/cybernorms/ontology#"
ID = "https://w3id.org/cybernorms/id/"
HEAD = "PREFIX cn: <https://w3id.org/cybernorms/ontology#>\nPREFIX id: <https://w3id.org/cybernorms/id/>\n"
QUERIES = {
    "who-supports": """#+ summary: Who supports the gentle rule?
#+ description: All who support it,
#+   with a note: none.
#+ tags: support, test
#+ parameter: ?rule iri cn:Thing — What is supported.
#+ general: Who supports {rule}?
"""
    + HEAD
    + "SELECT ?who WHERE { VALUES ?rule { <https://w3id.org/cybernorms/id/norm/gentle-rule> }"
    " ?who cn:supports ?rule } ORDER BY ?who\n",
    "near": """#+ summary: What is near the hub?
#+ tags: field, place
"""
    + HEAD
    + "SELECT ?place ?what WHERE { ?place cn:near ?what } ORDER BY ?what\n",
    "echo": """#+ summary: What is said?
#+ parameter: ?said string — Any words.
#+ parameter: ?number integer — Any number.
#+ parameter: ?day date — Any day.
#+ parameter: ?tongue language — Any language.
#+ parameter: ?where iri — Anything at all.
"""
    + HEAD
    + """SELECT ?said ?number ?day ?tongue ?where WHERE {
  # VALUES ?said { "a comment" }
  VALUES ?said { "VALUES ?said { } \\"#" }
  VALUES ?number { 7 }
  VALUES ?day { "2018-11-12"^^<http://www.w3.org/2001/XMLSchema#date> }
  VALUES ?tongue { "en" } VALUES ?where { <urn:x> }
} ORDER BY ?said
""",
    "titled": """#+ summary: Which document has this title?
#+ parameter: ?title string dcterms:title — Its title.
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?document WHERE { VALUES ?title { "What the fox said"@en } ?document dcterms:title ?title }
ORDER BY ?document
""",
    "all-of-it": """#+ summary: What is there?
CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }
""",
    "anything": "#+ summary: Is there anything?\nASK { ?s ?p ?o }\n",
    "few": "#+ summary: What are two?\nSELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s LIMIT 2\n",
}


def application(release, folder):
    """Serve these questions."""
    for name, text in QUERIES.items():
        (folder / f"{name}.rq").write_text(text, encoding="utf-8")
    return create_app(Settings(open_release(release), queries=folder))
