"""Scripts and styles: compressed once a process, and the grid's only where a page wants it."""

import re
from collections.abc import Callable

import brotli
import dash_ag_grid
from dash import Dash
from flask import Flask, Response, request

GRID_SCRIPT = "dash_ag_grid.min.js"
SQUEEZED = ("text/javascript", "application/javascript", "text/css", "image/svg+xml")
BROTLI_QUALITY = 5  # above it a start takes longer than a reader saves
MOST_FILES = 200  # kept compressed; a page has about 40


def load_the_grid_late() -> None:
    """A quarter of all script, needed on one page: assets/30-grid.js fetches it there."""
    for script in dash_ag_grid._js_dist:
        if script["relative_package_path"] == GRID_SCRIPT:
            script["dynamic"] = True


def keep_compressed(server: Flask) -> Callable[[Dash], None]:
    """Scripts and styles are compressed once a process, at its start, not once a reader."""
    kept: dict[str, tuple[bytes, dict[str, str]]] = {}

    @server.before_request
    def held() -> Response | None:
        takes = request.accept_encodings.quality("br") > 0
        found = kept.get(request.full_path) if takes else None
        if found is None:
            return None
        answer = Response(found[0], headers=found[1])
        answer.make_conditional(request)
        return answer

    @server.after_request
    def hold(response: Response) -> Response:
        is_text = response.status_code == 200 and response.mimetype in SQUEEZED
        is_file = request.path.startswith(("/_dash-component-suites/", "/assets/"))
        takes = request.accept_encodings.quality("br") > 0
        if not (is_text and is_file and takes) or "Content-Encoding" in response.headers:
            return response
        response.direct_passthrough = False
        response.set_data(brotli.compress(response.get_data(), quality=BROTLI_QUALITY))
        response.headers["Content-Encoding"] = "br"
        response.vary.add("Accept-Encoding")
        if len(kept) < MOST_FILES:
            kept[request.full_path] = (response.get_data(), dict(response.headers))
        return response

    def fill(app: Dash) -> None:
        client = app.server.test_client()
        page = client.get("/").get_data(as_text=True)
        grid = f"/_dash-component-suites/dash_ag_grid/{GRID_SCRIPT}"
        for address in (*re.findall(r'(?:src|href)="(/[^"]+)"', page), grid):
            client.get(address, headers={"Accept-Encoding": "br"}).close()

    return fill
