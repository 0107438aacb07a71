"""Names in more languages: of states by their country's code, of regions by their area's."""

from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from loader import locales
from loader import vocabulary as v

ROOT = Path(__file__).parents[2]
PREF = NamedNode(v.SKOS + "prefLabel")
OFFICIAL = {"ar", "en", "es", "fr", "ru", "zh"}


def coded(iri, name, code):
    return Triple(NamedNode(iri), NamedNode(v.CN + name), Literal(code))


def test_codes_are_named_and_what_is_named_otherwise_is_not():
    france, africa = v.entity("state", "france"), v.entity("region", "africa")
    named = locales.names([
        coded(france, "isoAlpha2", "FR"), coded(france, "isoAlpha3", "FRA"),
        coded(africa, "m49", "002"), coded(v.entity("state", "palestine"), "isoAlpha2", "PS"),
        coded(v.entity("state", "nowhere"), "isoAlpha2", "QQ"),
    ])  # fmt: skip
    assert {(one.subject.value, one.object) for one in named} == {
        (france, Literal("Francia", language="es")), (france, Literal("Франция", language="ru")),
        (france, Literal("فرنسا", language="ar")), (france, Literal("法国", language="zh")),
        (africa, Literal("África", language="es")), (africa, Literal("Африка", language="ru")),
        (africa, Literal("أفريقيا", language="ar")), (africa, Literal("非洲", language="zh")),
    }  # fmt: skip


def test_states_have_a_name_in_each_official_language_of_the_united_nations():
    facts = [
        quad
        for name in ("states", "names")
        for quad in parse(path=ROOT / "triples" / f"{name}.ttl", format=RdfFormat.TURTLE)
    ]
    states = {one.subject for one in facts if one.predicate.value == v.CN + "isoAlpha2"}
    assert len(states) == 195
    named = {(one.subject, one.object.language) for one in facts if one.predicate == PREF}
    lacking = {v.local(state.value) for state in states for one in OFFICIAL
               if (state, one) not in named}  # fmt: skip
    assert lacking == {"holy-see", "palestine"}
