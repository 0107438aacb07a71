"""What an evaluation says: tables for people, one JSON object for programs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from loader.evaluate import MEASURES
from loader.evaluate_scores import METRICS, Score, buckets, calibration_error, macro, total
from loader.places import Lines, single

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from loader.evaluate import Evaluation, Item

FORMAT: Final = "cybernorms-evaluation/1"
HEAD: Final = f"{'':24}{'precision':>10}{'recall':>8}{'F1':>8}{'right':>7}{'found':>7}{'gold':>6}"


def micro(evaluations: Sequence[Evaluation]) -> dict[str, Score]:
    """Return the scores over all files, each thing counting the same."""
    return {name: total(one.scores[name] for one in evaluations) for name in MEASURES}


def text(evaluations: Sequence[Evaluation]) -> Iterator[str]:
    """Yield the lines of the tables: each file, then all together."""
    for one in evaluations:
        yield from _section(f"{one.path} ({one.document})", one.scores)
        yield ""
    if len(evaluations) > 1:
        yield from _section(f"all {len(evaluations)} files", micro(evaluations))
        yield f"{'mean of the files:':24}"
        for name in MEASURES:
            means = macro([one.scores[name] for one in evaluations])
            yield f"  {name:22}{_row([means[metric] for metric in METRICS])}"
        yield ""
    yield from _named("claims by predicate", _summed(evaluations, "predicates"))
    yield from _named("claims by stance", _summed(evaluations, "stances"))
    yield from _shares("fields read right", _added(evaluations, "fields"))
    yield from _shares("claims right by rule", _added(evaluations, "rules"))
    yield from _calibration(evaluations)


def _section(title: str, scores: Mapping[str, Score]) -> Iterator[str]:
    yield single(title)
    yield HEAD + f"{'exact':>7}"
    for name, one in scores.items():
        yield f"  {name:22}{_scored(one)}{_share(one.exact, one.right):>7}"


def _scored(one: Score) -> str:
    counts = f"{one.right:>7}{one.found:>7}{one.expected:>6}"
    return _row([one.metric(name) for name in METRICS]) + counts


def _row(values: Sequence[float | None]) -> str:
    return "".join(
        f"{_number(value):>{width}}" for value, width in zip(values, (10, 8, 8), strict=True)
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _share(part: int, whole: int) -> str:
    return _number(part / whole if whole else None)


def _summed(evaluations: Sequence[Evaluation], name: str) -> dict[str, Score]:
    scores: dict[str, Score] = defaultdict(Score)
    for evaluation in evaluations:
        for key, one in getattr(evaluation, name).items():
            scores[key] += one
    return dict(sorted(scores.items()))


def _added(evaluations: Sequence[Evaluation], name: str) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for evaluation in evaluations:
        for key, (right, count) in getattr(evaluation, name).items():
            before = counts.get(key, (0, 0))
            counts[key] = (before[0] + right, before[1] + count)
    return dict(sorted(counts.items()))


def _named(title: str, scores: Mapping[str, Score]) -> Iterator[str]:
    if scores:
        yield f"{title}"
        yield HEAD
        yield from (f"  {name:22}{_scored(one)}" for name, one in scores.items())
        yield ""


def _shares(title: str, counts: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    if counts:
        yield title
        for name, (right, count) in counts.items():
            yield f"  {single(name):32}{_share(right, count):>8}{right:>7} of {count}"
        yield ""


def _calibration(evaluations: Sequence[Evaluation]) -> Iterator[str]:
    found = buckets(pair for one in evaluations for pair in one.verdicts)
    if not found:
        return
    yield "confidence of claims, and the share that is right"
    yield f"  {'from':>6}{'to':>6}{'claims':>8}{'said':>8}{'right':>8}"
    for one in found:
        ends = f"{one.low:>6.2f}{one.high:>6.2f}{one.count:>8}"
        yield f"  {ends}{one.confidence:>8.3f}{one.share:>8.3f}"
    yield f"  expected calibration error {_number(calibration_error(found))}"
    yield ""


def listed(evaluation: Evaluation, document: str, content: str) -> Iterator[str]:
    """Yield a line for each thing missed or wrong, as compilers print theirs."""
    lines = Lines(content)
    for one in evaluation.items:
        line, column = lines.place(one.span.start)
        by = f" (found by {one.rule}, {one.confidence})" if one.rule else ""
        hint = f"; {one.hint}" if one.hint else ""
        yield single(f"{document}:{line}:{column}: {one.outcome} {one.kind}: {one.what}{by}{hint}")


def as_json(
    evaluations: Sequence[Evaluation], texts: Sequence[str], *, items: bool
) -> dict[str, Any]:
    """Return everything for programs; None stands where there is nothing to divide by."""
    found = buckets(pair for one in evaluations for pair in one.verdicts)
    files = []
    for one, content in zip(evaluations, texts, strict=True):
        file: dict[str, Any] = {
            "gold": one.path, "document": one.document, "scores": _scores(one.scores),
            "fields": _counts(one.fields), "predicates": _scores(one.predicates),
            "stances": _scores(one.stances), "rules": _counts(one.rules),
        }  # fmt: skip
        if items:
            lines = Lines(content)
            file["items"] = [_item(item, lines) for item in one.items]
        files.append(file)
    return {
        "format": FORMAT,
        "files": files,
        "micro": _scores(micro(evaluations)),
        "macro": {name: macro([one.scores[name] for one in evaluations]) for name in MEASURES},
        "predicates": _scores(_summed(evaluations, "predicates")),
        "stances": _scores(_summed(evaluations, "stances")),
        "fields": _counts(_added(evaluations, "fields")),
        "rules": _counts(_added(evaluations, "rules")),
        "calibration": {
            "buckets": [
                {"from": one.low, "to": one.high, "claims": one.count,
                 "confidence": one.confidence, "right": one.share}
                for one in found
            ],
            "expected calibration error": calibration_error(found),
        },
    }  # fmt: skip


def _scores(scores: Mapping[str, Score]) -> dict[str, Any]:
    return {
        name: {metric: one.metric(metric) for metric in METRICS}
        | {"right": one.right, "found": one.found, "gold": one.expected, "exact": one.exact}
        for name, one in scores.items()
    }


def _counts(counts: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    return {name: {"right": right, "of": count} for name, (right, count) in counts.items()}


def _item(one: Item, lines: Lines) -> dict[str, Any]:
    line, column = lines.place(one.span.start)
    return {
        "outcome": one.outcome, "kind": one.kind, "start": one.span.start, "end": one.span.end,
        "line": line, "column": column, "what": one.what, "foundBy": one.rule,
        "confidence": one.confidence, "hint": one.hint,
    }  # fmt: skip
