"""How the app is served: two workers of four threads, and one process that keeps the tally."""

import subprocess
import sys
from typing import Any

from data_access import engines

worker_class = "gthread"
workers = 2
threads = 4
timeout = 30
limit_request_line = 8190  # the most there is: our own page answers addresses that are too long
control_socket_disable = True

_refresh: subprocess.Popen[bytes] | None = None


def on_starting(_server: Any) -> None:
    """Said once and before any worker: one that stopped by itself would be started for ever."""
    try:
        engines.readers()
        engines.cache_url()
    except engines.BadAddress as error:
        raise SystemExit(str(error)) from None


def when_ready(server: Any) -> None:
    global _refresh
    _refresh = subprocess.Popen([sys.executable, "-m", "data_access", "refresh", "--follow"])
    server.log.info("the tally is kept by process %s", _refresh.pid)


def on_exit(_server: Any) -> None:
    if _refresh is not None:
        _refresh.terminate()
