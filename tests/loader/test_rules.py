"""Every rule of every language holds to its own two sentences, and no sentence makes one slow."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
from articles import document

from loader import structure, work
from loader.discourse import Narrator

# A sentence made to be slow, at most as long as the loader reads (pipeline.LONGEST_SENTENCE).
HOSTILE = {
    "adverbs": "'really ' * 800",
    "adverbs after a name": "'Paris Call ' + 'really ' * 800",
    "adverbs with commas": "'Paris Call ' + ', oddly, ' * 650",
    "adverbs after a report": "'Paris Call ' + 'really ' * 400 + 'affirms ' + 'really ' * 400",
    "open brackets": "'(' * 3000",
    "brackets within brackets": "'(' * 1500 + 'A, B' + ')' * 1500",
    "open quotation marks": "'‘' * 3000",
    "quotation marks": "'‘a’ ' * 1500",
    "commas": "'a, ' * 2000",
    "names": "'France, ' * 700 + 'supports'",
    "instruments": "'Paris Call ' * 540",
    "instruments that grow": "'Paris Call goes really ' * 260",
    "principles": "'Paris Call notes principles of ' + 'distinction, ' * 450",
    "regimes": "'Paris Call affirms that ' + 'sovereignty, ' * 450",
    "whether": "'It remains to be seen ' + 'whether ' * 700",
    "the": "'the ' * 1500",
    "the risk of": "'the risk of ' * 490",
    "the question of": "'the question of ' * 370",
    "disagreements": "'disagreements between ' * 270",
    "references": "'a reference to ' * 390",
    "markers": "'a[1]' * 1500",
    "stops": "'.' * 6000",
    "dots and capitals": "'A. ' * 2000",
    "digits": "'1' * 6000",
    "numbers": "'1,' * 3000",
    "one word": "'a' * 6000",
    "words joined by hyphens": "'a-' * 3000",
    "blanks": "' ' * 5990",
    "astral": "'\\U0001F600' * 6000",
}
TITLES = {"en": "Paris Call", "fr": "Appel de Paris"}
LOAD = """
import sys
from loader import work
from loader.model import Document
work.shared()[1].load(Document("hostile", "Paris Call\\n\\nIt " + eval(sys.argv[1]) + ".\\n", ""))
"""


def reader():
    return work.shared()[1]


def rules():
    for code, language in reader().languages.items():
        for section, found in language.rules.items():
            for index, rule in enumerate(found):
                where = f"{code}-{section}-{rule.name or index}"
                yield pytest.param(code, section, rule, id=where)


RULES = [one for one in rules() if one.values[2].test]


def spoken(layout, code):
    """The layout of a text of which all is in one language, however short it is."""
    passages = ("paragraphs", "sentences", "notes")
    found = {
        name: tuple(replace(one, language=code) for one in getattr(layout, name))
        for name in passages
    }
    return replace(layout, language=code, **found)


def views(code, section, rule, sentences):
    """The sentences as the loader shows them to a rule, in a text on the Paris Call."""
    text = document(f"{TITLES[code]}\n\n{sentences}")
    layout, _ = structure.layout(text, reader().languages, reader().dates)
    layout = spoken(layout, code)
    scenes = Narrator(text, layout, reader().linkers, reader().languages).scenes()
    masked = rule.quoted or section == "assessment"
    return [(scene.masked if masked else scene.plain).text for scene in scenes]


@pytest.mark.parametrize(("code", "section", "rule"), RULES)
def test_a_rule_matches_its_test_sentence(code, section, rule):
    seen = views(code, section, rule, rule.test)
    assert any(rule.match.search(one) for one in seen), seen


@pytest.mark.parametrize(("code", "section", "rule"), RULES)
def test_a_rule_passes_its_counter_sentence_by(code, section, rule):
    seen = views(code, section, rule, rule.counter)
    assert not any(rule.match.search(one) for one in seen), seen


@pytest.mark.parametrize(("code", "section", "rule"), list(rules()))
def test_a_rule_that_names_a_predicate_brings_its_two_sentences(code, section, rule):
    if section not in {"attribute", "modality", "shift"}:
        assert rule.test
        assert rule.counter


@pytest.mark.parametrize("language", reader().languages.values(), ids=reader().languages)
def test_no_two_rules_share_a_name(language):
    names = [rule.name for found in language.rules.values() for rule in found if rule.name]
    assert [name for name, times in Counter(names).items() if times > 1] == []


@pytest.mark.parametrize("sentence", HOSTILE.values(), ids=HOSTILE)
def test_no_sentence_takes_long(sentence):
    subprocess.run([sys.executable, "-c", LOAD, sentence], check=True, timeout=30)
