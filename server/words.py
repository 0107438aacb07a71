"""The reader's language: which one it is, our own words in it, numbers and direction; no data.

Labels come in six languages, our own words in English and French: `words/fr.toml` gives the French
for each English text of a template.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlencode

from flask import g, has_request_context, request

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ru": "Русский",
    "ar": "العربية",
    "zh": "中文",
}
INTERFACE = ("en", "fr")
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")
FOLDER = Path(__file__).parent / "words"
LONGEST_ADDRESS = 2000


@cache
def words(language: str) -> Mapping[str, str]:
    """Read our words in one language, by the English ones; English needs none."""
    path = FOLDER / f"{language}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def prepare() -> None:
    """Read all words now: a process that answers queries may open no file."""
    for language in INTERFACE:
        words(language)


def explicit() -> str:
    """Give the language that the address asks for, or nothing."""
    asked = request.args.get("lang", "") if has_request_context() else ""
    return asked if asked in LANGUAGES else ""


def here_in(language: str) -> str:
    """Link to the page that is shown, in another language; a long query does not go along."""
    rest = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    address = "?" + urlencode([*rest, ("lang", language)], errors="replace")
    return address if len(address) <= LONGEST_ADDRESS else f"?lang={language}"


def accepted(offered: Sequence[str]) -> str:
    """Choose by Accept-Language: the reader's order decides, and Canadian French is French."""
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
    return next((one for one in wanted if one in offered), offered[0])


def reader() -> str:
    """Give the language that labels are shown in: the address decides, then Accept-Language."""
    if not has_request_context():
        return LANGUAGES[0]
    if "reader" not in g:
        g.reader = explicit() or accepted(LANGUAGES)
    return str(g.reader)


def interface() -> str:
    """Give the language of our own words: the reader's, or the best they know of the two."""
    if reader() in INTERFACE or not has_request_context():
        return reader()
    if "interface" not in g:
        g.interface = accepted(INTERFACE)
    return str(g.interface)


def preference() -> Sequence[str]:
    """Give all languages, the best for the reader first; texts without one come after English."""
    return ordered(reader(), interface())


@cache
def ordered(labels: str, words: str) -> Sequence[str]:
    """Order the languages for labels in one language and words in another."""
    return tuple(dict.fromkeys((labels, words, "en", "", "fr", *LANGUAGES)))


@lru_cache(maxsize=512)
def rank_in(language: str, order: Sequence[str]) -> int:
    """Say which place a language has in an order."""
    base = language.partition("-")[0].lower()
    return order.index(base) if base in order else len(order)


def rank(language: str) -> int:
    """Say how good a language is for the reader: 0 is best."""
    return rank_in(language[:20], preference())


def direction(language: str) -> str:
    """Say in which direction a language is written."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def t(text: str, **values: object) -> str:
    """Say one of our texts in the reader's language, its `{places}` filled."""
    said = words(interface()).get(text, text)
    return said.format(**values) if values else said


def number(value: int) -> str:
    """Write a number as the reader's language groups its digits."""
    return f"{value:,}".replace(",", "\u202f" if interface() == "fr" else ",")
