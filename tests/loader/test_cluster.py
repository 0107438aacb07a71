"""On a Dask cluster as on this machine: the same bytes, and a bad document spoils no other."""

import io
import warnings
from pathlib import Path

import pytest
from articles import CASES

from loader import batch, cluster, sources
from loader.isolation import Fault, Limits
from loader.model import LoaderError
from loader.work import Done, Task

distributed = pytest.importorskip("distributed", reason="Dask is not installed")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="module")
def address():
    """The address of a scheduler with two workers, each a process of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
            host="127.0.0.1", silence_logs=50,
        ) as made:  # fmt: skip
            yield made.scheduler_address


def written(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*.ttl")}


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_writes_the_same_bytes(address, tmp_path):
    inside = tmp_path / "in"
    inside.mkdir()
    for case in CASES[:6]:
        (inside / f"{case.name}.txt").write_bytes((case / "source.txt").read_bytes())
    (inside / "empty.txt").write_bytes(b"")
    found = list(sources.expand([str(inside)]))
    here = list(batch.load(found, tmp_path / "here", 2))
    engine = cluster.engine(address, Limits())
    there = list(batch.load(found, tmp_path / "there", 2, engine=engine, again=True))
    assert written(tmp_path / "here") == written(tmp_path / "there")
    assert len(written(tmp_path / "there")) == 6
    told = [[(one.path, one.failure, one.problems) for one in each] for each in (here, there)]
    assert told[0] == told[1]


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr(cluster, "WAIT", "1s")
    with pytest.raises(LoaderError, match="no Dask scheduler answers"):
        cluster.engine("tcp://127.0.0.1:9", Limits())


def test_one_process_serves_many_documents_one_after_the_other():
    requests, answers = io.BytesIO(), io.BytesIO()
    tasks = [Task(name, f"/far/away/{name}", Path(name).stem) for name in ("a.txt", "b.txt")]
    for task, content in zip(
        tasks, (b"A title\n\nFrance has signed the Paris Call.", b""), strict=True
    ):
        cluster.send(requests, (task, content, None, Limits()))
    requests.seek(0)
    cluster.serve(requests, answers)
    answers.seek(0)
    one, other = cluster.receive(answers), cluster.receive(answers)
    assert isinstance(one, Done)
    assert b"state:france" in one.turtle
    assert not isinstance(other, Fault)
    assert other.failure == "b.txt: the file is empty"
