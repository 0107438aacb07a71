"""The command that measures the loader: `evaluate`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from loader import catalogue, evaluate_report, gold, reading, work
from loader.cli import DATA_FAULT, told
from loader.evaluate import MEASURES, Evaluation
from loader.evaluate import evaluate as compare
from loader.evaluate_scores import METRICS
from loader.model import LoaderError
from loader.places import json_line, single

if TYPE_CHECKING:
    from loader.evaluate_scores import Score

THRESHOLD: Final = re.compile(
    rf"({'|'.join(sorted(MEASURES, key=len, reverse=True))})\.({'|'.join(METRICS)})=(\d*\.?\d+)"
)
Threshold = tuple[str, str, float]


def _threshold(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> object:
    found = []
    for words in given:
        match = THRESHOLD.fullmatch(words.strip())
        if match is None or float(match[3]) > 1:
            raise click.BadParameter(
                f"{words!r} is not of the form claims.precision=0.9; there are"
                f" {', '.join(MEASURES)} with {', '.join(METRICS)}, up to 1"
            )
        found.append((match[1], match[2], float(match[3])))
    return tuple(found)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="GOLD...",
                type=click.Path(path_type=Path))  # fmt: skip
@click.option("--against", metavar="DIR", type=click.Path(path_type=Path, file_okay=False),
              help="Folder of the documents [default: each beside its gold file].")  # fmt: skip
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="How to print the scores.")  # fmt: skip
@click.option("--list", "items", is_flag=True,
              help="Name all that was missed or is wrong, with its place and rule.")  # fmt: skip
@click.option("--at-least", multiple=True, callback=_threshold, metavar="NAME.METRIC=SHARE",
              help="Exit with 1 if a score over all files is lower.")  # fmt: skip
def evaluate(
    paths: tuple[Path, ...], against: Path | None, shape: str, items: bool,
    at_least: tuple[Threshold, ...],
) -> None:  # fmt: skip
    """Measure what the loader finds in annotated documents; write nothing.

    GOLD is a file of annotations or a folder of them (NAME.json beside NAME.txt); the format
    is described in tests/gold/README.md. Reviewers' decisions are not applied: what is
    measured is what the rules find.

    \b
    Example:
        cybernorms evaluate tests/gold/seen --list
        cybernorms evaluate tests/gold/unseen --at-least claims.precision=0.9
    """  # noqa: D301
    try:
        evaluations, texts = _evaluated(gold.files(paths), against)
    except gold.GoldError as error:
        for finding in error.findings:
            click.echo(single(finding), err=True)
        click.echo(f"error: {error} in gold files; nothing was measured", err=True)
        raise SystemExit(DATA_FAULT) from None
    except (LoaderError, OSError) as error:
        raise SystemExit(told(error)) from None
    if shape == "json":
        click.echo(json_line(evaluate_report.as_json(evaluations, texts, items=items)))
    else:
        _print(evaluations, texts, items=items)
    raise SystemExit(_below(evaluate_report.micro(evaluations), at_least))


def _evaluated(files: list[Path], against: Path | None) -> tuple[list[Evaluation], list[str]]:
    """Return the scores of every file, and the documents' texts; all gold is checked first."""
    tables, faults = [], []
    known, reader = work.shared()
    for path in files:
        try:
            content = gold.table(path)
            document = reading.read((against or path.parent) / content["document"])
            tables.append((gold.gold(path, content, document), document))
        except gold.GoldError as error:
            faults += error.findings
    if faults:
        raise gold.GoldError(faults)
    properties = catalogue.properties()
    return [compare(one, reader.load(document), known, properties) for one, document in tables], [
        document.text for _, document in tables
    ]


def _print(evaluations: list[Evaluation], texts: list[str], *, items: bool) -> None:
    if items:
        for one, text in zip(evaluations, texts, strict=True):
            for line in evaluate_report.listed(one, one.document, text):
                click.echo(line)
        click.echo()
    for line in evaluate_report.text(evaluations):
        click.echo(line)


def _below(scores: dict[str, Score], thresholds: tuple[Threshold, ...]) -> int:
    low = [one for one in thresholds if not scores[one[0]].reaches(one[1], one[2])]
    for name, metric, least in low:
        value = scores[name].metric(metric)
        shown = "nothing to measure" if value is None else f"{value:.3f}"
        click.echo(f"{name}.{metric}: {shown}, below {least:g}", err=True)
    return DATA_FAULT if low else 0
