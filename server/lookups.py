"""The server's own questions about a thing: `rq/*.rq` with the thing's IRI put in."""

from functools import cache
from pathlib import Path
from string import Template

from pyoxigraph import NamedNode

from server.errors import Missing

FOLDER = Path(__file__).parent / "rq"


def iri(value: str) -> str:
    """Write an IRI for a query, refusing what is none."""
    try:
        return str(NamedNode(value))
    except ValueError:
        raise Missing(f"{value!r} cannot be the name of anything: it is not an IRI.") from None


@cache
def template(name: str) -> Template:
    """Read one lookup."""
    return Template((FOLDER / f"{name}.rq").read_text("utf-8"))


def lookup(name: str, *things: str, **others: str) -> str:
    """Put IRIs into a lookup as `${it}`, and other texts under their names."""
    return template(name).substitute(it=" ".join(map(iri, things)), **others)
