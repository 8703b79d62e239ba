"""The documents whose rows lost names, until all documents have been read: on disk, save for what others must know."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from kg.graph.describe import DocumentFacts
from kg.mentions.model import Entity
from kg.pipeline.cache import digest
from kg.pipeline.shares import Lost, Waiting
from kg.statements.model import Claim
from kg.statements.witnesses import Known, known_relations


class WaitingRoom:
    """Documents that wait; their file, which has no name, is in the folder ``place``."""

    def __init__(self, place: Path | None = None) -> None:
        self._place = place
        self._file: IO[bytes] | None = None
        self._places: dict[str, tuple[int, bytes]] = {}
        self._subjects: set[Entity] = set()

    def add(self, facts: DocumentFacts, lost: Lost, key: bytes) -> None:
        """Takes in a document; ``key`` is that of what was read in it."""
        if self._file is None:
            self._file = TemporaryFile(dir=self._place)  # noqa: SIM115 - closed with the room
        self._places[facts.key] = (self._file.seek(0, 2), key)
        self._subjects.add(lost.names.subject)
        pickle.dump((facts, lost), self._file, pickle.HIGHEST_PROTOCOL)

    def __len__(self) -> int:
        return len(self._places)

    def weighed(self, relations: Iterable[Claim]) -> Iterator[tuple[bytes, Waiting]]:
        """Each document, in order of key, with what the relations and the waiting documents state on its country.

        The bytes are a digest of both.
        """
        known = known_relations(self._claims(relations), self._subjects)
        everywhere = digest(repr(sorted(known.stated.items())), repr(sorted(known.years.items())))
        pairs: dict[Entity, set[tuple[Entity, Entity]]] = {}
        for pair in known.pairs:
            pairs.setdefault(pair[0], set()).add(pair)
        for document in sorted(self._places):
            facts, lost = self._load(document)
            subject = lost.names.subject
            own = pairs.get(subject, set())
            dated = known.dated.get(subject, {})
            slice_ = Known({subject: dated} if dated else {}, frozenset(own), known.stated, known.years)
            on_it = digest(repr(sorted(own)), repr(sorted(dated.items())), everywhere)
            yield digest("restored", self._places[document][1], on_it), Waiting(facts, lost, slice_)

    def _claims(self, relations: Iterable[Claim]) -> Iterator[Claim]:
        yield from relations
        for document in sorted(self._places):
            yield from self._load(document)[1].claims

    def _load(self, document: str) -> tuple[DocumentFacts, Lost]:
        assert self._file is not None
        self._file.seek(self._places[document][0])
        found: tuple[DocumentFacts, Lost] = pickle.load(self._file)
        return found

    def close(self) -> None:
        """Forget the documents."""
        if self._file is not None:
            self._file.close()
