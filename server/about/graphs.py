"""The page about a named graph: what it is, how large, and of what it speaks."""

from flask import render_template

from server import pages
from server.about.entries import entries, mentioned
from server.about.sections import describe
from server.formats import DESCRIPTION
from server.lookups import lookup
from server.pages import Labels, value
from server.site import site

# So many typed things are counted at most, or the page would take as long as the graph is large.
MOST_COUNTED = 20_000
HEADER = (
    "dcterms:title dcterms:description dcterms:source dcterms:license dcterms:modified "
    "dcterms:creator"
)


def graph(iri: str, triples: int) -> str:
    """Show a summary of a named graph."""
    [kinds] = site().engine.tables([lookup("about/graph-kinds", iri, limit=str(MOST_COUNTED))])
    header = describe([iri], HEADER)
    names = Labels([*pages.mentioned([kinds]), *mentioned(header)])
    counted = [(names.node(kind), int(value(count))) for kind, count in kinds["rows"]]
    [head] = entries(header, names)
    held = next((g for g in site().release.graphs if g.iri == iri), None)
    title = held.title if held else iri.rpartition("/graph/")[2].replace("-", " ")
    return render_template(
        "graph.html",
        iri=iri,
        title=head["title"][0] if head["title"] else pages.Node(title),
        head=head,
        triples=triples,
        file=held.file if held else "",
        kinds=counted,
        counted=sum(count for _, count in counted) >= MOST_COUNTED,
        most=MOST_COUNTED,
        stem=pages.local(iri),
        offers=DESCRIPTION[:-1],
    )
