"""What a browser may do with our pages, and which bodies are no question at all."""

import gc

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

ANY_PATH = "/<path:path>"  # Dash answers every address with the frame of a page


def finish(app: Dash) -> None:
    """Dash sets itself up at the first request; done here, no reader meets it half set up."""
    policy: dict[str, str] = {}

    @app.server.before_request  # type: ignore[untyped-decorator]
    def refuse() -> Response | None:
        """A callback's body is an object that names an output; anything else is no question."""
        if request.path != "/_dash-update-component" or request.method != "POST":
            return None
        body = request.get_json(silent=True)
        told = isinstance(body, dict) and all(key in body for key in ("output", "inputs"))
        return None if told else Response("400", 400, content_type="text/plain")

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
