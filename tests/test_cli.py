"""The command line: what it prints, and one clear sentence for every bad input."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

KG = str(Path(sys.executable).with_name("kg"))


def kg(*arguments: str | Path, cwd: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    return subprocess.run(
        [KG, *map(str, arguments)], capture_output=True, text=True, timeout=60, cwd=cwd, input=stdin, check=False
    )


def complaint(*arguments: str | Path, code: int = 1) -> str:
    """What a failing command says on stderr: one sentence, no traceback, nothing on stdout."""
    done = kg(*arguments)
    assert done.returncode == code, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """A small good document."""
    path = tmp_path / "ruritania.txt"
    path.write_text("Foreign relations of Peru\n\nPeru has been a member of the United Nations since 1949.\n")
    return path


def test_help_names_every_command() -> None:
    done = kg("--help")
    assert done.returncode == 0
    for command in ("build", "serve", "query", "dump", "check", "evaluate", "extract", "verify"):
        assert command in done.stdout


def test_the_version_is_printed() -> None:
    assert kg("--version").stdout.startswith("kg, version ")


def test_an_unknown_command_is_wrong_usage() -> None:
    assert "No such command" in complaint("bild", code=2)


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    said = complaint("build", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert "nowhere" in said
    assert not (tmp_path / "out" / "current").exists()


def test_unreadable_documents_are_named_with_their_reasons_and_the_others_are_published(
    tmp_path: Path, text: Path
) -> None:
    bad = {"empty.txt": b"", "binary.txt": b"\x00\x01\x02\x00" * 50, "latin.txt": "Señor Pérez".encode("latin-1")}
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
    done = kg("build", text, *(tmp_path / name for name in bad), "--out", tmp_path / "out")
    assert done.returncode == 1
    said = {
        line.split(": ")[1].rsplit("/", 1)[-1]: line for line in done.stderr.splitlines() if line.startswith("kg: ")
    }
    assert "empty" in said["empty.txt"].split("empty.txt")[1]
    assert "binary" in said["binary.txt"].split("binary.txt")[1]
    assert "UTF-8" in said["latin.txt"]
    assert "1 documents" in done.stdout
    assert (tmp_path / "out" / "current" / "manifest.json").is_file()


def test_a_folder_without_documents_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "README.md").write_text("hello")
    assert "no documents" in complaint("build", folder, "--out", tmp_path / "out")


def test_malformed_reference_data_is_named_with_its_line(tmp_path: Path, text: Path) -> None:
    folder = tmp_path / "reference"
    folder.mkdir()
    (folder / "mine.ttl").write_text(
        "@prefix kg: <https://w3id.org/foreign-relations/ontology#> .\n<x> a kg:Country ;\n"
    )
    said = complaint("build", text, "--reference", folder, "--out", tmp_path / "out")
    assert "mine.ttl:" in said


def test_an_unknown_key_in_a_pattern_file_is_named_with_its_line(tmp_path: Path, text: Path) -> None:
    folder = tmp_path / "patterns"
    folder.mkdir()
    (folder / "mine.toml").write_text('[[pattern]]\nid = "mine"\ncolour = "red"\n')
    said = complaint("build", text, "--patterns", folder, "--out", tmp_path / "out")
    assert "mine.toml:" in said


def test_a_malformed_sources_file_is_named(tmp_path: Path, text: Path) -> None:
    (tmp_path / "sources.toml").write_text('["ruritania.txt"]\ntitle = \n')
    assert "sources.toml:2" in complaint("build", text, "--out", tmp_path / "out")


def test_an_unwritable_output_folder_is_named(tmp_path: Path, text: Path) -> None:
    (tmp_path / "out").write_text("a file, not a folder")
    assert "out" in complaint("build", text, "--out", tmp_path / "out")


def test_a_failing_build_leaves_the_release_that_was_there(tmp_path: Path, seeds_release: Path) -> None:
    out = shutil.copytree(seeds_release, tmp_path / "out", symlinks=True)
    before = (out / "current").resolve()
    complaint("build", tmp_path / "nowhere", "--out", out)
    assert (out / "current").resolve() == before
    assert kg("query", "ASK { ?s ?p ?o }", "--data", out, "--format", "table").stdout == "yes\n"


def test_a_data_folder_without_a_release_says_what_to_do(tmp_path: Path) -> None:
    for command in (("query", "ASK {}"), ("dump",), ("serve",), ("verify",)):
        assert "kg build" in complaint(*command, "--data", tmp_path)


def test_a_damaged_store_is_found_and_named(tmp_path: Path, seeds_release: Path) -> None:
    out = shutil.copytree(seeds_release, tmp_path / "out", symlinks=True)
    dump = out / "current" / "dumps" / "kg.nq.gz"
    dump.write_bytes(dump.read_bytes()[:1000])
    shutil.rmtree(out / "current" / "store")
    for command in (("query", "ASK {}"), ("dump",)):
        assert "kg build" in complaint(*command, "--data", out)
    assert kg("check", "release", "--data", out).returncode == 1


def test_a_port_in_use_is_named(seeds_release: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert str(port) in complaint("serve", "--data", seeds_release, "--port", str(port))


def test_a_base_that_can_carry_no_iris_is_wrong_usage(tmp_path: Path, text: Path) -> None:
    assert "base of IRIs" in complaint("build", text, "--out", tmp_path, "--base-iri", "nonsense", code=2)


def test_a_query_is_answered_as_a_table_csv_or_json(seeds_release: Path) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    query = f"SELECT ?name {{ <http://localhost:8000/id/country/peru> {label} ?name }}"
    assert kg("query", query, "--data", seeds_release, "--format", "csv").stdout == "name\nPeru\n"
    assert kg("query", query, "--data", seeds_release, "--format", "table").stdout.split() == ["name", "Peru"]
    answer = json.loads(kg("query", query, "--data", seeds_release, "--format", "json").stdout)
    assert answer["results"]["bindings"][0]["name"]["value"] == "Peru"


def test_a_bad_query_is_named_with_line_and_column(seeds_release: Path) -> None:
    said = complaint("query", "SELECT ?x\nWHERE { ?x a }", "--data", seeds_release)
    assert "line 2, column " in said


def test_a_query_is_linted_against_the_data(seeds_release: Path) -> None:
    done = kg("query", "--lint", "SELECT ?s WHERE { ?s a <https://w3id.org/x#Nothing> }", "--data", seeds_release)
    assert done.returncode == 1
    assert "line 1, column 24" in done.stdout
    for path in sorted((Path(__file__).parents[1] / "queries").glob("2[2-5]-*.rq")):
        assert kg("query", "--lint", path, "--data", seeds_release).stdout == ""


def test_an_unknown_format_is_wrong_usage(seeds_release: Path) -> None:
    assert "csv" in complaint("query", "ASK {}", "--data", seeds_release, "--format", "parchment", code=2)


def test_a_dump_is_the_sorted_n_quads_of_everything(seeds_release: Path) -> None:
    lines = kg("dump", "--data", seeds_release).stdout.splitlines()
    assert lines == sorted(lines)
    assert len(lines) > 10_000


A_MEMBERSHIP = "Peru has been a member of the United Nations since 1949."


def test_what_a_text_states_is_printed_with_passage_and_pattern() -> None:
    done = kg("extract", "-", stdin=A_MEMBERSHIP)
    assert done.returncode == 0, done.stderr
    assert A_MEMBERSHIP in done.stdout
    assert "membership" in done.stdout
    (line,) = kg("extract", "-", "--format", "json", stdin=A_MEMBERSHIP).stdout.splitlines()
    assert json.loads(line)["statement"]["start"] == "1949"


def test_what_a_text_states_is_printed_as_the_evidence_graphs_of_a_build() -> None:
    done = kg("extract", "-", "--format", "nq", "--base-iri", "https://example.org/", stdin=A_MEMBERSHIP)
    assert done.returncode == 0, done.stderr
    store = Store()
    store.load(done.stdout.encode(), format=RdfFormat.N_QUADS)
    assert store.query(
        """PREFIX kg: <https://w3id.org/foreign-relations/ontology#>
        ASK {
            GRAPH ?evidence { <https://example.org/id/membership/peru--united-nations--member-1949> kg:startYear 1949 }
            ?evidence a kg:Evidence ; kg:quote "Peru has been a member of the United Nations since 1949."
        }"""
    )


def test_a_format_that_extract_does_not_know_is_wrong_usage() -> None:
    assert "'text', 'json', 'nq'" in complaint("extract", "-", "--format", "parchment", code=2)


def test_everything_that_came_with_the_program_is_well(tmp_path: Path) -> None:
    done = kg("check", "--data", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
