"""Renders a page: the words templates may use, its security headers, its links to other forms, its ETag."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from flask import Response, current_app, make_response, render_template, request
from markupsafe import Markup
from pyoxigraph import Store

from kg.store.kinds import KIND_BY_NAME, KINDS
from kg.store.things import Thing, curie, last_part
from kg.web import wording
from kg.web.links import external, path_of, relative
from kg.web.serving import Opened, Serving

P = ParamSpec("P")
T = TypeVar("T")

GRAPH_TITLE = "Foreign relations knowledge graph"
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MOST_KEPT = 200
"""How many answers of one reader ``per_release`` keeps."""

_FORGETTING: list[Callable[[], None]] = []

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def opened() -> Opened:
    """The release that this request is answered from, taken once so that one page never mixes two."""
    environ = request.environ
    found: Opened | None = environ.get("kg.opened")
    if found is None:
        serving: Serving = current_app.extensions["kg"]
        found = environ["kg.opened"] = serving.opened
    return found


def base_iri() -> str:
    """The base of the IRIs of things in the release being served."""
    return opened().release.base_iri


def per_release(read: Callable[Concatenate[Store, P], T]) -> Callable[P, T]:
    """A reader of the store whose answers are kept for as long as the release is served."""
    kept: dict[tuple[Any, ...], T] = {}
    _FORGETTING.append(kept.clear)

    @wraps(read)
    def reader(*args: P.args, **kwargs: P.kwargs) -> T:
        now = opened()
        key = (now.release.id, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[key] = read(now.store, *args, **kwargs)
        return kept[key]

    return reader


def forget() -> None:
    """Let go of everything that readers keep for the release being served; it is read again when next asked for."""
    for clear in _FORGETTING:
        clear()


def _here() -> tuple[str, str]:
    """The base of the IRIs, and the way from the page asked for up to the root of the site: ``../../``."""
    environ = request.environ
    found: tuple[str, str] | None = environ.get("kg.here")
    if found is None:
        found = environ["kg.here"] = (base_iri(), relative("", request.path))
    return found


def to(path: str) -> str:
    """The relative link from the current page to a path (without leading slash)."""
    return _here()[1] + path


def href(iri: str, show: str = "page") -> str:
    """The link for an IRI: relative if it is ours, absolute if it is on the web, empty if it must be no link."""
    base, up = _here()
    path = path_of(iri, base, show=show)
    return up + path if path is not None else external(iri) or ""


def labels_of(*mappings: Mapping[str, str]) -> dict[str, str]:
    """The union of several mappings from IRI to label."""
    return {iri: label for mapping in mappings for iri, label in mapping.items()}


def label_for(iri: str, labels: Mapping[str, str]) -> str:
    """The label of an IRI, else its compact form, else its last part."""
    if iri in labels:
        return labels[iri]
    short = curie(iri)
    if short != iri:
        prefix, _, name = short.partition(":")
        return name.partition("-")[2].replace("-", " ") or name if prefix == "kg" else short
    return last_part(iri)


def data_script(value: Any) -> Markup:
    """A value as JSON that is safe within a script element of a type the browser does not run."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def words() -> dict[str, Any]:
    """The functions and tables that every template and macro may use."""
    return {
        "to": to,
        "href": href,
        "graph_title": GRAPH_TITLE,
        "kinds": KINDS,
        "kind_by_name": KIND_BY_NAME,
        "label_for": label_for,
        "wording": wording,
        "data_script": data_script,
    }


def context() -> dict[str, Any]:
    """What templates may use that depends on the request."""
    return {"base_iri": base_iri(), "release": opened().release}


def secure(response: Response) -> Response:
    """The response with the strict policy, unless it has a policy already; for pages that others rendered."""
    if response.mimetype == "text/html" and "Content-Security-Policy" not in response.headers:
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        response.headers.update(SECURITY_HEADERS)
    return response


def page(template: str, *, status: int = 200, links: Mapping[str, str] | None = None, **values: Any) -> Response:
    """A rendered template as a response; ``links`` are Link headers, keys like ``alternate text/turtle``."""
    response = make_response(render_template(template, **values), status)
    return finish(response, links or {})


def finish(response: Response, links: Mapping[str, str] | None = None, *, policy: str = CONTENT_POLICY) -> Response:
    """The response with security headers, Link headers and an ETag; 304 where the client has it already."""
    response.headers["Content-Security-Policy"] = policy
    response.headers.update(SECURITY_HEADERS)
    for relation, target in (links or {}).items():
        name, _, media_type = relation.partition(" ")
        kind = f'; type="{media_type}"' if media_type else ""
        response.headers.add("Link", f'<{target}>; rel="{name}"{kind}')
    response.headers.setdefault("Cache-Control", "no-cache")
    if response.status_code == 200 and not response.is_streamed:
        response.add_etag()
        response.make_conditional(request)
    return response


def number_argument(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number from the query string, held between bounds; the default where it is none."""
    text = request.args.get(name, "")
    return min(max(int(text), least), most) if text.isdecimal() and len(text) < 9 else default


def title_of(thing: Thing) -> str:
    """A thing's label, short enough for a title."""
    return wording.shorten(thing.label, 160)
