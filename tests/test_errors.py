"""The tree of errors."""

from __future__ import annotations

import pickle

import pytest

import kg.errors
from kg.errors import DocumentError, InputError, InternalError, KgError, MachineError, QueryError, ShapeError


def test_an_error_reads_as_one_sentence_with_place_and_remedy() -> None:
    error = DocumentError("it is empty", path="a.txt", line=3, remedy="delete it")
    assert str(error) == "a.txt:3: it is empty; delete it"


def test_facts_are_attributes() -> None:
    error = QueryError("unexpected word", line=2, column=7, hint="did you mean WHERE?")
    assert (error.line, error.column, error.hint, error.refused) == (2, 7, "did you mean WHERE?", False)


@pytest.mark.parametrize(
    "error",
    [
        e
        for e in vars(kg.errors).values()
        if isinstance(e, type)
        and issubclass(e, KgError)
        and e not in (KgError, InputError, MachineError, InternalError)
    ],
    ids=lambda e: e.__name__,
)
def test_every_error_stands_on_one_branch_and_in_the_drawing(error: type[KgError]) -> None:
    branches = [b for b in (InputError, MachineError, InternalError) if issubclass(error, b)]
    assert len(branches) == 1
    assert error.__name__ in (kg.errors.__doc__ or "")


def test_an_error_keeps_its_facts_on_the_way_from_another_process() -> None:
    error = pickle.loads(pickle.dumps(ShapeError("violates", violations=(("node", "shape", "message"),), path="a.txt")))
    assert error.violations == (("node", "shape", "message"),)
    assert str(error).startswith("a.txt: violates; ")
