"""What names in a text are linked to: a new case is a new row of tests/cases/names."""

import csv
from pathlib import Path

import pytest

from loader import work
from loader.model import Span

ROWS = Path(__file__).parents[1] / "cases/names/mentions.csv"
# Words that rules use and that are no names.
ORDINARY = {"date", "object", "conduct", "sector", "region", "group"}


def rows():
    with ROWS.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            text = row["text"].replace("\\n", "\n")
            expected = [tuple(one.rsplit("=", 1)) for one in row["mentions"].split("|") if one]
            yield pytest.param(row["language"], text, expected, id=text[:40])


@pytest.mark.parametrize(("language", "text", "expected"), list(rows()))
def test_names_are_linked_to_what_they_mean(language, text, expected):
    linker = work.shared()[1].linkers[language].within(text)
    found = linker.mentions(text, Span(0, len(text)), "body")
    named = [
        (text[one.span.start : one.span.end].replace("\n", "\\n"), one.entity.split("/id/")[1])
        for one in found
    ]
    assert [one for one in named if one[1].split("/")[0] not in ORDINARY] == expected
