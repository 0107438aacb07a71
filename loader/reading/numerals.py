"""Numbers as lists print them: decimal, letters, roman."""

from __future__ import annotations

from typing import Final

ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
LETTERS: Final = 26


def numeral(number: int, style: str) -> str:
    """Return a number as a list of the style prints it.

    >>> numeral(28, "lower-alpha"), numeral(14, "upper-roman"), numeral(0, "lower-roman")
    ('ab', 'XIV', '0')
    """
    if number > 0 and style.endswith("roman") and number < 4000:
        made = _roman(number)
    elif number > 0 and style.endswith("alpha"):
        made = _letters(number)
    else:
        made = str(number)
    return made.upper() if style.startswith("upper") else made


def _roman(number: int) -> str:
    made = ""
    for value, digits in ROMAN:
        made += digits * (number // value)
        number %= value
    return made


def _letters(number: int) -> str:
    made = ""
    while number:
        number, rest = divmod(number - 1, LETTERS)
        made = chr(ord("a") + rest) + made
    return made
