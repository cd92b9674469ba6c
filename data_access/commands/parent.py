"""Ends a process with the one that started it, however that ended."""

import os
import threading
import time

SETTING = "ONESTOP_STARTED_BY"  # its process id, from whoever starts us to serve them
EVERY_S = 1.0


def parent_id() -> int:
    """Who started us: if that has ended already, nobody's id tells us otherwise."""
    told = os.environ.get(SETTING, "")
    return int(told) if told.isdecimal() else os.getppid()


def leave_with_parent() -> None:
    """From wherever this process is then: whatever it writes is whole, or unseen until it is.

    A server that was killed at once leaves nobody behind who counts by older code.
    """
    parent = parent_id()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(EVERY_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
