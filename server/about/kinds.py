"""The kinds of thing that have a page of their own: which sections it has, in which template."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.pages import local_name

NAMES = frozenset({"prefLabel", "label", "altLabel", "hiddenLabel", "title"})
ABOUT = frozenset({"type", "definition", "comment", "description", "factStatus", "source"})
MATCHES = ("exactMatch", "closeMatch", "relatedMatch")
# What every page shows in its own way, or in its claims.
ALWAYS = NAMES | ABOUT | {*MATCHES, "homepage", "page", "inScheme", "isDefinedBy"}
# Claims, mentions and facts are shown as such.
BEHIND = frozenset(
    {
        "subject",
        "predicate",
        "object",
        "hasBody",
        "hasSource",
        "inDataset",
        "about",
        "class",
        "property",
    }
)
UNLINKED = ("", "ActorGroup", "Assessment", "Concept", "Event", "Fact", "Source")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: its class, what a list of it is called, its sections, what they cover."""

    name: str
    plural: str
    template: str = "about/thing.html"
    sections: tuple[str, ...] = ()
    covered: frozenset[str] = frozenset()
    supporters: bool = False

    @property
    def sentence(self) -> bool:
        """Tell whether its labels begin small, as those of norms and concepts do."""
        return self.name in ("Norm", "LegalRegime", "LegalPrinciple", "Concept", "Assessment")

    @property
    def named(self) -> bool:
        """Tell whether its labels are names that differ by language, and no made-up sentences."""
        return self.template not in ("about/thing.html", "about/claim.html")

    @property
    def linked(self) -> bool:
        """Tell whether each has a neighbour that a picture can show; some of the others have."""
        return self.name not in UNLINKED


def kind(name: str, plural: str, template: str, sections: str = "", covered: str = "") -> Kind:
    """Write a kind in one line: sections and covered properties between spaces."""
    page = f"about/{template}.html"
    parts, hidden = tuple(sections.split()), frozenset(covered.split())
    return Kind(name, plural, page, parts, hidden, template == "instrument")


ACTOR = "positions memberships remarks disagreements"
ACTOR_COVERED = (
    "endorser member supports hasRefused memberOf isoAlpha2 isoAlpha3 m49 demonym organization "
    "region sector role"
)
GROUP = "positions memberships members remarks disagreements"
LAW = "affirmations ruled remarks disagreements"
LAW_COVERED = (
    "affirmsApplicabilityOf deniesApplicabilityOf takesNoteOf regime broader narrower related"
)
NORM_COVERED = (
    "expresses formulationOf modality bearer addressee polarity condition threshold conduct "
    "protects regime restrains broaderNorm narrowerNorm"
)
# The first that fits decides, so the narrower stand above the wider.
KINDS = (
    kind(
        "Instrument",
        "Instruments",
        "instrument",
        "provisions norms milestones votes counts remarks disagreements",
        "hasProvision provisionOf expresses endorsed supports hasRefused milestoneOf voteOn "
        "countOf hasSupporterCount date bindingForce bindingNote issuedBy symbol entryIntoForce "
        "place quotes hasCitedEntity keyInstrument",
    ),
    kind("Document", "Documents", "document", "paragraphs citations remarks disagreements",
         "isPartOf wasDerivedFrom hasCitingEntity used cites creator issued language rights "
         "sha256 textSha256 textLength format mayQuote milestoneOf"),
    kind("Norm", "Norms", "norm", "expressions formulations remarks disagreements", NORM_COVERED),
    kind("Provision", "Provisions", "thing", "remarks disagreements", "provisionOf hasProvision"),
    kind("LegalRegime", "Legal regimes", "regime", LAW, LAW_COVERED),
    kind("LegalPrinciple", "Legal principles", "regime", LAW, LAW_COVERED),
    kind("State", "States", "actor", ACTOR, ACTOR_COVERED),
    kind("Person", "People", "actor", ACTOR, ACTOR_COVERED),
    kind("Organisation", "Organisations", "actor", GROUP, ACTOR_COVERED),
    kind("ActorGroup", "Groups of actors", "actor", GROUP, ACTOR_COVERED),
    kind("Claim", "Claims", "claim"),
    kind("Process", "Processes", "thing", "remarks disagreements"),
    kind("Event", "Events", "thing", "remarks disagreements"),
    kind("Work", "Works", "thing", "remarks disagreements"),
    kind("Endorsement", "Positions taken", "thing", "disagreements"),
    kind("Fact", "Facts", "thing"),
    kind("Disagreement", "Disagreements", "thing"),
    kind("Remark", "Remarks", "thing"),
    kind("Milestone", "Milestones", "thing"),
    kind("Vote", "Votes", "thing"),
    kind("SupporterCount", "Counts of supporters", "thing"),
    kind("Membership", "Memberships", "thing"),
    kind("Assessment", "Assessments", "thing"),
    kind("Citation", "Citations", "thing"),
    kind("Quotation", "Quotations", "thing"),
    kind("Mention", "Mentions", "thing"),
    kind("Source", "Sources", "thing"),
    kind("Concept", "Concepts", "thing"),
)  # fmt: skip
OTHER = Kind("", "", "about/thing.html")
BY_NAME = {one.name: one for one in KINDS}
# What the front page counts and lists.
SHOWN = (
    "Instrument",
    "Norm",
    "State",
    "Organisation",
    "Endorsement",
    "LegalRegime",
    "Claim",
    "Person",
)


def kind_of(types: Iterable[str]) -> Kind:
    """Find the kind of a thing by its classes."""
    held = {local_name(one) for one in types}
    return next((one for one in KINDS if one.name in held), OTHER)
