"""The figures of the front page and the lists of all things of one kind, page by page."""

from dataclasses import dataclass

from server import pages
from server.about.kinds import BY_NAME, SHOWN, Kind
from server.catalogue import Question
from server.engine import Table
from server.lookups import iri, lookup
from server.pages import Labels, Node, local_name, value
from server.site import site
from server.words import preference

A_PAGE = 100
# Questions that show a newcomer what there is, as far as this server has them.
STARTS = (
    "states-that-refused-the-paris-call",
    "norms-most-widely-stated",
    "eu-members-and-since-when-they-support-the-paris-call",
    "what-the-paris-call-adds-to-the-eleven-norms",
    "norms-that-bind-in-one-text-and-not-in-another",
    "what-each-report-of-the-un-experts-affirms",
    "hack-back-compared",
    "evidence-for-the-refusals",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """How many things of one kind there are."""

    kind: Kind
    count: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of all things of a kind."""

    kind: Kind
    things: list[Node]
    page: int
    more: bool


def figures() -> list[Figure]:
    """Count the kinds, as the release's own description has counted them."""
    namespace = f"{site().base}ontology#"
    classes = [f"{namespace}{name}" for name in SHOWN]
    [table] = site().engine.tables([lookup("about/figures", *classes)])
    found = {local_name(value(kind)): int(value(count)) for kind, count in table["rows"]}
    return [Figure(BY_NAME[name], found[name]) for name in SHOWN if name in found]


def starts() -> list[Question]:
    """Give the questions to start with."""
    asked = site().questions
    return [asked[name] for name in STARTS if name in asked]


def listing(name: str, page: int) -> Listing | None:
    """List a page of the things of a kind by their labels, or nothing for an unknown kind."""
    if name not in BY_NAME:
        return None
    table = asked(name, page)
    names = Labels(pages.mentioned([table]))
    things = [names.node(row[0]) for row in table["rows"]]
    return Listing(BY_NAME[name], things[:A_PAGE], page, len(things) > A_PAGE)


def asked(name: str, page: int) -> Table:
    """Ask for one page; labels order it in the reader's language, where there are such."""
    language = next(one for one in preference() if one)
    text = lookup(
        "about/listing",
        kind_iri(name),
        language=language,
        limit=str(A_PAGE + 1),
        offset=str(page * A_PAGE),
    )
    [table] = site().engine.tables([text])
    return table


def kind_iri(name: str) -> str:
    """Give the class of a kind; memberships and concepts are other vocabularies' words."""
    others = {
        "Membership": "http://www.w3.org/ns/org#Membership",
        "Concept": "http://www.w3.org/2004/02/skos/core#Concept",
    }
    found = others.get(name, f"{site().base}ontology#{name}")
    iri(found)
    return found
