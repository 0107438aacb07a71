"""How a name is reduced to what two spellings of it share; no index and no store here."""

import re
import unicodedata

# Letters with a stroke and joined letters, which Unicode does not take apart.
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# What ends a name in brackets, and is a name of its own if it is written as an acronym.
BRACKETED = re.compile(r"(?P<outside>[^()\[\]]*\S)\s+[(\[](?P<inside>[^()\[\]]+)[)\]]")
ACRONYM = re.compile(r"[A-Z][A-Za-z&]{0,8}[A-Z]")
# What is neither letter nor digit.
BETWEEN = re.compile(r"[\W_]+")
LONGEST = 300


def fold(text: str, longest: int | None = LONGEST) -> str:
    """Write a name in small letters without accents, its words parted by single blanks.

    Folding what is folded changes nothing.

    >>> fold("  Côte d’Ivoire: L'ŒUVRE, A/RES/73/27")
    'cote d ivoire l oeuvre a res 73 27'
    """
    text = bare(bare(text[:longest].casefold()).casefold().translate(LETTERS))
    return BETWEEN.sub(" ", text).strip()


def bare(text: str) -> str:
    """Take letters apart and drop the marks on them."""
    if text.isascii():
        return text
    parted = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parted if unicodedata.category(c) != "Mn")


def variants(key: str) -> frozenset[str]:
    """Give a folded name in other orders and spacings: words sorted, words joined.

    >>> sorted(variants("soft micro"))
    ['micro soft', 'softmicro']
    """
    return frozenset({" ".join(sorted(key.split())), key.replace(" ", "")}) - {""}


def unbracketed(name: str) -> tuple[str, ...]:
    """Give the two names of which one stands in brackets behind the other.

    >>> unbracketed("Internet Society (ISOC)"), unbracketed("A/RES/217(III) A")
    (('Internet Society', 'ISOC'), ())
    """
    found = BRACKETED.fullmatch(name.strip())
    if found is None:
        return ()
    inside = found["inside"].strip()
    return (found["outside"], inside) if ACRONYM.fullmatch(inside) else (found["outside"],)
