"""The jobs of a build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Quad

from kg.errors import ShapeError
from kg.graph import shapes
from kg.graph.rows import PlainQuad
from kg.graph.screening import Screening
from kg.graph.terms import KG
from kg.pipeline import shares
from kg.pipeline.dealing import unpacked
from kg.pipeline.extraction import Knowledge, load_knowledge
from kg.pipeline.reading import hand_out
from kg.pipeline.shares import Read, Reading, Share, read_documents

TEXT = (
    "Ghana established diplomatic relations with Kenya on 3 May 1961. Ghana borders Togo. Ghana joined the WTO in 1995."
)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def share_of(path: Path, knowledge: Knowledge) -> Share:
    """The share of a document, validated."""
    (value,) = read_documents(knowledge, Reading((hand_out((path, None), None),), "https://example.org/"))
    assert isinstance(value, bytes)
    read: Read = unpacked(value)
    assert isinstance(read.outcome, Share)
    return read.outcome


def test_a_long_share_is_written_in_batches_and_says_the_same(
    knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ghana.txt"
    path.write_text(TEXT, encoding="utf-8")
    whole = share_of(path, knowledge)
    monkeypatch.setattr(shares, "BATCH_QUADS", 20)
    assert share_of(path, knowledge) == whole
    assert len(whole.lines.splitlines()) > 60


def test_a_share_in_doubt_is_checked_in_pieces_by_pyshacl_which_says_what_is_wrong(
    knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ghana.txt"
    path.write_text(TEXT, encoding="utf-8")
    whole = share_of(path, knowledge)
    checked: list[int] = []
    check = shapes.violations

    def counting(quads: Iterable[Quad]) -> tuple[shapes.Violation, ...]:
        kept = list(quads)
        checked.append(len(kept))
        return check(kept)

    monkeypatch.setattr(shapes, "violations", counting)
    monkeypatch.setattr(shapes, "PIECE_QUADS", 20)
    assert share_of(path, knowledge) == whole
    assert checked == []
    with monkeypatch.context() as doubting:
        doubting.setattr(Screening, "finish", lambda _: False)
        assert share_of(path, knowledge) == whole
    assert len(checked) >= 3
    assert max(checked) < len(whole.lines.splitlines())
    express = shares.plain_quads

    def without_the_last_quote(*arguments: object) -> Iterator[PlainQuad]:
        quads = list(express(*arguments))  # type: ignore[arg-type]
        last = max(index for index, quad in enumerate(quads) if quad[1] == KG.quote)
        yield from quads[:last] + quads[last + 1 :]

    monkeypatch.setattr(shares, "plain_quads", without_the_last_quote)
    with pytest.raises(ShapeError, match=r"ghana: .*quote"):
        share_of(path, knowledge)
