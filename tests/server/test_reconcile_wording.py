"""The rules of wording and judging, without a store."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.reconcile.judging import SURE, Bearer, Name, fit, slip
from server.reconcile.wording import (
    bracketed,
    plain,
    rules,
    without_legal_form,
    without_state_form,
)

WORDS = st.lists(
    st.sampled_from(["Fox", "Hare", "of", "the", "Republic", "Ltd", "II", "2015", "é"])
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Int'l Court of Justice", "International Court of Justice", True),
        ("G.A.F.A.", "GAFA", True),
        ("The Fox and Hare", "Fox & Hare", True),
        ("St. Fox", "Saint Fox", True),
        ("Resolution 73/27", "Resolution 27/73", False),
        ("Protocol II", "Protocol III", False),
    ],
)
def test_words_that_count(one, other, same):
    level = fit(one, Bearer("x", (Name(other),), frozenset())).level
    assert (level in SURE) is same


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Fox Inc.", "fox"), ("Fox, S.A.", "fox"), ("Fox GmbH & Co. KG", "fox"),
        ("Fox Co., Ltd", "fox"),
        ("Fox S.p.A.", "fox"), ("Fox sp. z o.o.", "fox"), ("Fox e.V.", "fox"), ("Ltd", "ltd"),
        ("Fox Group", "fox group"), ("Inc Fox", "inc fox"),
    ],
)  # fmt: skip
def test_legal_forms_are_parted(name, core):
    assert " ".join(without_legal_form(name).core) == core


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Republic of the Fox", "fox"), ("Fox, Islamic Republic of", "fox"),
        ("Fox (Federated States of)", "fox"), ("République du Fox", "fox"),
        ("Fox Republic", "fox republic"), ("Isle of Fox", "isle of fox"), ("Kingdom", "kingdom"),
        ("Republic of", "republic of"), ("Royaume-Uni", "royaume uni"),
    ],
)  # fmt: skip
def test_forms_of_states_are_parted(name, core):
    assert " ".join(without_state_form(name).core) == core


def test_what_is_asked_may_have_its_form_at_the_end():
    assert without_state_form("Fox Rep.", asked=True).core == ("fox",)
    assert without_state_form("Republic", asked=True).core == ("republic",)


@pytest.mark.parametrize(
    ("text", "name", "wrong"),
    [
        ("Swizterland", "Switzerland", 1), ("Phillipines", "Philippines", 2),
        ("Guineas", "Guinea", 0),
        ("Nigr", "Niger", 0), ("Foxland 2", "Foxland 3", 0), ("North Meadow", "South Meadow", 0),
    ],
)  # fmt: skip
def test_slips_of_the_pen(text, name, wrong):
    assert slip(text, name) == wrong


@given(WORDS.map(" ".join), WORDS.map(" ".join))
def test_scores_stay_in_bounds_and_a_name_fits_itself(text, name):
    bearer = Bearer("x", (Name(name or "Fox"),), frozenset({"State", "Organisation"}))
    assert 0 <= fit(text, bearer).score <= 100
    assert fit(name or "Fox", bearer).level == "exact"


@given(st.text(max_size=200))
def test_any_text_is_parted_without_loss_of_all_words(text):
    for parted in (without_legal_form(text), without_state_form(text)):
        assert bool(parted.core) == bool(plain(text))
    outside, inside = bracketed(text)
    assert outside in text
    assert inside in text


def test_rules_are_written_as_folded():
    forms = rules()["legal"]["forms"]
    every = [one for forms in forms.values() for one in forms]
    assert len(every) == len(set(every))
    assert [one for one in [*every, *rules()["abbreviations"]] if one != one.casefold()] == []
