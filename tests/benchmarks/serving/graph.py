"""Graphs of the project's own shape and of any size, made up by lot; the same seed, the same bytes.

A graph is a row of blocks of about 1,000 triples: an instrument with provisions and the norms that
they express, the endorsements of it, actors, and a document with claims and the places in the text
that bear them out. What is linked to is drawn with a skew: a few actors endorse much.
"""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random

ID = "https://w3id.org/cybernorms/id"
GRAPH = "https://w3id.org/cybernorms/graph"
CN = "<https://w3id.org/cybernorms/ontology#"
DCT = "<http://purl.org/dc/terms/"
OA = "<http://www.w3.org/ns/oa#"
PROV = "<http://www.w3.org/ns/prov#"
RDF = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SKOS = "<http://www.w3.org/2004/02/skos/core#"
XSD = "<http://www.w3.org/2001/XMLSchema#"
TYPE = f"{RDF}type>"
PROSE = """access act actors affirm aid attack attribution call capacity civilian companies conduct
    confidence consent cooperate critical cyber damage data dialogue diligence disclosure duty
    elections evidence force harm health human information infrastructure integrity internet
    intrusion law malicious measures networks norms obligation peace prevent principle privacy
    process products proliferation protect report response responsible restraint rights security
    sovereignty stability states supply technology territory threats trust users"""
WORDS = PROSE.split()
INSTRUMENTS = ("Treaty", "Resolution", "Report", "Declaration", "Manual", "Accord")
ACTORS = ("Company", "State", "CivilSocietyOrganisation", "AcademicInstitution", "GovernmentBody")
POSITIONS = ("supports", "supports", "supports", "supports", "refuses", "abstains")
STANCES = ("asserted", "asserted", "reported", "evaluation", "negated")
# Triples of one thing of each kind, in the order of `Counts`; a document goes with an instrument.
WEIGHTS = (12 + 8, 18, 14, 9, 10, 25)
BLOCKS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things there are of each kind; documents are as many as instruments."""

    instruments: int = 0
    provisions: int = 0
    norms: int = 0
    actors: int = 0
    endorsements: int = 0
    claims: int = 0

    @property
    def triples(self) -> int:
        return sum(n * weight for n, weight in zip(astuple(self), WEIGHTS, strict=True))

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


def planned(size: int, seed: int) -> list[Counts]:
    """Say what there is before each block and after the last, of a graph of at least that size."""
    lot, rows = Random(f"{seed} plan"), [Counts()]
    while rows[-1].triples < size:
        provisions = lot.randint(2, 10)
        endorsements = int(18 + 90 * lot.random() ** 1.5)
        claims = lot.randint(5, 16)
        rows.append(rows[-1] + Counts(1, provisions, provisions // 2, 4, endorsements, claims))
    return rows


def triples(subject: str, *rest: str) -> str:
    """Write one subject's triples, each given as property and value."""
    return "".join([f"<{ID}/{subject}> {one} .\n" for one in rest])


class Block:
    """Writes one block."""

    def __init__(self, seed: int, first: Counts, after: Counts, total: Counts) -> None:
        self.lot = Random(f"{seed} {first.instruments}")
        self.first, self.after, self.total = first, after, total
        self.number = first.instruments

    def pieces(self) -> Iterator[tuple[str, str]]:
        """Give the name of each graph with triples for it."""
        first, after = self.first, self.after
        yield "instruments", self.instrument()
        yield "provisions", "".join(map(self.provision, range(first.provisions, after.provisions)))
        yield "norms", "".join(map(self.norm, range(first.norms, after.norms)))
        yield "organisations", "".join(map(self.actor, range(first.actors, after.actors)))
        endorsements = range(first.endorsements, after.endorsements)
        yield "endorsements", "".join(map(self.endorsement, endorsements))
        claims = map(self.claim, range(first.claims, after.claims))
        yield f"document/{self.number}", self.document() + "".join(claims)

    def words(self, number: int) -> str:
        return " ".join(self.lot.choices(WORDS, k=number))

    def date(self) -> str:
        year, month, day = (self.lot.randint(*span) for span in ((2010, 2025), (1, 12), (1, 28)))
        return f'"{year}-{month:02}-{day:02}"^^{XSD}date>'

    def some(self, kind: str, most: int) -> str:
        """Draw one of so many things, the first ones more often."""
        return f"<{ID}/{kind}/{int(most * self.lot.random() ** 2)}>"

    def concept(self, kind: str, most: int = len(WORDS)) -> str:
        return f"<{ID}/{kind}/{WORDS[int(most * self.lot.random())]}>"

    def actor_of_many(self) -> str:
        return self.some("organisation", self.total.actors)

    def instrument(self) -> str:
        name = self.words(4)
        return triples(
            f"instrument/{self.number}",
            f"{TYPE} {CN}Instrument>",
            f"{TYPE} {CN}{self.lot.choice(INSTRUMENTS)}>",
            f'{SKOS}altLabel> "{self.words(2)}"@en',
            f'{SKOS}prefLabel> "{name}"@en',
            f'{SKOS}prefLabel> "{name} (fr)"@fr',
            f"{DCT}source> {self.concept('source')}",
            f"{CN}bindingForce> <{ID}/force/{self.lot.choice(('binding', 'non-binding'))}>",
            f"{CN}date> {self.date()}",
            f"{CN}dealsWith> {self.concept('regime', 25)}",
            f"{CN}factStatus> <{ID}/fact-status/confirmed>",
            f"{CN}issuedBy> {self.actor_of_many()}",
            f"{CN}cites> {self.some('instrument', self.total.instruments)}",
        )

    def rule(self) -> tuple[str, ...]:
        """Give what provisions and norms have alike."""
        return (
            f"{DCT}source> {self.concept('source')}",
            f"{CN}bearer> {self.concept('group', 10)}",
            f"{CN}conduct> {self.concept('conduct')}",
            f"{CN}factStatus> <{ID}/fact-status/confirmed>",
            f"{CN}polarity> <{ID}/polarity/{self.lot.choice(('act', 'refrain', 'affirm'))}>",
            f"{CN}protects> {self.concept('object')}",
            f"{CN}regime> {self.concept('regime', 25)}",
            f"{CN}topic> {self.concept('topic')}",
            f'{SKOS}definition> "{self.words(14)}"@en',
        )

    def provision(self, number: int) -> str:
        title, place = self.words(3), f"art. {number - self.first.provisions + 1}"
        return triples(
            f"provision/{number}",
            f"{TYPE} {CN}Provision>",
            f"{CN}provisionOf> <{ID}/instrument/{self.number}>",
            f"{CN}expresses> {self.some('norm', self.total.norms)}",
            f"{CN}modality> <{ID}/modality/{self.lot.choice(('obligation', 'prohibition'))}>",
            f'{CN}number> "{place}"',
            f'{DCT}title> "{title}"@en',
            f'{DCT}title> "{title} (fr)"@fr',
            f'{SKOS}prefLabel> "{place}, {title}"@en',
            f'{SKOS}prefLabel> "{place}, {title} (fr)"@fr',
            *self.rule(),
        )

    def norm(self, number: int) -> str:
        name = self.words(6)
        broader = int(number * self.lot.random()) if number else "all"
        return triples(
            f"norm/{number}",
            f"{TYPE} {CN}Norm>",
            f'{SKOS}prefLabel> "{name}"@en',
            f'{SKOS}prefLabel> "{name} (fr)"@fr',
            f'{SKOS}definition> "{self.words(14)} (fr)"@fr',
            f"{CN}broaderNorm> <{ID}/norm/{broader}>",
            *self.rule(),
        )

    def actor(self, number: int) -> str:
        name = f"{self.words(2).title()} {number}"
        return triples(
            f"organisation/{number}",
            f"{TYPE} {CN}Actor>",
            f"{TYPE} {CN}{self.lot.choice(ACTORS)}>",
            f'{SKOS}prefLabel> "{name}"@en',
            f'{SKOS}prefLabel> "{name}"@fr',
            f"{SKOS}exactMatch> <http://www.wikidata.org/entity/Q{900_000_000 + number}>",
            f"{DCT}source> {self.concept('source')}",
            f"{CN}basedIn> {self.concept('state')}",
            f"{CN}factStatus> <{ID}/fact-status/confirmed>",
            f"{CN}sector> {self.concept('sector', 20)}",
        )

    def endorsement(self, number: int) -> str:
        return triples(
            f"endorsement/{number}",
            f"{TYPE} {CN}Endorsement>",
            f"{DCT}source> {self.concept('source')}",
            f"{CN}endorsed> <{ID}/instrument/{self.number}>",
            f"{CN}endorser> {self.actor_of_many()}",
            f"{CN}factStatus> <{ID}/fact-status/confirmed>",
            f"{CN}date> {self.date()}",
            f'{CN}listedAs> "{self.words(3)}"',
            f'{CN}listedNature> "private sector"@en',
            f'{CN}listedNature> "Entreprise"@fr',
            f"{CN}position> <{ID}/position/{self.lot.choice(POSITIONS)}>",
        )

    def document(self) -> str:
        return triples(
            f"document/{self.number}",
            f"{TYPE} {CN}Document>",
            f'{DCT}title> "{self.words(6)}"@en',
            f'{DCT}creator> "{self.words(2).title()}"',
            f"{DCT}issued> {self.date()}",
            f'{DCT}language> "en"',
            f"{DCT}source> {self.concept('source')}",
            f'{CN}sha256> "{self.lot.getrandbits(256):064x}"',
            f'{CN}textLength> "{self.lot.randint(9_000, 90_000)}"^^{XSD}integer>',
        )

    def claim(self, number: int) -> str:
        """Write a claim, the place it was read in, and how that is found again by either way."""
        who, what = self.actor_of_many(), self.some("provision", self.total.provisions)
        start, document = self.lot.randint(0, 8_000), f"<{ID}/document/{self.number}>"
        claim = triples(
            f"claim/{number}",
            f"{TYPE} {CN}Claim>",
            f"{RDF}subject> {who}",
            f"{RDF}predicate> {CN}supports>",
            f"{RDF}object> {what}",
            f"{PROV}wasDerivedFrom> {document}",
            f"{PROV}wasGeneratedBy> <{ID}/run/{self.number}>",
            f'{CN}confidence> "0.{self.lot.randint(50, 99)}"^^{XSD}decimal>',
            f"{CN}evidence> <{ID}/place/{number}>",
            f'{CN}foundBy> "{self.words(1)}"',
            f"{CN}reviewStatus> <{ID}/review/machine>",
            f"{CN}stance> <{ID}/stance/{self.lot.choice(STANCES)}>",
        )
        place = triples(
            f"place/{number}",
            f"{TYPE} {CN}Target>",
            f"{TYPE} {OA}SpecificResource>",
            f"{OA}hasSource> {document}",
            f"{OA}hasSelector> <{ID}/selector/{number}.position>",
            f"{OA}hasSelector> <{ID}/selector/{number}.quote>",
            f'{CN}sha256> "{self.lot.getrandbits(256):064x}"',
        )
        position = triples(
            f"selector/{number}.position",
            f"{TYPE} {CN}Selector>",
            f"{TYPE} {OA}TextPositionSelector>",
            f'{OA}start> "{start}"^^{XSD}integer>',
            f'{OA}end> "{start + 120}"^^{XSD}integer>',
        )
        quote = triples(
            f"selector/{number}.quote",
            f"{TYPE} {CN}Selector>",
            f"{TYPE} {OA}TextQuoteSelector>",
            f'{OA}exact> "{self.words(12)}"@en',
        )
        remark = triples(f"claim/{number}", f"{CN}concerns> <{ID}/instrument/{self.number}>")
        return claim + place + position + quote + remark


def written(seed: int, ending: str, rows: list[Counts], total: Counts) -> bytes:
    """Write some blocks as N-Triples or N-Quads."""
    out = []
    for first, after in pairwise(rows):
        for graph, text in Block(seed, first, after, total).pieces():
            named = f" <{GRAPH}/{graph}> .\n"
            out.append(text if ending == "nt" else text.replace(" .\n", named))
    return "".join(out).encode()


def made(size: int, ending: str, folder: Path, seed: int = 1) -> tuple[Path, Counts]:
    """Give the file with a graph of at least that many triples, made unless it is there."""
    rows = planned(size, seed)
    version = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    path = folder / f"norms-{size}-{seed}-{version}.{ending}"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        starts = range(0, len(rows) - 1, BLOCKS_AT_ONCE)
        parts = [rows[start : start + BLOCKS_AT_ONCE + 1] for start in starts]
        writing = partial(written, seed, ending, total=rows[-1])
        with ProcessPoolExecutor() as pool, unfinished.open("wb") as file:
            for piece in pool.map(writing, parts):
                file.write(piece)
        unfinished.rename(path)
    return path, rows[-1]
