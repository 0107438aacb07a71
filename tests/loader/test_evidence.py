"""The evidence contract holds in the Turtle of every text: cases, the article, made-up ones."""

import pytest
from articles import ARTICLE, CASES, marks, needs_article, read, text_of
from evidence import PROMISES, Graph
from generated import articles
from hypothesis import HealthCheck, given, settings

from loader import batch, mapping
from loader.sources import expand
from loader.write import turtle

NAMES = [one.__name__ for one in PROMISES]


def pairs():
    return [
        pytest.param(
            case, promise, id=f"{case.name}-{promise.__name__}", marks=marks(case, promise.__name__)
        )
        for case in CASES
        for promise in PROMISES
    ]


@pytest.fixture(scope="module")
def graphs(tmp_path_factory):
    """The graph of every case and, where it is there, of the article, by what load wrote."""
    sources, out = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("out")
    for case in CASES:
        (sources / f"{case.name}.txt").write_bytes((case / "source.txt").read_bytes())
    paths = [*sorted(sources.iterdir()), *([ARTICLE] if ARTICLE.is_file() else [])]
    outcomes = list(batch.load(expand(map(str, paths)), out, 1))
    assert [one.failure for one in outcomes] == [""] * len(paths)
    return {
        path.stem: Graph((out / f"{path.stem}.ttl").read_bytes(), path.read_bytes().decode())
        for path in paths
    }


@pytest.mark.parametrize(("case", "promise"), pairs())
def test_every_case_keeps_the_contract(case, promise, graphs):
    assert list(promise(graphs[case.name])) == []


@needs_article
@pytest.mark.parametrize("promise", PROMISES, ids=NAMES)
def test_the_article_keeps_the_contract(promise, graphs):
    assert list(promise(graphs[ARTICLE.stem])) == []


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(articles())
def test_articles_made_up_keep_the_contract(text):
    content = turtle(mapping.triples(read(text), {}))
    graph = Graph(content, text)
    assert [broken for promise in PROMISES for broken in promise(graph)] == []


def test_the_cases_are_not_empty():
    assert sum(len(text_of(case)) for case in CASES) > 5000
