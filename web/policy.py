"""What a browser may do with our pages, and which bodies are no question at all."""

import gc
from collections.abc import Mapping
from typing import Any

from dash import Dash
from flask import Response, request

from callbacks.addresses import is_page
from callbacks.wall.addresses import PATH as WALL

# Styles stand in the markup: marks are placed by them, and the grid measures itself with them.
CSP = (
    "default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


def is_question(body: Any, known: Mapping[str, Any]) -> bool:
    """Whether it names a callback, and hands it what that takes, by name and in order."""
    callback = known.get(body.get("output")) if is_named(body, "output") else None
    if callback is None or "callback" not in callback:  # the browser's own are never asked here
        return False
    for part in ("inputs", "state"):
        told, asked = body.get(part, []), callback[part]
        if not isinstance(told, list) or len(told) != len(asked):
            return False
        if not all(map(is_same, told, asked)):
            return False
    changed = body.get("changedPropIds", [])
    is_told = isinstance(changed, list) and all(isinstance(each, str) for each in changed)
    return is_told and is_outputs(body.get("outputs"), body["output"])


def is_named(told: Any, part: str) -> bool:
    return isinstance(told, dict) and isinstance(told.get(part), str)


def is_same(told: Any, asked: Mapping[str, Any]) -> bool:
    return isinstance(told, dict) and all(told.get(k) == asked[k] for k in ("id", "property"))


def is_outputs(told: Any, output: str) -> bool:
    """One by one what the callback's name puts together."""
    several = told if isinstance(told, list) else [told]
    names = [
        f"{each['id']}.{each['property']}"
        for each in several
        if is_named(each, "id") and is_named(each, "property")
    ]
    return len(names) == len(several) and names == output.strip(".").split("...")


ANY_PATH = "/<path:path>"  # Dash answers every address with the frame of a page


def finish(app: Dash) -> None:
    """Dash sets itself up at the first request; done here, no reader meets it half set up."""
    policy: dict[str, str] = {}

    @app.server.before_request  # type: ignore[untyped-decorator]
    def refuse() -> Response | None:
        """A callback's body must be a question of ours; anything else would be a fault in Dash."""
        if request.path != "/_dash-update-component" or request.method != "POST":
            return None
        is_ours = is_question(request.get_json(silent=True), app.callback_map)
        return None if is_ours else Response("400", 400, content_type="text/plain")

    @app.server.after_request  # type: ignore[untyped-decorator]
    def guard(response: Response) -> Response:
        if policy:
            is_wall = request.path == WALL  # the set-up page shows it in a frame
            told = policy["csp"].replace("ancestors 'none'", "ancestors 'self'")
            response.headers["Content-Security-Policy"] = told if is_wall else policy["csp"]
        if request.endpoint == ANY_PATH and not is_page(request.path):
            response.status_code = 404  # the body is the frame: it says so in words
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    app.server.test_client().get("/")
    gc.collect()
    gc.freeze()  # what stands for good need not be walked through in the middle of an answer
    hashes = "".join(f" {each}" for each in app.csp_hashes())
    policy["csp"] = CSP.format(hashes=hashes)
