"""Which work a reference means: an entity we know, an earlier reference's, or a new one."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from loader.findings import Citation
from loader.knowledge import normalise
from loader.model import Problem
from loader.works_new import author, authors, minted, node, provision, provisions
from loader.works_shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loader.findings import Node, Reference
    from loader.model import Document

__all__ = ["Shelf", "author", "authors", "provision", "provisions", "resolve"]

LEAST: Final = 3
# How many works a short form may mean: the latest, so that no document costs its square.
MOST: Final = 60
plain = lru_cache(maxsize=8192)(normalise)


def resolve(
    references: Iterable[Reference], shelf: Shelf, document: Document
) -> tuple[list[Citation], list[Node], list[Problem]]:
    """Return each reference with its work, the works that are new, and what stayed open.

    A bibliography is read first, wherever it stands: short forms point to its entries.
    """
    desk = Desk(shelf, document)
    ordered = sorted(references, key=lambda one: one.where != "entry")
    found = [(one.span, desk.take(one)) for one in ordered]
    placed = sorted((pair for pair in found if pair[1]), key=lambda pair: _order(pair[1]))
    return [one for _, one in placed if one], list(desk.nodes.values()), desk.problems


def _order(citation: Citation | None) -> tuple[int, int]:
    where = citation.reference.where if citation else "note"
    return ("note", "text", "entry").index(where), citation.reference.span.start if citation else 0


class Desk:
    """The references of one document resolved so far."""

    def __init__(self, shelf: Shelf, document: Document) -> None:
        """Start with nothing resolved."""
        self.shelf = shelf
        self.document = document
        # The first full reference to each work, the latest works last.
        self.full: dict[str, Citation] = {}
        self.noted: dict[int, list[Citation]] = {}
        self.first: dict[str, Citation] = {}
        self.recent: deque[Citation] = deque(maxlen=MOST)
        self.listed = False
        self.last: dict[str, Citation | None] = {}
        self.nodes: dict[str, Node] = {}
        self.problems: list[Problem] = []

    def take(self, reference: Reference) -> Citation | None:
        """Return a reference with its work; what can't be told may be a problem."""
        told = len(self.problems)
        found = self._earlier(reference) or self._work(reference)
        if found is None:
            if len(self.problems) == told:
                self._unresolved(reference)
            if reference.form == "ibid" or _telling(reference):
                self.last[reference.where] = None
            return None
        self.last[reference.where] = found
        if found.minted and found.work not in self.nodes:
            self.nodes[found.work] = node(reference, found.work, self.shelf.known)
        self._keep(found)
        return found

    def _keep(self, found: Citation) -> None:
        reference = found.reference
        self.listed = self.listed or reference.where == "entry"
        if reference.where == "note":
            self.noted.setdefault(reference.note, []).append(found)
            self.first.setdefault(found.work, found)
        if reference.form == "full" and (
            found.work not in self.full or self.full[found.work].reference.where == "entry"
        ):
            self.full[found.work] = found
            self.recent.append(found)

    def _earlier(self, reference: Reference) -> Citation | None:
        """Resolve ibid. to the last reference, and a short form to an earlier full one."""
        if reference.form == "ibid" or (
            reference.form == "short" and not reference.title and not reference.cross
        ):
            last = self.last.get(reference.where)
            if last is None:
                return None
            pinpoint = reference.pinpoint or last.pinpoint
            return Citation(reference, last.work, last.minted, last.reference.note, pinpoint)
        if reference.cross:
            return self._crossed(reference)
        return self._shortened(reference) if reference.form == "short" else None

    def _crossed(self, reference: Reference) -> Citation | None:
        target = self.noted.get(reference.cross, [])[:MOST]
        fitting = [one for one in target if self._fits(one, reference.title)]
        if fitting or target:
            return _repeated(reference, (fitting or target)[0])
        return self._shortened(reference) if reference.title else None

    def _shortened(self, reference: Reference) -> Citation | None:
        if reference.year:
            fitting = [one for one in self.recent if _by_year(one, reference)]
            return _repeated(reference, fitting[-1]) if fitting else None
        full = list(self.recent)
        known = self.shelf.titled(reference.title)
        full = [one for one in full if one.work == known] if known else full
        called = [
            one
            for one in full
            if one.reference.called and _equal(one.reference.called, reference.title)
        ]
        fitting = called or [one for one in full if self._fits(one, reference.title)]
        notes = [one for one in fitting if one.reference.where == "note"] or fitting
        return _repeated(reference, notes[0]) if notes else None

    def _fits(self, one: Citation, short: str) -> bool:
        """Tell whether words such as an author's name or the first words of a title mean a work."""
        full, words = plain(one.reference.title), plain(short)
        if not words:
            return False
        if _equal(one.reference.called, short) or self.shelf.titled(short) == one.work:
            return True
        families = {family(name) for name in one.reference.authors}
        heads = set(words.replace(" and ", " ").replace(" et al", "").replace(" et ", " ").split())
        if (
            families
            and heads & families
            and heads <= {part for name in one.reference.authors for part in plain(name).split()}
        ):
            return True
        name, comma, rest = short.partition(", ")
        if comma and plain(name) in families and f" {plain(rest)} " in f" {full} ":
            return True
        begins = f"{full} ".startswith(f"{words} ")
        within = len(words.split()) >= LEAST or one.reference.kind == "Judgment"
        return begins or (within and f" {words} " in f" {full} ")

    def _work(self, reference: Reference) -> Citation | None:
        if reference.form == "ibid":
            return None
        work = (
            self.shelf.find(reference) if not (reference.form == "short" and reference.year) else ""
        )
        if work:
            return self._again(reference, work) or Citation(
                reference, work, minted=False, pinpoint=reference.pinpoint
            )
        if reference.cross or not _placed(reference):
            return None
        again = next(
            (one for one in self.recent if one.minted and _same(one.reference, reference)), None
        )
        if again:
            return Citation(reference, again.work, minted=True, pinpoint=reference.pinpoint)
        near = "" if reference.symbol or reference.series else self.shelf.near(reference.title)
        if near:
            self._near(reference, near)
            return None
        return Citation(reference, minted(reference), minted=True, pinpoint=reference.pinpoint)

    def _again(self, reference: Reference, work: str) -> Citation | None:
        """Return a short form of a known work as a repetition of the note that first cites it."""
        if reference.form != "short":
            return None
        one = self.first.get(work)
        if one:
            return _repeated(reference, one) if one.reference.form == "full" else None
        named = self.shelf.known.preferred.get(work, "")
        whole = _equal(named, reference.title) or len(plain(reference.title).split()) > LEAST + 1
        if not whole:
            return None
        full = replace(reference, form="full")
        return Citation(full, work, minted=False, pinpoint=reference.pinpoint)

    def _near(self, reference: Reference, near: str) -> None:
        name = self.shelf.known.preferred.get(near, near)
        words = f"nearly the title of a known work, {name}: taken neither for it nor as new"
        self.problems.append(
            Problem(self.document.slug, reference.span.start, "warning", "near-duplicate", words)
        )

    def _unresolved(self, reference: Reference) -> None:
        if not _telling(reference) and not (
            reference.year and reference.form == "short" and self.listed
        ):
            return
        place = f"note {reference.note}" if reference.note else "here"
        self.problems.append(Problem(
            self.document.slug, reference.span.start, "warning", "unresolved-reference",
            f"{place}: no work found for this reference",
        ))  # fmt: skip


def _telling(reference: Reference) -> bool:
    """Tell what surely is a reference from words that may be a mere remark."""
    if reference.where == "text":
        return reference.form == "ibid" or bool(reference.cross)
    return reference.form != "short" or bool(
        reference.cross or (reference.pinpoint and not reference.year)
    )  # fmt: skip


def _placed(reference: Reference) -> bool:
    """Tell whether a reference says enough to make a new work of it."""
    if reference.form == "short" and not (reference.kind and reference.pinpoint):
        return False
    told = (
        reference.symbol,
        reference.page,
        reference.url,
        reference.doi,
        reference.series,
        reference.venue,
        reference.authors,
    )
    return reference.quoted or bool(reference.kind) or any(told)


def _repeated(reference: Reference, one: Citation) -> Citation:
    return Citation(reference, one.work, one.minted, one.reference.note, reference.pinpoint)


def _by_year(one: Citation, reference: Reference) -> bool:
    """Tell whether a name and a year mean a reference by its authors and its year."""
    year = (one.reference.year or one.reference.date)[:4]
    names = {family(name) for name in one.reference.authors} | {
        plain(name) for name in one.reference.authors
    }
    short = plain(reference.title).replace(" et al", "").replace(" and ", " ").replace(" et ", " ")
    return year == reference.year and (
        short in names or (bool(names) and set(short.split()) <= names)
    )


def _same(one: Reference, other: Reference) -> bool:
    """Tell two references to one new work: one DOI, or author and title, or its start."""
    if one.doi and one.doi == other.doi:
        return True
    if one.symbol or other.symbol or not one.authors or not other.authors:
        return False
    if family(one.authors[0]) != family(other.authors[0]):
        return False
    first, second = sorted((plain(one.title), plain(other.title)), key=len)
    return len(first.split()) >= LEAST and f"{second} ".startswith(f"{first} ")


def _equal(one: str, other: str) -> bool:
    words = plain(one).removeprefix("the ")
    return bool(words) and words == plain(other).removeprefix("the ")


def family(name: str) -> str:
    """Return the last name of a person, plain, for comparing."""
    parts = plain(name).split()
    return parts[-1] if parts else ""
