"""The forms by which a work is found: UN symbols, resolutions, series, reporters, addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from loader.citations_words import DAY, words

if TYPE_CHECKING:
    from collections.abc import Iterator

ORGANS: Final = (
    "A|S|E|ST|DP|TD|CCPR|CERD|CEDAW|CAT|CRC|CMW|CRPD|CED|HRI|HRC|UNEP|NPT|BWC|CCW|CD|FCCC|JIU|PBC"
)
ROMAN: Final = r" ?\([IVXLS-]{1,8}\)"
SYMBOL: Final = re.compile(
    rf"(?<![\w/.])(?:(?:{ORGANS})(?:/[A-Z0-9][A-Za-z0-9.-]{{0,15}}(?:\([IVXLS-]{{1,8}}\))?){{1,7}}"
    rf"(?:(?<=\d){ROMAN}(?: [A-Z](?=\s?(?:[,;.)\]]|$)))?| \((?:19|20)\d\d\)(?=[ ,;.)]|$))?\*?"
    r"|PC\.(?:DEC|JOUR)/\d{1,5}(?:/\d{1,3})?|ST \d{3,6}/\d\d\b"
    r"|(?:COM|JOIN|SWD|SEC)\s?\(\d{4}\) ?\d{1,4}(?: final)?|CM/(?:Rec|Res|Del)\(\d{4}\)\d{1,4})"
)
SERIES: Final = re.compile(
    r"\b\d{1,4} (?:U\.?N\.?T\.?S\.?|L\.?N\.?T\.?S\.?|R\.?T\.?N\.?U\.?|R\.?T\.?S\.?N\.?"
    r"|U\.?S\.?T\.?)"
    r"(?: (?:[Nn]o\.? ?)?(?:\d{1,5}|[IVXL]{1,6})\b)?"
    r"|\b(?:UNTS|RTNU|Treaty Series|Recueil des traités)\b[^;()\d]{0,20}\d{1,4}[^;()\d]{0,12}"
    r"(?:\d{1,6})?|\b(?:C?ETS|STCE|STE|TIAS|(?:C\.)?E\.T\.S\.|T\.I\.A\.S\.),? ?(?:[Nn][o°º]\.?"
    r" ?)?\d{1,5}"
)
LAW: Final = re.compile(
    r"\b(?:(?:Council|Commission|Framework|Implementing|Delegated) ){0,2}"
    r"(?:Regulation|Directive|Decision|[Rr]èglement|[Dd]irective|[Dd]écision)"
    r" (?:\((?:EU|EC|EEC|CFSP|UE|CE|PESC|Euratom)(?:, ?Euratom)?\) )?(?:[Nn][o°]\.? ?)?"
    r"\d{2,4}/\d{1,4}(?:/[A-Z]{2,4})?"
)
COURT: Final = re.compile(
    r"(?P<venue>\b(?:I\.? ?C\.? ?J\.?|P\.? ?C\.? ?I\.? ?J\.?|C\.? ?I\.? ?J\.?|C\.? ?P\.? ?J\.?"
    r" ?I\.?)"
    r",? (?:Reports?|Rep\.?|Recueil|Rec\.?)|\bRec\.|\bRecueil)"
    r"[, ]{1,2}(?P<year>\d{4})(?: ?\([IVX]{1,4}\))?,? ?p(?:p|\.|p\.)? ?(?P<page>\d{1,5})"
    r"|(?P<year2>\d{4}) (?P<venue2>(?:I\.C\.J\.|P\.C\.I\.J\.|ICJ)(?: Rep(?:orts|\.)?)?) "
    r"(?P<page2>\d{1,5})"
    r"|\[(?P<year3>\d{4})\] (?:(?P<volume3>\d{1,3}) )?(?P<venue3>(?:ICJ|PCIJ|ECR|EWCA|EWHC|UKSC"
    r"|UKHL|AC|QB"
    r"|WLR|All ER|ECHR|ITLOS)(?: (?:Rep(?:orts|\.)?|Civ|Crim))?) (?P<page3>(?:I+-)?\d{1,5})"
    r"|(?P<volume4>\d{1,3}|[IVXL]{1,6}) (?P<venue4>R\.?I\.?A\.?A\.?|U\.?N\.?R\.?I\.?A\.?A\.?"
    r"|R\.?S\.?A\.?|EHRR"
    r"|ILR|I\.L\.R\.|U\.S\.|I\.L\.M\.|ILM|F\.[23]d) (?P<page4>\d{1,5})"
)
CASE: Final = re.compile(
    r"\b(?:Joined )?(?:Cases?|[Aa]ffaires?|[Aa]ff\.|Asunto) (?P<eu>[CTF][-–‑]\d{1,4}/\d{2}(?: ?P)?)"
    r"|\b(?:App(?:lication|l)?s?|[Rr]eq(?:uête|uêtes|\.)?)\.? ?(?:[Nn](?:[o°º]s?|os?)\.? ?)?"
    r"(?P<echr>\d{3,5}/\d{2})(?!\d)"
    r"|\bCase (?:[Nn]o\.? ?)?(?P<icty>(?:IT|ICTR|ICC|MICT|SCSL|STL)[-–][\w/.–-]{2,30})"
    r"|\b(?P<lotus>[Ss]érie A(?:/B)?,? n[°o]s? ?\d{1,3})"
    r"|\b(?P<icty2>(?:IT|ICTR|MICT)-\d\d-[\w/.–-]{2,20})"
    r"|\b(?P<icc>ICC-\d\d/\d\d-[\w/-]{2,30})|\b(?P<ecli>(?:ECLI:)?[A-Z]{2}:[A-Z]{1,6}:\d{4}:"
    r"[\w.]{1,25})"
    r"|\b(?:PCA|ICSID|CPA) [Cc]ase [Nn]o\.? ?(?P<pca>[\w/-]{4,20})"
    r"|\b(?:PCIJ|P\.C\.I\.J\.|CPJI|C\.P\.J\.I\.),? ?\(?(?:[Ss]er(?:ies|\.)?|[Ss]érie) ?(?P<pcij>"
    r"(?:A/B|A|B),?"
    r" ?(?:[Nn][o°]s?\.? ?)?\d{1,3})"
)
ILC: Final = re.compile(
    r"\b(?:Yearbook of the International Law Commission|Annuaire de la Commission du droit"
    r" international"
    r"|\[\d{4}\] YBILC|Y\.?B\.? ?I\.?L\.?C\.?)"
)
# Never begun inside a word, and each label and their number bounded: no run costs its square.
URL: Final = re.compile(
    r"<?(?P<url>(?:https?://|www\.|(?<![\w./@-])(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,6}/)[^\s<>]*)>?",
    re.IGNORECASE,
)
DOI: Final = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|\bdoi(?:\.org/|: ?| ))?\b(?P<doi>10\.\d{4,9}/"
    r"[^\s<>\"’”»]{1,200})",
    re.IGNORECASE,
)
CUT: Final = ("...", "…")
ENDS: Final = ".,;:]’”»'\""
UN_DOC: Final = re.compile(
    r"\(?\b(?:UN |U\.N\. )?(?:Docs?\.?|document|ONU)(?: des Nations Unies)? ?$"
)
BODY: Final = {"ga": "A/RES", "sc": "S/RES", "hrc": "A/HRC/RES", "ecosoc": "E/RES"}


class Place(NamedTuple):
    """A form found in a text: where it stands, its symbol or series, and the class it tells."""

    start: int
    end: int
    symbol: str
    kind: str
    series: str = ""


def symbols(text: str) -> list[Place]:
    """Return the UN symbols and numbered resolutions of a text, in order, each once."""
    found = [*_printed(text), *_resolutions(text)]
    kept: list[Place] = []
    for one in sorted(found):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _printed(text: str) -> Iterator[Place]:
    for match in SYMBOL.finditer(text):
        words_ = match[0].rstrip(".-")
        if any(char.isdigit() for char in words_) and len(words_) > 3:
            kind = "Resolution" if "/RES/" in words_ else "Instrument"
            yield Place(match.start(), match.start() + len(words_), words_, kind)


def _resolutions(text: str) -> Iterator[Place]:
    of = words()
    for match in of.resolution.finditer(text):
        body = match["body"] or match["after"] or ""
        named = next((name for name, one in of.body.items() if body and one.fullmatch(body)), "")
        numbers = list(_numbers(match["numbers"], match.start("numbers")))
        for index, (start, number) in enumerate(numbers):
            symbol = _symbol(named, number, match["word"])
            if symbol:
                begin = match.start() if index == 0 else start
                last = index == len(numbers) - 1 and match["after"]
                end = match.end() if last else start + len(number)
                yield Place(begin, end, symbol, "Resolution")


def _numbers(printed: str, start: int) -> Iterator[tuple[int, str]]:
    printed = re.sub(DAY, lambda one: " " * len(one[0]), printed)
    parted = re.finditer(
        r"\d{1,4}(?:/\d{1,3})?(?: ?[A-Z](?![\w’']))?(?: ?\([^()]{1,8}\))?(?: [A-Z](?![\w’']))?",
        printed,
    )
    return ((start + one.start(), one[0]) for one in parted)


def _symbol(body: str, number: str, word: str) -> str:
    """Return the symbol that a resolution's number stands for; '' if nothing tells the body."""
    bare = re.sub(r" ?\(\d{4}\)", "", number)
    roman = re.search(r"\(([IVXLS-]+)\)", number)
    if word.lower().startswith(("dec", "déc")):
        return f"UNGA decision {bare}" if body == "ga" or "/" in bare else ""
    if roman:
        letter = re.search(r"(?<!\()([A-Z])\b(?!\))", number)
        digits = "".join(char for char in bare if char.isdigit())
        return f"A/RES/{digits}({roman[1]}){' ' + letter[1] if letter else ''}"
    if "/" in bare:
        return f"{BODY[body or 'ga']}/{bare}"
    if body == "sc" or (not body and bare != number):
        return f"S/RES/{bare}"
    return f"A/RES/{bare}" if body == "ga" else ""


def key(symbol: str) -> str:
    """Return a symbol in the form in which two printed ones are compared.

    >>> key("A/RES/2625 (XXV)"), key("S/RES/1373 (2001)"), key("A/68/98*")
    ('A/RES/2625(XXV)', 'S/RES/1373', 'A/68/98')
    """
    bare = re.sub(r" ?\((?:19|20)\d\d\)$", "", symbol.strip(" .*"))
    bare = re.sub(r"(\([IVXLS-]+\)) ?[A-Z]$", r"\1", bare)
    return re.sub(r"\s+", "", bare).upper()


def address(printed: str) -> str:
    """Return a web address without the stops and brackets of the sentence around it."""
    if printed.endswith(CUT):
        return printed
    bare = printed.rstrip(ENDS)
    open_, closed = bare.count("("), bare.count(")")
    while bare.endswith(")") and open_ < closed:
        bare, closed = bare[:-1].rstrip(ENDS), closed - 1
    return bare


def court(prose: str) -> tuple[re.Match[str] | None, dict[str, str]]:
    """Return the first reporter of judgments, and its venue, year, volume and page."""
    found = COURT.search(prose)
    if not found:
        return None, {}
    return found, {
        name.rstrip("234"): value.strip() for name, value in found.groupdict().items() if value
    }


def case_number(prose: str) -> str:
    """Return the number of a case or application, as printed."""
    found = CASE.search(prose)
    return next((one for one in found.groups() if one), "") if found else ""
