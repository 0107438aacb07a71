"""The editor of the SPARQL page: how it gets to its place, and the page without it."""

import os
import re

import pytest
from asking import application

from server import editor

FAKE = """#!/bin/sh
echo "$@" > {calls}
test -f package-lock.json || exit 9
mkdir -p {package}
printf 'let a;\\n//# sourceMappingURL=a.map\\n' > {package}/yasqe.esm.js
printf 'a{{}}' > {package}/yasqe.min.css
exit {code}
"""


@pytest.fixture
def npm(tmp_path, monkeypatch):
    """Put another command in the place of npm."""

    def make(code=0):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        text = FAKE.format(calls=tmp_path / "calls", package=editor.PACKAGE, code=code)
        (folder / "npm").write_text(text)
        (folder / "npm").chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
        return tmp_path / "calls"

    return make


def test_it_is_put_in_its_place_once(npm, tmp_path):
    calls, place = npm(), tmp_path / "place"
    editor.install(place)
    assert "--ignore-scripts" in calls.read_text()
    assert (place / "editor.js").read_text() == "let a;\n"
    assert editor.installed(place)
    calls.unlink()
    editor.install(place)
    assert not calls.exists()


def test_another_version_takes_its_place(npm, tmp_path):
    npm()
    place = tmp_path / "place"
    editor.install(place)
    (place / editor.STAMP).write_text("another")
    assert not editor.installed(place)
    editor.install(place)
    assert editor.installed(place)


def test_without_the_package_nothing_is_left_behind(npm, tmp_path, monkeypatch):
    npm(code=1)
    with pytest.raises(editor.EditorMissing, match="exit code 1"):
        editor.install(tmp_path / "place")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(editor.EditorMissing, match="npm is not installed"):
        editor.install(tmp_path / "place")
    assert not (tmp_path / "place").exists()


def test_the_lock_file_has_a_checksum_for_every_package():
    text = (editor.WANTED / "package-lock.json").read_text()
    assert text.count('"integrity"') == len(re.findall(r'"node_modules/', text)) > 0


@pytest.mark.parametrize("there", [True, False])
def test_the_page_has_its_form_with_and_without_it(there, release_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(editor, "installed", lambda: there)
    client = application(release_folder, tmp_path).test_client()
    shown = client.get("/sparql?example=near", headers={"Accept": "text/html"})
    assert ("static/editor/" in shown.text) == there
    assert "?place cn:near ?what" in shown.text
    assert '<option value="near" selected>What is near the hub?</option>' in shown.text
    assert "<script>" not in shown.text
    policy = shown.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


def test_an_unknown_example_is_told(release_folder, tmp_path):
    client = application(release_folder, tmp_path).test_client()
    answer = client.get("/sparql?example=nothing", headers={"Accept": "text/html"})
    assert answer.status_code == 404


def test_completion_is_what_void_counts(release_folder, tmp_path):
    folder = tmp_path / "release"
    folder.mkdir()
    for path in release_folder.glob("*.*"):
        (folder / path.name).write_bytes(path.read_bytes())
    void, cn = "http://rdfs.org/ns/void#", "https://w3id.org/cybernorms/ontology#"
    number = '"{}"^^<http://www.w3.org/2001/XMLSchema#integer>'
    stated = [
        f"<urn:c> <{void}class> <{cn}Thing> . <urn:c> <{void}entities> {number.format(5)} .",
        f"<urn:p> <{void}property> <{cn}near> . <urn:p> <{void}triples> {number.format(230)} .",
        f"<urn:q> <{void}property> <{cn}supports> . <urn:q> <{void}triples> {number.format(1)} .",
    ]
    with (folder / "cybernorms.nq").open("a") as file:
        file.write("\n".join(stated).replace(" . ", " .\n") + "\n")
    (tmp_path / "queries").mkdir()
    client = application(folder, tmp_path / "queries").test_client()
    found = client.get("/sparql/completion").json
    assert found["prefixes"]["cn"] == cn
    assert [(t["name"], t["label"], t["count"]) for t in found["class"]] == [
        ("cn:Thing", "thing", 5)
    ]
    assert [(t["name"], t["count"]) for t in found["property"]] == [
        ("cn:near", 230), ("cn:supports", 1),
    ]  # fmt: skip
