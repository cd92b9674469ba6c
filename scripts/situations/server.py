"""The dashboard itself, made to believe that it is a certain moment. For pictures only."""

from datetime import datetime

import time_machine
from flask import Flask

from data_access.clock import ZONE


def wsgi(moment: str) -> Flask:
    """For gunicorn, with one worker: its clock says 2026-11-20T10:42 now, and goes on."""
    time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=ZONE), tick=True).start()
    from app import wsgi as dashboard  # whatever looks at the clock when it is imported

    return dashboard()
