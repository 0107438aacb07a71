"""Addresses: fetched once, from a server on this machine; nothing else is ever asked."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from loader.model import LoaderError
from loader.reading import fetch, limits, needs_keeping, read

PAGE = "<html><body><main><h1>The Rule</h1><p>Elle est née ici.</p></main></body></html>"


class Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self):
        self.asked.append(self.path)
        answer = getattr(self, self.path.strip("/").partition("?")[0].replace(".", "_"), None)
        if answer:
            answer()
        else:
            self.answer(404, b"no")

    def answer(self, status, content, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def page(self):
        self.answer(200, PAGE.encode("cp1252"), Content_Type="text/html; charset=windows-1252")

    def note_txt(self):
        self.answer(200, b"plain words", Content_Type="text/plain")

    def moved(self):
        self.answer(302, b"", Location="/page")

    def round(self):
        self.answer(302, b"", Location="/round")

    def away(self):
        self.answer(302, b"", Location="file:///etc/passwd")

    def large(self):
        self.answer(200, b"x" * 3000)

    def announced(self):
        self.answer(200, b"x", Content_Length="999999999999")

    def cut(self):
        self.answer(200, b"x" * 10, Content_Length="20")

    def packed(self):
        self.answer(200, b"\x1f\x8b", Content_Encoding="gzip")

    def slow(self):
        self.answer(200, b"words")
        threading.Event().wait(2)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{made.server_port}"
    made.shutdown()
    made.server_close()


def test_a_page_is_fetched_once(server, tmp_path):
    url = f"{server}/page?a=1"
    first = read(url, cache=tmp_path, private=True)
    count = Handler.asked.count("/page?a=1")
    assert read(url, cache=tmp_path) == first
    assert Handler.asked.count("/page?a=1") == count == 1
    assert first.text == "The Rule\n\nElle est née ici.\n"
    assert first.about.url == url and first.format == "html" and needs_keeping(first)
    assert first.slug.startswith("localhost-page-a-1")


def test_a_broken_cache_is_not_believed(server, tmp_path):
    url = f"{server}/note.txt"
    assert read(url, cache=tmp_path, private=True).text == "plain words"
    next(tmp_path.glob("*.bytes")).write_bytes(b"other words")
    assert read(url, cache=tmp_path, private=True).text == "plain words"
    assert needs_keeping(read(url, cache=tmp_path))


def test_private_addresses_are_refused_unless_asked_for(server, tmp_path):
    count = len(Handler.asked)
    with pytest.raises(LoaderError, match="private network"):
        read(f"{server}/page", cache=tmp_path)
    assert len(Handler.asked) == count


def test_redirects_are_refused_unless_asked_for(server, tmp_path):
    with pytest.raises(LoaderError, match=r"redirected to .*/page.*give that address"):
        read(f"{server}/moved", cache=tmp_path, private=True)
    followed = fetch.fetch(f"{server}/moved", tmp_path, redirects=True, private=True)
    assert followed.final == f"{server}/page"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nothing", "answered 404"),
        ("round", "more than 5 redirects"),
        ("away", "only http and https"),
        ("large", "bytes; the limit is 2000"),
        ("announced", "999999999999 bytes; the limit is 2000"),
        ("cut", "broken off|IncompleteRead|can't be fetched"),
        ("packed", "packed"),
        ("slow", "no answer within"),
    ],
)
def test_what_goes_wrong_is_said(path, words, server, tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "BYTES", 2000)
    monkeypatch.setattr(limits, "SECONDS", 0.5)
    with pytest.raises(LoaderError, match=words) as caught:
        fetch.fetch(f"{server}/{path}", tmp_path, redirects=True, private=True)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "url",
    ["http://", "http:///x", "http://a b/", "http://[::1", "http://a:99999/", "https://u:p@a.org/",
     "http://127.0.0.1:1/", "http://[::1]:1/", "http://0x7f000001/", "http://169.254.169.254/",
     "http://10.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://0/", "http://a.org\r\nx/"],
)  # fmt: skip
def test_no_connection_is_made(url, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("connected")

    monkeypatch.setattr(fetch.socket, "create_connection", refuse)
    real = fetch.socket.getaddrinfo

    def numeric(host, port, **more):
        # No name is ever asked for: only what is numeric already is answered.
        return real(host, port, flags=fetch.socket.AI_NUMERICHOST, **more)

    monkeypatch.setattr(fetch.socket, "getaddrinfo", numeric)
    with pytest.raises(LoaderError):
        fetch.fetch(url, tmp_path)


def test_the_connection_goes_to_the_address_that_was_checked(server, tmp_path, monkeypatch):
    answers = iter(["127.0.0.1", "192.0.2.1"])
    monkeypatch.setattr(
        fetch.socket, "getaddrinfo",
        lambda host, port, **_: [(2, 1, 6, "", (next(answers), port))],
    )  # fmt: skip
    made = []
    real = fetch.socket.socket

    def connect(place, timeout):
        made.append(place)
        one = real()
        one.connect(place)
        return one

    monkeypatch.setattr(fetch.socket, "create_connection", connect)
    port = server.rpartition(":")[2]
    found = fetch.fetch(f"http://rebound.example:{port}/note.txt", tmp_path, private=True)
    assert found.content == b"plain words" and [one[0] for one in made] == ["127.0.0.1"]
