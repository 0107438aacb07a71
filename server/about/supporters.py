"""The supporters of a text by kind and region; a text may have well over a thousand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from server.about.entries import natural
from server.pages import Labels, Node, local_name
from server.walk import Term, objects, statements, subjects

# Ranked: of two sources for one supporter, the surer one speaks.
SURENESS = ("confirmed", "", "lead", "contradicted")
GENERAL = ("Actor", "Organisation")
SUPPORTS = "supports"


@dataclass(slots=True)
class Supporter:
    """One supporter, with what is known of it at best."""

    iri: str
    kind: str = ""
    home: str = ""
    region: str = ""
    date: str = ""
    status: str = "contradicted"
    node: Node = field(default_factory=lambda: Node(""))


@dataclass(frozen=True, slots=True)
class Region:
    """The supporters of one kind in one part of the world."""

    node: Node
    supporters: Sequence[Supporter]


@dataclass(frozen=True, slots=True)
class Group:
    """The supporters of one kind."""

    node: Node
    regions: Sequence[Region]

    @property
    def total(self) -> int:
        """Count them."""
        return sum(len(region.supporters) for region in self.regions)


@dataclass(frozen=True, slots=True)
class Support:
    """All supporters of a text; `more` where not all were asked for."""

    groups: Sequence[Group] = ()
    more: bool = False
    regions: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Count them."""
        return sum(group.total for group in self.groups)


class Supporters:
    """What is asked of the store, before it is put in words."""

    def __init__(self, iri: str, most: int) -> None:
        """Go through the events of a text; keep apart those that are no support."""
        self.people: dict[str, Supporter] = {}
        self.others: list[Term] = []
        self.places: dict[str, str] = {}
        self.more = False
        for count, event in enumerate(subjects("cn:endorsed", ox.NamedNode(iri))):
            if count >= most:
                self.more = True
                break
            said = {local_name(prop): value for prop, value in statements(event)}
            if local_name(text_of(said.get("position"))) == SUPPORTS:
                self.add(said)
            else:
                self.others.append(event)

    def add(self, said: Mapping[str, Term]) -> None:
        """Add a supporter, or what this event adds to one."""
        actor = said.get("endorser")
        if not isinstance(actor, ox.NamedNode):
            return
        one = self.people.get(actor.value) or self.described(actor)
        self.people[actor.value] = one
        date = text_of(said.get("date")) or text_of(said.get("firstListed"))
        one.date = min(filter(None, (one.date, date)), default="")
        one.status = min(one.status, local_name(text_of(said.get("factStatus"))), key=rank_of)

    def described(self, actor: ox.NamedNode) -> Supporter:
        """Say of which kind a supporter is, and where it is at home."""
        types = (t.value for t in named_nodes(actor, "rdf:type"))
        kind = max((t for t in types if local_name(t) not in GENERAL), default="")
        homes = named_nodes(actor, "cn:basedIn")
        home = max((h.value for h in homes), default="")
        return Supporter(actor.value, kind, home, self.region(home or actor.value))

    def region(self, place: str) -> str:
        """Name the widest region that a place is in; each place is looked up once."""
        if place not in self.places:
            regions = named_nodes(ox.NamedNode(place), "cn:region")
            widest = [r.value for r in regions if not objects(r, "skos:broader")]
            self.places[place] = max(widest, default="")
        return self.places[place]

    def mentioned(self) -> Iterable[str]:
        """Give every IRI."""
        for one in self.people.values():
            yield from filter(None, (one.iri, one.kind, one.home, one.region))


def rank_of(status: str) -> int:
    """Say how sure a status is; one that we do not know is as good as none."""
    return SURENESS.index(status) if status in SURENESS else 1


def named_nodes(subject: Term, name: str) -> list[ox.NamedNode]:
    """Give the values of a property that are things."""
    return [one for one in objects(subject, name) if isinstance(one, ox.NamedNode)]


def text_of(term: Term | None) -> str:
    """Give a term's text, empty for none."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""


def support(found: Supporters, names: Labels) -> Support:
    """Arrange supporters: the fullest kind first, within it the fullest region, then by name."""
    for one in found.people.values():
        one.node = names.iri(one.iri)
        one.home = names.iri(one.home).text if one.home else ""
    groups = [
        Group(named(kind, names), regions_of(members, names))
        for kind, members in split(found.people.values(), "kind").items()
    ]
    groups.sort(key=lambda g: (not g.node.iri, -g.total))
    return Support(groups, found.more, totals(found.people.values(), names))


def split(people: Iterable[Supporter], by: str) -> dict[str, list[Supporter]]:
    """Part supporters by one of their features."""
    parts: dict[str, list[Supporter]] = {}
    for one in people:
        parts.setdefault(getattr(one, by), []).append(one)
    return parts


def regions_of(members: Iterable[Supporter], names: Labels) -> list[Region]:
    """Part the supporters of one kind by region."""
    found = [
        Region(named(region, names), sorted(those, key=lambda s: natural(s.node.text)))
        for region, those in split(members, "region").items()
    ]
    return sorted(found, key=lambda r: (not r.node.iri, -len(r.supporters)))


def totals(people: Iterable[Supporter], names: Labels) -> dict[str, int]:
    """Count supporters by region."""
    counted = {named(k, names).text: len(v) for k, v in split(people, "region").items() if k}
    return dict(sorted(counted.items(), key=lambda item: -item[1]))


def named(iri: str, names: Labels) -> Node:
    """Name a kind or region; nothing stays nothing."""
    return names.iri(iri) if iri else Node("")
