"""What tests share: the material beside the checkout, skipped with a reason where it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

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
