"""The command ``kg``: each command a few lines over a function of the rooms below; errors become exit codes here.

Exit codes: 0 all is well, 1 something was wrong with the input or the machine, 2 wrong usage.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg import __version__
from kg.config import SETTINGS, load_settings, resource_folder
from kg.errors import KgError, OutputError, SettingError

HELP = {setting.name: setting.help for setting in SETTINGS}

data_option = click.option("--data", type=click.Path(path_type=Path), help=HELP["data"] + "  [data]")
reference_option = click.option(
    "--reference", "references", multiple=True, type=click.Path(path_type=Path), help="folder of further reference data"
)
patterns_option = click.option(
    "--patterns", "patterns", multiple=True, type=click.Path(path_type=Path), help="folder of further patterns"
)

user_option = click.option("--user", metavar="NAME", help=HELP["remote_user"])


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kg")
def cli() -> None:
    """Read documents on foreign relations into a graph in which every statement shows its sentence, and serve it."""


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="folder that receives the release  [data]")
@click.option("--base-iri", help=HELP["base_iri"])
@reference_option
@patterns_option
@click.option("--no-cache", is_flag=True, help="read every document anew, and keep nothing for the next build")
@click.option("--cluster", metavar="ADDRESS", help="let the workers of a Dask cluster read: address of its scheduler")
def build(
    paths: tuple[Path, ...],
    out: Path | None,
    base_iri: str | None,
    references: tuple[Path, ...],
    patterns: tuple[Path, ...],
    no_cache: bool,
    cluster: str | None,
) -> int:
    """Build a release from documents (files and folders; default: the four seed documents)."""
    from kg.pipeline.build import build_release
    from kg.terminal import progress_bar, show_report

    settings = load_settings(data=out, base_iri=base_iri)
    with progress_bar() as advance:
        report = build_release(
            paths or (resource_folder("seeds"),),
            out=settings.data,
            base_iri=settings.base_iri,
            references=references,
            patterns=patterns,
            progress=advance,
            cached=not no_cache,
            cluster=cluster,
        )
    show_report(report)
    return 1 if report.failed else 0


@cli.command()
@data_option
@click.option("--host", help=HELP["host"])
@click.option("--port", type=int, help=HELP["port"])
@click.option("--remote", metavar="URL", help=HELP["remote"])
@user_option
def serve(data: Path | None, host: str | None, port: int | None, remote: str | None, user: str | None) -> None:
    """Serve the current release over HTTP until stopped.

    With --remote its statements come from a SPARQL server where `kg publish` put them; texts, full-text index and dumps
    still come from the folder. The user's password at that server is read from KG_REMOTE_PASSWORD.
    """
    from kg.web.server import serve as serve_forever

    settings = load_settings(data=data, host=host, port=port, remote=remote, remote_user=user)
    serve_forever(settings.data, settings)


@cli.command()
@click.argument("query")
@data_option
@click.option("--format", "format_name", help="table (default on a terminal), csv, tsv, json, xml; turtle, ntriples, …")
@click.option("--lint", is_flag=True, help="say what may be wrong with the query, and do not answer it")
@click.option(
    "--checksum", is_flag=True, help="print release, checksum of the sorted answer and permalink instead of it"
)
def query(query: str, data: Path | None, format_name: str | None, lint: bool, checksum: bool) -> int:
    """Ask the current release a SPARQL QUERY: its text, the name of a file that holds it, or - for standard input."""
    from kg.store.ask import ask, ask_checksum
    from kg.terminal import read_argument, show_advice, show_answer, show_permalink

    settings = load_settings(data=data)
    if checksum:
        show_permalink(*ask_checksum(settings, read_argument(query)))
        return 0
    if lint:
        return 1 if show_advice(ask(settings, read_argument(query), lint=True)) else 0
    chosen = format_name or ("table" if sys.stdout.isatty() else None)
    as_table = chosen == "table"
    answer = ask(settings, read_argument(query), None if as_table else chosen, otherwise="json" if as_table else "csv")
    show_answer(answer, as_table=as_table)
    return 0


@cli.command()
@data_option
@click.option("--format", "format_name", default="nquads", show_default=True, help="any RDF format; see kg dump --help")
@click.option("--out", type=click.Path(path_type=Path), help="file to write  [standard output]")
def dump(data: Path | None, format_name: str, out: Path | None) -> None:
    """Write the current release as RDF: N-Quads and TriG with all graphs, other formats the merged view."""
    from kg.store.dump import write_dump
    from kg.store.layout import open_release

    release = open_release(load_settings(data=data).data)
    if out is None:
        write_dump(release, format_name, sys.stdout.buffer)
        return
    try:
        with out.open("wb") as file:
            write_dump(release, format_name, file)
    except OSError as error:
        raise OutputError(f"cannot be written ({error.strerror})", path=out, remedy="choose another --out") from error


@cli.command()
@click.argument("what", nargs=-1, type=click.Choice(["ontology", "reference", "patterns", "release"]))
@data_option
@reference_option
@patterns_option
def check(what: tuple[str, ...], data: Path | None, references: tuple[Path, ...], patterns: tuple[Path, ...]) -> int:
    """Look over ontology, reference data, patterns (their examples) and, where there is one, the current release."""
    from kg.pipeline.check import check_all

    settings = load_settings(data=data)
    problems = 0
    for name, found in check_all(what, data=settings.data, references=references, patterns=patterns):
        problems += len(found)
        click.echo(f"{name}: {'well' if not found else f'{len(found)} problems'}")
        for problem in found:
            click.echo(f"  {problem}", err=True)
    return 1 if problems else 0


@cli.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path))
@data_option
@click.option("--record", type=click.Path(path_type=Path), help="write each pattern's counts to this file")
@click.option("--details", is_flag=True, help="list every fact missed and every false statement")
@click.option("--format", "format_name", type=click.Choice(["table", "json"]), default="table")
def evaluate(gold: tuple[Path, ...], data: Path | None, record: Path | None, details: bool, format_name: str) -> None:
    """Compare the current release with GOLD, files of facts, and keep the result beside the release."""
    from kg.pipeline.evaluate import evaluate_release, write_record
    from kg.terminal import show_evaluation

    result = evaluate_release(load_settings(data=data).data, gold)
    if record is not None:
        write_record(result, record)
    show_evaluation(result, details=details, format_name=format_name)


@cli.command()
@click.argument("file")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "json", "nq"]),
    default="text",
    show_default=True,
    help="json: a line for each statement; nq: the evidence graphs that a build would have, in N-Quads",
)
@click.option("--base-iri", help=HELP["base_iri"] + " (for nq)")
@reference_option
@patterns_option
def extract(
    file: str, format_name: str, base_iri: str | None, references: tuple[Path, ...], patterns: tuple[Path, ...]
) -> None:
    """Print what the text FILE (or - for standard input) states, with passage and pattern."""
    from kg.pipeline.extraction import extract_text, load_knowledge
    from kg.terminal import show_extraction, show_quads

    base = load_settings(base_iri=base_iri).base_iri
    document, extraction = extract_text(file, load_knowledge(references, patterns))
    if format_name == "nq":
        show_quads(document, extraction, base)
    else:
        show_extraction(document, extraction, format_name)


@cli.command()
@click.argument("release", required=False)
@data_option
def verify(release: str | None, data: Path | None) -> int:
    """Recompute every checksum of a release (default: the current one) and re-read its dumps with a second library."""
    from kg.store.reread import reread
    from kg.store.shelf import find_release
    from kg.store.verify import verify_release

    folder = load_settings(data=data).data
    opened = find_release(folder, release)
    problems = verify_release(folder, opened.id) or reread(opened)
    for problem in problems:
        click.echo(problem, err=True)
    if not problems:
        click.echo(f"release {opened.id[:16]}… is well: {opened.quads:,} quads, every dump read again")
    return 1 if problems else 0


@cli.command()
@data_option
@click.option(
    "--keep", type=click.IntRange(min=1), required=True, help="how many releases to keep, the current one among them"
)
def prune(data: Path | None, keep: int) -> None:
    """Remove all but the latest releases; of each a tombstone stays: manifest, checksums and what followed it."""
    from kg.store.prune import prune as prune_releases

    removed = prune_releases(load_settings(data=data).data, keep)
    for release_id in removed:
        click.echo(f"removed {release_id}")
    if not removed:
        click.echo("nothing to remove")


@cli.command()
@click.argument("before")
@click.argument("after", required=False)
@data_option
@click.option("--format", "format_name", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
def diff(before: str, after: str | None, data: Path | None, format_name: str) -> None:
    """Show what release AFTER (default: the current one) added, removed and changed since BEFORE, with evidence.

    Releases are named by their ids or the first eight digits.
    """
    from kg.store.difference import difference
    from kg.store.shelf import find_release
    from kg.terminal import show_difference

    folder = load_settings(data=data).data
    show_difference(difference(find_release(folder, before), find_release(folder, after)), format_name)


@cli.command()
@click.argument("release", required=False)
@click.option(
    "--to", "address", metavar="URL", required=True, help="SPARQL server: its endpoint, or the address above it"
)
@click.option("--update", metavar="URL", help="where the server takes updates, if that cannot be told")
@click.option("--graph-store", metavar="URL", help="where it takes graphs (Graph Store Protocol), instead of updates")
@user_option
@click.option("--replace", "replace_all", is_flag=True, help="remove other data from our graphs and the default graph")
@data_option
def publish(
    release: str | None,
    address: str,
    update: str | None,
    graph_store: str | None,
    user: str | None,
    replace_all: bool,
    data: Path | None,
) -> None:
    """Push a release (default: the current one) to a SPARQL 1.1 server, and compare what arrived.

    Stopped in the middle, it goes on from there when run again. The password of --user is read from
    KG_REMOTE_PASSWORD, or asked for on a terminal.
    """
    from kg.store.publish import publish as publish_release
    from kg.store.shelf import find_release
    from kg.store.sparql_client import split_credentials
    from kg.terminal import ask_password, progress_bar, show_publication

    settings = load_settings(data=data, remote_user=user)
    opened = find_release(settings.data, release)
    bare, credentials = split_credentials(address, settings.remote_user, ask_password(settings))
    with progress_bar() as advance:
        publication = publish_release(
            opened,
            bare,
            credentials,
            update=update,
            graph_store=graph_store,
            replace_all=replace_all,
            advance=lambda done, total: advance(done, total, "quads"),
        )
    show_publication(publication)


def main() -> None:
    """Run the command line; the only place where errors become exit codes."""
    try:
        sys.exit(cli(standalone_mode=False) or 0)
    except click.exceptions.Abort:
        click.echo("kg: stopped", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except SettingError as error:
        click.echo(f"kg: {error}", err=True)
        sys.exit(2)
    except KgError as error:
        click.echo(f"kg: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
