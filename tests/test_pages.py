"""The pages over the real release: what each kind shows, in which language, in good HTML."""

import re
import tomllib
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from werkzeug.test import Client

from server.about.kinds import KINDS
from server.application import create_app
from server.release import open_release
from server.site import Settings

SERVER = Path(__file__).parent.parent / "server"
BASE = "https://w3id.org/cybernorms/"
HTML = {"Accept": "text/html"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta"}
SAID = {
    "/id/instrument/paris-call.html": [
        "Supporters 1,2", "civil society organisation", "By region", "Refusals and other",
        "principle 6", "hacking back", "announced", "What was read in documents", "Remarks",
    ],
    "/id/instrument/unga-73-266.html": ["In favour", "139", "First Committee"],
    "/id/norm/supply-chain-kept-sound.html": [
        "UN GGE 2015, para 13(i)", "Charter of Trust, principle 2", "Paris Call, principle 6",
        "non-binding", "recommendation", "commitment", "companies", "Narrower norms",
    ],
    "/id/norm/weapons-review.html": ["lead"],
    "/id/state/iran.html": ["refuses", "Positions over time", "BRICS", "IRN", "evidence"],
    "/id/state/france.html": ["2018-11-12", "supports", "wd:Q142", "Francia"],
    "/id/organisation/eu.html": ["Members 2", "Germany"],
    "/id/organisation/airbus.html": ["Where sources disagree", "preferred"],
    "/id/regime/ihl.html": ["affirms the applicability of", "Norms under it", "2018-11-12"],
    "/id/document/moulin-2019-paris-call.html": [
        "Thibault Moulin", "Paragraph 3", "What it cites", "cut off in print", "characters",
    ],
    "/id/claim/moulin-2019-paris-call.019202af359c.html": ["asserted", "confidence", "0.95"],
    "/id/person/thibault-moulin.html": ["author", "A Watershed Moment"],
    "/id/conduct/hack-back.html": ["conduct", "hacking back"],
    "/browse/State": ["Afghanistan", "Next page"],
    "/": ["Instruments", "States", "Ready questions by topic"],
    "/graph/provisions": ["Provisions of instruments", "provision", "triples"],
}  # fmt: skip


@pytest.fixture(scope="module")
def app(release):
    return create_app(Settings(open_release(release)))


@pytest.fixture(scope="module")
def read(app):
    client = Client(app, app.response_class)

    def page(path, **headers):
        answer = client.get(path, headers={**HTML, **headers})
        text = answer.get_data(as_text=True)
        return answer, text

    return page


def visible(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.parametrize(("path", "words"), SAID.items(), ids=SAID)
def test_each_kind_of_page_says_what_it_should(read, path, words):
    answer, html = read(path)
    assert answer.status_code == 200
    assert [w for w in words if w not in visible(html)] == []


LANGUAGES = [
    ("fr", "", "fr", "Allemagne"),
    ("fr-CA,en;q=0.5", "", "fr", "Allemagne"),
    ("ru", "", "en", "Германия"),
    ("ar, fr;q=0.8", "", "fr", "ألمانيا"),
    ("de", "", "en", "Germany"),
    ("", "", "en", "Germany"),
    ("fr", "?lang=es", "fr", "Alemania"),
    ("fr", "?lang=xx", "fr", "Allemagne"),
    ("fr", "?lang=en", "en", "Germany"),
]


@pytest.mark.parametrize(("accept", "query", "words", "label"), LANGUAGES)
def test_labels_come_in_the_reader_s_language(read, accept, query, words, label):
    answer, html = read("/id/state/germany.html" + query, **{"Accept-Language": accept})
    assert re.search(rf"<h1[^>]*>{label}</h1>", html)
    assert f'<html lang="{words}"' in html
    assert answer.headers["Content-Language"] == words
    assert "Accept-Language" in answer.headers["Vary"]
    assert ("Positions dans le temps" in html) == (words == "fr")


def test_what_is_written_from_the_right_says_so(read):
    html = read("/id/state/germany.html?lang=ar")[1]
    assert re.search(r'<h1 lang="ar" dir="rtl">', html)


def test_a_chosen_language_goes_along(read):
    html = read("/id/state/germany.html?lang=fr")[1]
    here = [a for a in re.findall(r'<a [^>]*href="([^"]*)"', html) if a.startswith("/")]
    lost = [a for a in here if "lang=fr" not in a and not re.search(r"\.(ttl|nt|rdf|jsonld)$", a)]
    others = re.findall(r'href="([?][^"]*)" rel="nofollow" lang', html)
    assert sorted(lost) == ["/.well-known/void", "/id/state/germany"]
    assert "?lang=es" in others


def templates():
    return [p.read_text("utf-8") for p in (SERVER / "templates").rglob("*.html")]


def test_all_our_words_are_there_in_french():
    french = tomllib.loads((SERVER / "words" / "fr.toml").read_text("utf-8"))
    said = {w for text in templates() for w in re.findall(r'\bt\("([^"]+)"', text)}
    code = "".join(p.read_text("utf-8") for p in (SERVER / "about").glob("*.py"))
    said |= {kind.plural for kind in KINDS} | {w for w in french if f'"{w}"' in code}
    assert said - set(french) == set()
    assert set(french) - said == set()
    places = re.compile(r"{\w+}")
    assert [
        e for e, f in french.items() if sorted(places.findall(e)) != sorted(places.findall(f))
    ] == []


def one_of_each_kind(app):
    with app.app_context():
        store = app.extensions["cybernorms"].engine.store
        for kind in KINDS:
            query = f"""SELECT ?thing {{ ?thing a ?class
                FILTER(STRSTARTS(STR(?thing), "{BASE}id/"))
                FILTER(REPLACE(STR(?class), "^.*[/#]", "") = "{kind.name}") }}
                ORDER BY ?thing LIMIT 1"""
            yield from (row["thing"].value.removeprefix(BASE) for row in store.query(query))


class Outline(HTMLParser):
    """Collects headings, identifiers, tables and elements left open."""

    def __init__(self):
        super().__init__()
        self.levels, self.ids, self.open, self.faults = [], [], [], []

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.ids += [named["id"]] if "id" in named else []
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "th" and "scope" not in named:
            self.faults.append("th without scope")
        harmless = named.get("type") == "application/ld+json" or "src" in named
        strange = tag in {"style", "img"} or (tag == "script" and not harmless)
        if strange or any(n.startswith("on") for n in named):
            self.faults.append(f"<{tag}> {named}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


def test_the_html_of_every_kind_is_in_order(app, read):
    paths = [f"/{thing}.html" for thing in one_of_each_kind(app)]
    assert len(paths) > 20
    for path in (*paths, *SAID, "/ontology", *OURS, *ENGLISH):
        outline = Outline()
        outline.feed(read(path)[1])
        assert outline.faults + outline.open == [], path
        assert outline.levels[0] == 1, path
        steps = zip(outline.levels, outline.levels[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), path
        assert outline.levels.count(1) == 1, path
        assert len(outline.ids) == len(set(outline.ids)), path


def test_the_pictures_that_pages_lead_to_are_there(app, read):
    paths = [f"/{thing}.html" for thing in one_of_each_kind(app)]
    questions = ("neighbours-of-an-entity", "positions-of-all-states-towards-an-instrument")
    paths += [*SAID, *(f"/queries/{name}" for name in questions)]
    found = {
        unescape(link)
        for path in paths
        for part in re.findall(r'<p class="seen">.*?</p>', read(path)[1], re.DOTALL)
        for link in re.findall(r'href="([^"]*)"', part)
    }
    assert {link.partition("?")[0] for link in found} == {
        "/see/support", "/see/map", "/see/norms", "/see/neighbourhood",
    }  # fmt: skip
    assert [link for link in found if read(link)[0].status_code != 200] == []


# Pages whose words are ours: all of them are said in the reader's language, or say which it is.
OURS = ("/", "/see", "/data/", "/queries/", "/sparql", "/search?q=iran", "/same-as", "/id/nothing")
ENGLISH = ("/api", "/reconcile/about")


@pytest.mark.parametrize("path", OURS)
def test_a_page_speaks_one_language_of_ours(read, path):
    html = read(path, **{"Accept-Language": "fr"})[1]
    assert '<html lang="fr"' in html
    assert '<main id="main" tabindex="-1">' in html
    other = r'<(\w+)[^>]* lang="en".*?</\1>|<script.*?</script>'
    said = visible(re.sub(other, " ", html, flags=re.DOTALL))
    assert re.findall(r"\b(?:the|of|and|all|download|any)\b", said, re.IGNORECASE) == []


@pytest.mark.parametrize("path", ENGLISH)
def test_what_is_for_programs_says_that_it_is_english(read, path):
    html = read(path, **{"Accept-Language": "fr"})[1]
    assert '<main id="main" tabindex="-1" lang="en">' in html


def test_another_language_keeps_what_was_asked(read):
    html = read("/search?q=paris&kind=State&lang=es")[1]
    assert 'href="?q=paris&amp;kind=State&amp;lang=ru"' in html
    assert '<html lang="en"' in html


def test_what_is_missing_can_be_searched_for(read):
    html = read("/id/instrument/paris-cal.html")[1]
    assert html.count('role="search"') == 1
    assert 'value="paris cal"' in html


def test_nothing_that_has_a_label_is_shown_by_its_iri(app, read):
    for path in (*(f"/{thing}.html" for thing in one_of_each_kind(app)), *SAID, "/ontology"):
        words = visible(re.sub(r"<code>.*?</code>", "", read(path)[1]))
        assert f"{BASE}id/" not in words, path
        assert "cn:" not in words, path


def test_supporters_are_all_there_once(app, read):
    with app.app_context():
        store = app.extensions["cybernorms"].engine.store
        query = f"""PREFIX cn: <{BASE}ontology#> SELECT DISTINCT ?who {{
            ?event cn:endorsed <{BASE}id/instrument/paris-call> ; cn:endorser ?who ;
                cn:position <{BASE}id/position/supports> }}"""
        expected = {row["who"].value for row in store.query(query)}
    html = read("/id/instrument/paris-call.html")[1]
    part = html[html.index('id="supporters"') : html.index('id="stances"')]
    found = [BASE + a for a in re.findall(r'<li><a href="/([^"]*)"', part)]
    assert sorted(found) == sorted(expected)


def test_the_ontology_documents_every_term(read, app):
    html = read("/ontology", **{"Accept-Language": "fr"})[1]
    with app.app_context():
        store = app.extensions["cybernorms"].engine.store
        query = f"""SELECT DISTINCT ?term ?label {{ GRAPH <{BASE}graph/core> {{
            ?term <http://www.w3.org/2000/01/rdf-schema#label> ?label }}
            FILTER(LANG(?label) = "fr" && STRSTARTS(STR(?term), "{BASE}ontology#")) }}"""
        terms = [(r["term"].value.partition("#")[2], r["label"].value) for r in store.query(query)]
    assert len(terms) > 200
    for name, label in terms:
        assert f'id="{name}"' in html, name
        assert label in html.replace("&#39;", "'"), name
    asked = set(re.findall(r'href="/queries/([^"?]+)"', html))
    assert len(asked) > 50
    assert asked <= {p.stem for p in (SERVER.parent / "queries").glob("*.rq")}


@pytest.mark.parametrize(
    "path", ["/browse/Nothing", "/browse/State?page=-1", "/browse/State?page=x"]
)
def test_a_list_of_nothing_is_refused(read, path):
    answer, html = read(path)
    assert answer.status_code in (400, 404)
    assert "Where to go on" in html
