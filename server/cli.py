"""The commands `serve` and `query`: they alone tell faults to people and decide exit codes."""

import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask, WSGITask

from server.application import close_app, create_app
from server.catalogue import FOLDER
from server.connections import GRACE, PATIENCE, Honest, Patient, Worded, most_connections
from server.engine import OWN, Engine
from server.errors import BrokenStream, Refusal, WorldFault
from server.formats import BY_FORM, known_name, named
from server.release import Release, of_files, open_release
from server.site import Settings
from server.supervisor import Limits

Decorator = Callable[[Callable[..., None]], Callable[..., None]]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDERS = click.Path(exists=True, file_okay=False, path_type=Path)
DEFAULTS = {"solutions": "csv", "boolean": "json", "graph": "ttl"}


def option(*names: str, **settings: Any) -> Decorator:  # noqa: ANN401 - as click takes them
    """Declare an option that an environment variable can set as well."""
    variable = "CYBERNORMS_" + names[0].lstrip("-").replace("-", "_").upper()
    return click.option(*names, envvar=variable, show_default=True, **settings)


def fail(message: object) -> NoReturn:
    """End with one line about what is wrong with the world."""
    click.echo(f"cybernorms: {message}", err=True)
    sys.exit(2)


def built() -> Path:
    """Have the loader build the release, which does nothing if it is up to date."""
    command = [sys.executable, "-m", "loader", "build", "--quiet"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        raise WorldFault(f"no release could be built (exit code {done.returncode}).")
    return Path(lines[-1])


def located(release: Path | None, data: tuple[Path, ...] = ()) -> Release:
    """Find what is to be served."""
    return of_files(data) if data else open_release(release or built())


def listen(host: str, port: int) -> socket.socket:
    """Take the port, before anything costly is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as fault:
        reason = getattr(fault, "strerror", None) or fault
        raise WorldFault(f"cannot listen at {host} port {port}: {reason}.") from None


@click.command()
@option("--host", default="127.0.0.1", help="Address to listen at.")
@option("--port", default=8000, type=click.IntRange(0, 65535), help="Port; 0 takes any free one.")
@option("--release", type=FOLDERS, help="Release to serve; without it the current one is built.")
@option("--data", type=FILE, multiple=True, help="RDF files to serve instead of a release.")
@option("--documents", type=FOLDERS, help="Texts that may be shown around claims.")
@option("--public-base", help="Public base IRI, if not the release's own.")
@option("--timeout", default=30.0, type=click.FloatRange(0.1, 3600), help="Seconds for a query.")
@option("--memory", default=1024, type=click.IntRange(16), help="Megabytes for a query.")
@option("--workers", default=4, type=click.IntRange(1, 256), help="Queries at the same time.")
def serve(  # noqa: PLR0913 - one parameter for each option
    *,
    host: str,
    port: int,
    release: Path | None,
    data: tuple[Path, ...],
    documents: Path | None,
    public_base: str | None,
    timeout: float,
    memory: int,
    workers: int,
) -> None:
    """Serve a release at an address, until stopped."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    try:
        listening = listen(host, port)
        limits = Limits(timeout, memory, workers)
        settings = Settings(located(release, data), documents, public_base, limits)
        run(settings, listening)
    except WorldFault as fault:
        fail(fault)


class Task(Honest, WSGITask):  # type: ignore[misc]
    """What answers a request."""


class Fault(Worded, ErrorTask):  # type: ignore[misc]
    """What answers a request that is no good HTTP."""


class Channel(Patient, HTTPChannel):  # type: ignore[misc]
    """A client's connection."""

    task_class = Task
    error_task_class = Fault


def run(settings: Settings, listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT, then end with 0."""
    app = create_app(settings)

    def stop(*_: object) -> NoReturn:
        # Killing the queries first lets the threads that wait for them end at once.
        close_app(app)
        raise SystemExit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    server = create_server(
        app,
        sockets=[listening],
        # For those whose query runs, those who wait for their turn, and all else.
        threads=2 * settings.limits.workers + OWN + 2,
        ident="CyberNorms",
        connection_limit=most_connections(),
        asyncore_use_poll=True,
        cleanup_interval=int(PATIENCE),
        channel_timeout=int(PATIENCE),
        # Reading ahead is how a client's hanging up is noticed while its query runs.
        channel_request_lookahead=1,
        # A slow reader's answer waits on disk: it holds no thread and no query's place.
        outbuf_overflow=1 << 18,
        outbuf_high_watermark=1 << 24,
        max_request_body_size=1 << 24,
    )
    server.channel_class = partial(Channel, longest=settings.limits.timeout + GRACE)
    host, port = listening.getsockname()[:2]
    address = f"[{host}]" if ":" in host else host
    click.echo(f"CyberNorms is ready at http://{address}:{port}/")
    server.run()


def question(text: str) -> str:
    """Take a query from a file, from a ready question's name, or as it stands."""
    ready = FOLDER / f"{text}.rq"
    try:
        path = next((p for p in (Path(text), ready) if p.is_file()), None)
        if path is None and (text.endswith(".rq") or text.startswith(("/", "./"))):
            raise WorldFault(f"there is no file {text}.")
        return path.read_text("utf-8") if path else text
    except UnicodeDecodeError:
        raise WorldFault(f"{text} is not UTF-8.") from None
    except (OSError, ValueError):
        return text


@click.command()
@click.argument("file_or_text")
@option("--format", "name", help="csv, json, tsv, xml; ttl, nt, rdf, jsonld, ...")
@option("--release", type=FOLDERS, help="Release to ask; without it the current one is built.")
@option("--timeout", default=30.0, type=click.FloatRange(0.1, 3600), help="Seconds for it.")
def query(*, file_or_text: str, name: str | None, release: Path | None, timeout: float) -> None:
    """Answer one query without a server."""
    try:
        text = question(file_or_text)
        choices = {f: chosen(f, name) for f in BY_FORM}
        found = located(release)
        engine = Engine(found.sources, Limits(timeout), found.prefixes)
        try:
            answer = engine.answer(text, choices)
            for piece in answer.stream:
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
        finally:
            engine.close()
    except (Refusal, BrokenStream) as refusal:
        click.echo(f"cybernorms: {refusal}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        # Who reads the answer, say `head`, has had enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except WorldFault as fault:
        fail(fault)


def chosen(form: str, name: str | None) -> str | None:
    """Choose the media type for one form of answer."""
    if name:
        known_name(name)
    offer = named(name or DEFAULTS[form], BY_FORM[form])
    return offer.media_type if offer and offer.syntax else None
