"""Writes a release's dump, unpacked: N-Quads and TriG with every graph, the other formats with the merged view."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from typing import BinaryIO

from kg.errors import OutputError, ReleaseError, SettingError
from kg.store.formats import GRAPH_FORMATS, find_format
from kg.store.layout import Release


def dump_path(release: Release, format_name: str) -> Path:
    """The packed dump of a release in a format, by name, extension or media type.

    Raises SettingError for a format that there is no dump of, ReleaseError where the file is missing.
    """
    format_ = find_format(format_name, GRAPH_FORMATS)
    if format_ is None:
        names = ", ".join(f.name for f in GRAPH_FORMATS)
        raise SettingError(f"there is no dump in the format {format_name!r}", remedy=f"choose one of {names}")
    for stem in ("kg", "merged"):
        path = release.dumps / f"{stem}.{format_.extension}.gz"
        if path.is_file():
            return path
    raise ReleaseError(f"the dump in {format_.label} is missing", path=release.dumps, remedy="run `kg build` again")


def write_dump(release: Release, format_name: str, out: BinaryIO) -> None:
    """Write the unpacked dump to a binary stream.

    Raises ReleaseError where the packed file is damaged, and OutputError where the stream cannot take it.
    """
    path = dump_path(release, format_name)
    try:
        with gzip.open(path, "rb") as packed:
            shutil.copyfileobj(packed, out, 1 << 20)
    except (EOFError, gzip.BadGzipFile) as error:
        raise ReleaseError(f"the dump is damaged ({error})", path=path, remedy="run `kg build` again") from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write the dump ({error.strerror})", remedy="choose another --out") from error
