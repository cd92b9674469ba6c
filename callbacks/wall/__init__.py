"""The wall screen: a document of its own, and what it asks for again and again."""

import logging
from typing import Any

from flask import Flask, Response, request
from flask_babel import force_locale
from plotly.io.json import to_json_plotly

from callbacks.addresses import Told, language_of
from callbacks.wall import feed, setup
from callbacks.wall.addresses import PATH, one, screen_address, setting_of, told_by, view_of
from callbacks.wall.doors import WallDoors
from callbacks.wall.tokens import Tokens
from data_access.clock import office_clock
from data_access.indicators.reading import BeingCounted, Unavailable
from data_access.scope import BadScope
from layouts import frame
from layouts.pages.page import View
from layouts.wall.document import document
from layouts.wall.setting import Setting, Theme

log = logging.getLogger(__name__)

COOKIE = "man-hinh"
YEAR_S = 31_536_000


def register(server: Flask, door: WallDoors) -> None:
    setup.register(server)
    build, tokens = feed.build_mark(), Tokens(door.screens)

    @server.get(PATH)
    def wall() -> Response:
        search = request.query_string.decode()
        with force_locale(language_of(search)):
            theme, zoom = shape_of(search)
            return Response(document(theme, zoom, build), content_type="text/html; charset=utf-8")

    @server.get(f"{PATH}/so-lieu")
    def told() -> Response:
        search = request.query_string.decode()
        with force_locale(language_of(search)):
            body, token = fed(search, request.cookies.get(COOKIE), build, tokens, door)
        response = Response(to_json_plotly(body), content_type="application/json")
        response.headers["Cache-Control"] = "no-store"
        if token:
            response.set_cookie(
                COOKIE, token, max_age=YEAR_S, path=PATH, httponly=True, samesite="Strict"
            )
        return response


def shape_of(search: str) -> tuple[Theme, float]:
    """Of an address that cannot be read, the usual: what is wrong with it is told by the feed."""
    try:
        setting = setting_of(told_by(search))
    except BadScope:
        return Theme.DARK, 1.0
    return setting.theme, setting.zoom


def fed(
    search: str, token: str | None, build: str, tokens: Tokens, door: WallDoors
) -> tuple[dict[str, Any], str | None]:
    """What the screen is told, and the token it is given where it has none."""
    clock = office_clock()
    always = {"build": build, "now": feed.written(clock)}
    try:
        told = told_by(search)
        view, setting = view_of(told, door.doors), setting_of(told)
        agency = view.scope.agency or ""
        if not setting.is_preview:
            gate, given = tokens.gate(token, agency, screen_address(search))
            tokens.seen(token, view.moment.as_of, build)  # one that waits, too
            if gate is not None:
                return always | gate, given
        return always | shown(told, view, setting, door), None
    except BadScope as error:
        words = {"title": f"{error.part}={error.received}", "text": frame.reason_words(error)}
        return always | {"state": "bad", **words}, None
    except BeingCounted as count:
        counted = {"read": count.read, "expected": count.expected}
        return always | {"state": "counting", **counted}, None
    except Unavailable as error:
        log.warning("the register cannot be reached: %s", error)
        return always | {"state": "silent"}, None


def shown(told: Told, view: View, setting: Setting, door: WallDoors) -> dict[str, Any]:
    drawn = feed.slides(view, setting, door)
    agency = view.directory.agencies.get(view.scope.agency or "")
    body: dict[str, Any] = {
        "state": "shown",
        "agency": agency.name if agency else "",
        "seconds": setting.seconds,
        "isPreview": setting.is_preview,
        "mark": drawn.mark,
        **feed.times(view.moment, office_clock(), view, door),
    }
    if one(told, "co") != drawn.mark:
        body |= {"slides": drawn.slides, "ghost": drawn.ghost}
    return body
