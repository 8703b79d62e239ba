"""The parameters of a request, read as any other reader of addresses would."""

from __future__ import annotations

from urllib.parse import quote_plus, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.config import Settings
from kg.web.exchange import Request
from kg.web.problems import HttpError
from kg.web.protocol import read_operation, unquote


@given(st.text(st.sampled_from("aZ09%=+ _~\t\né\x00Ff"), max_size=40))
def test_percent_encoding_is_undone_as_by_the_standard_library(text: str) -> None:
    try:
        expected = unquote_to_bytes(text.replace("+", " ")).decode()
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            unquote(text)
    else:
        assert unquote(text) == expected


@given(st.text(max_size=80))
def test_every_query_arrives_as_it_was_sent(text: str) -> None:
    request = Request("GET", "/sparql", "query=" + quote_plus(text, errors="replace"), {}.get)
    operation = read_operation(request, Settings())
    assert operation is not None
    assert operation.query == text.encode(errors="replace").decode()


def test_a_request_with_too_many_parameters_is_refused() -> None:
    with pytest.raises(HttpError, match="200 parameters"):
        read_operation(Request("GET", "/sparql", "&" * 200 + "query=ASK", {}.get), Settings())
