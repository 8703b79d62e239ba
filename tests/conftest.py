"""What tests share: the material beside the checkout, skipped with a reason where it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of gold, corpora and tools beside the checkout."""
    folder = ROOT.parent / "shared"
    if not (folder / "gold").is_dir():
        pytest.skip("the material beside the checkout (../shared) is absent")
    return folder


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The four seed documents."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def seeds_release(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    """A data folder with the release built from the seeds."""
    from kg.pipeline.build import build_release

    out = tmp_path_factory.mktemp("seeds")
    build_release([seeds], out=out)
    return out


@pytest.fixture(scope="session")
def seeds_store(seeds_release: Path) -> Store:
    """The read-only store of the release built from the seeds."""
    from kg.store.engine import open_store
    from kg.store.release import open_release

    return open_store(open_release(seeds_release))
