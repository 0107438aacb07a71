"""The command in which a person decides on claims: `review`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loader import catalogue, folders, reviewing, work
from loader.cli import DATA_FAULT, STOPPED, told
from loader.model import LoaderError
from loader.places import Lines, json_line, printable, single, words
from loader.reading import read
from loader.reviewing import Claim, Docket
from loader.reviewing_dialogue import Dialogue, Filter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from loader.catalogue import Things
    from loader.reviewing_fields import Asked, Question


@click.command()
@click.argument("path", metavar="DOCUMENT", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), show_default=False,
              help="Folder of the triples [default: triples/documents].")  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Also show what is decided already.")
@click.option("--below", type=click.FloatRange(0, 1), default=None, metavar="CONFIDENCE",
              help="Only claims less sure than this, such as 0.9.")  # fmt: skip
@click.option("--predicate", "predicates", multiple=True, metavar="NAME",
              help="Only claims with this predicate; may be given again.")  # fmt: skip
@click.option("--by", default="", metavar="NAME", help="Who decides; kept with each decision.")
@click.option("--list", "listing", is_flag=True, help="Print claims as JSON lines; ask nothing.")
@click.option("--accept", multiple=True, metavar="ID", help="Accept this claim; ask nothing.")
@click.option("--reject", multiple=True, metavar="ID", help="Reject this claim; ask nothing.")
@click.option("--reason", default="", help="Why, for --reject.")
def review(  # noqa: PLR0913, PLR0917  # one for each option
    path: Path, out: Path | None, everything: bool, below: float | None,
    predicates: tuple[str, ...], by: str, listing: bool, accept: tuple[str, ...],
    reject: tuple[str, ...], reason: str,
) -> None:  # fmt: skip
    """Show each claim of a document in its sentence; keep what you decide on it.

    Decisions go to NAME.review.toml beside the triples, one by one as you take them;
    the next `cybernorms load` applies them, also where the text has moved. What is
    decided already is not shown again. Answers may be piped in, one a line.

    \b
    Example:
        cybernorms review article.txt --below 0.9
        cybernorms review article.txt --list | jq -r 'select(.rule == "support-list") | .id'
    """  # noqa: D301
    try:
        known, reader = work.shared()
        found = reader.load(read(path))
        docket = Docket(found, out or folders.default_output(), by)
        things = catalogue.Things(known, found.nodes)
        chosen = Filter(everything or listing, 1.01 if below is None else below, predicates)
        raise SystemExit(_act(docket, things, chosen, listing, (accept, reject), reason))
    except BrokenPipeError:
        # The reader of our lines has left: no fault of the world; click ends quietly.
        raise
    except (LoaderError, OSError) as error:
        raise SystemExit(told(error)) from None
    except KeyboardInterrupt:
        click.echo("\nstopped; every decision taken is kept", err=True)
        raise SystemExit(STOPPED) from None


def _act(
    docket: Docket, things: Things, chosen: Filter, listing: bool,
    named: tuple[tuple[str, ...], tuple[str, ...]], reason: str,
) -> int:  # fmt: skip
    if any(named):
        return _decide(docket, *named, reason)
    if listing:
        lines = Lines(docket.document.text)
        for claim in (*docket.claims, *docket.added):
            if chosen.takes(claim):
                click.echo(json_line(_row(docket, things, claim, lines)))
        return 0
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    mark = (lambda cue: click.style(cue, bold=True, reverse=True)) if terminal else "»{}«".format
    dialogue = Dialogue(docket, things, catalogue.properties(), mark)
    for line in _converse(dialogue.run(chosen), _typed if terminal else _piped):
        click.echo(line)
    return 0


def _decide(docket: Docket, accept: Sequence[str], reject: Sequence[str], reason: str) -> int:
    """Keep decisions on claims given by name; nothing is kept if one is unknown."""
    found: list[tuple[bool, Claim]] = []
    unknown = []
    for right, names in ((True, accept), (False, reject)):
        for name in names:
            try:
                found.append((right, docket.find(name)))
            except KeyError:
                unknown.append(name)
    for name in unknown:
        click.echo(f"error: {docket.document.slug} has no claim {single(name)}", err=True)
    if unknown:
        return DATA_FAULT
    for right, claim in found:
        if right:
            docket.confirm(claim)
        else:
            docket.reject(claim, reason)
        click.echo(f"{claim.id}: {'accepted' if right else 'rejected'}")
    return 0


def _row(docket: Docket, things: Things, claim: Claim, lines: Lines) -> dict[str, Any]:
    """Return a claim for scripts and pages; `decision` is what has become of it."""
    one, text = claim.statement, docket.document.text
    line, column = lines.place(one.passage.start)
    thing = "" if one.datatype else things.label(one.object)
    row = docket.row(one)
    return {
        "id": claim.id, "document": docket.document.slug, "subject": catalogue.short(one.subject),
        "predicate": row["predicate"], "object": row.get("object", ""), "datatype": one.datatype,
        "stance": one.stance, "subjectLabel": things.label(one.subject), "objectLabel": thing,
        "confidence": float(one.confidence), "rule": one.rule, "line": line, "column": column,
        "start": one.passage.start, "end": one.passage.end, "sentence": words(text, one.passage),
        "cue": [one.cue.start, one.cue.end], "phrase": row.get("phrase", ""),
        "accordingTo": catalogue.short(one.according_to),
        "concerns": catalogue.short(one.concerns), "decision": reviewing.state(claim),
    }  # fmt: skip


def _converse(
    conversation: Asked[tuple[str, ...]], answer: Callable[[Question], str]
) -> tuple[str, ...]:
    """Lead a conversation to its end and return its closing lines; no more answers end it too."""
    try:
        question = next(conversation)
        while True:
            for line in question.lines:
                click.echo(line)
            question = conversation.send(answer(question))
    except StopIteration as end:
        closing: tuple[str, ...] = end.value
        return closing
    except EOFError:
        return ("", "no more answers; every decision taken is kept")


def _piped(question: Question) -> str:
    """Return the next line of standard input, whatever bytes it is of."""
    click.echo(printable(question.prompt))
    line = sys.stdin.buffer.readline()
    if not line:
        raise EOFError
    return line.decode("utf-8", "replace").rstrip("\r\n")


def _typed(question: Question) -> str:
    """Ask at the terminal, with the tab key completing what is begun."""
    try:
        import readline  # noqa: PLC0415  # not everywhere, and it changes the terminal
    except ImportError:
        pass
    else:
        readline.set_completer_delims("")
        readline.parse_and_bind("tab: complete")
        readline.set_completer(_completer(question.choices))
    return input(printable(question.prompt)).encode("utf-8", "replace").decode()


def _completer(choices: Sequence[str]) -> Callable[[str, int], str | None]:
    def complete(begun: str, state: int) -> str | None:
        fit = [one for one in choices if one.lower().startswith(begun.lower())]
        return fit[state] if state < len(fit) else None

    return complete
