"""The command that reads documents: what a person types, sees meanwhile, and is told.

Exit codes: 0 done; 1 a document has errors; 2 a file or the machine is not as needed; 130 stopped.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from tqdm import tqdm

from loader import batch, cluster, folders, sources
from loader.batch import Fetching, Outcome
from loader.cli import DATA_FAULT, STOPPED, WORLD_FAULT
from loader.isolation import Limits
from loader.model import LoaderError
from loader.places import json_line, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from loader.sources import Source

FOLDER: Final = click.Path(path_type=Path, file_okay=False)


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0))


@click.command()
@click.argument("named", metavar="SOURCE…", nargs=-1)
@click.option("--list", "listing", type=click.Path(path_type=Path, allow_dash=True),
              help="Read sources from a file too, one a line; - is standard input.")  # fmt: skip
@click.option("--out", type=FOLDER, show_default=False,
              help="Folder for the triples [default: triples/documents].")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 256), default=cores, show_default="all cores",
              help="How many documents to read at once.")  # fmt: skip
@click.option("--again", is_flag=True, help="Read also what has not changed since the last time.")
@click.option("--report", type=click.Choice(["text", "json"]), default="text",
              help="How to tell what was found; json: one object a line.")  # fmt: skip
@click.option("--max-seconds", type=click.FloatRange(0.1), default=120, show_default=True,
              help="The time that one document may take.")  # fmt: skip
@click.option("--max-megabytes", type=click.IntRange(64), default=2048, show_default=True,
              help="The memory that reading one document may take.")  # fmt: skip
@click.option("--cluster", "scheduler", metavar="ADDRESS",
              help="Read on a Dask cluster: its scheduler's address, tcp://HOST:PORT.")  # fmt: skip
@click.option("--follow-redirects", is_flag=True, help="Follow an address that leads to another.")
@click.option("--private-addresses", is_flag=True, help="Fetch from this machine and its network.")
@click.option("--quiet", is_flag=True, help="No progress on standard error.")
def load(named: tuple[str, ...], listing: Path | None, **choices: Any) -> None:  # noqa: ANN401
    """Read documents into triples.

    A SOURCE is a file (plain text, Markdown, HTML, PDF, DOCX), a folder, a pattern in
    quotation marks ("reports/**/*.pdf") or a web address. Each document becomes one Turtle
    file, named after it. What was found goes to standard output, what could not be understood
    to standard error. What has not changed since it was last read is skipped. A file
    NAME.review.toml beside the triples holds a reviewer's decisions and is applied.

    \b
    Examples:
        cybernorms load article.txt --out triples/documents
        cybernorms load reports/ --report json > report.jsonl
        cybernorms load https://example.org/position.pdf
    """  # noqa: D301
    interruption = Interruption()
    try:
        names = [*named, *(sources.listed(listing) if listing else [])]
        if not names:
            raise click.UsageError("name a file, a folder, a pattern or an address, or --list")
        found = list(sources.expand(names))
        teller = Teller(len(found), choices["report"], quiet=choices["quiet"])
        outcomes = _outcomes(found, choices, lambda: interruption.came)
        here = not choices["scheduler"]
        raise SystemExit(teller.tell(interruption.heeded(outcomes, here=here)))
    except LoaderError as error:
        click.echo(f"error: {printable(str(error))}", err=True)
        raise SystemExit(WORLD_FAULT) from None
    except KeyboardInterrupt:
        click.echo("stopped; what is already reported is written, the rest is as it was", err=True)
        raise SystemExit(STOPPED) from None


def _outcomes(
    found: list[Source], choices: dict[str, Any], stopped: Callable[[], bool]
) -> Iterator[Outcome]:
    limits = Limits(choices["max_seconds"], choices["max_megabytes"])
    address = choices["scheduler"]
    return batch.load(
        found, choices["out"] or folders.default_output(), again=choices["again"],
        fetching=Fetching(choices["follow_redirects"], choices["private_addresses"]),
        engine=cluster.engine(address, limits) if address
        else batch.here(choices["jobs"], limits, stopped),
    )  # fmt: skip


class Interruption:
    """Ctrl-C, not to be missed: Python drops one that comes while it clears an object away.

    While documents are read on this machine it is only noted, and heeded between two looks.
    """

    def __init__(self) -> None:
        """Take the signal over where that can be done, in the main thread."""
        self.came = False
        self.noted_only = False
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._come)

    def _come(self, number: int, frame: object) -> None:
        again, self.came = self.came, True
        if again or not self.noted_only:
            raise KeyboardInterrupt

    def heeded(self, outcomes: Iterator[Outcome], *, here: bool) -> Iterator[Outcome]:
        """Yield outcomes until Ctrl-C came; `here` tells who looks for it meanwhile."""
        self.noted_only = here
        for one in outcomes:
            yield one
            if self.came:
                raise KeyboardInterrupt


class Teller:
    """Tells what became of each document, and how far the whole is."""

    def __init__(self, total: int, form: str, *, quiet: bool) -> None:
        """Take how many documents there are and how to tell of each."""
        self.form = form
        self.total = total
        self.counts: Counter[str] = Counter()
        self.code = 0
        # Progress is for people: on a terminal, and where there is more than one document.
        hidden = quiet or total < 2 or not sys.stderr.isatty()
        tqdm.monitor_interval = 0  # no thread: processes are forked from this one
        self.bar = tqdm(total=total, unit="doc", disable=hidden, file=sys.stderr, smoothing=0.1)

    def tell(self, outcomes: Iterator[Outcome]) -> int:
        """Tell of every outcome as it comes; return the exit code for all."""
        started = time.monotonic()
        with self.bar:
            for one in outcomes:
                self._one(one)
                self.bar.update()
        if self.total > 1:
            self._summary(time.monotonic() - started)
        return self.code

    def _one(self, one: Outcome) -> None:
        self.counts[one.status] += 1
        for problem in one.problems:
            self.bar.write(printable(str(problem)), file=sys.stderr)
        if one.failure:
            self.bar.write(f"error: {printable(one.failure)}", file=sys.stderr)
            self.code = WORLD_FAULT
        elif one.status == "failed":
            self.code = max(self.code, DATA_FAULT)
        if self.form == "json":
            self.bar.write(json_line(asdict(one)), file=sys.stdout)
        elif one.written:
            self._text(one)
        sys.stdout.flush()

    def _text(self, one: Outcome) -> None:
        lines = [f"{one.document}: {one.triples} triples, {printable(one.written)} ({one.status})"]
        for kind, counts in one.found.items():
            lines.append(f"  {kind}: " + ", ".join(f"{n} {name}" for name, n in counts.items()))
        self.bar.write("\n".join(lines), file=sys.stdout)

    def _summary(self, seconds: float) -> None:
        counts = {name: self.counts[name] for name in ("written", "unchanged", "skipped", "failed")}
        if self.form == "json":
            told = {"summary": {"documents": self.total, **counts, "seconds": round(seconds, 3)}}
            click.echo(json.dumps(told))
        else:
            words = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
            click.echo(f"{self.total} documents in {seconds:.1f} s: {words}", err=True)
