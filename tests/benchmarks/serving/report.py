"""Tables for people, from what was measured."""

from collections.abc import Iterable, Sequence

from .hazards import Hazard
from .large import Large
from .peers import DISK, Server
from .rounds import Cell

FIRST, WIDTH = 20, 20
LOUD = 0.1


def table(head: Sequence[str], rows: Iterable[Sequence[str]], width: int = WIDTH) -> str:
    """Lay out columns, the first to the left and all others to the right."""
    lines = [
        row[0].ljust(FIRST) + "".join(cell.rjust(width) for cell in row[1:])
        for row in (head, *rows)
    ]
    return "\n".join(line.rstrip() for line in lines)


def number(value: float) -> str:
    """Write a number with three digits or more."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def speeds(cells: list[Cell], connections: int) -> str:
    """Tabulate requests a second with their ratios, latencies, and processor time."""
    names = list(dict.fromkeys(cell.server for cell in cells))
    queries = list(dict.fromkeys(cell.query for cell in cells))
    here = {(c.query, c.server): c for c in cells if c.connections == connections}
    rows = []
    for query in queries:
        row = [here.get((query, name)) for name in names]
        disk = here.get((query, DISK))
        rows.append([query, *(rate(cell, disk) for cell in row)])
        rows.append(["  p50 / p99 ms", *(times(cell) for cell in row)])
        rows.append(["  cpu ms", *(processor(cell, disk) for cell in row)])
    return table([f"{connections} at once", *names], rows)


def times_better(ratio: float) -> str:
    """Write a ratio as the second half of a cell."""
    return (f"{ratio:.2f}" if ratio < 100 else number(ratio)).rjust(7)


def rate(cell: Cell | None, disk: Cell | None) -> str:
    """Write requests a second, and how many times as many as the native server's."""
    if cell is None:
        return ""
    if not cell.measured:
        return "–"
    ratio = times_better(cell.ratio(disk)) if disk and disk.measured else ""
    return cell.remarks() + number(cell.rate) + ratio


def times(cell: Cell | None) -> str:
    if cell is None or not cell.measured:
        return ""
    return f"{number(cell.middle('p50'))} / {number(cell.middle('p99'))}"


def processor(cell: Cell | None, disk: Cell | None) -> str:
    """Write milliseconds of a core for an answer, and how many times less than natively."""
    if cell is None or not cell.measured:
        return ""
    taken = cell.middle("processor")
    ratio = (
        times_better(disk.middle("processor") / taken) if disk and disk.measured and taken else ""
    )
    return number(taken) + ratio


def faults(cells: list[Cell]) -> list[str]:
    """List what was not measured, and why, and what was refused."""
    told = {f"{cell.query}, {cell.server}: {cell.fault}" for cell in cells if cell.fault}
    lines = sorted(told)
    for cell in cells:
        total = {
            name: sum(getattr(one, name) for one in cell.rounds)
            for name in ("answers", "refused", "broken")
        }
        if total["refused"] or total["broken"]:
            lines.append(
                f"{cell.query}, {cell.connections} at once, {cell.server}: {total['answers']:,}"
                f" answered, {total['refused']:,} refused, {total['broken']:,} broken off"
            )
    return lines


def servers(started: list[Server]) -> str:
    """Tabulate how long servers took to start, and the most memory that they ever had."""
    rows = [
        ["loaded in s", *(number(one.loaded) if one.loaded else "" for one in started)],
        ["first answer in s", *(number(one.ready) for one in started)],
        ["most memory, MB", *(number(one.peak) for one in started)],
    ]
    return table(["server", *(one.name for one in started)], rows)


def larges(results: list[Large]) -> str:
    """Tabulate the answer of a million rows."""
    rows = [
        ["first byte, ms", *(value(one, one.first) for one in results)],
        ["all, s", *(value(one, one.total) for one in results)],
        ["answer, MB", *(value(one, one.size) for one in results)],
        ["front grows, MB", *(value(one, one.front) for one in results)],
        ["  its share", *(value(one, one.front_pss) for one in results)],
        ["all grow, MB", *(value(one, one.all_pss) for one in results)],
    ]
    wrong = [f"{one.server}: {one.fault}" for one in results if one.fault]
    return "\n".join([table(["a million rows", *(one.server for one in results)], rows), *wrong])


def value(result: Large, what: float) -> str:
    return "–" if result.fault else number(what)


def hazards(results: list[Hazard]) -> str:
    """Tabulate light queries beside heavy ones."""
    rows = [
        ["alone", *(trio(one.calm) for one in results)],
        ["meanwhile", *(trio(one.meanwhile) for one in results)],
        ["answered", *(str(one.answered) for one in results)],
        ["unanswered", *(str(one.unanswered) for one in results)],
        ["MB", *("→".join(f"{m:,.0f}" for m in one.megabytes) for one in results)],
        ["processes", *("→".join(map(str, one.processes)) for one in results)],
    ]
    head = [f"{results[0].clients} heavy clients", *(one.server for one in results)]
    ends = []
    for one in results:
        tally = ", ".join(f"{what} {count}×" for what, count in one.outcomes.items())
        ends.append(f"{one.server}: {one.end}; heavy queries: {tally or 'none was answered'}")
    return "\n".join([table(head, rows, width=24), *ends])


def trio(values: tuple[float, float, float]) -> str:
    return " / ".join(map(number, values))


def trust(cells: list[Cell]) -> str:
    """Say how much of the machine others had while the rounds ran."""
    shares = sorted(one.others for cell in cells for one in cell.rounds)
    if not shares:
        return ""
    loud = sum(share > LOUD for share in shares)
    return (
        f"Other programs had {100 * shares[len(shares) // 2]:.0f} % of the cores in the middle"
        f" round, {100 * shares[-1]:.0f} % at most; more than {100 * LOUD:.0f} % in {loud} of"
        f" {len(shares)} rounds."
    )
