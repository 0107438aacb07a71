"""Dates in prose and notes: what is one, how precise it is, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader import language
from loader.dates import DateReader, datatype

LANGUAGE = language.load()
READER = DateReader(LANGUAGE.months, LANGUAGE.words["year_after"])
DATES = [
    ("12 November 2018", ["2018-11-12"]),
    ("12th of May 2018", ["2018-05-12"]),
    ("the 1st June 2018", ["2018-06-01"]),
    ("November 12, 2018", ["2018-11-12"]),
    ("January 7th, 2019", ["2019-01-07"]),
    ("Sept. 3, 2018", ["2018-09-03"]),
    ("in March 2018", ["2018-03"]),
    ("in 2017", ["2017"]),
    ("12.11.2018", ["2018-11-12"]),
    ("5.3.2018", ["2018-03-05"]),
    ("2018-11-12", ["2018-11-12"]),
    ("from 2015 to 2017", ["2015", "2017"]),
    ("29 February 2020", ["2020-02-29"]),
    ("29 February 2019", []),
    ("31.13.2018", []),
    ("in 1815", []),
    ("20185", []),
    ("A/2018/5", []),
    ("page-2018", []),
    ("2.0", []),
    ("", []),
    ("23–24 June 2019", ["2019-06-23", "2019-06-24"]),
    ("from 23 to 24 June 2019", ["2019-06-23", "2019-06-24"]),
    ("June 23–24, 2019", ["2019-06-23", "2019-06-24"]),
    ("the 12th day of November 2018", ["2018-11-12"]),
    ("2018-11-12T10:00:00Z", ["2018-11-12"]),
    ("2018-11-12 10:00", ["2018-11-12"]),
    ("12/11/2018", []),
    ("23/11/2018", ["2018-11-23"]),
    ("11/23/2018", ["2018-11-23"]),
    ("11/11/2018", ["2018-11-11"]),
    ("0000-01-01", []),
    ("2000 companies", []),
]


FRENCH_DATES = [
    ("le 1er juillet 2021", ["2021-07-01"]),
    ("Paris, le 12 novembre 2018", ["2018-11-12"]),
    ("du 23 au 24 juin 2019", ["2019-06-23", "2019-06-24"]),
    ("en novembre 2018", ["2018-11"]),
    ("le 1er août 2021", ["2021-08-01"]),
]


@pytest.mark.parametrize(("text", "dates"), FRENCH_DATES)
def test_french_dates(text, dates):
    french = language.load("fr")
    reader = DateReader(french.months, french.words["year_after"])
    assert [iso for _, iso in reader.find(text)] == dates


@pytest.mark.parametrize(("text", "dates"), DATES)
def test_dates(text, dates):
    assert [iso for _, iso in READER.find(text)] == dates


KINDS = [("2018", "gYear"), ("2018-11", "gYearMonth"), ("2018-11-12", "date")]
FORMS = st.sampled_from(["{d} {m} {y:04d}", "{m} {d}, {y:04d}", "{d}.{n}.{y:04d}"])


@pytest.mark.parametrize(("iso", "kind"), KINDS)
def test_datatypes(iso, kind):
    assert datatype(iso) == kind


@given(st.dates(), FORMS, st.text())
def test_a_date_is_found_where_it_stands(day, form, before):
    words = form.format(d=day.day, m=day.strftime("%B"), n=day.month, y=day.year)
    text = f"{before} {words} after"
    found = [(text[span.start : span.end], iso) for span, iso in READER.find(text)]
    assert (words, day.isoformat()) in found
