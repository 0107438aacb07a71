"""The benchmark's graphs and questions: what it times must be there, and be counted right."""

import pyoxigraph as ox
import pytest
from benchmarks.serving import graph, rounds, workload

SIZE = 10_000
RESULTS = {one.media_type.partition(";")[0]: one for one in (
    ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.CSV,
    ox.QueryResultsFormat.TSV, ox.QueryResultsFormat.XML,
)}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("graphs")


@pytest.fixture(scope="module")
def counts(folder):
    return graph.made(SIZE, "nt", folder)[1]


@pytest.fixture(scope="module")
def store(folder):
    path, _ = graph.made(SIZE, "nt", folder)
    store = ox.Store()
    store.load(path=str(path), format=ox.RdfFormat.N_TRIPLES)
    return store


def test_a_graph_has_as_many_triples_as_it_says(store, counts):
    assert len(store) == counts.triples >= SIZE


def test_quads_are_the_same_triples_in_named_graphs(folder, counts):
    plain, _ = graph.made(SIZE, "nt", folder)
    path, _ = graph.made(SIZE, "nq", folder)
    quads = list(ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS))
    assert len(quads) == counts.triples
    assert len({quad.graph_name for quad in quads} - {ox.DefaultGraph()}) == 5 + counts.instruments
    triples = ox.parse(path=str(plain), format=ox.RdfFormat.N_TRIPLES)
    assert [quad.triple for quad in quads] == [quad.triple for quad in triples]


@pytest.mark.parametrize(("seed", "same"), [(1, True), (2, False)])
def test_the_seed_decides_every_byte(folder, tmp_path, seed, same):
    first, _ = graph.made(SIZE, "nt", folder)
    again, _ = graph.made(SIZE, "nt", tmp_path, seed)
    assert (first.read_bytes() == again.read_bytes()) is same


@pytest.mark.parametrize("query", workload.QUERIES, ids=lambda query: query.name)
def test_each_query_has_the_rows_that_are_expected(store, counts, query):
    text = workload.filled(query.text, query.things(counts) // 2, 1)
    results = store.query(text)
    body = results.serialize(format=RESULTS.get(query.accept, ox.RdfFormat.TURTLE))
    found = workload.counted(body, query.accept)
    assert found == query.rows(counts) if query.rows else found > 0


@pytest.mark.parametrize("query", workload.QUERIES, ids=lambda query: query.name)
def test_only_what_is_called_repeated_can_be_answered_from_a_store_of_answers(query):
    requests = {workload.filled(query.text, 7, number) for number in (1, 2)}
    assert len(requests) == (1 if query.name.endswith("repeated") else 2)


@pytest.mark.parametrize("kind", [workload.JSON, workload.XML, workload.TURTLE])
def test_a_torn_answer_is_not_counted(store, kind):
    text = workload.GRAPH if kind == workload.TURTLE else workload.ROWS
    results = store.query(text)
    body = results.serialize(format=RESULTS.get(kind, ox.RdfFormat.TURTLE))
    with pytest.raises(ValueError, match=r"."):
        workload.counted(body[: len(body) // 2], kind)


@pytest.mark.parametrize(
    ("rows", "fault", "said"),
    [((5, 5), "", ""), ((5, 4), "", "4 rows, not 5"), ((5, None), "status 503", "status 503")],
)
def test_a_server_that_answers_wrong_is_not_timed(rows, fault, said):
    answers = [
        rounds.Answer(number, 10, 0.1, "" if number is not None else fault) for number in rows
    ]
    assert rounds.judged(answers, [5, 5]).fault == said


@pytest.mark.parametrize(
    ("alone", "connections", "span"),
    [(0.001, 8, 3), (2.0, 32, 15)],
    ids=["short ones take as long as asked", "long ones take longer, within bounds"],
)
def test_a_round_lasts_as_long_as_it_needs(alone, connections, span):
    assert rounds.span(alone, connections, 3) == span
