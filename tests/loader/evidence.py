"""The evidence contract, read off a document's Turtle and its text, and nothing else.

Each function yields what breaks the contract, in words; a graph that keeps it yields nothing.
"""

import hashlib
import re
from collections import defaultdict
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from loader import folders, knowledge, language, namewords, spelling
from loader import names as naming
from loader import vocabulary as v

MARKS = {("‘", "’"), ("“", "”"), ("«", "»"), ('"', '"'), ("'", "'")}
LABELS = [v.SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel")]
CLAIM = [v.RDF + "subject", v.RDF + "predicate", v.RDF + "object"]


class Graph:
    """The triples of one document by subject and predicate."""

    def __init__(self, turtle, text):
        self.text = text
        self.triples = [quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)]
        self.values = defaultdict(list)
        for subject, predicate, value in self.triples:
            self.values[subject.value, predicate.value].append(value)

    def all(self, subject, predicate):
        return [one.value for one in self.values[subject, predicate]]

    def one(self, subject, predicate):
        (value,) = self.all(subject, predicate)
        return value

    def of(self, kind):
        wanted = NamedNode(v.CN + kind)
        typed = {(s.value, o) for s, p, o in self.triples if p.value == v.RDF + "type"}
        return sorted(subject for subject, one in typed if one == wanted)

    def span(self, target):
        """Start and end of a place, by its TextPositionSelector."""
        (selector,) = (
            one for one in self.all(target, v.OA + "hasSelector") if self.all(one, v.OA + "start")
        )
        return int(self.one(selector, v.OA + "start")), int(self.one(selector, v.OA + "end"))

    def words(self, target):
        start, end = self.span(target)
        return self.text[start:end]

    def evidence(self, subject):
        return self.span(self.one(subject, v.CN + "evidence"))


@cache
def known():
    return knowledge.load([*folders.ontology(), *folders.facts()])


@cache
def claimable():
    """The predicates that a claim may have: those that the rules of the language name."""
    named = {rule.predicate for rules in language.load().rules.values() for rule in rules}
    return {v.CN + name for name in named | {"expresses", "modality", "sector", "region"} if name}


def documents(graph):
    """The document's length and checksum are those of the text; nothing tells a time of day."""
    (document,) = graph.of("Document")
    if graph.one(document, v.CN + "textLength") != str(len(graph.text)):
        yield "textLength"
    if graph.one(document, v.CN + "sha256") != hashlib.sha256(graph.text.encode()).hexdigest():
        yield "sha256 of the document"
    for triple in graph.triples:
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            yield f"blank node: {triple}"
        if isinstance(triple.object, Literal) and triple.object.datatype.value.endswith("ime"):
            yield f"time of day: {triple}"


def places(graph):
    """Every place lies in the text and has the checksum of its words, every exact is its words."""
    for target in graph.of("Target"):
        start, end = graph.span(target)
        if not 0 <= start < end <= len(graph.text):
            yield f"{target}: {start} to {end}"
        words = graph.text[start:end]
        if graph.one(target, v.CN + "sha256") != hashlib.sha256(words.encode()).hexdigest():
            yield f"{target}: sha256 is not that of {words!r}"
        for selector in graph.all(target, v.OA + "hasSelector"):
            for exact in graph.all(selector, v.OA + "exact"):
                if exact != words:
                    yield f"{target}: {exact!r} is not {words!r}"


def mentions(graph):
    """Every mention's words name its body: a label or demonym of it, or a date.

    Five longer or shorter ways of naming count too: a label without its bracket; a label whose
    last words they are ("the principles of humanity and distinction"); "the Call" or "this Call"
    for what has Call in a label; "the report" or "the report of 2015" for one of that year; and
    "an agreement between A and B", two parties of the body. So do a usual spelling of a label, a
    word of it ("the Court"), and what the text defines in a bracket as a short name.
    """
    for mention in graph.of("Mention"):
        body = graph.one(mention, v.OA + "hasBody")
        words = graph.words(graph.one(mention, v.OA + "hasTarget"))
        if not named(graph, body, words):
            yield f"{words!r} does not name {body}"


def named(graph, body, words):
    bare = knowledge.normalise(re.sub(r"\[(\w)\]", r"\1", words))
    if "/id/date/" in body:
        return v.local(body)[:4] in words
    own = [one for predicate in LABELS for one in graph.all(body, predicate)]
    names = [label for label, _ in known().labels.get(body, ())] + own
    names += [name for name, iri in known().demonyms.items() if iri == body]
    plain = {knowledge.normalise(one) for one in names}
    plain |= {knowledge.normalise(knowledge.SUFFIXED.sub("", one)) for one in names}
    plain |= {knowledge.normalise(re.sub(r"\[(\w)\]", r"\1", one)) for one in names}
    if bare in plain or any(one.endswith(" " + bare) for one in plain):
        return True
    definite = re.fullmatch(r"(?:the|this) (\w+)", bare)
    if definite and any(definite[1] in one.split() for one in plain):
        return True
    report = re.fullmatch(r"the (?:(\d{4}) )?report(?: of (\d{4}))?", bare)
    if report and "Report" in known().kinds(body):
        dates = known().values(body, "date")
        return all(any(date.startswith(year) for date in dates) for year in report.groups() if year)
    parties = [*known().values(body, "party"), *graph.all(body, v.CN + "party")]
    if " between " in words and len(set(parties)) > 1:
        return True
    return spelt(body, words) or defined_there(graph.text, words) or short(plain, bare)


@cache
def spellings():
    """Every usual spelling of every name, in all languages that are read, by key and thing."""
    return {
        (name.lower(), iri)
        for code in ("en", "fr")
        for table in [naming.names(known(), namewords.load(code))]
        for name, iri in [*table.cased.items(), *table.words.items()]
    }


def spelt(body, words):
    """Whether the words are a usual spelling of a name: UN for United Nations."""
    return (spelling.name_key(words).lower(), body) in spellings()


def defined_there(text, words):
    """Whether the text itself defines the words in a bracket: (hereinafter “the Group”)."""
    return re.search(rf"\([^()]*\b{re.escape(words)}\b[^()]*\)", text) is not None


def short(names, bare):
    """Whether the words are one word of a longer name, or how it begins: the Working Group."""
    determiners = r"(?:the|this|cette|cet|ce) "
    word = re.sub(determiners, "", bare)
    return any(word in one.split() or one.startswith(f"{word} ") for one in names)


def quotations(graph):
    """Every quotation stands between a pair of quotation marks, French ones with their blanks."""
    for quotation in graph.of("Quotation"):
        start, end = graph.evidence(quotation)
        around = graph.text[:start].rstrip()[-1:], graph.text[end:].lstrip()[:1]
        if around not in MARKS:
            yield f"{graph.text[start:end]!r} stands between {around}"


RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def citations(graph):
    """Every citation lies within its note or sentence, every marker is its note's in brackets."""
    for citation in graph.of("Citation"):
        start, end = graph.evidence(citation)
        first, last = graph.evidence(graph.one(citation, v.CN + "inSection"))
        if not first <= start < end <= last:
            yield f"{citation} is not in its note"
        if not graph.all(citation, v.CN + "footnote"):
            if graph.all(citation, v.CN + "marker"):
                yield f"{citation}: a marker without a note"
            continue
        number = graph.one(citation, v.CN + "footnote")
        if not graph.text.startswith(f"[{number}]", first):
            yield f"{citation}: its note does not open with [{number}]"
        for marker in graph.all(citation, v.CN + "marker"):
            if graph.words(marker).translate(RAISED) not in {f"[{number}]", number}:
                yield f"{citation}: marker {graph.words(marker)!r}"


def claims(graph):
    """Every claim has all that the contract asks for, once, and its cue within its evidence."""
    once = [*CLAIM, *(v.CN + name for name in ("stance", "confidence", "evidence", "cue"))]
    once += [v.CN + "reviewStatus", v.PROV + "wasGeneratedBy", v.PROV + "wasDerivedFrom"]
    document, run = graph.of("Document"), graph.of("LoaderRun")
    for claim in graph.of("Claim"):
        missing = [one for one in once if len(graph.all(claim, one)) != 1]
        if missing:
            yield f"{claim}: not exactly one of {missing}"
            continue
        start, end = graph.evidence(claim)
        first, last = graph.span(graph.one(claim, v.CN + "cue"))
        if not start <= first < last <= end:
            yield f"{claim}: cue {first}-{last} outside {start}-{end}"
        if not 0 < float(graph.one(claim, v.CN + "confidence")) <= 1:
            yield f"{claim}: confidence"
        if graph.all(claim, v.PROV + "wasDerivedFrom") != document:
            yield f"{claim}: of another document"
        if graph.all(claim, v.PROV + "wasGeneratedBy") != run:
            yield f"{claim}: of another run"


DESCRIBED = (
    "TimePoint", "Publication", "Instrument", "Judgment", "Treaty", "Resolution", "Report",
    "Declaration", "Accord", "Manual", "Legislation",
)  # fmt: skip


def plain_triples(graph):
    """What is asserted stands plainly, and nothing else does.

    The rule: a triple whose predicate a claim may have (one that a rule of the language names, or
    that a claim of this graph has) stands in the graph if and only if an asserted claim has its
    subject, predicate and object. Two predicates serve for description too: cn:date and
    cn:issuedBy of a TimePoint, Publication or Instrument that the text or a note brought up.
    """
    asserted = set()
    for claim in graph.of("Claim"):
        (triple,) = zip(*(graph.values[claim, part] for part in CLAIM), strict=True)
        if graph.one(claim, v.CN + "stance") == v.entity("stance", "asserted"):
            asserted.add((triple[0].value, triple[1].value, triple[2]))
    may = claimable() | {graph.one(claim, CLAIM[1]) for claim in graph.of("Claim")}
    dated = {one for kind in DESCRIBED for one in graph.of(kind)}
    describing = {v.CN + "date", v.CN + "issuedBy"}
    plain = {
        (s.value, p.value, o) for s, p, o in graph.triples
        if p.value in may and not (p.value in describing and s.value in dated)
    }  # fmt: skip
    described = {one for one in asserted if one[1] in describing and one[0] in dated}
    yield from (f"asserted, not plain: {one}" for one in asserted - plain - described)
    yield from (f"plain, not asserted: {one}" for one in plain - asserted)


def endings(graph):
    """Every thing of ours that a triple points to is described, here or in what is known."""
    here = {s.value for s, _, _ in graph.triples}
    there = set(known().types) | set(known().labels)
    for _, predicate, value in graph.triples:
        ours = isinstance(value, NamedNode) and value.value.startswith(v.BASE + "id/")
        if ours and value.value not in here | there:
            yield f"{predicate.value} points to {value.value}, which nothing describes"


def newcomers(graph):
    """What the graph knew before is not described anew: its label and classes stay its own."""
    own = {*graph.of("Document"), *graph.of("TimePoint")}
    for subject, predicate, value in graph.triples:
        label = predicate.value == LABELS[0]
        if label and subject.value in known().labels and subject.value not in own:
            yield f"{subject.value}, known before, is described as {value.value}"


PROMISES = (
    documents, places, mentions, quotations, citations, claims, plain_triples, endings, newcomers,
)  # fmt: skip
