"""One prose written in every format, each as its usual programs write it."""

# ruff: noqa: E501 - what stands on one line of a source stands on one here.

import io
import zipfile
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from fpdf import FPDF

# (kind, words, number): markers stand as [n] after the word; our own words.
PROSE = [
    ("title", "A Harbour Rule for Quiet Networks", ""),
    ("paragraph", "The delegates met in the harbour town for three days. They spoke of networks, of "
     "ports and of the cables between them.[1] Nobody left before the rule was agreed, though several "
     "had said that the practice of non-intervention would be discussed elsewhere.[2]", ""),
    ("heading", "What was agreed", ""),
    ("paragraph", "States should not damage the cables on which their neighbours depend. The text says "
     "so in its second paragraph, and the annex repeats it for lighthouses.", ""),
    ("item", "Each state names an office that answers within a day;", "1."),
    ("item", "Each office keeps a list of the cables in its waters;", "2."),
    ("item", "The lists are compared once a year.[3]", "3."),
    ("paragraph", "A final word was added by the host. It calls the rule a beginning, and asks that "
     "every state which has not yet joined be invited to the next meeting.", ""),
    ("note", "Report of the Harbour Meeting (12 March 2019), para 4.", "1"),
    ("note", "Ann Bee, ‘Ports and Practice’ (2018) 3 Harbour L Rev 14, 17.", "2"),
    ("note", "Ibid 21.", "3"),
]  # fmt: skip


def shown(kind, words, number):
    return f"[{number}] {words}" if kind == "note" else f"{number} {words}".strip()


def text():
    return ("\n\n".join(shown(*one) for one in PROSE) + "\n").encode()


def markdown():
    made = []
    for kind, words, number in PROSE:
        plain = words.replace("[", "[^")
        start = {"title": "# ", "heading": "## ", "note": f"[^{number}]: ", "item": f"{number} "}
        made.append(start.get(kind, "") + plain)
    return "\n\n".join(made).encode()


def marked(words):
    """Return words with markers as links to notes."""
    for number in "123":
        link = f'<sup><a href="#fn{number}" id="ref{number}">{number}</a></sup>'
        words = words.replace(f"[{number}]", link)
    return words


def html():
    tags = {"title": "h1", "heading": "h2", "paragraph": "p", "item": "li"}
    body, notes = "", ""
    for kind, words, number in PROSE:
        if kind == "note":
            notes += f'<li id="fn{number}">{words} <a href="#ref{number}">↩</a></li>\n'
            continue
        line = f"<{tags[kind]}>{marked(words)}</{tags[kind]}>\n"
        body += ("<ol>" if number == "1." else "") + line + ("</ol>" if number == "3." else "")
    return (
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>A Harbour Rule for Quiet "
        "Networks | The Quay</title></head><body><nav><a href=/>Home</a> <a href=/news>News</a></nav>"
        f"<main><article>{body}<hr><h2>Notes</h2><ol>{notes}</ol></article></main>"
        "<aside class=sidebar>Most read this week</aside><footer>© The Quay</footer></body></html>"
    ).encode()


SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
    for key, name in {"Title": "Title", "Heading1": "heading 1"}.items()
)
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/>'
    '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


def run(words):
    made = f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
    for number in "123":
        mark = f'</w:t></w:r><w:r><w:footnoteReference w:id="{number}"/></w:r><w:r><w:t xml:space="preserve">'
        made = made.replace(f"[{number}]", mark)
    return made


def paragraph(kind, words, level=0):
    style = {"title": "Title", "heading": "Heading1"}.get(kind)
    inner = f'<w:pStyle w:val="{style}"/>' if style else ""
    if kind == "item":
        inner = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    return f"<w:p><w:pPr>{inner}</w:pPr>{run(words)}</w:p>"


def packed(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def docx_of(body, notes="", **others):
    wrap = "{head}<w:{tag} {space}>{inner}</w:{tag}>".format
    return packed({
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": wrap(head=HEAD, tag="document", space=SPACE, inner=f"<w:body>{body}</w:body>"),
        "word/styles.xml": wrap(head=HEAD, tag="styles", space=SPACE, inner=STYLES),
        "word/numbering.xml": wrap(head=HEAD, tag="numbering", space=SPACE, inner=NUMBERING),
        "word/footnotes.xml": wrap(head=HEAD, tag="footnotes", space=SPACE, inner=notes),
        **others,
    })  # fmt: skip


def docx():
    body = "".join(paragraph(kind, words) for kind, words, _ in PROSE if kind != "note")
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>A cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    notes = '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>' + "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>{run(" " + words)}</w:p></w:footnote>'
        for kind, words, number in PROSE
        if kind == "note"
    )
    return docx_of(body + table, notes)


def latin(words):
    """Return words in what the built-in fonts of PDF have."""
    return words.replace("‘", "'").replace("’", "'")


def pdf_line(page, words, size, left, right):
    """Write words from the left edge, markers raised, breaking lines at the right edge."""
    page.set_left_margin(left)
    page.set_right_margin(right)
    page.set_x(left)
    for part in words.replace("[", "\0[").replace("]", "]\0").split("\0"):
        raised = part.startswith("[")
        page.char_vpos = "SUP" if raised else "LINE"
        page.set_font("Times", size=size)
        page.write(size * 0.45, part.strip("[]") if raised else part)
    page.char_vpos = "LINE"
    page.ln(size * 0.45)


def pdf(prose=PROSE, columns=1):
    page = FPDF(format="A4")
    page.set_creation_date(datetime(2019, 3, 12, tzinfo=UTC))
    page.set_auto_page_break(False)
    page.add_page()
    page.set_font("Times", size=9)
    page.text(20, 12, "The Quay, volume 3")
    page.text(105, 288, "1")
    page.set_y(25)
    sizes = {"title": 18, "heading": 14, "note": 8}
    for kind, words, number in prose:
        if kind == "note":
            continue
        pdf_line(page, latin(f"{number} {words}".strip()), sizes.get(kind, 11), 20, 20)
        page.ln(3)
    page.set_y(240)
    for kind, words, number in prose:
        if kind == "note":
            pdf_line(page, latin(f"[{number}] {words}"), 8, 20, 20)
    page.add_page()
    page.set_font("Times", size=9)
    page.text(20, 12, "The Quay, volume 3")
    page.text(105, 288, "2")
    return bytes(page.output())


WRITERS = {"txt": text, "md": markdown, "html": html, "docx": docx, "pdf": pdf}


def locked():
    """A PDF that wants a password."""
    page = FPDF()
    page.add_page()
    page.set_font("Times", size=11)
    page.text(20, 20, "Nobody reads this.")
    page.set_encryption("owner", user_password="user")
    return bytes(page.output())
