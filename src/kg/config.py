"""The settings: one frozen ``Settings``, and the only reader of the environment.

Also the place that knows where the project's own resources (ontology, queries, seeds) lie, in a checkout or a wheel.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from kg.errors import SettingError

ONTOLOGY_NAMESPACE = "https://w3id.org/foreign-relations/ontology#"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its field in ``Settings``, its environment variable, its default and one line of help."""

    name: str
    variable: str
    default: Any
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("base_iri", "KG_BASE_IRI", "http://localhost:8000/", "base of all IRIs of things, ends in /"),
    Setting("data", "KG_DATA", Path("data"), "folder that holds the releases"),
    Setting("host", "KG_HOST", "127.0.0.1", "address to listen on"),
    Setting("port", "KG_PORT", 8000, "port to listen on"),
    Setting("query_seconds", "KG_QUERY_SECONDS", 30.0, "longest a query may run, in seconds"),
    Setting("query_rows", "KG_QUERY_ROWS", 1_000_000, "most rows (or triples) in one answer"),
    Setting("answer_bytes", "KG_ANSWER_BYTES", 256_000_000, "largest answer, in bytes"),
    Setting("query_bytes", "KG_QUERY_BYTES", 64_000, "longest query text, in bytes"),
    Setting("worker_bytes", "KG_WORKER_BYTES", 2 * 1024**3, "address space of one query worker, in bytes"),
    Setting("workers", "KG_WORKERS", 0, "query workers; 0 means one per core and at least two"),
    Setting("rate", "KG_RATE", 600, "requests an address may send per minute; 0 means no limit; loopback has none"),
    Setting(
        "rate_loopback", "KG_RATE_LOOPBACK", 0, "requests a loopback address may send per minute; 0 means no limit"
    ),
    Setting("proxies", "KG_PROXIES", 0, "proxies in front whose X-Forwarded-For is believed"),
    Setting("memory_quads", "KG_MEMORY_QUADS", 200_000, "largest store kept in memory, in quads; larger ones on disk"),
    Setting("remote", "KG_REMOTE", "", "SPARQL server that holds the release, instead of the store in its folder"),
    Setting("remote_user", "KG_REMOTE_USER", "", "user at that server"),
    Setting("remote_password", "KG_REMOTE_PASSWORD", "", "the user's password"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with its default; see ``SETTINGS`` for units and meaning."""

    base_iri: str = "http://localhost:8000/"
    data: Path = Path("data")
    host: str = "127.0.0.1"
    port: int = 8000
    query_seconds: float = 30.0
    query_rows: int = 1_000_000
    answer_bytes: int = 256_000_000
    query_bytes: int = 64_000
    worker_bytes: int = 2 * 1024**3
    workers: int = 0
    rate: int = 600
    rate_loopback: int = 0
    proxies: int = 0
    memory_quads: int = 200_000
    remote: str = field(default="", repr=False)
    remote_user: str = ""
    remote_password: str = field(default="", repr=False)


def load_settings(**given: Any) -> Settings:
    """The settings from arguments (``None`` means not given), then environment, then defaults.

    Raises SettingError where a value has the wrong type or an impossible value.
    """
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        value = given.pop(setting.name, None)
        if value is None:
            value = os.environ.get(setting.variable)
        if value is not None:
            values[setting.name] = _convert(setting, value)
    if given:
        raise TypeError(f"unknown settings: {sorted(given)}")
    assert {s.name for s in SETTINGS} == {f.name for f in fields(Settings)}
    return Settings(**values)


def _convert(setting: Setting, value: Any) -> Any:
    kind = type(setting.default) if not isinstance(setting.default, Path) else Path
    try:
        converted = kind(value)
    except ValueError:
        raise SettingError(
            f"{setting.variable} is {value!r}, not a number", remedy=f"it sets the {setting.help}"
        ) from None
    if isinstance(converted, (int, float)) and converted < 0:
        raise SettingError(f"{setting.variable} is {value!r}, below zero", remedy=f"it sets the {setting.help}")
    if setting.name == "base_iri":
        return _base_iri(str(converted))
    return converted


def _base_iri(value: str) -> str:
    if not value.startswith(("http://", "https://")) or any(c in value for c in ' <>"{}|\\^`#?'):
        raise SettingError(
            f"{value!r} cannot be the base of IRIs", remedy="give an http or https address such as https://example.org/"
        )
    return value if value.endswith("/") else value + "/"


def resource_folder(name: str) -> Path:
    """The folder ``ontology``, ``queries`` or ``seeds`` that came with the program, in a wheel or a checkout.

    Raises SettingError where the installation lacks it.
    """
    package = Path(__file__).parent
    for folder in (package / "resources" / name, package.parents[1] / name):
        if folder.is_dir():
            return folder
    raise SettingError(f"the folder {name} is missing from the installation", remedy="install the package again")
