"""The commands `serve` and `query`: they alone tell faults to people and decide exit codes."""

import asyncio
import os
import resource
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields
from pathlib import Path
from typing import Any, NoReturn, TextIO

import click
import uvloop
from pyoxigraph import Store

from server.catalogue import FOLDER
from server.disk import on_disk, prepared
from server.endpoint import pour
from server.engine import load
from server.errors import BrokenStream, NotAcceptable, Refusal, WorldFault
from server.evaluation import asked, form_of, write
from server.formats import BY_FORM, known_name, named, unacceptable
from server.front.front import Front
from server.front.limits import CONNECTIONS, Limits
from server.front.log import Log
from server.front.service import Service
from server.release import Release, of_files, open_release
from server.worker.confinement import limit, memory_in_use

Decorator = Callable[[Callable[..., None]], Callable[..., None]]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDERS = click.Path(exists=True, file_okay=False, path_type=Path)
FILES = CONNECTIONS + 400
# Bytes for one query without a server.
MOST_MEMORY = 4 << 30
STORES = click.Choice(["auto", "memory", "disk"])
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


def configured(context: click.Context, _: click.Parameter, path: Path | None) -> None:
    """Take an operator's file as the defaults of all options."""
    if path is None:
        return
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        fail(f"{path} cannot be understood: {fault}.")
    known = {p.name for p in context.command.params}
    settings = {key.replace("-", "_"): value for key, value in found.items()}
    if unknown := sorted(settings.keys() - known):
        fail(f"{path}: there is no option {unknown[0]}; see cybernorms serve --help.")
    context.default_map = settings


@click.command()
@option("--host", default="127.0.0.1", help="Address to listen at.")
@option("--port", default=8000, type=click.IntRange(0, 65535), help="Port; 0 takes any free one.")
@option("--release", type=FOLDERS, help="Release to serve; without it the current one is built.")
@option("--data", type=FILE, multiple=True, help="RDF files to serve instead of a release.")
@option("--documents", type=FOLDERS, help="Texts that may be shown around claims.")
@option("--public-base", help="Public base IRI, if not the release's own.")
@option("--address", help="Where clients reach this copy, if not at the public base.")
@option("--timeout", default=30.0, type=click.FloatRange(0.1, 3600), help="Seconds for a query.")
@option("--memory", default=1024, type=click.IntRange(16), help="Megabytes for a query.")
@option("--workers", default=4, type=click.IntRange(1, 256), help="Long queries at the same time.")
@option("--store", default="auto", type=STORES, help="Where data is; auto: disk from 1 GB of it.")
@option("--service", multiple=True, help="Endpoint that SERVICE may name; none by itself.")
@option("--cache", default=64, type=click.IntRange(0), help="Megabytes for answers kept.")
@option(
    "--log", default="-", help="File for one line of JSON a request; - is stderr, none is none."
)
@option(
    "--grace", default=10.0, type=click.FloatRange(0), help="Seconds to end requests at a stop."
)
@option(
    "--proxies",
    default=0,
    type=click.IntRange(0, 9),
    help="Proxies in front, whose X-Forwarded-For and -Prefix are believed.",
)
@option("--prefix", default="", help="Path under which a proxy shows the service, such as /norms.")
@option(
    "--config",
    type=FILE,
    is_eager=True,
    expose_value=False,
    callback=configured,
    help="TOML file with these options, by their names.",
)
def serve(*, host: str, port: int, log: str, **chosen: Any) -> None:  # noqa: ANN401 - as click gives them
    """Serve a release at an address, until stopped.

    SIGTERM and Ctrl-C end it when requests under way have ended, at most --grace seconds later.
    SIGHUP turns to the release of now (--release may be a link to the newest) and loses no
    request. Each option can be set by an environment variable or in the file of --config as well.
    """
    try:
        listening = listen(host, port)
        uvloop.run(run(listening, log, chosen))
    except WorldFault as fault:
        fail(fault)


async def run(listening: socket.socket, log: str, chosen: dict[str, Any]) -> None:
    """Serve until SIGTERM or SIGINT."""
    names = {field.name for field in fields(Limits)}
    limits = Limits(**{name: value for name, value in chosen.items() if name in names})
    with opened(log) as file:
        front = Front(limits, Log(file), most_connections())

        async def renewed() -> dict[str, Any]:
            return await asyncio.get_running_loop().run_in_executor(None, options, chosen)

        def ready() -> None:
            host, port = listening.getsockname()[:2]
            address = f"[{host}]" if ":" in host else host
            click.echo(f"CyberNorms is ready at http://{address}:{port}{limits.prefix}/")

        await Service(front, renewed).run(listening, ready)


def options(chosen: dict[str, Any]) -> dict[str, Any]:
    """Say what a template is to load: the release that is current now, found or built."""
    data = [str(path) for path in chosen["data"]]
    release = None if data else str(chosen["release"] or built())
    documents = chosen["documents"] and str(chosen["documents"])
    found = of_files(chosen["data"]) if data else open_release(Path(str(release)))
    disk = str(prepared(found)) if on_disk(found, chosen["store"]) else None
    return {
        "data": data,
        "release": release,
        "documents": documents,
        "public_base": chosen["public_base"],
        "address": chosen["address"],
        "services": chosen["service"],
        "disk": disk,
        "timeout": chosen["timeout"],
        "memory": chosen["memory"],
    }


def opened(log: str) -> AbstractContextManager[TextIO | None]:
    """Open the log."""
    if log in {"-", "none"}:
        return nullcontext(sys.stderr if log == "-" else None)
    try:
        return Path(log).open("a", encoding="utf-8")
    except OSError as fault:
        raise WorldFault(f"{log} cannot be written: {fault.strerror}.") from None


def most_connections() -> int:
    """Raise the limit of open files as far as is needed and allowed; say what it is enough for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < FILES:
        soft = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(20, min(CONNECTIONS, soft - 200))


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
        code = answered(located(release), question(file_or_text), name, timeout)
    except Refusal as refusal:
        click.echo(f"cybernorms: {refusal}", err=True)
        sys.exit(1)
    except WorldFault as fault:
        fail(fault)
    sys.exit(code)


def answered(release: Release, text: str, name: str | None, timeout: float) -> int:
    """Answer in a process of its own, as the service does; give the exit code."""
    formats = {form: chosen(form, name) for form in BY_FORM}
    store = load(release.sources)
    sys.stdout.flush()
    parent = os.getpid()
    if (child := os.fork()) == 0:
        try:
            limit(memory_in_use() + MOST_MEMORY, parent, writes=True)
            signal.setitimer(signal.ITIMER_REAL, timeout)
            os._exit(written(store, text, formats, release))
        finally:
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if -code in {signal.SIGALRM, signal.SIGSEGV, signal.SIGABRT}:
        words = {signal.SIGALRM: "took too long", signal.SIGABRT: "needs too much memory"}
        reason = words.get(signal.Signals(-code), "is nested too deep or chained too long")
        click.echo(f"cybernorms: the query {reason}.", err=True)
        return 1
    # Who reads the answer, say `head`, has had enough.
    return 0 if -code == signal.SIGPIPE else abs(code)


def written(store: Store, text: str, formats: dict[str, str | None], release: Release) -> int:
    """Write the answer to standard output; give the exit code."""
    out = os.fdopen(1, "wb", closefd=False)
    try:
        with asked(store, text, None) as results:
            form = form_of(results)
            offer = next((o for o in BY_FORM[form] if o.media_type == formats[form]), None)
            if offer is None:
                raise NotAcceptable(unacceptable(BY_FORM[form]))
            syntax, prefixes = offer.syntax, release.prefixes
            pour(lambda sink: write(results, sink, syntax, prefixes), lambda _: out.write, offer)
            out.flush()
    except (Refusal, BrokenStream, OSError) as fault:
        os.write(2, f"cybernorms: {fault}\n".encode())
        return 2 if isinstance(fault, OSError) else 1
    return 0


def chosen(form: str, name: str | None) -> str | None:
    """Choose the media type for one form of answer."""
    if name:
        known_name(name)
    offer = named(name or DEFAULTS[form], BY_FORM[form])
    return offer.media_type if offer and offer.syntax else None
