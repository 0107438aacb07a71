"""What the pictures say, from `words.toml`: a table a language, the same keys in each."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "words.toml"


class Words:
    """The words of one language; a key that is not there is a fault of ours."""

    def __init__(self, lang: str, table: dict[str, Any]) -> None:
        """Take a language's table."""
        self.lang, self.table = lang, table

    def __call__(self, key: str, **values: object) -> str:
        """Give words with values put in; numbers are written as the language does."""
        said = {
            name: self.number(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return str(self.table[key]).format(**said)

    def of(self, key: str, one: str) -> str:
        """Give the word for one value of several, empty if there is none."""
        return str(self.table[key].get(one, ""))

    def number(self, value: int) -> str:
        """Write a number with its thousands apart."""
        return f"{value:,}".replace(",", "," if self.lang == "en" else "\u202f")


@cache
def languages() -> dict[str, Words]:
    """Read the words of all languages, once."""
    tables = tomllib.loads(FILE.read_text("utf-8"))
    return {lang: Words(lang, table) for lang, table in tables.items()}
