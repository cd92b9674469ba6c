"""How register, tally and refresher are, each with its age, for who watches the server."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from flask import Flask

from data_access.indicators.reading import BeingCounted, Moment, Unavailable

SILENT_AFTER_S = 30  # without a look at the register; pages then count for themselves
Answer = dict[str, Any]


class Kept(Protocol):
    """A tally's: `data_access.tally.store.Health`."""

    @property
    def version(self) -> int: ...
    @property
    def counted_at(self) -> datetime: ...
    @property
    def looked_at(self) -> datetime: ...


def register_health(
    server: Flask,
    moment: Callable[[], Moment],
    kept: Callable[[], Kept | None],
    clock: Callable[[], datetime],
) -> None:
    @server.get("/suc-khoe")
    def health() -> tuple[Answer, int]:
        """503 where pages have no figures to show; the rest is for who wants to know why."""
        register, status = register_told(moment)
        return register | tally_told(kept(), clock()), status


def register_told(moment: Callable[[], Moment]) -> tuple[Answer, int]:
    try:
        told = moment()
    except BeingCounted as count:
        return {"register": "being counted", "read": count.read, "expected": count.expected}, 503
    except Unavailable:
        return {"register": "unreachable"}, 503
    return {"register": "ok", "as_of": str(told.as_of), "stale": told.is_stale}, 200


def tally_told(kept: Kept | None, now: datetime) -> Answer:
    if kept is None:
        return {"tally": {"state": "none"}, "refresher": {"state": "none"}}
    age_s = round((now - kept.looked_at).total_seconds())
    state = "ok" if abs(age_s) <= SILENT_AFTER_S else "silent"
    counted_s = round((now - kept.counted_at).total_seconds())
    tally = {"state": "ok", "version": kept.version, "counted_at": str(kept.counted_at)}
    return {
        "tally": tally | {"age_s": counted_s},
        "refresher": {"state": state, "looked_at": str(kept.looked_at), "age_s": age_s},
    }
