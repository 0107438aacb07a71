"""Which language a passage is written in, by its function words or its script.

A passage too short to tell takes the language of what stands around it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

from loader.structure.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.model import Span

WORD: Final = re.compile(r"[^\W\d_]+")
# Names bring words of their own language along: Ursula von der Leyen.
PARTICLES: Final = re.compile(r"\bv[ao]n (?:de[nr]? |het )?(?=[A-ZÀ-Þ])")
# So much of a passage tells its language.
SAMPLE: Final = 4000
# What a word is worth that only one language has; one of several languages is worth a share.
OWN: Final = 12
FEWEST: Final = 2 * OWN
AHEAD: Final = 1.25
SCRIPT_SHARE: Final = 0.4


def votes(text: str, span: Span) -> Counter[str]:
    """Return how many function words of each language a passage has."""
    sample = text[span.start : min(span.end, span.start + SAMPLE)]
    letters = sum(char.isalpha() for char in sample)
    for code, script in words().scripts.items():
        found = len(script.findall(sample)) if not sample.isascii() else 0
        if letters and found > SCRIPT_SHARE * letters:
            return Counter({code: found * OWN})
    plain = PARTICLES.sub("", sample)
    counted = Counter(match[0].casefold() for match in WORD.finditer(plain))
    total: Counter[str] = Counter()
    for word, times in counted.items():
        codes = _codes().get(word, ())
        for code in codes:
            total[code] += times * OWN // len(codes)
    return total


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    """Return the languages that have each function word."""
    codes: dict[str, tuple[str, ...]] = {}
    for code, known in words().function_words.items():
        for word in known:
            codes[word] = (*codes.get(word, ()), code)
    return codes


def winner(found: Counter[str], fewest: int = FEWEST) -> str:
    """Return the language that is well ahead, or nothing."""
    ranked = found.most_common(2)
    if not ranked or ranked[0][1] < fewest:
        return ""
    second = ranked[1][1] if len(ranked) > 1 else 0
    return ranked[0][0] if ranked[0][1] >= AHEAD * second else ""


def of_document(found: Sequence[Counter[str]], said: str) -> str:
    """Return the language of most of a text; what the file says of itself decides a draw."""
    total: Counter[str] = sum(found, Counter())
    code = said.lower()[:2]
    return winner(total) or code or winner(total, 1) or "en"


def of_each(found: Sequence[Counter[str]], document: str) -> list[str]:
    """Return each passage's language; one that does not tell takes the one before's."""
    told = [winner(one) for one in found]
    made: list[str] = []
    for index, one in enumerate(told):
        before = next((code for code in made[-1:] if code), document)
        after = next((code for code in told[index + 1 : index + 2] if code), document)
        made.append(one or (before if before == after else document))
    return made
