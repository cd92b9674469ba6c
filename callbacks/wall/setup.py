"""What the set-up page asks: whether a screen so far away can be read, its address, its QR code."""

import io
from collections.abc import Iterator
from urllib.parse import urlsplit

import segno
from flask import Flask, Response, jsonify, request
from flask_babel import force_locale

from callbacks.addresses import Told, language_of
from callbacks.wall.addresses import PATH, setting_of, told_by
from data_access.scope import BadScope, Reason, address
from layouts import troubles
from layouts.language import LANGUAGES, _
from layouts.wall import setup_words
from layouts.wall.setting import Setting

SETUP = f"{PATH}/cai-dat"
NOTHING = "?"  # as assets/70-wall-setup.js sends what is empty
NUMBERS = ("giay", "inch", "met")
LONGEST = 600  # bytes of an address in a QR code: more is hard to photograph


def register(server: Flask) -> None:
    @server.get(f"{SETUP}/tinh")
    def worked_out() -> Response:
        search = request.query_string.decode()
        with force_locale(language_of(search)):
            try:
                told = told_by(search)
            except BadScope as error:
                return jsonify({"problems": {"address": problem(error)}})
            wrong = dict(problems(told))
            return jsonify({"problems": wrong} if wrong else answer(told, setting_of(told)))

    @server.get(f"{SETUP}/qr.svg")
    def code() -> Response:
        """Of a screen of ours, and of nothing else: it would bear the office's name."""
        told = request.args.get("dia-chi", "")
        with force_locale(language_of(request.query_string.decode())):
            try:
                wanted = wall_at(told)
            except BadScope as error:
                return Response(problem(error), 400, content_type="text/plain; charset=utf-8")
        drawn = io.BytesIO()
        segno.make(wanted, error="m").save(drawn, kind="svg", scale=4, border=3)
        return Response(drawn.getvalue(), content_type="image/svg+xml")


def wall_at(told: str) -> str:
    """On this very server, whatever server it names. Raises BadScope."""
    try:
        parts = urlsplit(told)
    except ValueError:  # a server's name that is none
        parts = urlsplit("")
    if parts.path != PATH:
        raise BadScope("dia-chi", told, Reason.NOT_A_NAME, (f"{PATH}?…",))
    wanted = f"{request.host_url.rstrip('/')}{PATH}?{parts.query}"
    if len(wanted.encode()) > LONGEST:
        raise BadScope("dia-chi", told, Reason.TOO_LONG)
    return wanted


def problems(told: Told) -> Iterator[tuple[str, str]]:
    """Each part by itself, so that all that is wrong is told at once, each beside its field."""
    if told.get("don-vi") == [NOTHING]:
        yield "don-vi", _("Choose an agency.")
    for part, values in told.items():
        try:
            setting_of({part: values})
        except BadScope as error:
            yield part, field_problem(error)


def field_problem(error: BadScope) -> str:
    """In the words of the form, where the address cannot be seen."""
    if error.part == "trang":
        return _("Choose at least one slide.")
    if error.part in NUMBERS:
        return _("Write a number within %(range)s.", range=error.allowed[0])
    return f"{troubles.reason_words(error)} ({troubles.allowed_words(error)})"


def problem(error: BadScope) -> str:
    told = f"{error.part}={error.received}: {troubles.reason_words(error)}"
    return f"{told} ({troubles.allowed_words(error)})"


def answer(told: Told, setting: Setting) -> dict[str, str]:
    about = {part: told[part] for part in ("don-vi", "ky", "lang") if part in told}
    lang = about.pop("lang", [LANGUAGES[0]])
    query = about | {"trang": [",".join(setting.slides)]} | setting.to_query()
    query |= {} if lang == [LANGUAGES[0]] else {"lang": lang}
    return {"address": address(PATH, query), **setup_words.told(setting)}
