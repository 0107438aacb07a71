"""A thing named again by its head alone: "the Call", "this Convention", "the Court".

The head stands for what this paragraph named last, else for the one thing of that head that the
document has named, else for what the document is about. What is left open then is reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loader.findings import Mention
from loader.model import Problem, Span
from loader.names import heads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from loader.knowledge import Knowledge
    from loader.language import Language
    from loader.namewords import NameWords


def reports(known: Knowledge) -> dict[str, list[str]]:
    """Return the reports of expert groups by their year."""
    years: dict[str, list[str]] = {}
    for iri in known.of_kind("Report"):
        issuers = known.values(iri, "issuedBy")
        for date in known.values(iri, "date"):
            if any("ExpertGroup" in known.kinds(one) for one in issuers):
                years.setdefault(date[:4], []).append(iri)
    return years


class Form:
    """How a language names a thing again."""

    def __init__(self, language: Language, tongue: NameWords) -> None:
        """Take the heads from a language's rules and from its words about names."""
        self.language = language.code
        self.heads = frozenset([*language.heads, *tongue.bodies])
        self.connectors = tongue.connectors | tongue.small
        several = "|".join(sorted(map(re.escape, self.heads)))
        parts = {name: tongue.patterns.get(name, "(?!)") for name in
                 ("definite", "demonstrative", "excused")}  # fmt: skip
        self.again = re.compile(
            rf"(?<!\w)(?:{parts['definite']}\s*|(?P<this>{parts['demonstrative']} ))"
            rf"(?P<head>{several})\b(?!-|[’'](?!s\b))(?! [A-ZÀ-Þ]){parts['excused']}"
        )
        self.reports = tongue.pattern("reports")
        self.report = tongue.pattern("report")


class Definite:
    """Remembers what was named, for "the Call" and "this Convention"."""

    def __init__(self, forms: Mapping[str, Form], known: Knowledge) -> None:
        """Start with nothing named."""
        self.forms = forms
        self.known = known
        self.here: dict[str, str] = {}
        self.named: dict[str, set[str]] = {}
        self.about: dict[str, str] = {}
        self.own = False
        self.report = ""
        self.lost = False
        self.seen: set[str] = set()
        self.reports = reports(known)
        self.open: dict[str, int] = {}

    def paragraph(self) -> None:
        """Forget what the paragraph before named last."""
        self.lost = False
        self.here.clear()
        self.report = ""

    def topic(self, entity: str, *, own: bool) -> None:
        """Take the thing that the document is about, or that it is: "the Convention" then."""
        self.own = own
        for label, tongue in self.known.labels.get(entity, ()):
            for head in self._heads(label, tongue or "en"):
                self.about[head] = entity

    def name(self, entity: str, words: str, language: str) -> None:
        """Remember a thing by the head in its name, and in its full name."""
        full = [label for label, tongue in self.known.labels.get(entity, ())[:2]
                if tongue == language and words.isupper()]  # fmt: skip
        self.seen.add(entity)
        form = self.forms.get(language)
        if form and form.report.search(words) and "Report" in self.known.kinds(entity):
            self.report = entity
        court = [
            label
            for issuer in self.known.values(entity, "issuedBy")
            if "Court" in self.known.kinds(issuer)
            for label, tongue in self.known.labels.get(issuer, ())
            if tongue == language
        ]
        for label in court:
            for head in self._heads(label, language):
                self.named.setdefault(head, set()).add(self.known.values(entity, "issuedBy")[0])
        for label in (words, *full):
            for head in self._heads(label, language):
                self.here[head] = entity
                self.named.setdefault(head, set()).add(entity)

    def find(
        self, text: str, span: Span, taken: Iterable[Mention], naming: Sequence[Mention],
        language: str,
    ) -> list[Mention]:  # fmt: skip
        """Return the definite descriptions of a span that stand for a thing named before.

        `naming` are the span's own names of things that may be named again.
        """
        form = self.forms.get(language)
        if form is None:
            return []
        spans = [one.span for one in taken if "/date/" not in one.entity]
        coming = list(naming)
        found = [*self._again(form, text, span, spans, coming)]
        for one in coming:
            self.name(one.entity, text[one.span.start : one.span.end], language)
        found = [*self._reports(form, text, span), *found]
        return [one for one in found if not any(other.overlaps(one.span) for other in spans)]

    def doubts(self, document: str) -> list[Problem]:
        """Return the heads that were left open, each once."""
        return [
            Problem(document, at, "warning", "ambiguous-name",
                    f"“{head}” may mean any of several things named before; it was not linked")
            for head, at in self.open.items()
        ]  # fmt: skip

    def _heads(self, name: str, language: str) -> list[str]:
        form = self.forms.get(language)
        return heads(name, form.heads, form.connectors) if form else []

    def _again(
        self, form: Form, text: str, span: Span, taken: list[Span], coming: list[Mention]
    ) -> Iterator[Mention]:
        for match in form.again.finditer(text, span.start, span.end):
            while coming and coming[0].span.end <= match.start():
                one = coming.pop(0)
                self.name(one.entity, text[one.span.start : one.span.end], form.language)
            start = match.start("this") if match["this"] else match.start("head")
            where = Span(start, match.end())
            if any(other.overlaps(where) for other in taken):
                continue
            entity = self._meant(match["head"], where.start)
            if entity:
                yield Mention(where, entity)

    def _meant(self, head: str, at: int) -> str:
        named = self.named.get(head, set())
        if self.own and head in self.about:
            return self.about[head]
        if head in self.here:
            return self.here[head]
        if len(named) == 1:
            return next(iter(named))
        if head in self.about:
            return self.about[head]
        if named:
            self.open.setdefault(head, at)
        return ""

    def _reports(self, form: Form, text: str, span: Span) -> Iterator[Mention]:
        """Yield "the report of 2013" and "the 2015 report", and "the report" after them."""
        for match in form.reports.finditer(text, span.start, span.end):
            year = match["after"] or match["before"]
            entity = self._of_year(year) if year else self.report
            self.lost = self.lost or bool(year and not entity)
            if entity and (self.report or not match.groupdict().get("like")):
                self.report = entity
                yield Mention(Span(*match.span("name")), entity)

    def _of_year(self, year: str) -> str:
        """Return the report of a year: the only one, or the only one that was named before."""
        of_year = self.reports.get(year, [])
        seen = [one for one in of_year if one in self.seen]
        found = of_year if len(of_year) == 1 else seen
        return found[0] if len(found) == 1 else ""
