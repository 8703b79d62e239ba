"""How far restored names can be trusted: counted where the names are known, in the articles beside the checkout.

Three settings: each article with its names lost and the other countries' articles beside it; each article's relations
set out in tables by continent, alone, as seed 000 has them (a share of the names left, some rows out of place); and
the counts that the parameters in ``restoration.toml`` are. Needs ``../shared/corpora``.
"""

from __future__ import annotations

import csv
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from kg.documents.model import PassageKind, Span
from kg.documents.reader import read_document
from kg.mentions.dates import find_dates
from kg.mentions.model import Date, DateRange, Entity, Reference
from kg.pipeline.extraction import Extraction, Knowledge, extract, load_knowledge
from kg.statements.lost import LostNames, LostTable, RowFacts
from kg.statements.model import Claim, Evidence, Relation
from kg.statements.restore import corroborate, restore
from kg.statements.restore_candidates import possible_partners, sort_key
from kg.statements.row_partners import partner_in_cell

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.94, 0.96, 0.98, 0.99, 1.01)
CONTINENTS = {
    "Africa": {"Africa"},
    "Americas": {"North America", "South America"},
    "Asia": {"Asia"},
    "Europe": {"Europe"},
    "Oceania": {"Oceania"},
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A conclusion about a row: its best name's weight, whether that is asserted, right, and among the candidates."""

    weight: float
    asserted: bool
    right: bool
    among: bool
    candidates: int


def main() -> None:
    """Print all figures; takes some minutes."""
    if not CORPORA.is_dir():
        print("the corpora beside the checkout (../shared/corpora) are absent")
        return
    knowledge = load_knowledge()
    named = {path.stem: read(path, knowledge) for path in sorted((CORPORA / "wikipedia").glob("*.txt"))}
    print("-- names lost, the other countries' articles beside")
    report(with_others(named, knowledge))
    print("-- tables by continent, alone")
    report(alone(named, knowledge.reference))
    print("-- growth: seconds of processor time for tables by continent repeated")
    for times in (1, 2, 4):
        print(f"{times}x {growth(named, knowledge.reference, times):.2f}")
    print(f"the slowest article: {slowest(named, knowledge.reference)}")
    print("-- rows against the names and dates of the corpora: right and wrong by rule")
    for line in rules(named, knowledge):
        print(line)
    print("-- counts behind restoration.toml")
    for line in counts(named, knowledge):
        print(line)


def read(path: Path, knowledge: Knowledge) -> Extraction:
    """What one document states."""
    return extract(read_document(path), knowledge)


def pairs(claims: Sequence[Claim]) -> dict[Entity, set[str]]:
    """The partners that relations name, with the dates they give."""
    found: dict[Entity, set[str]] = defaultdict(set)
    for claim in claims:
        if isinstance(claim.statement, Relation) and claim.statement.partner is not None:
            dates = {e.date.iso for e in claim.statement.events if e.date is not None}
            found[claim.statement.partner] |= dates or {""}
    return found


def with_others(named: Mapping[str, Extraction], knowledge: Knowledge) -> Iterator[Judged]:
    """Every lost name of every article, weighed with all articles but its own: right if partner and date agree."""
    slowest = 0.0
    for stem, own in named.items():
        lost = read(CORPORA / "wikipedia_names_lost" / f"{stem}.txt", knowledge).rows
        if lost.lost is None:
            continue
        others = [claim for other, extraction in named.items() if other != stem for claim in extraction.rows.claims]
        began = time.process_time()
        conclusions = list(corroborate([lost.lost], [*lost.claims, *others], knowledge.reference))
        slowest = max(slowest, time.process_time() - began)
        truth = pairs(own.rows.claims)
        for claim in conclusions:
            yield judge(claim, {partner for partner in truth if agrees(claim, truth[partner])})
    print(f"slowest document: {slowest:.2f} s of processor time")


def agrees(claim: Claim, dates: set[str]) -> bool:
    """Whether a row's dates are among those of a pair, or one of them has none."""
    assert isinstance(claim.statement, Relation)
    own = {e.date.iso for e in claim.statement.events if e.date is not None} or {""}
    return bool(own & dates) or dates == {""}


def judge(claim: Claim, truth: set[Entity]) -> Judged:
    """A conclusion against the possible true partners of its row."""
    relation = claim.statement
    assert isinstance(relation, Relation)
    if relation.partner is not None:
        return Judged(claim.evidence.confidence, True, relation.partner in truth, True, 1)
    best = relation.candidates[0]
    among = any(candidate.entity in truth for candidate in relation.candidates)
    return Judged(best.weight, False, best.entity in truth, among, len(relation.candidates))


def report(judged: Iterator[Judged]) -> None:
    """Print how many names were asserted and rightly so, what the open rows kept, and the table of reliability."""
    everything = list(judged)
    asserted = [j for j in everything if j.asserted]
    left = [j for j in everything if not j.asserted]
    right = sum(j.right for j in asserted)
    print(f"rows {len(everything)}, asserted {len(asserted)}, right {right} ({right / max(len(asserted), 1):.4f})")
    among = sum(j.among for j in left)
    sizes = sorted(j.candidates for j in left)
    share = among / max(len(left), 1)
    print(f"open {len(left)}, true name among the candidates {share:.3f}, median {sizes[len(sizes) // 2]}")
    print("weight of the best name | rows | mean weight | right")
    for low, high in pairwise(EDGES):
        here = [j for j in everything if low <= j.weight < high]
        if here:
            mean = sum(j.weight for j in here) / len(here)
            share = sum(j.right for j in here) / len(here)
            print(f"{low:.2f}–{min(high, 1.0):.2f} | {len(here)} | {mean:.3f} | {share:.3f}")


def alone(named: Mapping[str, Extraction], reference: Reference) -> Iterator[Judged]:
    """The relations of each article as tables by continent in alphabetical order, names lost, nothing beside."""
    for stem, extraction in named.items():
        lost, truth = tabulate(stem, extraction, reference)
        for claim in restore(lost, reference):
            yield judge(claim, {truth[claim.evidence.span]})


def tabulate(
    stem: str, extraction: Extraction, reference: Reference, *, named: float = 0.17, left_out: float = 0.12
) -> tuple[LostNames, dict[Span, Entity]]:
    """An article's relations as tables by continent, and the true partner of each row.

    A share of the rows keeps its name, a share is left out, one in a hundred stands out of place; drawn by the stem.
    """
    draw = random.Random(stem)
    possible = {p.entity: p for p in possible_partners(reference, extraction.subjects[0])}
    relations: dict[Entity, Relation] = {}
    for claim in extraction.rows.claims:
        if isinstance(claim.statement, Relation) and claim.statement.partner in possible:
            relations.setdefault(claim.statement.partner, claim.statement)
    home = {e: draw.choice(sorted(p.continents) or [""]) for e, p in sorted(possible.items())}
    tables, truth = [], {}
    for heading, continents in CONTINENTS.items():
        here = sorted((sort_key(e.label), e) for e in relations if home[e] in continents and draw.random() >= left_out)
        order = [entity for _, entity in here]
        for entity in [e for e in order if draw.random() < 0.01]:
            order.remove(entity)
            order.insert(draw.randrange(len(order) + 1), entity)
        rows = []
        for entity in order:
            span = Span(10 * len(truth), 10 * len(truth) + 9)
            evidence = Evidence(stem, span, len(truth) + 1, "", PassageKind.ROW, "row-unnamed", 0.5)
            events = relations[entity].events
            dates = tuple(e.date for e in events[:1] if e.date is not None)
            rows.append(RowFacts(evidence, events, entity if draw.random() < named else None, True, dates))
            truth[span] = entity
        tables.append(LostTable((heading,), tuple(rows)))
    return LostNames(stem, extraction.subjects[0], tuple(tables)), truth


def slowest(named: Mapping[str, Extraction], reference: Reference) -> str:
    """The article whose rows take the longest to restore when all names are lost, with its rows and processor time."""
    spent: list[tuple[float, str, int]] = []
    for stem, one in named.items():
        lost = tabulate(stem, one, reference)[0]
        began = time.process_time()
        restore(lost, reference)
        spent.append((time.process_time() - began, stem, lost.count))
    seconds, stem, rows = max(spent)
    return f"{stem}, {rows} rows: {seconds:.2f} s"


def growth(named: Mapping[str, Extraction], reference: Reference, times: int) -> float:
    """Processor seconds to restore eight articles' tables, ``times`` over."""
    problems = [tabulate(stem, one, reference)[0] for stem, one in list(named.items())[:8]]
    began = time.process_time()
    for _ in range(times):
        for lost in problems:
            restore(lost, reference)
    return time.process_time() - began


def rules(named: Mapping[str, Extraction], knowledge: Knowledge) -> Iterator[str]:
    """How many relations each row rule stated rightly and wrongly: the pair and, where the row has one, its date."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for stem, own in named.items():
        truth = listed_pairs(stem, knowledge)
        anybody = set().union(*truth.values())
        lost = read(CORPORA / "wikipedia_names_lost" / f"{stem}.txt", knowledge)
        for claim in (*own.rows.claims, *lost.rows.claims):
            relation = claim.statement
            if isinstance(relation, Relation):
                told = truth.get(relation.partner, set()) if relation.partner is not None else anybody
                (right if agrees(claim, told) else wrong)[claim.evidence.pattern] += 1
    for pattern in sorted(right | wrong):
        yield f"{pattern}: right {right[pattern]}, wrong {wrong[pattern]}"


def listed_pairs(stem: str, knowledge: Knowledge) -> dict[Entity, set[str]]:
    """The partners of an article by its list of rows, with the dates of their cells as this program reads them."""
    truth: dict[Entity, set[str]] = defaultdict(set)
    with (CORPORA / "wikipedia_rows" / f"{stem}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            partner, _ = partner_in_cell(row["country"] or "", knowledge.gazetteer)
            if partner is not None:
                values = [mention.value for mention in find_dates(row["date"] or "")]
                starts = [v.start if isinstance(v, DateRange) else v for v in values]
                truth[partner] |= {s.iso for s in starts if isinstance(s, Date)} or {""}
    return truth


def counts(named: Mapping[str, Extraction], knowledge: Knowledge) -> Iterator[str]:
    """The frequencies that restoration.toml holds: agreement of two articles on a pair, precision, presence."""
    first: dict[tuple[Entity, Entity], Relation] = {}
    for extraction in named.values():
        for claim in extraction.rows.claims:
            if isinstance(claim.statement, Relation) and claim.statement.partner is not None:
                first.setdefault((claim.statement.country, claim.statement.partner), claim.statement)
    agreement: Counter[str] = Counter()
    for (one, other), relation in first.items():
        if one < other and (other, one) in first:
            agreement[compare(relation, first[other, one])] += 1
    yield f"two articles on one pair: {dict(agreement)}"
    begun = [r.events[0].date for r in first.values() if r.events]
    yield f"precision: {dict(Counter(d.precision.value if d is not None else 'none' for d in begun))}"
    listed = Counter(partner for _, partner in first)
    rare = [c for c in knowledge.reference.countries if 0 < listed[c.entity] < 0.6 * len(named)]
    shares = {c.entity.slug: round(listed[c.entity] / len(named), 2) for c in rare}
    yield f"listed in less than 0.6 of {len(named)} articles: {shares}"


def compare(one: Relation, other: Relation) -> str:
    """How the first dates of two relations agree."""
    a, b = (r.events[0].date if r.events else None for r in (one, other))
    if a is None or b is None:
        return "both undated" if a == b else "one undated"
    if a.precision is not b.precision:
        return "other precision"
    apart = abs((a.earliest - b.earliest).days)
    if apart and (a.earliest.month, a.earliest.day) == (b.earliest.month, b.earliest.day) and apart > 300:
        return "same day of another year"
    steps = ((0, "same"), (3, "3 days"), (31, "31 days"), (366, "a year"))
    return next((name for limit, name in steps if apart <= limit), "other")


if __name__ == "__main__":
    main()
