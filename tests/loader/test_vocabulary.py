"""IRIs: every name gets one, the same one always, and no two names share one."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader import vocabulary as v

IRI = re.compile(r"https://w3id\.org/cybernorms/id/[a-z-]+/[a-z0-9][a-z0-9.-]*")
LABELS = st.one_of(
    st.text(min_size=1),
    st.lists(st.sampled_from(["Été", "Ete", "ete", "A", "B-C", "B C", "😀", "É"]), min_size=1).map(
        " ".join
    ),
)
SLUGS = [
    ("Paris Call", "paris-call"),
    ("Appel de Paris pour la sécurité", "appel-de-paris-pour-la-securite"),
    ("China's acts", "chinas-acts"),
    ("A/RES/70/237", "a-res-70-237"),
    ("ﬁne Ⅷ ½", "fine-viii-12"),
    ("文書", ""),
    ("😀", ""),
    ("...", ""),
    ("", ""),
]


@pytest.mark.parametrize(("words", "slug"), SLUGS)
def test_slugs(words, slug):
    assert v.slugify(words) == slug


@given(LABELS)
def test_every_label_gets_an_iri_that_is_one(label):
    assert IRI.fullmatch(v.named("organisation", label))


@given(LABELS, LABELS)
def test_two_labels_that_say_different_things_get_two_iris(one, other):
    """Case, accents aside, and what joins ASCII words, make no difference; all else does."""
    if v.named("work", one) == v.named("work", other):
        same = one.isascii() and other.isascii() and v.slugify(one) == v.slugify(other)
        assert one == other or same


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_different_parts_have_different_keys(one, other):
    assert (v.key(*one) == v.key(*other)) == (one == other)


@given(st.text(), st.text(), st.text())
def test_what_a_document_says_gets_iris_of_its_own(words, more, context):
    assert v.of_document("claim", "a", words, more) != v.of_document("claim", "b", words, more)
    here = v.of_document("claim", "a", words, context)
    assert (here == v.of_document("claim", "a", more, context)) == (words == more)


def test_iris_are_the_same_in_another_process_and_another_version():
    """Published IRIs stay: these may never change."""
    code = "from loader import vocabulary as v; print(v.named('work', 'Été'), v.key('a', 'b'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [v.named("work", "Été"), v.key("a", "b")]
    assert done.stdout.split() == [v.BASE + "id/work/ete-88bab8a9e8e5", "af4c19afbcdc"]


@pytest.mark.parametrize(
    ("iri", "local"), [(v.entity("state", "france"), "france"), ("urn:x", "urn:x")]
)
def test_local_names(iri, local):
    assert v.local(iri) == local
