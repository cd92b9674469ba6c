"""gunicorn's threaded worker, which gives no thread to a request whose head is not there yet.

A client that sends its head slowly would else hold a thread for as long as it likes, and a handful
of them the whole site. TLS ends at a proxy in front, so heads are plain text here.
"""

import selectors
import socket
import time
from collections import deque
from enum import Enum
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

HEAD_S = 10.0  # that a client has for the head of its request, and again for its body
LOOK_EVERY_S = 0.1  # at heads that come in pieces
MOST_HEAD = 65_536  # bytes; longer ones are refused by the parser, which a thread may read
END = b"\r\n\r\n"


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unfinished: deque[tuple[float, Any]] = deque()  # (until when, connection)
        self._reading: dict[Any, float] = {}  # connection → until when its request must be read

    def enqueue_req(self, conn: Any) -> None:
        """A thread for a whole head; who has not begun, or is still writing, waits without one."""
        match head_of(conn):
            case Head.WHOLE:
                self._submit(conn)
            case Head.BEGUN:
                self._unfinished.append((time.monotonic() + HEAD_S, conn))
            case Head.NONE:
                self._wait_for_first(conn)

    def _wait_for_first(self, conn: Any) -> None:
        """As gunicorn waits for clients it has given up waiting for."""
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + HEAD_S
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, readable)

    def _submit(self, conn: Any) -> None:
        self._reading[conn] = time.monotonic() + HEAD_S
        super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        self._reading.pop(conn, None)
        super().finish_request(conn, fs)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        super().wait_for_and_dispatch_events(LOOK_EVERY_S if self._unfinished else timeout)

    def murder_pending(self) -> None:
        """With gunicorn's own: heads that have come meanwhile, and what has taken too long."""
        super().murder_pending()
        now, waiting = time.monotonic(), self._unfinished
        self._unfinished = deque()
        for until, conn in waiting:
            if head_of(conn) is Head.WHOLE:
                self._submit(conn)
            elif now < until:
                self._unfinished.append((until, conn))
            else:
                self.nr_conns -= 1
                conn.close()
        for conn in [conn for conn, until in self._reading.items() if until < now]:
            del self._reading[conn]
            read_no_more(conn)


class Head(Enum):
    """How much of a request's head has come."""

    NONE, BEGUN, WHOLE = range(3)


def head_of(conn: Any) -> Head:
    """WHOLE, too, where nothing need be waited for since nobody will send the rest."""
    if conn.initialized and conn.parser.unreader.buf.getvalue():
        return Head.WHOLE  # read ahead with the request before
    try:
        seen = conn.sock.recv(MOST_HEAD, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return Head.NONE
    except OSError:
        return Head.WHOLE
    return Head.WHOLE if not seen or END in seen or len(seen) >= MOST_HEAD else Head.BEGUN


def read_no_more(conn: Any) -> None:
    """Its body ends here; an answer that is being written is written to its end."""
    try:
        conn.sock.shutdown(socket.SHUT_RD)
    except OSError:
        return
