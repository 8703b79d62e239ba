"""A file's bytes as text: the encoding checks every format shares, and the one normal form of all text.

The normal form is Unicode NFC with ``\\n`` line ends; characters that XML 1.0 cannot carry (control characters but tab,
lone surrogates, U+FFFE, U+FFFF) are replaced, so that every text can be served in every format.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from kg.errors import DocumentError

_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b"))
_UNSERVABLE_BYTES = bytes((*range(9), *range(11, 13), *range(14, 32), 127))
_UNSERVABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def decode(content: bytes, path: Path) -> str:
    """The file's text in normal form.

    Raises DocumentError where the file is empty, binary, or not in UTF-8 (a byte order mark is accepted and dropped).
    """
    if not content.strip():
        raise DocumentError("the file is empty", path=path, remedy="remove it or put the document's text into it")
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            raise DocumentError(f"the text is in {encoding}, not UTF-8", path=path, remedy="save it as UTF-8")
    sample = content[:65536]
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if 0 in content or controls * 50 > len(sample):
        raise DocumentError(
            "the file is binary, not text", path=path, remedy="give the document as UTF-8 text, HTML, JSON or PDF"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"byte {error.start} (0x{content[error.start]:02x}) is not UTF-8",
            path=path,
            line=content.count(b"\n", 0, error.start) + 1,
            remedy="save the file as UTF-8",
        ) from None
    text = normalise(text)
    if not text.strip():
        raise DocumentError("the file has no text", path=path, remedy="remove it or put the document's text into it")
    return text


def normalise(text: str) -> str:
    """The normal form described at the head of this module."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", text)
    return text if _is_servable(text) else _UNSERVABLE.sub(_replacement, text)


def _is_servable(text: str) -> bool:
    """Whether a text has nothing that is to be replaced; faster than to look for it by an expression."""
    try:
        content = text.encode()
    except UnicodeEncodeError:
        return False
    return content.translate(None, _UNSERVABLE_BYTES) == content and "\ufffe" not in text and "\uffff" not in text


def _replacement(match: re.Match[str]) -> str:
    return " " if match[0] < "\x80" else "\ufffd"
