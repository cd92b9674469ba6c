"""How the app is served: two workers of four threads, one process that keeps the tally, and one
that lets the demonstration live.
"""

import os
import subprocess
import sys
import threading
import time
from typing import Any

from data_access import engines, rules
from data_access.commands.parent import SETTING as STARTED_BY

worker_class = "web.worker.Worker"
workers = 2
threads = 4
timeout = 30
keepalive = 15  # longer than an open page or a wall rests between two questions
limit_request_line = 8190  # the most there is: our own page answers addresses that are too long
control_socket_disable = True

REST_S, LONG_S = 1.0, 60.0  # before a process that has ended is started again
_beside: list[subprocess.Popen[bytes]] = []
_ends = threading.Event()
# A worker forked while a process is being started would inherit the pipe on which Popen waits for
# it, and keep it waiting for ever: whoever forks waits for whoever starts.
_starting = threading.RLock()
os.register_at_fork(
    before=_starting.acquire, after_in_parent=_starting.release, after_in_child=_starting.release
)


def on_starting(_server: Any) -> None:
    """Said once and before any worker: one that stopped by itself would be started for ever."""
    try:
        engines.readers()
        engines.cache_url()
        engines.keep_private(engines.own_url())
        rules.in_force()
    except (engines.BadAddress, rules.BadRule) as error:
        raise SystemExit(str(error)) from None
    told = os.environ.get("DEMO_LIVE", "1")
    if told not in ("0", "1"):
        raise SystemExit(f"DEMO_LIVE={told}: write 1 or 0")


def when_ready(server: Any) -> None:
    keep_running(server, "refresh", "--follow")
    if not os.environ.get("ONESTOP_DATABASE_URL") and os.environ.get("DEMO_LIVE", "1") == "1":
        keep_running(server, "live", "--followed")


def keep_running(server: Any, *command: str) -> None:
    """A command of ours, started again whenever it ends before the server does.

    Why it ended nobody can tell, for the server reaps every child: whatever ends at once, as what
    refuses its settings does, is given longer and longer rests.
    """

    def start() -> "subprocess.Popen[bytes]":
        with _starting:
            told = os.environ | {STARTED_BY: str(os.getpid())}
        process = subprocess.Popen([sys.executable, "-m", "data_access", *command], env=told)
        _beside.append(process)
        server.log.info("%s: process %s", command[0], process.pid)
        return process

    def run(process: "subprocess.Popen[bytes]") -> None:
        rest = REST_S
        while not _ends.is_set():
            started = time.monotonic()
            process.wait()
            rest = REST_S if time.monotonic() - started > LONG_S else min(2 * rest, LONG_S)
            if not _ends.wait(rest):
                process = start()

    threading.Thread(target=run, args=(start(),), daemon=True).start()


def on_exit(_server: Any) -> None:
    _ends.set()
    for process in _beside:
        process.terminate()
