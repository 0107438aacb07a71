"""The readers of researched files, in the order in which their facts are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from loader.model import LoaderError
from loader.research import (
    instruments,
    organisations,
    people,
    provisions,
    regimes,
    states,
    supporters,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from loader.research.model import Researched

READERS: Final = {
    "instruments": instruments.facts,
    "provisions": provisions.facts,
    "regimes": regimes.facts,
    "states": states.facts,
    "organisations": organisations.facts,
    "people": people.facts,
    "supporters": supporters.facts,
}


def facts(folder: Path, say: Callable[[str], None]) -> list[Researched]:
    """Return what every reader finds in a folder of researched files.

    Raises LoaderError if a file is missing, or not what its reader takes it for.
    """
    found: list[Researched] = []
    for name, reader in READERS.items():
        try:
            one = list(reader(folder))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            what = f"{type(error).__name__}: {error}"
            raise LoaderError(f"{folder}: {name} have not the shape expected ({what})") from None
        say(f"{name}: {len(one)} facts")
        found += one
    return found
