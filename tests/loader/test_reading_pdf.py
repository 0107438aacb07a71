"""PDF pages as typesetters make them: columns, hyphens, notes, heads and feet."""

# ruff: noqa: E501 - what stands on one line of a source stands on one here.

import pytest
from fpdf import FPDF

from loader.reading import read

LEADING = 5


def pdf(pages, size=11):
    """Return a PDF of pages, each a list of (x, y, words) or (x, y, words, size)."""
    made = FPDF(format="A4")
    made.set_auto_page_break(False)
    for page in pages:
        made.add_page()
        for x, y, words, *other in page:
            made.set_font("Times", size=other[0] if other else size)
            made.text(x, y, words)
    return bytes(made.output())


def column(x, y, *lines):
    return [(x, y + LEADING * index, words) for index, words in enumerate(lines)]


def said(tmp_path, pages):
    path = tmp_path / "made.pdf"
    path.write_bytes(pdf(pages))
    document = read(path)
    return [document.text[one.span.start : one.span.end] for one in document.blocks]


def test_columns_are_read_one_after_the_other(tmp_path):
    left = column(20, 40, "The first column speaks of cables", "which lie below the sea and carry", "all that the towns say to one an-",
                  "other by day and by night, as the", "fishers of the harbour know well", "when they go out in the morning.")  # fmt: skip
    right = column(110, 40, "The second column speaks of the", "rule that the delegates agreed in", "spring. It has a clause on non-",
                   "intervention and one on repair of", "what was cut. Nobody has left the", "rule since it was made in March.")  # fmt: skip
    # As many programs write them: row by row across both columns.
    rows = [part for pair in zip(left, right, strict=True) for part in pair]
    assert said(tmp_path, [rows]) == [
        "The first column speaks of cables which lie below the sea and carry all that the towns say to one "
        "another by day and by night, as the fishers of the harbour know well when they go out in the morning.",
        "The second column speaks of the rule that the delegates agreed in spring. It has a clause on "
        "non-intervention and one on repair of what was cut. Nobody has left the rule since it was made in March.",
    ]  # fmt: skip


def test_pages_join_and_their_edges_go(tmp_path):
    pages = []
    for number, (end, start) in enumerate(
        [("the delegates of", "Title"), ("it was spring.", "the towns met and")], 1
    ):
        pages.append([
            (20, 12, f"Harbour Law Review {number + 40}", 9),
            *column(20, 40, f"{start} one line of the text that goes on to the edge of its page here",
                    "and another line that says more of what was agreed in the harbour and why", f"so that {end}"),
            (20, 270, f"{number}  Bee, A Book on Harbours (2018) {number}.", 8),
            (105, 290, f"Page {number} of 2", 9),
        ])  # fmt: skip
    assert said(tmp_path, pages) == [
        "Title one line of the text that goes on to the edge of its page here and another line that says more of "
        "what was agreed in the harbour and why so that the delegates of the towns met and one line of the text that "
        "goes on to the edge of its page here and another line that says more of what was agreed in the harbour and "
        "why so that it was spring.",
        "[1] Bee, A Book on Harbours (2018) 1.",
        "[2] Bee, A Book on Harbours (2018) 2.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "healed"),
    [
        (["The state prac-", "tice of ports is old."], "The state practice of ports is old."),
        (["The non-", "intervention of ports is old."], "The non-intervention of ports is old."),
        (
            ["Of state-run ports: a state-", "run port is old."],
            "Of state-run ports: a state-run port is old.",
        ),
        (["The North-", "South talks are old."], "The North-South talks are old."),
        (
            ["See https://a.org/long-", "path/x for the rule."],
            "See https://a.org/long-path/x for the rule.",
        ),
    ],
)
def test_words_parted_at_line_ends_are_healed(lines, healed, tmp_path):
    assert said(tmp_path, [column(20, 40, *lines)]) == [healed]


def test_each_column_has_its_notes(tmp_path):
    left = column(20, 40, "The first column speaks of cables", "which lie below the sea and carry", "all that the towns say to one an-",
                  "other by day and by night, as the", "fishers of the harbour know well", "when they go out in the morning.")  # fmt: skip
    right = [(x + 90, y, words.replace("first", "second")) for x, y, words in left]
    below = [(20, 200, "1 Bee, A Book on Harbours,", 8), (20, 204, "second edition (2018) 1.", 8)]
    beside = [(110, 200, "2 Ibid 4.", 8)]
    title = [(60, 20, "Cables of the Harbour", 18)]
    assert said(tmp_path, [title + left + below + right + beside]) == [
        "Cables of the Harbour",
        "The first column speaks of cables which lie below the sea and carry all that the towns say to one "
        "another by day and by night, as the fishers of the harbour know well when they go out in the morning.",
        "The second column speaks of cables which lie below the sea and carry all that the towns say to one "
        "another by day and by night, as the fishers of the harbour know well when they go out in the morning.",
        "[1] Bee, A Book on Harbours, second edition (2018) 1.",
        "[2] Ibid 4.",
    ]
