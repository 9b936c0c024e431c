"""How well questions are answered, beside FTS5 in the same run. The only module that turns answers into figures.

    python -m tests.relevance.measure

Prints a table and the questions that went wrong, and writes bench/results/relevance.json.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from statistics import fmean

from portal.config import CHECKOUT
from portal.finding import indexing
from portal.finding.find import find
from portal.finding.question import Question

from . import peers
from .accents import Accents, accents
from .expressions import Judge
from .questions import Judged, judged
from .registry import Loaded, loaded

RESULTS = CHECKOUT / "bench" / "results" / "relevance.json"
TOP = 10
TAGS = ("typo", "north", "indigenous", "acronym", "migrant", "youth", "intent", "postal", "inside", "field", "noplace")
ENGINES = ("Waypoint", "FTS5 as typed", "FTS5 and distance")
NO_LISTS = "../shared/data is not here: the starter registry alone was asked, and fewer questions can be judged."


@dataclass(frozen=True, slots=True)
class Grades:
    """What is worth finding for one question, by listing id: 2 just right, 1 acceptable."""

    worth: dict[str, int]
    never: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scored:
    """One engine's answer to one question, measured."""

    question: Judged
    ndcg: float
    success: float
    """1 when the first listing is just right or acceptable."""
    reciprocal: float
    """One over the place of the first listing that is just right; 0 when none is among the first ten."""
    violations: int
    """Listings among the first ten that must not be there."""
    shown: int


@dataclass
class Measured:
    """A whole run."""

    scores: dict[str, list[Scored]] = field(default_factory=dict)
    unjudged: list[str] = field(default_factory=list)
    """Ids of questions with nothing just right in the data that is there."""
    accents: Accents = field(default_factory=Accents)
    listings: int = 0
    has_open_lists: bool = True


Answering = Callable[[Question], list[str]]


def main() -> None:
    """Measure, print, write."""
    with tempfile.TemporaryDirectory() as folder, loaded(Path(folder)) as real:
        found = measured(real)
    for line in report(found):
        print(line)
    write(found)


def measured(real: Loaded) -> Measured:
    """Every question put to every engine."""
    documents = [indexing.document(listing, real.terms) for listing in real.listings]
    table = peers.fts_table(documents)
    judge = Judge(real.listings, real.places)
    engines: dict[str, Answering] = dict(
        zip(
            ENGINES,
            (
                lambda question: as_shown(question, real),
                lambda question: peers.as_typed(question, table),
                lambda question: peers.nearer_first(question, table, real.places, judge),
            ),
            strict=True,
        )
    )
    run = Measured(listings=len(real.listings), has_open_lists=real.has_open_lists)
    run.accents = accents(documents, real.index)
    for question in judged():
        grades = graded(question, judge)
        if 2 not in grades.worth.values():
            run.unjudged.append(question.id)
            continue
        for name, answer in engines.items():
            asked = Question(question.words, question.place, language=question.lang)
            run.scores.setdefault(name, []).append(score(question, answer(asked)[:TOP], grades))
    table.close()
    return run


def as_shown(question: Question, real: Loaded) -> list[str]:
    """The list from top to bottom as a reader sees it: nearest, then those who serve the place, then from afar."""
    results = find(question, real.catalogue, real.index, real.places, real.store)
    return [answer.service.id for answer in (*results.near, *results.serving, *results.wide)]


def graded(question: Judged, judge: Judge) -> Grades:
    """What the question's expressions mean in these listings."""
    worth = dict.fromkeys(judge.meant(question.acceptable), 1)
    worth |= dict.fromkeys(judge.meant(question.right), 2)
    return Grades(worth, frozenset(judge.meant(question.never)))


def score(question: Judged, shown: Sequence[str], grades: Grades) -> Scored:
    """The figures of one list of at most ten ids."""
    gains = [grades.worth.get(listing, 0) for listing in shown]
    best = sorted(grades.worth.values(), reverse=True)[:TOP]
    return Scored(
        question=question,
        ndcg=discounted(gains) / discounted(best),
        success=float(bool(gains and gains[0])),
        reciprocal=next((1 / place for place, gain in enumerate(gains, 1) if gain == 2), 0.0),
        violations=sum(listing in grades.never for listing in shown),
        shown=len(shown),
    )


def discounted(gains: Sequence[int]) -> float:
    """Discounted cumulative gain: 2 to the grade less 1, over the logarithm of the place plus 1."""
    return sum((2.0**gain - 1) / log2(place + 1) for place, gain in enumerate(gains, 1))


# Figures of groups


def groups(run: Measured) -> Iterator[tuple[str, Callable[[Judged], bool]]]:
    """Every group of questions that has a line of its own."""
    yield "all", lambda question: True
    yield "held half", lambda question: question.half == "held"
    yield "tune half", lambda question: question.half == "tune"
    for language in ("en", "fr"):
        yield f"held half, {language}", lambda q, language=language: (q.half, q.lang) == ("held", language)  # type: ignore[misc]
        yield f"all, {language}", lambda q, language=language: q.lang == language  # type: ignore[misc]
    for tag in TAGS:
        yield tag, lambda q, tag=tag: tag in q.tags  # type: ignore[misc]


def figures(scores: Sequence[Scored]) -> dict[str, float]:
    """The mean figures of some questions."""
    return {
        "questions": len(scores),
        "ndcg@10": round(fmean(one.ndcg for one in scores), 4),
        "success@1": round(fmean(one.success for one in scores), 4),
        "mrr": round(fmean(one.reciprocal for one in scores), 4),
        "violations": sum(one.violations for one in scores),
        "nothing shown": sum(not one.shown for one in scores),
    }


def summary(run: Measured) -> dict[str, dict[str, dict[str, float]]]:
    """Figures by group, then by engine; groups without a question are left out."""
    table: dict[str, dict[str, dict[str, float]]] = {}
    for name, belongs in groups(run):
        for engine, scores in run.scores.items():
            inside = [one for one in scores if belongs(one.question)]
            if inside:
                table.setdefault(name, {})[engine] = figures(inside)
    return table


def failures(run: Measured) -> list[Scored]:
    """The questions whose first answer is of no use, or that broke a rule, worst first."""
    wrong = [one for one in run.scores[ENGINES[0]] if not one.success or one.violations]
    return sorted(wrong, key=lambda one: (one.ndcg, one.question.id))


def report(run: Measured) -> Iterator[str]:
    """The table and the failures, as lines."""
    if not run.has_open_lists:
        yield NO_LISTS
    yield f"{run.listings:,} listings; {len(run.unjudged)} questions without anything right in this data"
    yield f"{'':<16}{'n':>5}" + "".join(f"   {engine:<26}" for engine in ENGINES)
    yield f"{'':<21}" + "   nDCG@10 succ@1   MRR  never" * len(ENGINES)
    for name, by_engine in summary(run).items():
        cells = "".join(
            f"   {f['ndcg@10']:>7.3f}{f['success@1']:>7.3f}{f['mrr']:>6.3f}{f['violations']:>7}"
            for f in by_engine.values()
        )
        yield f"{name:<16}{by_engine[ENGINES[0]]['questions']:>5}{cells}"
    yield f"accented words found without accents: {run.accents.share:.2%} of {run.accents.words:,}"
    yield from (f"    not found: {word}" for word in run.accents.missed[:20])
    yield "Questions whose first answer is of no use, or that show what they must not:"
    for one in failures(run):
        question = one.question
        yield (
            f"  {question.id} {question.half} nDCG {one.ndcg:.2f} shown {one.shown:>2} never {one.violations}"
            f"  {question.words!r} {f'near {question.place!r}' if question.place else ''}"
        )


def write(run: Measured) -> None:
    """Keep the figures."""
    content = {
        "listings": run.listings,
        "open lists": run.has_open_lists,
        "unjudged": run.unjudged,
        "accents": {"words": run.accents.words, "found": run.accents.share, "missed": run.accents.missed},
        "figures": summary(run),
        "failures": [
            {"id": one.question.id, "half": one.question.half, "ndcg@10": round(one.ndcg, 4), "never": one.violations}
            for one in failures(run)
        ],
    }
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"Written to {RESULTS.relative_to(CHECKOUT)}")


if __name__ == "__main__":
    main()
