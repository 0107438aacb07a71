"""What things are called in the reader's language, in full and where there is little room."""

from collections.abc import Callable

import pyoxigraph as ox

from server.see.svg import clip, wide
from server.site import site

SKOS = "http://www.w3.org/2004/02/skos/core#"
PREFERRED = (
    ox.NamedNode(f"{SKOS}prefLabel"),
    ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
    ox.NamedNode("http://purl.org/dc/terms/title"),
)
OTHERS = ox.NamedNode(f"{SKOS}altLabel")


class Names:
    """Names for one answer; `href` makes the address that a thing's link leads to."""

    def __init__(self, lang: str, href: Callable[[str], str]) -> None:
        """Look nothing up yet."""
        self.lang, self.href = lang, href
        self.found: dict[str, str] = {}

    def __call__(self, iri: str) -> str:
        """Name a thing: in the language, else in English, else in any, else by its IRI."""
        if iri not in self.found:
            labels = [label for link in PREFERRED for label in self.labels(iri, link)]
            order = (self.lang, "en", "")
            ranked = sorted(labels, key=lambda one: order.index(one[1]) if one[1] in order else 3)
            self.found[iri] = ranked[0][0] if ranked else bare(iri)
        return self.found[iri]

    def brief(self, iri: str, room: float, size: float) -> str:
        """Name a thing in the room there is: the longest other name that fits, else cut short."""
        name = self(iri)
        if wide(name, size) <= room:
            return name
        others = [
            label for label, language in self.labels(iri, OTHERS) if language in (self.lang, "")
        ]
        fitting = [
            label
            for label in others
            if room / 2 <= wide(label, size) <= room and not numbered(label)
        ]
        return max(fitting, key=lambda label: (len(label), label), default=clip(name, room, size))

    def labels(self, iri: str, link: ox.NamedNode) -> list[tuple[str, str]]:
        """Give labels with the first part of their languages, in an order that never changes."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return []
        quads = site().engine.store.quads_for_pattern(node, link, None, ox.DefaultGraph())
        found = (q.object for q in quads)
        return sorted(
            (one.value, (one.language or "").partition("-")[0])
            for one in found
            if isinstance(one, ox.Literal)
        )


def bare(iri: str) -> str:
    """Name what has no label: ours by the last part of its IRI, others without the scheme.

    A part of an IRI that leads elsewhere would not tell where.
    """
    return ending(iri) if iri.startswith(site().base) else iri.partition("://")[2] or iri


def numbered(label: str) -> bool:
    """Tell whether a name is more number than word, which tells a reader little.

    >>> numbered("A/66/359"), numbered("resolution 53/70")
    (True, False)
    """
    return sum(character.isalpha() for character in label) < len(label) * 0.55


def ending(iri: str) -> str:
    """Give the last part of an IRI.

    >>> ending("https://example.org/id/state/france")
    'france'
    """
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri
