"""How many supported the Paris Call, by date, kind of actor and source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from loader.research.files import mapping, yaml_file
from loader.research.model import Researched
from loader.research.sources import cells
from loader.vocabulary import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE: Final = "paris-call-supporters.yaml"
TABLE: Final = "counts"
NUMBER: Final = re.compile(r"(?P<loose>[a-z][a-z ]*?)? ?(?P<number>[\d,]+|fifty)(?P<more>\+)?")
DATED: Final = re.compile(r"\d{4}(-\d{2}){0,2}")


def facts(folder: Path) -> Iterator[Researched]:
    """Yield a count for each number of each dated total."""
    held = yaml_file(folder / FILE)
    for group, sourced in (("totals_from_site_repository", [["site-repo"]]),
                           ("totals_from_other_sources", [])):  # fmt: skip
        for number, one in enumerate(held[group]):
            sources = [*sourced, one.get("sources", [])]
            texts = [text for some in sources for text in some]
            for field in mapping("counted"):
                if one.get(field) is not None:
                    key = f"paris-call-supporters/{group}/{number}/{field}"
                    yield _count(key, one, field, texts)


def _count(key: str, one: dict[str, Any], field: str, sources: list[str]) -> Researched:
    text = str(one[field])
    found = NUMBER.match(text)
    if not found:
        return Researched(key, "count", "confirmed", TABLE)
    what = "governments" if "governments" in text else field
    value = mapping("count-words").get(found["number"], found["number"].replace(",", ""))
    row = {
        "iri": f"count:paris-call.{_slug(one['as_of'], field, sources)}",
        "a": "cn:SupporterCount",
        "cn:countOf": "instrument:paris-call",
        "cn:countedActors": mapping("counted")[what],
        "cn:countValue^^xsd:integer": value,
        "dcterms:source": cells(sources),
        "cn:factStatus": "fact-status:confirmed",
    }
    if loose := "at least" if found["more"] else found["loose"]:
        row["cn:countQualifier^^xsd:string"] = loose
    as_of = str(one["as_of"])
    if dated := DATED.match(as_of):
        row["cn:date^^date"] = dated[0]
    if not DATED.fullmatch(as_of):
        row["cn:atDateText@en"] = as_of
    return Researched(key, "count", "confirmed", TABLE, row)


def _slug(as_of: object, field: str, sources: list[str]) -> str:
    """Return what tells a count from others: its date, whom it counts, who says so but the list.

    >>> _slug("undated (2019)", "private_sector", ["sysarmy"])
    'undated-2019-private-sector-sysarmy'
    """
    said = [] if sources == ["site-repo"] else [sources[0]]
    return "-".join([slugify(str(as_of)), slugify(field.replace("_", " ")), *map(slugify, said)])
