"""A plain text set in every format, as the usual programs of each write it."""

# ruff: noqa: E501 - what stands on one line of a source stands on one here.

import re
from datetime import UTC, datetime
from html import escape

import written
from fpdf import FPDF

NUMBERED = re.compile(r"(\d{1,2}\.|\([a-z]\)) (?=\S)")
MARKER = re.compile(r"(?<=\S)\[(\d{1,3})\]")
NOTE = re.compile(r"\[(\d{1,3})\] ")
OPENINGS = re.compile(
    r"(?:[IVX]+|\d)\. \S|(?:Article|CHAPTER|Chapitre) [\dIVX]|[A-Z ]+$|Introduction$|Conclusion$"
)


def blocks(text, title):
    """Return (kind, words, number) of each block; the heads of parts are short and unstopped."""
    made = []
    for words in text.strip().split("\n\n"):
        note, numbered = NOTE.match(words), NUMBERED.match(words)
        if words == title:
            made.append(("title", words, ""))
        elif note:
            made.append(("note", words[note.end() :], note[1]))
        elif words == "Notes":
            made.append(("notes", words, ""))
        elif len(words) < 70 and OPENINGS.match(words) and words[-1] not in ".;,:":
            made.append(("heading", words, ""))
        elif numbered:
            made.append(("item", words[numbered.end() :], numbered[1]))
        else:
            made.append(("paragraph", words, ""))
    return made


def lines(words, brk):
    return brk.join(words.split("\n"))


def markdown(prose):
    made = []
    for kind, words, number in prose:
        plain = lines(MARKER.sub(r"[^\1]", words).replace("<", "\\<"), "\\\n")
        if kind == "heading":
            # A heading of several lines is as many: Markdown knows none of two.
            made.append("\n".join("## " + one for one in words.split("\n")))
            continue
        if kind == "notes":
            continue
        start = {"title": "# ", "note": f"[^{number}]: ", "item": f"{number} "}
        made.append(start.get(kind, "") + plain)
    return "\n\n".join(made).encode()


def linked(words):
    link = r'<sup class="footnote"><a id="fnref-\1" href="#fn-\1">\1</a></sup>'
    return MARKER.sub(link, lines(escape(words, quote=False), "<br>\n"))


def wordpress(prose):
    """A blog's page: ordered lists, notes in a list, sharing and related posts around."""
    title = next(words for kind, words, _ in prose if kind == "title")
    body, notes, style = "", "", ""
    for kind, words, number in prose:
        now = ("a" if number.startswith("(") else "1") if kind == "item" else ""
        count = ord(number[1]) - 96 if now == "a" else int(number[:-1]) if now else 0
        if style and (now != style or count == 1):
            body += "</ol>\n"
            style = ""
        if now and not style:
            body += f'<ol type="{now}" start="{count}">'
            style = now
        if kind == "note":
            notes += f'<li id="fn-{number}">{linked(words)} <a href="#fnref-{number}" class="back">↩</a></li>\n'
        elif kind == "notes":
            body += "<h2>Notes</h2>"
        elif kind == "item":
            typed = number + " " if now == "a" else ""
            body += f"<li>{typed}{linked(words)}</li>\n"
        elif kind != "title":
            tag = "h2" if kind == "heading" else "p"
            body += f"<{tag}>{linked(words)}</{tag}>\n"
    body += "</ol>" if style else ""
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{escape(title)} | The Quay</title>"
        "<style>p{margin:0}</style><script>var a='<p>no</p>';</script></head><body class='single'>"
        "<header><a href='/'>The Quay</a><nav><ul><li><a href='/a'>About</a></li></ul></nav></header>"
        f"<main><article class='post hentry'><h1 class='entry-title'>{linked(title)}</h1>"
        f"<div class='entry-content'>{body}<ol class='footnotes'>{notes}</ol></div>"
        "<div class='sharedaddy'>Share this: <a href='/t'>Twitter</a></div></article></main>"
        "<aside class='widget'><h3>Recent posts</h3><ul><li><a href='/x'>The Budapest Convention</a></li></ul></aside>"
        "<footer>Proudly run by the Quay</footer></body></html>"
    ).encode()


def official(prose):
    """A government's or an organisation's page: typed numbers, divs and headings, bare notes."""
    title = next(words for kind, words, _ in prose if kind == "title")
    body = ""
    for kind, words, number in prose:
        typed = f"{number} " if kind == "item" else ""
        if kind == "note":
            body += f'<p class="MsoFootnoteText"><a href="#_ftnref{number}" name="_ftn{number}">[{number}]</a> {escape(words)}</p>\n'
            continue
        link = (
            r'<a href="#_ftn\1" name="_ftnref\1"><span class="MsoFootnoteReference">[\1]</span></a>'
        )
        marked = MARKER.sub(link, lines(escape(words, quote=False), "<br/>"))
        tag = {"title": "h1", "heading": "h3", "notes": "h3"}.get(kind, "p")
        body += f'<div class="para"><{tag}>{typed}{marked}</{tag}></div>\n'
    return (
        f"<html><head><meta http-equiv='Content-Type' content='text/html; charset=utf-8'><title>{escape(title)}</title></head>"
        "<body><div id='header'><a href='/fr'>Français</a> | <a href='/en'>English</a></div>"
        "<div id='breadcrumb'><a href='/'>Home</a> &gt; <a href='/d'>Documents</a></div>"
        f"<div id='content'>{body}</div><div id='footer'><p>Legal notice</p></div></body></html>"
    ).encode()


def docx(prose):
    """Word's: headings by style, numbers by lists that begin anew, footnotes."""
    body, notes, lists, last = "", "", [], {}
    for kind, words, number in prose:
        if kind == "note":
            notes += f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>{run(" " + words)}</w:p></w:footnote>'
            continue
        if kind == "notes":
            continue
        style = {"title": "Title", "heading": "Heading1"}.get(kind)
        inner = f'<w:pStyle w:val="{style}"/>' if style else ""
        if kind == "item":
            level = 1 if number.startswith("(") else 0
            count = ord(number[1]) - 96 if level else int(number[:-1])
            if count == 1 or count != last.get(level, 0) + 1:
                lists.append((level, count))
            last[level] = count
            own = max(i for i, one in enumerate(lists) if one[0] == level) + 1
            inner = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{own}"/></w:numPr>'
        body += f"<w:p><w:pPr>{inner}</w:pPr>{run(words)}</w:p>"
    nums = "".join(
        f'<w:num w:numId="{index}"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="{level}">'
        f'<w:startOverride w:val="{count}"/></w:lvlOverride></w:num>'
        for index, (level, count) in enumerate(lists, 1)
    )
    abstract = written.NUMBERING.split("<w:num ")[0]
    numbering = f"{written.HEAD}<w:numbering {written.SPACE}>{abstract}{nums}</w:numbering>"
    return written.docx_of(body, notes, **{"word/numbering.xml": numbering})


def run(words):
    open_run, shut = '<w:r><w:t xml:space="preserve">', "</w:t></w:r>"
    made = lines(escape(words, quote=False), f"{shut}<w:r><w:br/></w:r>{open_run}")
    mark = rf'{shut}<w:r><w:footnoteReference w:id="\1"/></w:r>{open_run}'
    return open_run + MARKER.sub(mark, made) + shut


class Press:
    """Sets type on pages: columns, running heads, broken words, notes at the foot of columns."""

    def __init__(self, columns=1, *, feet=True):
        self.page = FPDF(format="A4")
        self.page.set_creation_date(datetime(2019, 3, 12, tzinfo=UTC))
        self.page.set_auto_page_break(False)
        self.page.core_fonts_encoding = "windows-1252"
        self.columns, self.feet = columns, feet
        self.width = (170 - 8 * (columns - 1)) / columns
        self.column, self.y, self.floor = columns, 0.0, 0.0
        self.number, self.notes, self.waiting = 0, {}, []

    def turn(self):
        """Set the notes of a column at its foot, and go to the next column."""
        if self.waiting:
            self.y = self.floor
            waiting, self.waiting = self.waiting, []
            for line in waiting:
                self.put(line, 8)
        self.column += 1
        if self.column >= self.columns:
            self.column, self.number = 0, self.number + 1
            self.page.add_page()
            self.page.set_font("Times", size=9)
            self.page.text(20, 12, "The Quay, volume 3")
            self.page.text(105, 290, str(self.number))
        self.y, self.floor = 25.0, 278.0

    def put(self, line, size):
        """Set one line at the place reached."""
        x = 20 + self.column * (self.width + 8)
        for part in re.split(r"(\0\d+\0)", line):
            raised = part.startswith("\0")
            self.page.set_font(
                style=self.style, family="Times", size=size * 0.6 if raised else size
            )
            said = part.strip("\0")
            self.page.text(x, self.y - (size * 0.12 if raised else 0), said)
            x += self.page.get_string_width(said)
        self.y += size * 0.42

    style = ""

    def fits(self, line, size):
        self.page.set_font("Times", self.style, size)
        return self.page.get_string_width(re.sub(r"\0\d+\0", "0", line)) <= self.width

    def broken(self, words, size):
        """Break words into lines, a long word at the end within it."""
        made, line = [], ""
        for word in words.split(" "):
            tried = f"{line} {word}".strip()
            if self.fits(tried, size):
                line = tried
                continue
            head = next(
                (word[:at] for at in range(len(word) - 3, 3, -1)
                 if word.isalpha() and self.fits(f"{line} {word[:at]}-", size)), "",
            ) if len(word) > 8 else ""  # fmt: skip
            made.append(f"{line} {head}-".strip() if head else line)
            line = word[len(head) :]
        return [*made, line]

    def block(self, words, size, style="", gap=3.0):
        self.style = style
        marked = MARKER.sub("\0\\1\0", words)
        for row in marked.split("\n"):
            for line in self.broken(row, size):
                self.line(line, size)
        self.y += gap
        self.style = ""

    def line(self, line, size):
        """Set a line where there is room for it and for the notes it calls."""
        found = re.findall(r"\0(\d+)\0", line) if self.feet else []
        style, self.style = self.style, ""
        below = [
            one for number in found for one in self.broken(f"[{number}] {self.notes[number]}", 8)
        ]
        self.style = style
        if self.y + size * 0.42 + len(below) * 8 * 0.42 > self.floor - 3:
            kept, self.style = self.style, ""
            self.turn()
            self.style = kept
        self.waiting += below
        self.floor -= len(below) * 8 * 0.42
        self.put(line, size)


def pdf(prose, columns=1, *, feet=True):
    press = Press(columns, feet=feet)
    press.notes = {number: words for kind, words, number in prose if kind == "note"}
    press.turn()
    sizes = {
        "title": (17, "B", 5),
        "heading": (12, "B", 3),
        "notes": (12, "B", 3),
        "note": (9, "", 2),
    }
    for kind, words, number in prose:
        if feet and kind in ("note", "notes"):
            continue
        size, style, gap = sizes.get(kind, (10.5, "", 3))
        shown = f"[{number}] {words}" if kind == "note" else f"{number} {words}".strip()
        press.block(shown, size, style, gap)
    press.turn()
    return bytes(press.page.output())


def two_columns(prose):
    return pdf(prose, 2)


def endnotes(prose):
    return pdf(prose, 1, feet=False)


FORMATS = {
    "md": markdown, "html": wordpress, "htm": official, "docx": docx, "pdf": pdf,
    "columns.pdf": two_columns, "endnotes.pdf": endnotes,
}  # fmt: skip
