"""Researched files and our mappings, read; each fault is told in one line."""

from __future__ import annotations

import csv
import io
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from loader.model import LoaderError
from loader.read import read

MAPPINGS: Final = Path(__file__).with_name("mappings.toml")


@cache
def mapping(section: str) -> dict[str, str]:
    """Return a section of mappings.toml: words of the research, and our words for them."""
    try:
        return dict(tomllib.loads(read(MAPPINGS))[section])
    except tomllib.TOMLDecodeError as error:
        raise LoaderError(f"{MAPPINGS}: {error}") from None
    except KeyError:
        raise LoaderError(f"{MAPPINGS}: no section [{section}]; add it") from None


@cache
def yaml_file(path: Path) -> dict[str, Any]:
    """Return the mapping that a YAML file holds, read once; whoever asks must not change it."""
    try:
        held = yaml.safe_load(read(path))
    except yaml.YAMLError as error:
        raise LoaderError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(held, dict):
        raise LoaderError(f"{path}: holds no mapping of names to values; is it the right file?")
    return held


@cache
def csv_file(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, read once, each a mapping of header to cell."""
    try:
        text = io.StringIO(read(path).removeprefix("\ufeff"), newline="")
        rows = list(csv.DictReader(text, strict=True))
    except csv.Error as error:
        raise LoaderError(f"{path}: not CSV: {error}") from None
    if any(None in row or None in row.values() for row in rows):
        raise LoaderError(f"{path}: a row has more or fewer cells than the header")
    return rows
