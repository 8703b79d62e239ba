"""Query workers: every question gets its answer or its error, and nothing is left behind."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.config import Settings
from kg.errors import BusyError, LimitError, QueryError, WorkerError
from kg.store.answering import Answering
from kg.store.questions import Answer, Question, UnfitFormatError
from kg.store.release import Release, write_release
from kg.store.wire import FAILED, HEADER_BYTES, INLINE, Header, read_header

BASE = "http://localhost:8000/"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ONE = "SELECT ?o { <http://e/0> <http://e/p> ?o }"


def write(folder: Path) -> Release:
    """A release of 1,000 triples, half of them also in each of two graphs."""
    made = [Quad(NamedNode(f"http://e/{i}"), NamedNode("http://e/p"), Literal(i)) for i in range(1_000)]
    for name in ("http://e/g1", "http://e/g2"):
        made += [Quad(q.subject, q.predicate, q.object, NamedNode(name)) for q in made[:1_000:2]]
    return write_release(folder, made, {}, {})


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release that is asked."""
    return write(tmp_path_factory.mktemp("workers"))


@pytest.fixture(scope="module")
def answering(release: Release) -> Iterator[Answering]:
    """Workers for it, closed at the end."""
    made = Answering(Settings(workers=2))
    made.open(release)
    yield made
    made.close()


def rows(answer: Answer) -> list[dict[str, str]]:
    """The solutions of a JSON answer, as plain values."""
    bindings = json.loads(answer.read())["results"]["bindings"]
    return [{name: term["value"] for name, term in binding.items()} for binding in bindings]


def worker_processes() -> set[int]:
    """The nurseries and workers that descend from this process."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {os.getpid()}
    for _ in range(4):
        found |= {pid for pid, parent in parents.items() if parent in found}
    return {pid for pid in found - {os.getpid()} if b"kg.store.worker" in command(pid)}


def command(pid: int) -> bytes:
    """The command line of a process, empty if it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_question_is_answered_with_its_rows_counted(answering: Answering, release: Release) -> None:
    answer = answering.ask(release.id, Question(ONE))
    assert (answer.rows, answer.form, answer.format) == (1, "SELECT", "json")
    assert rows(answer) == [{"o": "0"}]


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_rows_are_counted_in_every_format(answering: Answering, release: Release, name: str) -> None:
    query = 'SELECT ?s ?t { ?s <http://e/p> ?o BIND("line\\r\\n\\"},{\\",<result>" AS ?t) } LIMIT 37'
    assert answering.ask(release.id, Question(query, results_format=name)).rows == 37


def test_limits_are_named_with_value_and_way_out(answering: Answering, release: Release) -> None:
    everything = "SELECT * { ?s ?p ?o }"
    assert answering.ask(release.id, Question(everything, max_rows=1_000)).rows == 1_000
    for question, limit in (
        (Question(everything, max_rows=999), "query_rows"),
        (Question(everything, max_bytes=1_000), "answer_bytes"),
        (Question("CONSTRUCT WHERE { ?s ?p ?o }", max_rows=999), "query_rows"),
    ):
        with pytest.raises(LimitError, match=r"LIMIT and OFFSET") as raised:
            answering.ask(release.id, question)
        assert raised.value.limit == limit


def test_a_query_is_stopped_at_its_time_limit(answering: Answering, release: Release) -> None:
    began = time.monotonic()
    with pytest.raises(LimitError, match="time limit") as raised:
        answering.ask(release.id, Question(ENDLESS, seconds=0.5))
    assert time.monotonic() - began < 1.5
    assert (raised.value.limit, raised.value.value) == ("query_seconds", "0.5 s")
    assert answering.ask(release.id, Question(ONE)).rows == 1


def test_a_triple_in_two_graphs_of_the_default_graph_counts_once(answering: Answering, release: Release) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    both = ("http://e/g1", "http://e/g2")
    given = answering.ask(release.id, Question(count, default_graphs=both, named_graphs=()))
    clauses = answering.ask(release.id, Question(count.replace("{", "FROM <http://e/g1> FROM <http://e/g2> {")))
    assert rows(given) == rows(clauses) == [{"n": "500"}]


@pytest.mark.parametrize(
    ("default", "named", "query", "number"),
    [
        (("http://e/none",), (), "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "0"),
        ((), ("http://e/g1",), "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "0"),
        ((), ("http://e/g1",), "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "500"),
        (("http://e/g1",), (), "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "0"),
        (("http://e/g1",), (), "SELECT (COUNT(*) AS ?n) FROM <http://e/none> { ?s ?p ?o }", "500"),
    ],
)
def test_the_dataset_of_the_request_is_taken_by_the_letter(
    answering: Answering, release: Release, default: tuple[str, ...], named: tuple[str, ...], query: str, number: str
) -> None:
    assert rows(answering.ask(release.id, Question(query, default, named))) == [{"n": number}]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "INSERT DATA { <http://e/a> <http://e/b> 1 }",
        "LOAD <http://127.0.0.1:9/>",
    ],
)
def test_other_endpoints_and_updates_are_refused(answering: Answering, release: Release, query: str) -> None:
    with pytest.raises(QueryError) as raised:
        answering.ask(release.id, Question(query))
    assert raised.value.refused


def test_an_answer_that_fits_no_format_is_refused(answering: Answering, release: Release) -> None:
    with pytest.raises(UnfitFormatError):
        answering.ask(release.id, Question("ASK {}", results_format=None))


def test_deep_nesting_is_an_error_and_nobody_else_notices(answering: Answering, release: Release) -> None:
    deep = "SELECT * { ?s ?p ?o FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }"
    with pytest.raises(LimitError) as raised:
        answering.ask(release.id, Question(deep))
    assert raised.value.limit == "query_depth"
    assert answering.ask(release.id, Question(ONE)).rows == 1


def test_a_query_that_needs_too_much_memory_is_stopped(release: Release) -> None:
    bomb = "SELECT ?z { BIND('" + "x" * 1_000 + "' AS ?a) "
    for i in range(30):
        bomb += f"BIND(CONCAT(?{chr(97 + i) if i < 26 else 'v' + str(i)}, "
        bomb += f"?{chr(97 + i) if i < 26 else 'v' + str(i)}) AS ?{chr(98 + i) if i < 25 else 'v' + str(i + 1)}) "
    answering = Answering(Settings(workers=2, worker_bytes=600_000_000))
    try:
        answering.open(release)
        with pytest.raises(LimitError):
            answering.ask(release.id, Question(bomb + "}", seconds=20))
        assert answering.ask(release.id, Question(ONE)).rows == 1
    finally:
        answering.close()


def test_a_worker_killed_from_outside_is_replaced_and_its_question_asked_again(release: Release) -> None:
    before = worker_processes()
    answering = Answering(Settings(workers=2))
    try:
        answering.open(release)
        slow = Question("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } ", seconds=25)
        answers: list[Answer] = []
        asking = threading.Thread(target=lambda: answers.append(answering.ask(release.id, slow)))
        asking.start()
        time.sleep(0.1)
        workers = worker_processes() - before
        for pid in sorted(workers)[1:]:
            os.kill(pid, signal.SIGKILL)
        asking.join(20)
        assert rows(answers[0]) == [{"n": "1000000"}]
    finally:
        answering.close()


def test_long_queries_leave_the_fast_lane_to_others(release: Release) -> None:
    answering = Answering(Settings(workers=2))
    outcomes: list[str] = []

    def bomb(number: int) -> None:
        try:
            answering.ask(release.id, Question(ENDLESS, seconds=3, client=f"hostile-{number % 2}"))
        except (LimitError, BusyError) as error:
            outcomes.append(type(error).__name__)

    try:
        answering.open(release)
        bombs = [threading.Thread(target=bomb, args=(n,)) for n in range(12)]
        for thread in bombs:
            thread.start()
        slowest = 0.0
        while any(thread.is_alive() for thread in bombs):
            began = time.monotonic()
            assert answering.ask(release.id, Question(ONE, client="honest")).rows == 1
            slowest = max(slowest, time.monotonic() - began)
        assert slowest < 2.5
        assert outcomes.count("LimitError") >= 2
        assert len(outcomes) == 12
    finally:
        answering.close()


def test_questions_that_wait_while_a_release_retires_are_answered(release: Release) -> None:
    answering = Answering(Settings(workers=2))
    slow = Question("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(?c < 40) }", seconds=25)

    async def retire_under_load() -> list[Answer]:
        asking = [asyncio.ensure_future(answering.lanes.ask(release.id, slow)) for _ in range(8)]
        await asyncio.sleep(0.01)
        await answering.lanes.retire(release.id)
        return [task.result() for task in asking]

    try:
        answering.open(release)
        assert [rows(answer) for answer in answering.run(retire_under_load())] == [[{"n": "40000"}]] * 8
    finally:
        answering.close()


def together(release: Release, odd: Question, others: int) -> tuple[object, list[list[dict[str, str]]]]:
    """What came of a question that shared the only worker with others from its beginning, and what of these."""
    answering = Answering(Settings(workers=1))

    async def ask() -> tuple[object, list[list[dict[str, str]]]]:
        for number in range(60):
            await answering.lanes.ask(release.id, Question(f"{ONE} # {number}"))
        small = [answering.lanes.ask(release.id, Question(f"{ONE} # {n}", client="small")) for n in range(others)]
        asking = asyncio.gather(*small[:2], answering.lanes.ask(release.id, odd), *small[2:], return_exceptions=True)
        results = await asking
        return results[2], [rows(result) for n, result in enumerate(results) if n != 2 and isinstance(result, Answer)]

    try:
        answering.open(release)
        return answering.run(ask())
    finally:
        answering.close()


def test_what_stands_behind_an_endless_question_is_asked_elsewhere(release: Release) -> None:
    error, answers = together(release, Question(ENDLESS, seconds=2, client="odd"), 7)
    assert isinstance(error, LimitError)
    assert error.limit == "query_seconds"
    assert answers == [[{"o": "0"}]] * 7


def test_only_the_question_that_ended_a_worker_is_blamed(release: Release) -> None:
    deep = "SELECT * { ?s ?p ?o FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }"
    error, answers = together(release, Question(deep, client="odd"), 7)
    assert isinstance(error, LimitError)
    assert error.limit == "query_depth"
    assert answers == [[{"o": "0"}]] * 7


def test_an_answer_beyond_a_limit_leaves_those_beside_it_whole(release: Release) -> None:
    error, answers = together(release, Question("SELECT * { ?s ?p ?o }", max_rows=10, client="odd"), 7)
    assert isinstance(error, LimitError)
    assert answers == [[{"o": "0"}]] * 7


def test_a_worker_stays_after_a_large_answer(release: Release) -> None:
    before = worker_processes()
    answering = Answering(Settings(workers=1))
    large = "SELECT ?s ?t { ?s <http://e/p> ?o . ?t <http://e/p> ?u } LIMIT 9000"
    try:
        answering.open(release)
        answering.ask(release.id, Question(ONE))
        time.sleep(0.2)
        workers = worker_processes() - before
        for number in range(4):
            answer = answering.ask(release.id, Question(f"{large} # {number}"))
            assert answer.body is None
            assert len(json.loads(answer.read())["results"]["bindings"]) == 9_000
        assert worker_processes() - before == workers
    finally:
        answering.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"\xff" * HEADER_BYTES,
        Header(INLINE, "SELECT", "json", False, False, 1, 1 << 40).pack(),
        Header(FAILED, "", "json", False, False, -1, 1 << 30).pack(),
    ],
)
def test_what_no_worker_sends_is_not_taken_for_a_reply(sent: bytes) -> None:
    with pytest.raises(ValueError, match="reply"):
        read_header(sent, 0)


def test_closing_leaves_no_process_behind(release: Release) -> None:
    before = worker_processes()
    answering = Answering(Settings(workers=2))
    answering.open(release)
    assert worker_processes() - before
    answering.close()
    for _ in range(50):
        if not worker_processes() - before:
            return
        time.sleep(0.05)
    pytest.fail(f"left behind: {worker_processes() - before}")


def test_a_release_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    broken = write(tmp_path)
    (broken.dumps / "kg.nq.gz").write_bytes(b"damaged")
    answering = Answering(Settings())
    try:
        with pytest.raises(WorkerError, match="damaged"):
            answering.open(broken)
    finally:
        answering.close()


def test_a_large_answer_comes_from_a_file_and_whole(answering: Answering, release: Release) -> None:
    query = "SELECT ?s ?t { ?s <http://e/p> ?o . ?t <http://e/p> ?u } LIMIT 150000"
    answer = answering.ask(release.id, Question(query, seconds=20))
    assert answer.body is None
    body = answer.read()
    assert len(body) == answer.size
    assert len(json.loads(body)["results"]["bindings"]) == answer.rows == 150_000


def test_cancelling_a_question_frees_its_worker(answering: Answering, release: Release) -> None:
    async def ask_and_leave() -> None:
        asking = asyncio.ensure_future(answering.lanes.ask(release.id, Question(ENDLESS)))
        await asyncio.sleep(0.1)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    answering.run(ask_and_leave())
    gauges = answering.lanes.gauges()
    assert gauges["fast"] == gauges["slow"] == gauges["stopped"] == gauges["waiting"] == 0


def denied_to_a_worker(act: Callable[[], object]) -> bool:
    """Whether a process confined as workers are cannot do this."""
    pid = os.fork()
    if pid == 0:
        from kg.store.sandbox import deny_network

        deny_network()
        try:
            act()
        except OSError:
            os._exit(7)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7


def test_a_worker_cannot_open_sockets() -> None:
    assert denied_to_a_worker(socket.socket)
    assert not denied_to_a_worker(os.getcwd)


@pytest.mark.skipif(platform.machine() not in ("x86_64", "aarch64"), reason="no seccomp filter for this machine")
def test_a_worker_cannot_start_programs() -> None:
    assert denied_to_a_worker(lambda: os.execv("/bin/true", ["true"]))
