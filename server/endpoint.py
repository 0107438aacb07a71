"""The SPARQL endpoint: a request in, an answer out; what a request may say is in `protocol`.

Queries are answered before Flask sees them, which spares half of a short one's time; pages, the
endpoint's description and refusals are left to Flask, which finds here what was read already.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from io import BytesIO
from time import perf_counter
from typing import IO, TYPE_CHECKING, cast

from server import protocol
from server.engine import SHOWN_ROWS
from server.errors import BrokenStream, NotAcceptable, Refusal, TooLarge, UnsupportedMedia
from server.evaluation import FAULTS, MOST_SHOWN, asked, form_of, refusal, table, write
from server.formats import BY_FORM, HTML, LONGEST_ACCEPT, Offer, named, pick, unacceptable
from server.guard import LONGEST, changes_each_time
from server.headers import matches
from server.protocol import Query
from server.sink import Sink, Write

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from server.site import Site

PATHS = {"/sparql", "/sparql/"}
# As a form, each byte of a query may take three.
MOST_BODY = 3 * LONGEST + 1000
# Where Flask finds what was read, or what is wrong with it.
ASKED, SHOWN, REFUSED = "cybernorms.query", "cybernorms.table", "cybernorms.refused"
# Who limits a request's time puts a function here, which takes seconds.
SHORTEN = "cybernorms.shorten"
# What all answers carry is added by the front, unless Flask has.
VARYING = ("Vary", "Accept")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """WSGI middleware that answers queries itself and passes on all else."""

    rest: "WSGIApplication"
    site: "Site"

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer, or leave it to Flask: what is no query, wants a page, or is refused."""
        if environ["PATH_INFO"] not in PATHS or environ["REQUEST_METHOD"] not in protocol.METHODS:
            return self.rest(environ, start_response)
        try:
            query = read(environ)
            environ[ASKED] = query
            if query is not None and self.answer(query, environ, start_response):
                return ()
        except Refusal as refused:
            environ[REFUSED] = refused
        return self.rest(environ, start_response)

    def answer(
        self, query: Query, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> bool:
        """Answer a query unless it is to be a page, whose table is kept; say which."""
        if query.timeout and SHORTEN in environ:
            environ[SHORTEN](query.timeout)
        started, offers = perf_counter(), choices(accepted(environ), query.format)
        headers = self.caching(query, environ)
        tag = dict(headers).get("ETag")
        if tag and matches(environ.get("HTTP_IF_NONE_MATCH"), tag):
            start_response("304 Not Modified", headers)
            return True
        engine = self.site.engine
        with asked(engine.store, query.text, query.dataset, self.site.services) as results:
            form = form_of(results)
            offer = offers[form]
            if offer is None:
                raise NotAcceptable(unacceptable(BY_FORM[form]))
            if offer.media_type == HTML:
                with translated():
                    environ[SHOWN] = (form, table(results, SHOWN_ROWS, MOST_SHOWN))
                return False

            def begin(length: int | None) -> Write:
                timing = f"query;dur={(perf_counter() - started) * 1000:.2f}"
                size = [] if length is None else [("Content-Length", str(length))]
                kind = [("Content-Type", offer.media_type), ("Server-Timing", timing)]
                return start_response("200 OK", [*kind, *size, *headers])

            pour(lambda sink: write(results, sink, offer.syntax, engine.prefixes), begin, offer)
        return True

    def caching(self, query: Query, environ: "WSGIEnvironment") -> list[tuple[str, str]]:
        """Say how long an answer holds: as long as the release, unless it differs each time."""
        if changes_each_time(query.text):
            return [("Cache-Control", "no-store"), VARYING]
        kinds = signature(query.format, accepted(environ))
        asked_for = f"{kinds}\0{query.dataset or ''}\0{query.text}".encode("utf-8", "surrogatepass")
        tag = f'W/"{self.site.tag}-{blake2b(asked_for, digest_size=9).hexdigest()}"'
        return [("ETag", tag), ("Cache-Control", "public, no-cache"), VARYING]


def read(environ: "WSGIEnvironment") -> Query | None:
    """Read a request by the protocol; nothing if it holds no query."""
    if environ.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        raise UnsupportedMedia("A compressed body is not read; send it as it is.")
    body = b""
    if environ["REQUEST_METHOD"] in protocol.WITH_BODY:
        body = environ["wsgi.input"].read(MOST_BODY + 1)
        if len(body) > MOST_BODY:
            raise TooLarge(f"A body may have {MOST_BODY:,} bytes; send a shorter query.")
        environ["wsgi.input"] = BytesIO(body)
    return protocol.parse(
        environ["REQUEST_METHOD"], environ["QUERY_STRING"], environ.get("CONTENT_TYPE", ""), body
    )


def accepted(environ: "WSGIEnvironment") -> str | None:
    """Give the Accept header as far as it is read, so that no long one is remembered."""
    accept: str | None = environ.get("HTTP_ACCEPT")
    return accept and accept[:LONGEST_ACCEPT]


@lru_cache(maxsize=512)
def choices(accept: str | None, name: str | None) -> Mapping[str, Offer | None]:
    """Choose a format for each form that the answer may turn out to have."""
    return {
        form: named(name, offers) if name else pick(accept, offers)
        for form, offers in BY_FORM.items()
    }


@lru_cache(maxsize=512)
def signature(name: str | None, accept: str | None) -> str:
    """Tell choices of formats apart."""
    kinds = (offer.media_type if offer else "" for offer in choices(accept, name).values())
    return " ".join(kinds)


def pour(
    produce: Callable[[IO[bytes]], None], begin: Callable[[int | None], Write], offer: Offer
) -> None:
    """Have an answer written; `begin` gives the way to the client once it is known to be good."""
    sink = Sink(begin, offer.syntax)
    with translated(sink):
        produce(cast(IO[bytes], sink))
    sink.finish()


@contextmanager
def translated(sink: Sink | None = None) -> Iterator[None]:
    """Turn what the engine raises into a refusal, as long as nothing of the answer has gone."""
    try:
        yield
    except FAULTS as fault:
        if sink is not None and sink.send is not None:
            raise BrokenStream(str(fault)) from fault
        raise refusal(fault) from None
    except Refusal as refused:
        if sink is not None and sink.send is not None:
            raise BrokenStream(refused.detail) from refused
        raise
