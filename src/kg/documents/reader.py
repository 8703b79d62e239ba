"""Reads a file into a Document, by its format; finds the files to read."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kg.documents.layout import read_layout
from kg.documents.model import Document, Source
from kg.documents.text import decode
from kg.errors import DocumentError


def read_document(path: Path, source: Source | None = None) -> Document:
    """The document in a file: plain text or Markdown.

    Raises DocumentError, naming file, reason and remedy, where it cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot be read ({error.strerror})", path=path, remedy="check the path") from None
    text = decode(content, path)
    layout = read_layout(text)
    return Document(
        name=path.stem,
        sha256=hashlib.sha256(content).hexdigest(),
        text=text,
        source=source or Source(),
        blocks=layout.blocks,
        tables=layout.tables,
        references=layout.references,
    )
