"""The pulse: what makes a drawn page wrong when it changes. Open pages ask for it every second."""

from flask import Flask, Response

from callbacks.doors import Doors
from data_access.clock import office_clock
from data_access.indicators.reading import BeingCounted, Moment, Unavailable
from data_access.rules import Rules

PATH = "/nhip"  # assets/50-pulse.js asks there
LOST = "unreachable"
CLOCK = "Office-Clock"  # how old data is goes by the server's clock, not by the browser's


def register(server: Flask, doors: Doors) -> None:
    @server.get(PATH)
    def felt() -> Response:
        told = Response(pulse(doors), content_type="text/plain")
        told.headers["Cache-Control"] = "no-store"
        told.headers[CLOCK] = office_clock().isoformat()
        return told


def pulse(doors: Doors) -> str:
    """The data, the days it is judged by, whether it is old; or why there is nothing to tell of."""
    try:
        return pulse_of(doors.around.moment(), doors.rules)
    except Unavailable as error:
        return pulse_without(error)


def pulse_without(error: Unavailable) -> str:
    """While the register is being counted: how far, in hundredths."""
    if isinstance(error, BeingCounted):
        return f"counting {100 * error.read // max(error.expected, 1)}"
    return LOST


def pulse_of(moment: Moment, rules: Rules) -> str:
    judged = f"{rules.judged_at(moment.now)}|{moment.ages.day}"
    return f"{moment.version}|{judged}|{moment.is_stale}"
