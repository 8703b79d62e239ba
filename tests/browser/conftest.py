"""A browser, and the sample served on loopback; skipped with a reason where the machine has no Chromium."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
sys.path.insert(0, str(Path(__file__).parent))

from sample_app import sample_app, write_hostile_sample, write_sample
from test_long_documents import KEY, TEXT, long_document
from visiting import Served, Site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def _missing(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{what}, and in CI nothing may be skipped for want of it")
    pytest.skip(what)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    app = sample_app(write_sample(tmp_path_factory.mktemp("data"), more=long_document(), texts={KEY: TEXT}))
    with Served(app) as address:
        built = (Path(app.static_folder or "") / "built" / "editor.js").is_file()
        yield Site(address, built)
    app.extensions["kg"].close()


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = sample_app(write_hostile_sample(tmp_path_factory.mktemp("hostile")))
    with Served(app) as address:
        yield address
    app.extensions["kg"].close()


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    if CHROMIUM is None:
        _missing("there is no Chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def bundle(site: Site) -> None:
    if not site.built:
        _missing("the front end is not built (run src/kg/web/frontend/build.py)")


@pytest.fixture
def axe() -> str:
    script = Path(__file__).parents[2] / "src/kg/web/frontend/node_modules/axe-core/axe.min.js"
    if not script.is_file():
        _missing("axe-core is not installed (run src/kg/web/frontend/build.py)")
    return script.read_text(encoding="utf-8")
