"""Evaluates one question against a store: refusals, dataset, evaluation, serialisation within limits.

Runs in a worker process only: the engine can neither be stopped nor trusted to survive every query.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)

from kg.errors import QueryError
from kg.store.formats import FORMATS, Format
from kg.store.lint import Advice, lint
from kg.store.query_errors import evaluation_error, syntax_error
from kg.store.query_text import QueryText, is_plain, position, read_query
from kg.store.spool import Spool
from kg.store.wire import FORMS, INLINE, SPOOLED, Header

MERGED_KEPT = 4
"""How many merged datasets a worker keeps for the next question."""


@dataclass(slots=True)
class Evaluator:
    """A store with what its evaluation needs; ``base_iri`` resolves relative IRIs, ``prefixes`` shorten Turtle."""

    store: Store
    base_iri: str
    prefixes: Mapping[str, str]
    merged: dict[tuple[tuple[str, ...], tuple[str, ...]], Store] = field(default_factory=dict)

    def answer(self, question: Mapping[str, Any], spool_file: int) -> tuple[Header, Spool]:
        """The header and the spooled answer to a question (see ``questions.Question``).

        Raises QueryError for what is malformed or refused and LimitError past a bound.
        """
        if self._is_plain(question):
            query = None
            result = self._evaluate_plain(question["query"])
        else:
            query = read_query(question["query"], self.base_iri)
            if question["lint"]:
                return self._lint(query, question, spool_file)
            _refuse(query)
            result = self._evaluate(query, question)
        format_ = _choose(result, question)
        spool = Spool(
            spool_file,
            format_.name,
            max_bytes=question["max_bytes"],
            max_rows=question["max_rows"],
            compress=question["gzip"],
        )
        if isinstance(result, QueryTriples):
            query = query or read_query(question["query"], self.base_iri)
            _serialise_graph(result, format_, spool, {**self.prefixes, **query.prefixes})
        else:
            assert isinstance(format_.engine, QueryResultsFormat)
            result.serialize(spool, format_.engine)  # type: ignore[arg-type]
        form = _form(result) if query is None else query.form or ""
        return _header(form, format_.name, spool, volatile=query is not None and query.volatile), spool

    def _is_plain(self, question: Mapping[str, Any]) -> bool:
        """Whether the engine may have the query as it is: most need not be read before, nor after."""
        asks_for_more = question["lint"] or question["default_graphs"] is not None
        return not asks_for_more and question["named_graphs"] is None and is_plain(question["query"])

    def _evaluate_plain(self, text: str) -> QuerySolutions | QueryBoolean | QueryTriples:
        try:
            return self.store.query(text, base_iri=self.base_iri or None)
        except SyntaxError as error:
            query = read_query(text, self.base_iri)
            _refuse(query)
            raise syntax_error(query, str(error), self.prefixes) from None
        except (RuntimeError, ValueError, OSError) as error:
            raise evaluation_error(read_query(text, self.base_iri), str(error)) from None

    def _lint(self, query: QueryText, question: Mapping[str, Any], spool_file: int) -> tuple[Header, Spool]:
        """The advice on a query; on one that cannot be asked, what is wrong with it and nothing else."""
        spool = Spool(spool_file, "lint", max_bytes=10_000_000, max_rows=1_000_000, compress=False)
        try:
            _refuse(query)
            self._evaluate(query, question)
            advice = lint(query, self.store)
        except QueryError as error:
            advice = [Advice("malformed", error.line or 1, error.column or 1, 1, error.what, error.hint)]
        spool.write(json.dumps([piece.as_json() for piece in advice], ensure_ascii=False).encode())
        return _header(query.form or "", "json", spool, volatile=query.volatile), spool

    def _evaluate(self, query: QueryText, question: Mapping[str, Any]) -> QuerySolutions | QueryBoolean | QueryTriples:
        try:
            store, dataset = self._dataset(query, question)
            return store.query(query.text, base_iri=self.base_iri or None, **dataset)
        except SyntaxError as error:
            raise syntax_error(query, str(error), self.prefixes) from None
        except (RuntimeError, ValueError, OSError) as error:
            raise evaluation_error(query, str(error)) from None

    def _dataset(self, query: QueryText, question: Mapping[str, Any]) -> tuple[Store, dict[str, Any]]:
        """The store to ask and the dataset arguments; protocol parameters win over FROM clauses.

        A default graph made of several graphs is their RDF merge, so that a triple in two of them counts once;
        the engine alone would count it twice, so the merge is made in a store of its own.
        """
        if question["default_graphs"] is not None or question["named_graphs"] is not None:
            default, named = tuple(question["default_graphs"] or ()), tuple(question["named_graphs"] or ())
        elif query.default_graphs is not None and query.named_graphs is not None:
            default, named = query.default_graphs, query.named_graphs
        else:
            return self.store, {}
        default, named = tuple(dict.fromkeys(default)), tuple(dict.fromkeys(named))
        named_nodes = [NamedNode(graph) for graph in named]
        if len(default) < 2:
            return self.store, {"default_graph": [NamedNode(g) for g in default], "named_graphs": named_nodes}
        return self._merge(default, named), {"default_graph": DefaultGraph(), "named_graphs": named_nodes}

    def _merge(self, default: tuple[str, ...], named: tuple[str, ...]) -> Store:
        key = (tuple(sorted(default)), tuple(sorted(named)))
        store = self.merged.pop(key, None)
        if store is None:
            store = Store()
            for graph in default:
                quads = self.store.quads_for_pattern(None, None, None, NamedNode(graph))
                store.extend(Quad(q.subject, q.predicate, q.object) for q in quads)
            for graph in named:
                store.extend(self.store.quads_for_pattern(None, None, None, NamedNode(graph)))
        self.merged[key] = store
        while len(self.merged) > MERGED_KEPT:
            del self.merged[next(iter(self.merged))]
        return store


def _header(form: str, format_name: str, spool: Spool, *, volatile: bool) -> Header:
    size = spool.close()
    kind = SPOOLED if spool.spooled else INLINE
    return Header(kind, form if form in FORMS else "", format_name, spool.compressed, volatile, spool.rows, size)


def _form(result: QuerySolutions | QueryBoolean | QueryTriples) -> str:
    return "SELECT" if isinstance(result, QuerySolutions) else "ASK"


def _refuse(query: QueryText) -> None:
    if query.is_update:
        raise QueryError("updates are refused: this endpoint only reads", hint="send a query", refused=True)
    if query.service is not None:
        line, column = position(query.text, query.service.start)
        raise QueryError(
            "SERVICE is refused: this endpoint asks no other",
            line=line,
            column=column,
            hint="ask the other endpoint yourself and pass its answer in VALUES",
            refused=True,
        )


def _choose(result: QuerySolutions | QueryBoolean | QueryTriples, question: Mapping[str, Any]) -> Format:
    name = question["graph_format"] if isinstance(result, QueryTriples) else question["results_format"]
    format_ = _FORMATS.get(name)
    if format_ is None:
        kind = "a graph" if isinstance(result, QueryTriples) else "a table"
        raise FormatError(f"the answer is {kind}, which none of the formats asked for can carry")
    return format_


_FORMATS = {format_.name: format_ for format_ in FORMATS}


class FormatError(QueryError):
    """The kind of answer does not fit the formats asked for."""


def _serialise_graph(result: QueryTriples, format_: Format, spool: Spool, prefixes: Mapping[str, str]) -> None:
    assert isinstance(format_.engine, RdfFormat)
    shortened = prefixes if format_.engine in (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.RDF_XML) else {}
    serialize(spool.counted(result), spool, format_.engine, prefixes=dict(shortened))  # type: ignore[arg-type]
