"""Whether the register answers, for who watches the server."""

from flask import Flask

from data_access.indicators.reading import BeingCounted, Unavailable
from data_access.register import Register


def register_health(server: Flask, register: Register) -> None:
    @server.get("/suc-khoe")
    def health() -> tuple[dict[str, object], int]:
        """Whether the register answers, and how old it is."""
        try:
            moment = register.moment()
        except BeingCounted:
            return {"register": "being counted"}, 503
        except Unavailable:
            return {"register": "unreachable"}, 503
        return {"register": "ok", "as_of": str(moment.as_of), "stale": moment.is_stale}, 200
