"""The wall screen: a document of its own, and what it asks for again and again."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
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
from layouts import troubles
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
            page = document(theme, zoom, build)
        response = Response(page, content_type="text/html; charset=utf-8")
        for name, token in request.cookies.items():
            if name.startswith(COOKIE):  # each time it is opened it is good for another year
                give(response, name, token)
        return response

    @server.get(f"{PATH}/so-lieu")
    def told() -> Response:
        search = request.query_string.decode()
        with force_locale(language_of(search)):
            body, given = fed(search, request.cookies, build, tokens, door)
        response = Response(to_json_plotly(body), content_type="application/json")
        response.headers["Cache-Control"] = "no-store"
        if given is not None:
            give(response, *given)
        return response


def give(response: Response, name: str, token: str) -> None:
    response.set_cookie(
        name,
        token,
        max_age=YEAR_S,
        path=PATH,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )


def cookie_of(agency: str, is_public: bool) -> str:
    """Two screens of one browser keep their tokens apart."""
    told = f"{agency}|{is_public}".encode()
    return f"{COOKIE}-{sha256(told).hexdigest()[:12]}"


def shape_of(search: str) -> tuple[Theme, float]:
    """Of an address that cannot be read, the usual: what is wrong with it is told by the feed."""
    try:
        setting = setting_of(told_by(search))
    except BadScope:
        return Theme.DARK, 1.0
    return setting.theme, setting.zoom


Given = tuple[str, str] | None  # name and value of a cookie


@dataclass(frozen=True)
class Asking:
    """A screen's question: what its address says, and what its browser brings along."""

    told: Told
    setting: Setting
    cookies: Mapping[str, str]
    build: str  # what it runs, or would if it said

    @property
    def own_cookie(self) -> str:
        return self._cookie(self.setting.is_public)

    @property
    def cookie(self) -> str:
        """In a public hall the office's will do where it has none of its own."""
        is_offices = self.setting.is_public and self.own_cookie not in self.cookies
        return self._cookie(is_public=False) if is_offices else self.own_cookie

    @property
    def token(self) -> str | None:
        return self.cookies.get(self.cookie)

    @property
    def slide(self) -> str:
        return one(self.told, "chieu") or ""

    def _cookie(self, is_public: bool) -> str:
        return cookie_of(one(self.told, "don-vi") or "", is_public)


def fed(
    search: str, cookies: Mapping[str, str], build: str, tokens: Tokens, door: WallDoors
) -> tuple[dict[str, Any], Given]:
    """What the screen is told, and the token it is given where it has none."""
    always = {"build": build, "now": feed.written(office_clock())}
    try:
        told = told_by(search)
        asking = Asking(told, setting_of(told), cookies, one(told, "ban") or build)
        try:
            body, given = gated(asking, view_of(told, door.doors), tokens, door)
        except Unavailable as error:
            if not asking.setting.is_preview:
                tokens.seen(asking.token, None, asking.build, asking.slide)
            return always | without(error), None
    except BadScope as error:
        return always | bad(error), None
    return always | body, given


def gated(
    asking: Asking, view: View, tokens: Tokens, door: WallDoors
) -> tuple[dict[str, Any], Given]:
    """Raises Unavailable."""
    if asking.setting.is_preview:
        return shown(asking, view, door), None
    token, where = asking.token, screen_address(request.query_string.decode())
    whose = view.scope.agency or "", where, asking.setting.is_public
    gate, given = tokens.gate(token, *whose, request.remote_addr or "")
    tokens.seen(token, view.as_of, asking.build, asking.slide)
    if gate is not None:
        return gate, (asking.own_cookie, given) if given else None
    body = shown(asking, view, door)
    return body, (asking.cookie, token) if token and tokens.renews(token) else None


def bad(error: BadScope) -> dict[str, Any]:
    words = {"title": f"{error.part}={error.received}", "text": troubles.reason_words(error)}
    return {"state": "bad", **words}


def without(error: Unavailable) -> dict[str, Any]:
    if isinstance(error, BeingCounted):
        return {"state": "counting", "read": error.read, "expected": error.expected}
    log.warning("the register cannot be reached: %s", error)
    return {"state": "silent"}


def shown(asking: Asking, view: View, door: WallDoors) -> dict[str, Any]:
    setting = asking.setting
    drawn = feed.slides(view, setting, door)
    agency = view.directory.agencies.get(view.scope.agency or "")
    body: dict[str, Any] = {
        "state": "shown",
        "agency": agency.name if agency else "",
        "seconds": setting.seconds,
        "isPreview": setting.is_preview,
        "isPublic": setting.is_public,
        "mark": drawn.mark,
        **feed.times(office_clock(), view, door),
    }
    if one(asking.told, "co") != drawn.mark:
        body |= {"slides": drawn.slides, "ghost": drawn.ghost}
    return body
