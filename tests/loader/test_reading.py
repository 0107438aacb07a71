"""Sources in every format: one prose, one text."""

# ruff: noqa: E501 - what stands on one line of a source stands on one here.

import pytest
import written
from hypothesis import given
from hypothesis import strategies as st

from loader.reading import is_address, kept_path, needs_keeping, read, slug_of
from loader.reading.compose import Piece, compose


def blocks(document):
    if document.format == "text":
        return [" ".join(one.split()) for one in document.text.split("\n\n")]
    return [" ".join(document.text[b.span.start : b.span.end].split()) for b in document.blocks]


@pytest.mark.parametrize("ending", written.WRITERS)
def test_one_prose_is_one_text_in_every_format(ending, tmp_path):
    path = tmp_path / f"harbour.{ending}"
    path.write_bytes(written.WRITERS[ending]())
    document = read(path)
    expected = [written.shown(*one) for one in written.PROSE]
    if ending == "pdf":
        expected = [written.latin(one) for one in expected]
    assert blocks(document) == expected
    assert read(path) == document
    assert document.slug == "harbour"
    assert needs_keeping(document) is (ending != "txt")
    if ending != "txt":
        assert [one.kind for one in document.blocks] == [kind for kind, *_ in written.PROSE]


def whole(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path)


SAID = "Le délégué a dit « oui » à l’été — 3 €.\r\nSecond line.\rThird."


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (SAID.encode(), ""),
        (b"\xef\xbb\xbf" + SAID.encode(), ""),
        (SAID.encode("utf-16"), ""),
        (SAID.encode("utf-16-le"), "utf-16-le"),
        (SAID.encode("utf-16-be"), "utf-16-be"),
        (SAID.encode("utf-32"), ""),
        (SAID.encode("cp1252"), "cp1252"),
        (("Государства не должны вредить сетям соседей. " * 9).encode("cp1251"), "cp1251"),
    ],
)
def test_text_is_what_decoding_gives(content, encoding, tmp_path):
    document = whole(tmp_path, "said.txt", content)
    wanted = content.decode(
        encoding or ("utf-8" if content[:1] != b"\xff" else "utf-16"), "replace"
    )
    if content[:4] == b"\xff\xfe\0\0":
        wanted = SAID
    assert document.text == wanted
    assert [one.code for one in document.problems] == (["encoding-assumed"] if encoding else [])
    assert encoding in "".join(one.message for one in document.problems)
    assert document.blocks == () and document.format == "text"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cc"])))
def test_decoding_undoes_encoding(words):
    from loader.reading.text import decode

    words = "w" + words
    for encoding in ("utf-8", "utf-16", "utf-32"):
        assert decode("x", words.encode(encoding)).text == words


KINDS = ["title", "heading", "paragraph", "item", "note", "entry", "aside"]


@given(
    st.lists(
        st.builds(
            Piece, st.sampled_from(KINDS), st.text(max_size=20), st.sampled_from(["", "1", "(a)"])
        )
    )
)
def test_blocks_lie_within_the_text_in_order_and_apart(pieces):
    text, blocks = compose(pieces)
    at = 0
    for one in blocks:
        assert at <= one.span.start < one.span.end <= len(text)
        assert text[at : one.span.start].strip() == ""
        assert text[one.span.start : one.span.end].strip() == text[one.span.start : one.span.end]
        at = one.span.end
    assert text[at:].strip() == ""


def said(document):
    return [document.text[one.span.start : one.span.end] for one in document.blocks]


PAGES = {
    "wikipedia": (
        '<p>A rule<sup id="cite_ref-x_1-0" class="reference"><a href="#cite_note-x-1"><span>[</span>1'
        '<span>]</span></a></sup> holds.</p><h2>References</h2><div class="reflist"><ol class="references">'
        '<li id="cite_note-x-1"><span class="mw-cite-backlink">^ <a href="#cite_ref-x_1-0"><sup><i><b>a</b>'
        '</i></sup></a> <a href="#cite_ref-x_1-1"><sup><i><b>b</b></i></sup></a></span> <span>Bee 2018, '
        '<a href="https://a.org/b">page</a>.</span></li></ol></div>',
        ["A rule[1] holds.", "[1] Bee 2018, page <https://a.org/b>."],
    ),
    "word": (
        '<p class=MsoTitle>The Rule</p><p class=MsoNormal>It holds.<a href="#_ftn1" name="_ftnref1" title="">'
        '<span class=MsoFootnoteReference>[1]</span></a> So it does.</p><div><br clear=all><hr><div id=ftn1>'
        '<p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1" title=""><span>[1]</span></a> Bee, A Book, 4.'
        "</p></div></div>",
        ["The Rule", "It holds.[1] So it does.", "[1] Bee, A Book, 4."],
    ),
    "wordpress": (
        '<p>It holds.<sup data-fn="ab-1" class="fn"><a href="#ab-1" id="ab-1-link">1</a></sup></p><ol '
        'class="wp-block-footnotes"><li id="ab-1">A book. <a href="#ab-1-link" aria-label="Jump">↩︎</a></li></ol>',
        ["It holds.[1]", "[1] A book."],
    ),
    "drupal paragraphs": (
        '<p>It holds.<a href="#fn1" class="see-footnote" id="ref1">1</a> And stays.<a href="#fn2" class="see-footnote"'
        ' id="ref2">2</a></p><p><a name="fn1"></a>1. A book.<br><a name="fn2"></a>2. Ibid.</p>',
        ["It holds.[1] And stays.[2]", "[1] A book.", "[2] Ibid."],
    ),
    "unlinked": (
        "<p>It holds firmly.<sup>1</sup> Twice 10<sup>6</sup>.</p><p><sup>1</sup> A book.</p>",
        ["It holds firmly.[1] Twice 106.", "[1] A book."],
    ),
    "unlinked list": (
        "<p>It holds firmly.<sup>1</sup> And stays.<sup>2</sup></p><h2>Notes</h2><ol><li>A book.</li><li>Ibid.</li></ol>",
        ["It holds firmly.[1] And stays.[2]", "[1] A book.", "[2] Ibid."],
    ),
    "title above the main part": (
        "<title>The Rule - The Quay</title><div><h1>The Rule</h1><div class=entry-content><p>It holds.</p><p>It stays.</p></div></div>",
        ["The Rule", "It holds.", "It stays."],
    ),
    "note within a note": (
        '<p>It holds.<sup><a href="#a">1</a></sup> It stays.<sup><a href="#b">2</a></sup></p><div class=footnotes><p id=a>1. A book.</p>'
        '<p id=b>2. See <a href="#a">note 1</a> and note <a href="#a">1</a>, at 4. <a href="#r">Back to text</a></p></div>',
        ["It holds.[1] It stays.[2]", "[1] A book.", "[2] See note 1 and note 1, at 4."],
    ),
    "notes in the footer": (
        '<main><p>It holds.<sup><a href="#n1">1</a></sup></p></main><footer><p id="n1">1 A book.</p></footer>',
        ["It holds.[1]", "[1] A book."],
    ),
    "lists": (
        '<ol type="a" start="3"><li>one</li><li value="9"><p>two</p><p>more</p></li></ol><ul><li>dot<ul><li>sub</li>'
        "</ul></li></ul><ol><li>(a) typed</li></ol>",
        ["c. one", "i. two", "more", "dot", "sub", "(a) typed"],
    ),
    "left out": (
        "<p>Kept &eacute; text that is long enough to be the prose of this page.</p><table><tr><td>1</td></tr></table>"
        "<p hidden>no</p><p style='display: none'>no</p><div class='share-buttons'>Share</div><div id=comments>no</div>"
        "<nav>no</nav><script>no</script><pre><code>no</code></pre>",
        ["Kept é text that is long enough to be the prose of this page."],
    ),
    "line breaks": ("<div>one<br>two<br><br>three</div>", ["one\ntwo", "three"]),
    "never closed": ("<p>one<!-- two <p>three", ["one"]),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_pages(name, tmp_path):
    page, expected = PAGES[name]
    assert said(whole(tmp_path, "page.html", page)) == expected


def test_a_page_says_who_wrote_it_and_when(tmp_path):
    document = whole(tmp_path, "page.html", (
        '<html lang="fr-FR"><head><meta charset="iso-8859-1"><title>La règle | Le Quai</title>'
        '<meta property="og:site_name" content="Le Quai"><link rel=canonical href="https://a.org/x">'
        '<script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":"Ann Bee"}],'
        '"datePublished":"2019-03-12T10:00:00Z"}</script></head><body><article><h1>La règle</h1>'
        "<p class=byline>Par Ann Bee</p><p>Elle vaut.</p></article></body></html>"
    ).encode("latin-1"))  # fmt: skip
    about = document.about
    assert said(document) == ["La règle", "Elle vaut."]
    assert (about.title, about.authors, about.issued) == ("La règle", ("Ann Bee",), "2019-03-12")
    assert (about.language, about.url, about.publisher) == ("fr", "https://a.org/x", "Le Quai")


def test_markdown_of_all_kinds(tmp_path):
    document = whole(tmp_path, "rule.md", (
        "---\ntitle: The Rule\nauthor:\n  - name: Ann Bee\n  - Carl Dee\ndate: 2019-03-12\nlang: en-GB\n---\n"
        "It [holds](https://a.org)[^b] for *all*^[Inline.].\n\n1) one\n2) two\n\n> quoted\n\n- dot\n\n"
        "| a |\n|---|\n| 1 |\n\n```\ncode\n```\n\n## Sources {#s}\n\n- Dee, A Book.\n\n[^b]: Bee <https://a.org/b>.\n"
        "[^c]: Nobody points here.\n"
    ))  # fmt: skip
    assert said(document) == [
        "The Rule",
        "It holds[1] for all[2].",
        "1) one",
        "2) two",
        "quoted",
        "dot",
        "Sources",
        "Dee, A Book.",
        "[1] Bee <https://a.org/b>.",
        "[2] Inline.",
        "[3] Nobody points here.",
    ]
    assert document.about.authors == ("Ann Bee", "Carl Dee")
    assert (document.about.issued, document.about.language) == ("2019-03-12", "en")
    assert [one.kind for one in document.blocks if one.kind == "entry"]


def test_docx_prints_the_numbers_of_lists(tmp_path):
    body = "".join(
        written.paragraph("item", words, level)
        for words, level in [("one", 0), ("in one", 1), ("also", 1), ("two", 0), ("in two", 1)]
    )
    body = body.replace(
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r>'
        '<w:t xml:space="preserve">two',
        "<w:p><w:r><w:t>between</w:t></w:r></w:p><w:p><w:pPr><w:numPr>"
        '<w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t xml:space="preserve">two',
    )
    document = whole(tmp_path, "list.docx", written.docx_of(body))
    assert said(document) == ["1. one", "(a) in one", "(b) also", "between", "2. two", "(a) in two"]


def test_names_and_places(tmp_path):
    assert is_address("HTTPS://a.org") and not is_address(tmp_path / "https.txt")
    assert slug_of("https://www.a.org/x/y.html?id=3") == "a-org-x-y-id-3"
    assert kept_path(tmp_path / "A b.pdf") == tmp_path / ".cybernorms" / "a-b.txt"
    assert kept_path("https://a.org/x", tmp_path) == tmp_path / "a-org-x.txt"
