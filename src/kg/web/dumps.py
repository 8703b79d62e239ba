"""``/dumps/`` and ``/releases/``: what there is to download, of this release and of earlier ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, redirect, request, send_file

from kg.errors import KgError
from kg.store.exports.files import dump_file
from kg.store.layout import MANIFEST, RELEASES, TOMBSTONE, Release, open_release
from kg.web.negotiation import prefers_html
from kg.web.problems import HttpError
from kg.web.rendering import page
from kg.web.serving import Serving

blueprint = Blueprint("dumps", __name__)


@blueprint.get("/dumps/")
def dumps() -> Response:
    """The dumps of the current release."""
    return _listing(_serving().release, "")


@blueprint.get("/dumps/<name>")
def dump(name: str) -> Response:
    """One dump of the current release."""
    return _file(_serving().release, name, immutable=False)


@blueprint.get("/releases/")
def releases() -> Response:
    """Every release there is or was, the current one first."""
    serving = _serving()
    found = [_summary(folder, serving.release.id) for folder in sorted((serving.data / RELEASES).iterdir())]
    shown = sorted((entry for entry in found if entry is not None), key=lambda e: (not e["current"], e["id"]))
    if prefers_html(request.headers.get("Accept")):
        return page("releases.html", releases=shown)
    return jsonify(releases=shown)


@blueprint.get("/releases/<release_id>/")
def release(release_id: str) -> Response:
    """One release: its dumps and counts."""
    return _listing(_serving().find_release(release_id), f"releases/{release_id}/")


@blueprint.get("/releases/<release_id>")
def release_without_slash(release_id: str) -> Response:
    """The way to a release."""
    response = redirect(f"{_serving().find_release(release_id).id}/", 303)
    assert isinstance(response, Response)
    return response


@blueprint.get("/releases/<release_id>/manifest.json")
def manifest(release_id: str) -> Response:
    """The manifest of a release, of a removed one too."""
    folder = _serving().data / RELEASES / release_id
    if (folder / TOMBSTONE).is_file():
        return Response((folder / TOMBSTONE).read_bytes(), 410, content_type="application/json")
    found = _serving().find_release(release_id)
    return send_file((found.folder / MANIFEST).resolve(), mimetype="application/json", conditional=True)


@blueprint.get("/releases/<release_id>/dumps/<name>")
def release_dump(release_id: str, name: str) -> Response:
    """One dump of a release."""
    return _file(_serving().find_release(release_id), name, immutable=True)


def _serving() -> Serving:
    serving: Serving = current_app.extensions["kg"]
    return serving


def _listing(shown: Release, prefix: str) -> Response:
    files = [_described(name.removeprefix("dumps/"), output) for name, output in _outputs(shown)]
    if prefers_html(request.headers.get("Accept")):
        return page("dumps.html", shown=shown, files=files, prefix=f"{prefix}dumps/")
    return jsonify(release=shown.id, counts=shown.manifest["counts"], files=files)


def _outputs(shown: Release) -> list[tuple[str, dict[str, Any]]]:
    outputs = shown.manifest.get("outputs", {})
    return sorted((name, output) for name, output in outputs.items() if name.startswith("dumps/"))


def _described(name: str, output: dict[str, Any]) -> dict[str, Any]:
    file = dump_file(name)
    return {
        "name": name,
        "format": file.format,
        "mediaType": file.media_type,
        "view": file.holds,
        "bytes": output["bytes"],
        "sha256": output["sha256"],
    }


def _file(shown: Release, name: str, *, immutable: bool) -> Response:
    output = dict(_outputs(shown)).get(f"dumps/{name}")
    if output is None:
        raise HttpError(404, "no-such-dump", f"there is no dump {name[:80]!r}", hint="see /dumps/")
    file = dump_file(name)
    try:
        response = send_file(
            (shown.dumps / name).resolve(),
            mimetype="application/gzip" if file.packed else file.media_type,
            etag=output["sha256"][:32],
            conditional=True,
            download_name=f"{shown.id[:12]}-{name}",
            as_attachment=True,
        )
    except FileNotFoundError:
        raise HttpError(503, "unavailable", f"the dump {name} is missing from the release") from None
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if immutable else "public, no-cache"
    response.headers["Release"] = shown.id
    return response


def _summary(folder: Path, current: str) -> dict[str, Any] | None:
    if len(folder.name) != 64:
        return None
    if (folder / TOMBSTONE).is_file():
        return {"id": folder.name, "current": False, "removed": True}
    try:
        found = open_release(folder.parents[1], folder.name)
    except KgError:
        return None
    counts = json.loads(json.dumps(found.manifest["counts"]))
    return {"id": found.id, "current": found.id == current, "removed": False, "counts": counts}
