"""Names of states and regions in more languages: those of the Unicode CLDR, by their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from babel import Locale
from pyoxigraph import Literal, NamedNode, Triple

from loader.vocabulary import CN, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The official languages of the United Nations but English and French, which our tables give.
LANGUAGES: Final = ("ar", "es", "ru", "zh")
CODES: Final = frozenset({CN + "isoAlpha2", CN + "m49"})
# Codes for which the CLDR names something else than we do: the Palestinian Territories and
# Vatican City rather than the states, Australasia, and Latin America without the Caribbean.
NAMED_OTHERWISE: Final = frozenset({"PS", "VA", "053", "419"})
COMMENT: Final = (
    "Names of the Unicode CLDR, by the codes of states and regions. Made by `cybernorms tables`,\n"
    "not by hand."
)


def names(described: Iterable[Triple]) -> Iterator[Triple]:
    """Yield a name in each language for every thing that has a country's or an area's code."""
    territories = {language: Locale(language).territories for language in LANGUAGES}
    for subject, predicate, code in described:
        if predicate.value not in CODES or code.value in NAMED_OTHERWISE:
            continue
        for language in LANGUAGES:
            if name := territories[language].get(code.value):
                yield Triple(
                    subject, NamedNode(SKOS + "prefLabel"), Literal(name, language=language)
                )
