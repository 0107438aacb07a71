"""Articles of the shape that the loader reads, made up by hypothesis."""

from evidence import known
from hypothesis import strategies as st

NAMES = sorted(
    label
    for iri, labels in known().labels.items()
    for label, language in labels
    if language in {"en", ""} and any(f"/id/{kind}/" in iri for kind in
       ("state", "organisation", "person", "instrument", "group", "regime", "event"))
)  # fmt: skip
PREDICATES = (
    "supports", "signed", "has refused to sign", "did not support", "reaffirms that", "and",
    "affirms the applicability of", "is not binding", "of 12 November 2018 mentions",
    "goes one step further than", "includes",
)  # fmt: skip
FRAMES = (
    "{a} {p} {b}.", "Perhaps {a} {p} {b}?", "According to {a}, {b} {p} {c}.",
    "If {a} {p} {b}, so be it.", "Neither {a} nor {b} {p} {c}.",
    "It includes social networks ({a}, {b}) and toy makers ({w}, {a}) etc.", "Many support {a}.",
    "More than 200 companies decided to support {a}.", "{a} pledges to ‘{q}’.", "{a} {p} “{q}”.",
    "It was used in an agreement between {a} and {b}.", "Some provisions are classical.",
    "{a} noted that ‘States should not {w} {b}’.", "It remains to be seen whether {a} {p} {b}.",
    "{w} {q}", "{a} {p} '{q}', says \"{w}\".", "First, {a} suffers from drawbacks: {q}.",
    "The question of {q} is not addressed.", "{w}’s {a} – {b}: {q}",
)  # fmt: skip
REFERENCES = (
    "{w} {w}, ‘{q}’, The Diplomat (03.02.2018) <www.example.org/{n}> accessed 5.3.2018.",
    "Ibid.", "Ibid para {n}.", "Paris Call.", "{a}.",
    "Group of Experts (22.07.2015) A/70/174, para {n}.",
    "{w} {w}, '{q}' (2017) 95 Tex L Rev {n}, {n}", "‘{q} ({w}, 1.2.2019) <https://example.org/{n}...",
    "{a} (Judgment) [1986] ICJ Rep {n}, para {n}; {w} {w}, ‘{q}’ ({a}, 12.11.2018).",
)  # fmt: skip
CHARS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\n\r")
WORDS = st.one_of(
    st.sampled_from(["Brickwright", "Été", "harm", "[p]revent", "[…]", "note[d]", "States’"]),
    st.sampled_from(["😀", "⟨a0⟩", "(", "‘"]),
    st.text(CHARS, min_size=1, max_size=8),
)  # fmt: skip
PHRASES = st.lists(WORDS | st.sampled_from(NAMES), min_size=1, max_size=5).map(" ".join)


@st.composite
def filled(draw, frames):
    """A frame with names, words and phrases in its places."""
    name = st.sampled_from(NAMES)
    return draw(st.sampled_from(frames)).format(
        a=draw(name), b=draw(name), c=draw(name), w=draw(WORDS), q=draw(PHRASES),
        p=draw(st.sampled_from(PREDICATES)), n=draw(st.integers(1, 400)),
    )  # fmt: skip


@st.composite
def articles(draw):
    """Title, date, paragraphs with markers, notes, author: each but the first may be missing."""
    notes = draw(st.lists(filled(REFERENCES), max_size=5))
    marker = st.sampled_from(["", "", *(f"[{n}]" for n in range(1, len(notes) + 1))])
    sentence = st.builds(str.__add__, filled(FRAMES), marker)
    paragraph = st.lists(sentence, min_size=1, max_size=5).map(" ".join)
    blocks = [
        draw(PHRASES | st.just("On the Paris Call")),
        *draw(st.sampled_from([[], ["Published: January 7th, 2019"], ["By Elaine Korzak"]])),
        *draw(st.lists(paragraph, max_size=4)),
        *(f"[{n}] {note}" for n, note in enumerate(notes, 1)),
        *draw(st.sampled_from([[], ["Elaine Korzak"]])),
    ]
    return draw(st.sampled_from(["\n\n", "\r\n\r\n", "\n \n\n"])).join(blocks)
