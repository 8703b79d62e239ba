"""Removed releases: gone for every question, while their tombstones answer."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from pyoxigraph import NamedNode, Quad

from kg.store.prune import prune
from kg.store.release import write_release
from running import running

ASK = "/sparql?query=ASK%7B?s%20?p%20?o%7D&release="


def write(data: Path, number: int) -> str:
    """A release with one quad, written at second ``number``."""
    thing = NamedNode(f"http://e/{number}")
    release = write_release(data, [Quad(thing, thing, thing)], {}, {})
    os.utime(release.folder / "manifest.json", (number, number))
    return release.id


def test_a_removed_release_is_gone_while_its_manifest_and_successor_are_told(tmp_path: Path) -> None:
    earlier, current = write(tmp_path, 1), write(tmp_path, 2)
    with running(tmp_path) as server:
        assert server.get(ASK + earlier)[0] == 200
        assert prune(tmp_path, 1) == [earlier]
        assert server.get(ASK + earlier)[0] == 410
        assert server.get(f"/releases/{earlier}/")[0] == 410
        status, tombstone = server.get(f"/releases/{earlier}/manifest.json")
        assert status == 410
        left = json.loads(tombstone)
        assert (left["id"], left["successor"], left["manifest"]["id"]) == (earlier, current, earlier)
        listed = {one["id"]: one["removed"] for one in json.loads(server.get("/releases/")[1])["releases"]}
        assert listed == {earlier: True, current: False}
        assert server.get(ASK + current)[0] == 200
