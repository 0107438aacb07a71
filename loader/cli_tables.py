"""The commands that keep the tables of facts: `tables` and `facts`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from loader import folders, make
from loader.cli import DATA_FAULT, told
from loader.model import LoaderError
from loader.research import adding, audit, readers, report
from loader.tables import TableError
from loader.write import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from loader.research.model import Researched

SHAPES: Final = {"text": report.text, "csv": report.as_csv, "json": report.as_json}


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--check", is_flag=True,
              help="Write nothing; name what would change, exit with 1 if anything.")  # fmt: skip
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), show_default=False,
              help="Folder of the triples, with tables/ in it [default: triples].")  # fmt: skip
def tables(names: tuple[str, ...], check: bool, folder: Path | None) -> None:
    """Tidy the tables of facts and make them into triples.

    Each triples/tables/NAME.csv becomes triples/NAME.ttl. Without NAME, all are made. A table
    that can't be understood is told by line and column, and then nothing is written.

    \b
    What a table is: UTF-8, commas, a row for each thing. The headers say what the cells mean:
        iri                    what the row is about, as kind:slug; the first column
        a                      its classes, such as cn:Report
        prefix:name            things: kind:slug, other prefixed names or web addresses
        prefix:name@en         text in that language
        prefix:name^^date      2018, 2018-11 or 2018-11-12
        prefix:name^^xsd:TYPE  text as it stands (string), integer, decimal, boolean
        # anything             a note for editors, not made into triples

    \b
    Several values in a cell have " | " between them; a bar within a value is written \\|.
    An empty cell says nothing. Each fact needs dcterms:source and cn:factStatus.

    \b
    Example:
        cybernorms tables instruments
        cybernorms tables --check
    """  # noqa: D301  # click takes the escape as "keep these lines"
    try:
        triples = folder or folders.default_output().parent
        raise SystemExit(_make(names, triples, click.echo, check=check))
    except TableError as error:
        raise SystemExit(_findings(error)) from None
    except (LoaderError, OSError) as error:
        raise SystemExit(told(error)) from None


def _make(names: tuple[str, ...], folder: Path, say: Callable[[str], None], *, check: bool) -> int:
    files = make.made(folder, names)
    stale = [] if names else make.orphans(folder)
    changed = [one for one in files if not one.is_file() or one.read_bytes() != files[one]]
    for path in changed:
        if not check:
            replace_file(path, files[path])
        say(f"{path}: would change; run cybernorms tables" if check else f"{path}: written")
    for path in stale:
        click.echo(f"{path}: no table makes this file; delete it", err=True)
    return DATA_FAULT if stale or (check and changed) else 0


@click.command()
@click.argument("research", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--write", is_flag=True,
              help="First add to the tables what they lack; change nothing in them.")  # fmt: skip
@click.option("--format", "shape", type=click.Choice(["text", "csv", "json"]), default="text",
              show_default=True, help="How to print the counts.")  # fmt: skip
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), show_default=False,
              help="Folder of the triples, with tables/ in it [default: triples].")  # fmt: skip
def facts(research: Path, write: bool, shape: str, folder: Path | None) -> None:
    """Compare researched facts with the graph; tell which are in, left out or missing.

    DIR holds the researched files. The counts go to standard output: for each kind of
    fact how many were researched, how many of these a source confirms, and what became
    of them; "leads" are those that no source confirms. Each missing fact goes to
    standard error, with its key and what the graph lacks. The exit code is 1 if there
    is one.

    A confirmed fact that is left out on purpose has a line in triples/tables/left-out.csv:
    its key (which may end in * for all that begin so) and the reason.

    \b
    Example:
        cybernorms facts ../shared/facts
        cybernorms facts ../shared/facts --format csv | column -s, -t
    """  # noqa: D301
    try:
        triples = folder or folders.default_output().parent
        raise SystemExit(_audit(research, triples, shape, write=write))
    except TableError as error:
        raise SystemExit(_findings(error)) from None
    except (LoaderError, OSError) as error:
        raise SystemExit(told(error)) from None


def _audit(research: Path, folder: Path, shape: str, *, write: bool) -> int:
    if not research.is_dir():
        raise LoaderError(f"{research}: no such folder; name the one with the researched files")
    found = readers.facts(research, _say)
    left_out = audit.omissions(folder / make.FOLDER)
    if write:
        _add([one for one in found if not any(line.fits(one.key) for line in left_out)], folder)
    verdicts = list(audit.verdicts(found, audit.known(folder), left_out))
    missing = [one for one in verdicts if one.confirmed and one.outcome == "missing"]
    for one in missing:
        _say(f"missing: {one.key}: {one.why}")
    for key in audit.unused(left_out, found):
        _say(f"{audit.LEFT_OUT}: no fact has the key {key}; delete the line")
    click.echo(SHAPES[shape](verdicts))
    _say(f"{len(missing)} confirmed fact(s) missing")
    return DATA_FAULT if missing else 0


def _add(found: list[Researched], folder: Path) -> None:
    """Add facts to the tables and make the triples of them again."""
    tables, notes = adding.merged(make.tables(folder), found, folder)
    for note in notes:
        _say(note)
    for table in tables:
        replace_file(table.path, table.csv())
        _say(f"{table.path}: written")
    _make((), folder, _say, check=False)


def _say(words: str) -> None:
    click.echo(words, err=True)


def _findings(error: TableError) -> int:
    for finding in error.findings:
        click.echo(finding, err=True)
    click.echo(f"error: {len(error.findings)} finding(s); nothing was written", err=True)
    return DATA_FAULT
