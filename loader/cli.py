"""The command line: what a person types, and what they are told.

Only this module and its like (cli_load, cli_tables, cli_evaluate, cli_review) print and exit.

Exit codes: 0 done; 1 the data has errors; 2 a file, folder or program is not as needed.
"""

from __future__ import annotations

import sys
import time
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loader import __version__, folders, release, release_shelf
from loader.model import LoaderError

if TYPE_CHECKING:
    from collections.abc import Callable

DATA_FAULT = 1
WORLD_FAULT = 2
STOPPED = 130
FOLDER = click.Path(path_type=Path, file_okay=False)


class Commands(click.Group):
    """The subcommands that loader and server offer, found by entry point and imported when used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all subcommands."""
        return sorted(one.name for one in entry_points(group="cybernorms.commands"))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a subcommand by name."""
        for one in entry_points(group="cybernorms.commands", name=name):
            command = one.load()
            return command if isinstance(command, click.Command) else None
        return None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cybernorms")
def main() -> None:
    """Ask an open knowledge graph of the norms of behaviour in cyberspace.

    \b
    Documents and tables become triples (load, tables), triples become a release
    (build), and a release answers questions (serve, query). For a start:
        cybernorms serve
    """  # noqa: D301  # click takes the escape as "keep these lines"


@click.command()
@click.option("--out", type=FOLDER, help="Folder for this release alone, kept by no shelf.")
@click.option("--shelf", type=FOLDER, envvar="CYBERNORMS_SHELF",
              help="Folder for all releases [default: one in the user's cache].")  # fmt: skip
@click.option("--keep", type=click.IntRange(0), default=10, show_default=True,
              help="How many older releases stay on the shelf.")  # fmt: skip
@click.option("--force", is_flag=True, help="Build even if nothing has changed.")
@click.option("--quiet", is_flag=True, help="Print the release's folder only.")
def build(out: Path | None, shelf: Path | None, keep: int, force: bool, quiet: bool) -> None:
    """Join ontology, facts and readings into one checked, immutable release.

    The last line on standard output is the release's folder. Nothing is done if it
    is already up to date.
    """
    say = _progress(quiet=quiet)
    try:
        if out:
            release.build(out, say)
        target = out or release_shelf.build(shelf or folders.releases(), keep, say, force=force)
        manifest = release.manifest(target)
    except release.InvalidReleaseError as error:
        for finding in error.findings:
            click.echo(finding, err=True)
        click.echo(f"error: {error}", err=True)
        raise SystemExit(DATA_FAULT) from None
    except (LoaderError, OSError) as error:
        raise SystemExit(told(error)) from None
    if not quiet:
        click.echo(
            f"{manifest['triples']} triples ({manifest['quads']} quads) in"
            f" {len(manifest['graphs'])} graphs, sha256 {manifest['digest']}"
        )
    click.echo(str(target))


@click.command()
def validate() -> None:
    """Check ontology, facts and readings: reasoner, shapes and rules; write nothing.

    Every finding is one line on standard output; the exit code is 1 if there is one.
    """
    try:
        _, findings = release.check(_progress(quiet=False))
    except LoaderError as error:
        raise SystemExit(told(error)) from None
    for finding in findings:
        click.echo(finding)
    click.echo(f"{len(findings)} finding(s)", err=True)
    raise SystemExit(DATA_FAULT if findings else 0)


def _progress(*, quiet: bool) -> Callable[[str], None]:
    started = time.monotonic()

    def say(words: str) -> None:
        if not quiet:
            click.echo(f"{time.monotonic() - started:6.1f} s  {words}", err=True)

    return say


def told(error: Exception) -> int:
    """Tell an error on standard error; return the exit code for it."""
    click.echo(f"error: {error}", err=True)
    sys.stderr.flush()
    return WORLD_FAULT
