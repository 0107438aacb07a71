"""The Paris Call's supporters through time: records add up to totals, and bodies to their size."""

import csv
from pathlib import Path

import pytest

TABLES = Path(__file__).parents[1] / "triples/tables"


def table(name):
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LISTED = [row for row in table("endorsements") if row["cn:firstListed^^date"]]
COUNTS = {row["iri"]: int(row["cn:countValue^^xsd:integer"]) for row in table("counts")}
DAYS = (
    "2019-09-17", "2019-10-17", "2019-11-12", "2020-01-31", "2020-11-06", "2020-12-19",
    "2021-11-12", "2022-01-11", "2024-01-19", "2025-12-25",
)  # fmt: skip


def listed(day):
    return {
        row["cn:endorser"]
        for row in LISTED
        if row["cn:firstListed^^date"] <= day <= (row["cn:lastListed^^date"] or day)
    }


@pytest.mark.parametrize("day", DAYS)
def test_the_states_listed_on_a_day_are_as_many_as_the_list_counts(day):
    states = {one for one in listed(day) if one.startswith("state:")}
    assert len(states) == COUNTS[f"count:paris-call.{day}-states"]


def test_the_newest_list_adds_up():
    records = [row for row in LISTED if not row["cn:lastListed^^date"]]
    assert len(records) == COUNTS["count:paris-call.2025-12-25-total"] == 1222
    assert len(LISTED) == 1270


@pytest.mark.parametrize(
    ("day", "states"),
    [("2018-11-12", 44), ("2019-01-01", 45), ("2019-09-16", 68), ("2021-11-12", 80),
     ("2025-12-25", 81)],
)  # fmt: skip
def test_the_states_known_to_support_on_a_day(day, states):
    since = {
        row["cn:endorser"]: row["cn:date^^date"] or row["cn:notAfter^^date"]
        for row in table("endorsements")
        if row["cn:position"] == "position:supports"
        and row["cn:endorser"].startswith("state:")
        and row["cn:date^^date"] + row["cn:notAfter^^date"]
    }
    assert len([one for one in since.values() if one <= day]) == states


@pytest.mark.parametrize(
    ("body", "members"),
    [("un", 193), ("eu", 27), ("nato", 32), ("oecd", 38), ("g7", 7), ("g20", 20), ("brics", 11),
     ("sco", 10), ("five-eyes", 5), ("osce", 57), ("council-of-europe", 46),
     ("un-african-group", 54), ("un-eastern-european-group", 23), ("un-grulac", 33)],
)  # fmt: skip
def test_each_body_has_as_many_members_as_its_sources_give(body, members):
    rows = [row for row in table("memberships") if not row["cn:endDate^^date"]]
    assert [row["org:organization"] for row in rows].count(f"organisation:{body}") == members


def test_nobody_is_listed_who_is_also_kept_elsewhere():
    listed_only = {row["iri"] for row in table("supporters")}
    assert not listed_only & {row["iri"] for row in table("organisations")}
    assert all(row["dcterms:source"] == "source:paris-call-list" for row in table("supporters"))
