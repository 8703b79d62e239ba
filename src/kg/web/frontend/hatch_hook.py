"""Builds the front end when the package is installed or packed; without npm the package goes without its pictures."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontendHook(BuildHookInterface):  # type: ignore[misc, type-arg]
    """Runs ``build.py`` beside this file before the package is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, or say in one sentence why there will be no pictures."""
        build = runpy.run_path(str(Path(__file__).with_name("build.py")))["build"]
        try:
            build()
        except RuntimeError as error:
            self.app.display_warning(f"pages will have tables without pictures: {error}")
