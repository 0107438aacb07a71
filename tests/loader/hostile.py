"""A folder of files that are broken, malicious or merely odd, and what is to be said of each."""

# ruff: noqa: E501 - what stands on one line of a source stands on one here.

import io
import os
import zipfile

import written
from fpdf import FPDF

N = 20_000
SAID = "The Paris Call\n\nCuba refused to sign the Paris Call. France supports the Paris Call.\n"
PAGE = (
    "<html><body><h1>The Paris Call</h1><p>Cuba refused to sign the Paris Call.</p>{}</body></html>"
)
DOCUMENT = written.docx_of(
    written.run("Cuba refused to sign the Paris Call.").join(("<w:p>", "</w:p>"))
)
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
LAUGH = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{LAUGHS}]><w:document {written.SPACE}>&l9;</w:document>'
OUTSIDE = f'<?xml version="1.0"?><!DOCTYPE l SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {written.SPACE}>&x;</w:document>'
ALIASES = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)


def bomb():
    """A small DOCX that unpacks to 200 MB."""
    file = io.BytesIO()
    packer = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9)
    with packer as made, made.open("word/document.xml", "w") as part:
        for _ in range(200):
            part.write(b" " * 1_000_000)
    return file.getvalue()


def scanned():
    page = FPDF()
    page.add_page()
    page.rect(10, 10, 90, 90)
    return bytes(page.output())


def many_notes():
    body = " ".join(f"Word{i} said so.[{i}]" for i in range(1, 10_001))
    return f"Notes Without End\n\n{body}\n\n" + "\n\n".join(
        f"[{i}] Bee, A Book (2018) {i}." for i in range(1, 10_001)
    )


def loops():
    turns = "\n\n".join(
        f"[{i}] Ibid. See n {i % 9 + 1} and supra note {10 - i}.[{i}]" for i in range(1, 10)
    )
    return f"Loops\n\nIt was said.[1] And again.[1][2][2][1][99]\n\nNotes\n\n{turns}\n"


# Of each name its bytes, and words of the one line that says why it is left out; "" if it is read.
FILES = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \r\n\t\n", "empty"),
    "mark-only.txt": (b"\xef\xbb\xbf", "no text"),
    "wide-mark-only.txt": (b"\xff\xfe", "no text"),
    "nul.txt": (b"Cuba refused\0to sign.", "NUL"),
    "nuls.txt": (b"\0" * 5000, "NUL"),
    "binary.txt": (bytes(range(256)) * 9, "binary"),
    "controls.txt": (b"\x01\x02\x03\x1b[2J" * 99, "control characters"),
    "wide.txt": (SAID.encode("utf-16-le"), ""),
    "wide-odd.txt": (SAID.encode("utf-16")[:-1], "utf-16"),
    "wide-marked.txt": (SAID.encode("utf-16"), ""),
    "western.txt": (
        "L’Appel de Paris\n\nCuba a refusé de signer l’Appel de Paris, dit-on à l’été.\n".encode(
            "cp1252"
        ),
        "",
    ),
    "declared.html": (
        b"<meta charset=utf-8>"
        + PAGE.format("<p>Caf\xe9 \x93d'\xe9t\xe9\x94.</p>").encode("latin-1"),
        "",
    ),
    "mixed.txt": ("été à la mer ".encode() * 9 + b"\xe9t\xe9", "not UTF-8"),
    "surrogates.txt": (SAID.encode() + b"\xed\xa0\x80 lone \xed\xbf\xbf", "not UTF-8"),
    "wide-surrogates.txt": (b"\xff\xfe" + SAID.encode("utf-16-le") + b"\x00\xd8a\x00", "utf-16"),
    "lines.txt": (b"a\n" * 1_000_000, ""),
    "one-line.txt": (b"Cuba refused to sign the Paris Call, and " * 120_000, ""),
    "one-word.txt": (b"x" * 5_000_000, ""),
    "quotes.txt": (SAID.encode() + ("“‘«(" * N).encode(), ""),
    "brackets.txt": (SAID.encode() + b"[" * N + b"]" * N, ""),
    "brackets.md": (SAID.encode() + b"[" * N, ""),
    "blockquotes.md": (SAID.encode() + b">" * N + b" deep", ""),
    "lists.md": (SAID.encode() + b"".join(b"  " * i + b"- a\n" for i in range(900)), ""),
    "divs.html": (PAGE.format("<div>" * N + "deep").encode(), ""),
    "lists.html": (PAGE.format("<ol><li>" * N + "deep").encode(), ""),
    "comments.html": (PAGE.format("<!--" * N).encode(), ""),
    "open.html": (
        b"<html><body><p>Cuba refused to sign the Paris Call." + b"<!-- never closed " * 99,
        "",
    ),
    "script.html": (PAGE.format("<script>" + "alert(1);" * N).encode(), ""),
    "attributes.html": (PAGE.format("<p " + "a=b " * N + ">deep</p>").encode(), ""),
    "void.html": (b"<html><body><nav>only this</nav></body></html>", "no text"),
    "data.html": (b"<?xml version='1.0'?><a>words</a>", ""),
    "bomb.docx": (bomb, "unpacked"),
    "laughs.docx": (written.packed({"word/document.xml": LAUGH}), "document type"),
    "outside.docx": (written.packed({"word/document.xml": OUTSIDE}), "document type"),
    "no-document.docx": (written.packed({"word/styles.xml": "<a/>"}), "no DOCX"),
    "no-xml.docx": (written.packed({"word/document.xml": "<a><b></a>"}), "no XML"),
    "deep.docx": (written.packed({"word/document.xml": "<a>" * 90_000}), "levels deep"),
    "macros.docx": (written.docx_of("", **{"word/vbaProject.bin": "x"}), "macros"),
    "cut.docx": (written.docx()[:-40], "broken"),
    "climbing.docx": (
        written.packed({"../../up.txt": "x", "word/document.xml": "<a/>"}),
        "no text",
    ),
    "sheet.docx": (written.packed({"xl/workbook.xml": "<a/>"}), "XLSX"),
    "text-called.docx": (SAID.encode(), ""),
    "broken.pdf": (b"%PDF-1.7\nnothing here", "broken PDF"),
    "cut.pdf": (lambda: written.pdf()[:300], "broken PDF"),
    "locked.pdf": (written.locked, "encrypted"),
    "scanned.pdf": (scanned, "without text"),
    "page-called.pdf": (PAGE.format("").encode(), ""),
    "front.md": (b"---\ntitle: " + b"x" * 30_000 + b"\n---\n" + SAID.encode(), "front matter"),
    "aliases.md": (f"---\n{ALIASES}---\n{SAID}".encode(), "aliases"),
    "python.md": (f"---\na: !!python/object/apply:os.system [ls]\n---\n{SAID}".encode(), "YAML"),
    "notes.txt": (lambda: many_notes().encode(), ""),
    "loops.txt": (loops().encode(), ""),
    "escapes.txt": (SAID.encode() + b"\x1b[31mred\x07\n", ""),
    "bidi.txt": (
        "\u202eThe Paris Call\u202c\n\n\u2066Cuba\u2069 refused to sign the \u200bParis\u200b Call.\n".encode(),
        "",
    ),
    "arabic.txt": (
        "نداء باريس\n\nرفضت كوبا التوقيع على نداء باريس من أجل الثقة والأمن في الفضاء السيبراني.\n".encode(),
        "",
    ),
    "combining.txt": (
        ("e" + "\u0301" * 50_000 + " Cuba refused to sign the Paris Call.\n").encode(),
        "",
    ),
    "astral.txt": (("😀 " * 5000 + "\n\nCuba refused to sign the Paris Call.\n").encode(), ""),
    "-x.txt": (SAID.encode(), ""),
    "a b.txt": (SAID.encode(), ""),
    "a\nb.txt": (SAID.encode(), ""),
    "\x1b[2J.txt": (SAID.encode(), ""),
    "œuvre \u202etxt.txt": (SAID.encode(), ""),
    "$(touch x).txt": (SAID.encode(), ""),
    "日本.txt": (SAID.encode(), ""),
    "x" * 240 + ".txt": (SAID.encode(), ""),
    "same.txt": (SAID.encode(), ""),
    "same.md": (SAID.encode(), ""),
    "SAME.TXT": (SAID.encode(), ""),
    "one/same.txt": (SAID.encode(), ""),
    "two/same.txt": (SAID.encode(), ""),
}


def fill(folder):
    """Write all the files, and what is no file; return the names that the folder is searched for."""
    for name, (content, _) in FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content() if callable(content) else content)
    (folder / "folder.txt").mkdir()
    (folder / "dangling.txt").symlink_to(folder / "nowhere")
    (folder / "round.txt").symlink_to(folder / "round.txt")
    (folder / "above").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    (folder / os.fsdecode(b"caf\xe9.txt")).write_bytes(SAID.encode())
