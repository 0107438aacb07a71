"""The README is true: its tour gives what it prints, and what it names exists."""

import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = re.findall(
    r"```sh\ncybernorms query (queries/\S+) --format csv\n```\n```csv\n(.*?)```", README, re.DOTALL
)


@pytest.mark.parametrize(("path", "printed"), TOUR, ids=[path for path, _ in TOUR])
def test_the_tour_prints_real_answers(path, printed, cybernorms, release):
    done = cybernorms("query", ROOT / path, "--format", "csv", "--release", release)
    assert done.stdout.replace("\r\n", "\n") == printed


def test_the_tour_has_five_queries():
    assert len(TOUR) == 5


def test_the_query_about_evidence_finds_one_place(cybernorms, release):
    (text,) = re.findall(r"```sparql\n(.*?)```", README, re.DOTALL)
    done = cybernorms("query", text, "--format", "csv", "--release", release)
    assert len(done.stdout.splitlines()) == 2, done.stdout + done.stderr


def test_the_commands_are_those_that_exist():
    named = set(re.findall(r"^\| `cybernorms (\w+)", README, re.MULTILINE))
    assert named == {one.name for one in entry_points(group="cybernorms.commands")}


@pytest.mark.parametrize(
    "path", re.findall(r"`((?:ontology|triples|loader|queries)/[\w./-]+\.\w+)`", README)
)
def test_the_files_it_names_exist(path):
    assert (ROOT / path).exists() or "my-article" in path


@pytest.mark.parametrize("route", ["/", "/sparql", "/ontology", "/queries/", "/data/",
                                   "/.well-known/void", "/.well-known/api-catalog", "/robots.txt",
                                   "/sitemap.xml", "/healthz", "/readyz"])  # fmt: skip
def test_the_routes_it_names_answer(route, get):
    assert f"`{route}" in README
    assert get(route)
