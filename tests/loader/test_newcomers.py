"""What a document adds to the names: short names it defines, new things, names left open."""

import time
from dataclasses import replace

import pytest
from articles import document, read

from loader import newcomers, structure, work
from loader.discourse import Narrator
from loader.model import Layout, Passage, Span

# A text's paragraphs after the title, words expected to be linked (in order), to what.
LINKED = [
    ("The Group of Governmental Experts (hereinafter “the Group”) met. In 2015 the Group agreed.",
     "Group", ["organisation/un-gge"]),
    ("The Group of Governmental Experts on Developments in the Field of Information and"
     " Telecommunications (“the Group”) met. Later the Group agreed.",
     "Group", ["organisation/un-gge"]),
    ("The Budapest Convention (the “Convention”) is open. France joined the Convention.",
     "Convention", ["instrument/budapest-convention"]),
    ("Members of the International Court of Justice met. Later the Court adjourned.",
     "Court", ["organisation/icj"]),
    ("The European Commission spoke. The Commission insisted.",
     "Commission", ["organisation/european-commission"]),
    ("The International Court of Justice and the International Criminal Court differ."
     "\n\nNobody asked the Court about it, as far as we know.", "Court", []),
    ("A paper by Michael Schmitt appeared. Schmitt was glad.", "Schmitt",
     ["person/michael-schmitt"]),
    ("President Ursula von der Leyen spoke. Nobody contradicted von der Leyen.",
     "von der Leyen", ["person/ursula-von-der-leyen"]),
    ("The Cyber Peace Alliance (CPA) met in Oslo. The CPA agreed with everyone.",
     "CPA", ["organisation/cyber-peace-alliance"]),
    ("The Christchurch Call came later. The Call was praised.",
     "Call", ["instrument/christchurch-call"]),
    ("It cites the UN GGE report of 2015. The report is short.", "report", ["instrument/gge-2015"]),
    ("It cites the 2013 report and also the report of 2015 at length.",
     "2013 report", ["instrument/gge-2013"]),
    ("A group (a small one) met. The group went home.", "group", []),
    ("The Osaka Digital Accord was new. Kenya joined the Accord.",
     "Accord", ["instrument/osaka-digital-accord"]),
]  # fmt: skip
LINKED_IN_FRENCH = [
    ("Le Groupe d’experts gouvernementaux (ci-après « le Groupe ») s’est réuni. En 2015, le Groupe"
     " a conclu ses travaux.", "Groupe", ["organisation/un-gge"]),
    ("La Cour internationale de Justice a rendu un arrêt. Ensuite, la Cour s’est tue.",
     "Cour", ["organisation/icj"]),
    ("La Convention de Budapest (ci-après dénommée la Convention) est ouverte. La France a rejoint"
     " la Convention.", "Convention", ["instrument/budapest-convention"]),
    ("Le président Emmanuel Macron a parlé. Selon Macron, tout va bien dans le monde.",
     "Macron", ["person/emmanuel-macron"]),
]  # fmt: skip
MADE = [
    ("The Osaka Digital Accord was signed by Kenya.", "Osaka Digital Accord", "Accord"),
    ("Ministers signed the Convention on Digital Restraint.", "Convention on Digital Restraint",
     "Treaty"),
    ("The think tank Lumen Policy wrote it.", "Lumen Policy", "AcademicInstitution"),
    ("A vendor, Northwind Ltd, fixed it.", "Northwind Ltd", "Company"),
    ("Brixel Labs, a Kenyan company, fixed it.", "Brixel Labs", "Company"),
    ("It was said by Ambassador Jane Oduya at the meeting.", "Jane Oduya", "Person"),
    ("The Ministry of Digital Affairs of Estonia answered.",
     "Ministry of Digital Affairs of Estonia", "GovernmentBody"),
    ("Scholars at Northfield University disagree.", "Northfield University",
     "AcademicInstitution"),
]  # fmt: skip
NOT_MADE = [
    "NEW TREATY ON DIGITAL PEACE\n\nNobody signed anything at all on that day in that town.",
    "Convention was not the word of the day; nobody used it at the meeting.",
    "Every Treaty has two sides and nobody minds.",
    "Today Declaration after declaration was read aloud in the hall.",
    "The company grew. Nobody from Kenya objected.",
]  # fmt: skip


def linked(reading, words):
    text = reading.document.text
    return [
        one.entity.split("/id/")[1] for one in reading.mentions
        if text[one.span.start : one.span.end] in words
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "expected"), LINKED, ids=[row[0][:40] for row in LINKED])
def test_short_names_stand_for_what_was_named_in_full(text, words, expected):
    reading = read(f"Notes on a meeting\n\n{text}\n")
    assert linked(reading, {words})[-1:] == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"), LINKED_IN_FRENCH, ids=[row[0][:40] for row in LINKED_IN_FRENCH]
)
def test_short_names_in_french_stand_for_what_was_named_in_full(text, words, expected):
    made = document(f"Notes sur une réunion\n\n{text}\n")
    reader = work.shared()[1]
    layout, _ = structure.layout(made, reader.languages, reader.dates)
    layout = replace(
        layout, language="fr",
        paragraphs=tuple(replace(one, language="fr") for one in layout.paragraphs),
        sentences=tuple(replace(one, language="fr") for one in layout.sentences),
    )  # fmt: skip
    new = newcomers.read(made, layout, reader.linkers, reader.languages, reader.known)
    scenes = Narrator(made, layout, new.linkers, reader.languages).scenes()
    found = [one for scene in scenes for one in scene.mentions]
    named = [one for one in found if made.text[one.span.start : one.span.end] == words]
    assert [one.entity.split("/id/")[1] for one in named][-1:] == expected


@pytest.mark.parametrize(("text", "label", "kind"), MADE, ids=[row[1] for row in MADE])
def test_a_new_thing_is_made_where_the_text_says_what_it_is(text, label, kind):
    reading = read(f"Notes on a meeting\n\n{text}\n")
    made = {one.label: one for one in reading.nodes}
    assert kind in made[label].types
    assert made[label].iri in {one.entity for one in reading.mentions}


@pytest.mark.parametrize("text", NOT_MADE)
def test_nothing_is_made_of_headings_and_lone_words(text):
    reading = read(f"Notes on a meeting\n\n{text}\n")
    assert [one.label for one in reading.nodes] == []


def problems(text):
    reading = read(f"Notes on a meeting\n\n{text}\n")
    whole = reading.document.text
    return [(one.code, whole[one.where :].split(" ", 1)[0]) for one in reading.problems]


def test_a_near_duplicate_is_reported_and_not_made():
    text = "Nobody read the Paris Call on Security and Trust in Cyberspace aloud."
    assert problems(text) == [("near-duplicate", "Paris")]
    assert read(f"A title\n\n{text}").nodes == ()


def test_a_name_that_is_left_open_is_reported_once():
    text = "Congo spoke first. Then Congo sat down. Nobody else from there said anything."
    assert problems(text) == [("ambiguous-name", "Congo")]


def test_a_head_that_is_left_open_is_reported_once():
    text = (
        "The International Court of Justice and the International Criminal Court differ.\n\n"
        "Nobody asked the Court about it. Nobody asked the Court again after that."
    )
    assert problems(text) == [("ambiguous-name", "Court")]


HOSTILE = [
    "Georgia ", "Congo and ", "Convention of ", "Convention on X ", "A. ", "Aa Bb ", "(", "“",
    "(hereinafter “X”) ", "Paris Call (“Call”) ", "(hereinafter, hereinafter, ", "Ambassador Aa ",
    "think tank ", "a-\n", "a-      ", "US-", "[s]t", "73/27 ", "Michael Schmitt ", "the Court ",
    "e\u0301", "Orange, ", "Ministry of ", "Déclaration de Dakar sur la paix ",
]  # fmt: skip


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_makes_the_search_for_names_slow(words, code):
    text = (words * 20_000)[:20_000]
    whole = Span(0, len(text))
    reader = work.shared()[1]
    layout = Layout(
        Span(0, 0), "", None, (), (Passage("Paragraph", whole, "1", (), 1, code),),
        (Passage("Sentence", whole, "", (), 1, code),), (), language=code,
    )  # fmt: skip
    begun = time.monotonic()
    newcomers.read(document(text), layout, reader.linkers, reader.languages, reader.known)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("title", "genre", "state"),
    [
        ("Estonia’s position on international law", "position", "estonia"),
        ("The French position on cyberspace", "position", "france"),
        ("France and Germany on cyberspace", "position", ""),
        ("Estonia’s position on international law", "report", ""),
    ],
)
def test_a_position_is_that_of_the_one_state_its_title_names(title, genre, state):
    made = document(f"{title}\n\nWe hold that international law applies to what states do.\n")
    reader = work.shared()[1]
    layout, _ = structure.layout(made, reader.languages, reader.dates)
    narrator = Narrator(made, replace(layout, genre=genre), reader.linkers, reader.languages)
    assert narrator.holder().rpartition("/")[2] == state
