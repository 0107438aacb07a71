"""What a page says of itself: meta elements, JSON-LD, the marks of authors and dates."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from loader.model import About

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser

EMPTY: Final = About()
TITLES: Final = ("citation_title", "og:title", "dc.title", "dcterms.title", "twitter:title")
AUTHORS: Final = ("citation_author", "author", "article:author", "dc.creator", "dcterms.creator")
DATES: Final = (
    "citation_publication_date", "citation_date", "citation_online_date",
    "article:published_time", "dcterms.issued", "dc.date.issued", "dc.date", "dcterms.date",
    "dcterms.created", "pubdate", "publishdate", "date", "parsely-pub-date", "og:published_time",
)  # fmt: skip
PUBLISHERS: Final = ("citation_publisher", "dc.publisher", "dcterms.publisher", "og:site_name")
LANGUAGES: Final = ("citation_language", "dc.language", "dcterms.language", "og:locale")
DAY: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
BY: Final = re.compile(r"^\s*(?:by|par|por|von)\s+", re.IGNORECASE)
SEPARATORS: Final = (" | ", " – ", " — ", " - ", " :: ", " » ", " • ", " · ")
WRITTEN: Final = ("Article", "Report", "BlogPosting", "WebPage", "ScholarlyArticle", "Legislation")
LONGEST_JSON: Final = 500_000
LONGEST: Final = 500
AUTHOR_LIMIT: Final = 30


def read(tree: LexborHTMLParser, headings: Sequence[str] = ()) -> About:
    """Return what a page's head and marks say of it."""
    metas = _metas(tree)
    data = _linked_data(tree)
    publisher = _first(metas, PUBLISHERS) or _name(data.get("publisher"))
    title = _first(metas, TITLES) or _plain(data.get("headline")) or _element_title(tree)
    return About(
        title=_without_site(title, _first(metas, ("og:site_name",)) or publisher, headings),
        authors=_authors(tree, metas, data),
        issued=_issued(tree, metas, data),
        language=_language(tree, metas),
        url=_address(tree, metas),
        publisher=publisher,
    )


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        content = _plain(attributes.get("content"))
        if name and content:
            found.setdefault(name.strip().lower().replace("dc:", "dc."), []).append(content)
    return found


def _plain(value: object) -> str:
    return re.sub(r"\s+", " ", value[:LONGEST]).strip() if isinstance(value, str) else ""


def _first(metas: dict[str, list[str]], names: Sequence[str]) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _linked_data(tree: LexborHTMLParser) -> dict[str, object]:
    """Return the JSON-LD of the thing that was written, if the page has any."""
    for node in tree.css('script[type="application/ld+json"]'):
        text = node.text(deep=True)
        if len(text) > LONGEST_JSON:
            continue
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            continue
        for one in _things(found):
            kinds = one.get("@type")
            named = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and kind.endswith(WRITTEN) for kind in named):
                return one
    return {}


def _things(found: object) -> Iterator[dict[str, object]]:
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, dict):
            yield one
            graph = one.get("@graph")
            if isinstance(graph, list):
                yield from (part for part in graph if isinstance(part, dict))


def _name(value: object) -> str:
    if isinstance(value, dict):
        return _plain(value.get("name"))
    return _plain(value)


def _element_title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("head > title")
    return _plain(node.text(deep=True)) if node else ""


def _without_site(title: str, site: str, headings: Sequence[str]) -> str:
    """Return a title without the site's name that many pages put behind it."""
    for mark in SEPARATORS:
        before, found, after = title.rpartition(mark)
        if found and before in headings:
            return before
        if found and site and after.strip().lower() == site.lower():
            return before
    return title


def _authors(
    tree: LexborHTMLParser, metas: dict[str, list[str]], data: dict[str, object]
) -> tuple[str, ...]:
    for name in AUTHORS:
        named = [BY.sub("", one) for one in metas.get(name, []) if "://" not in one]
        if named:
            return _unique(named)
    written = data.get("author")
    listed = written if isinstance(written, list) else [written]
    if names := [_name(one) for one in listed if _name(one) and "://" not in _name(one)]:
        return _unique(names)
    marked = 'a[rel~="author"], [itemprop="author"] [itemprop="name"], [itemprop="author"], .byline'
    found = [BY.sub("", _plain(node.text(deep=True))) for node in tree.css(marked)[:AUTHOR_LIMIT]]
    return _unique([one for one in found if 3 < len(one) < 60 and not re.search(r"\d", one)][:1])


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in names[:AUTHOR_LIMIT] if one))


def _issued(tree: LexborHTMLParser, metas: dict[str, list[str]], data: dict[str, object]) -> str:
    """Return the day of publication, as YYYY-MM-DD."""
    told = [metas[name][0] for name in DATES if name in metas]
    told.append(_plain(data.get("datePublished")))
    times = tree.css("time[pubdate], time[itemprop=datePublished], article time, main time, time")
    told += [_plain(node.attributes.get("datetime")) for node in times[:3]]
    return next((found for one in told if (found := day(one))), "")


def day(words: str) -> str:
    """Return the day that words begin with, if there is such a day.

    >>> day("2019/1/7 10:00"), day("2019-13-01"), day("soon")
    ('2019-01-07', '', '')
    """
    found = DAY.match(words)
    if not found:
        return ""
    year, month, number = (int(one) for one in found.groups())
    right = 1 <= month <= 12 and 1 <= number <= 31
    return f"{year:04}-{month:02}-{number:02}" if right else ""


def _language(tree: LexborHTMLParser, metas: dict[str, list[str]]) -> str:
    node = tree.css_first("html")
    told = (node.attributes.get("lang") if node else "") or _first(metas, LANGUAGES)
    found = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", told or "")
    return found[0].lower() if found else ""


def _address(tree: LexborHTMLParser, metas: dict[str, list[str]]) -> str:
    node = tree.css_first("link[rel=canonical]")
    told = (node.attributes.get("href") if node else "") or _first(metas, ("og:url",))
    return told.strip()[:2000] if told and told.strip().startswith(("http://", "https://")) else ""
