"""The dated events of an instrument, as milestones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader.model import LoaderError
from loader.research.files import mapping
from loader.research.model import Researched
from loader.research.rows import confidence, longest, node, sourced
from loader.vocabulary import short_slug, slugify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.research.rows import Entry

DAY: Final = re.compile(r"\d{4}(-\d{2}){0,2}")
PERIOD: Final = re.compile(r"(\d{4})/(\d{4})")


def facts(entry: Entry) -> Iterator[Researched]:
    """Yield a milestone for each event that has a date; a second of a step and day is one."""
    for event in entry["dates"]:
        key = f"{short_slug(event['event'])}-{slugify(str(event['date']))}"
        yield Researched(
            f"instruments/{entry['id']}/dates/{key}", "instrument date", confidence(event),
            "milestones", _milestone(entry, event),
        )  # fmt: skip


def _milestone(entry: Entry, event: Entry) -> dict[str, str]:
    """Return the row of a milestone; none if the event has no date."""
    words, date = event["event"], str(event["date"])
    step = longest(mapping("instrument-steps"), words)
    if not step:
        raise LoaderError(f"{entry['id']}: no step is known for {words!r}; add it to the mappings")
    about = mapping("instrument-milestones").get(f"{entry['id']}/{words}") or node(entry)
    if period := PERIOD.fullmatch(date):
        when = {"cn:notBefore^^date": period[1], "cn:notAfter^^date": period[2]}
    elif DAY.fullmatch(date):
        when = {"cn:date^^date": date}
    else:
        return {}
    row = {
        "iri": f"milestone:{about.partition(':')[2]}.{step}-{slugify(date)}",
        "a": "cn:Milestone",
        "cn:milestoneOf": about,
        "cn:step": f"step:{step}",
        **when,
    }
    if " " in words and slugify(words) != step:
        row["skos:note@en"] = words
    return sourced(row, event["sources"], confidence(event))
