"""The passages of documents that are no plain text: found in what the loader kept of them."""

import os

from conftest import ReadingClient

from loader import batch, sources
from server.application import create_app
from server.evidence import Library
from server.release import of_files
from server.site import Settings

PAGE = (
    "<html><body><h1>The Paris Call</h1><p>Cuba refused to sign the Paris Call.</p></body></html>"
)


def loaded(folder, out):
    (folder / "said.html").write_text(PAGE, encoding="utf-8")
    # The offsets count in what was decoded, and that alone is at hand in UTF-8.
    (folder / "wide.txt").write_bytes(
        "Notes\n\nIran refused to sign the Paris Call.\n".encode("utf-16")
    )
    return list(batch.load(sources.expand([str(folder)]), out, 1))


def test_the_kept_text_is_shown_around_claims(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder, out = tmp_path / "documents", tmp_path / "out"
    folder.mkdir()
    assert [one.status for one in loaded(folder, out)] == ["written", "written"]
    app = create_app(Settings(of_files(tuple(sorted(out.glob("*.ttl")))), folder))
    client = ReadingClient(app, app.response_class)
    for slug, words in (("said", "Cuba refused to sign"), ("wide", "Iran refused to sign")):
        page = client.get(f"/id/document/{slug}.html")
        assert words in page.get_data(as_text=True)


def test_only_files_are_texts(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    assert Library(tmp_path).paths == {}
