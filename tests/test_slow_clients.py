"""Clients that send slowly, much, or nonsense cost the others nothing."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from data_access.clock import office_clock
from tests.board import make_register, served

CLIENTS = 24
MOST_S = 3.0  # that an answer may take beside them


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("slow")
    with served(make_register(folder, office_clock()), folder) as address:
        yield address


def connected(base: str) -> socket.socket:
    told = urlsplit(base)
    return socket.create_connection((told.hostname or "", told.port or 0), timeout=30)


def answer_s(base: str) -> float:
    began = time.monotonic()
    with urlopen(f"{base}/suc-khoe", timeout=30) as answer:
        assert answer.status == 200
    return time.monotonic() - began


def test_heads_that_come_slowly_hold_no_thread(base: str) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(connected(base)) for _ in range(CLIENTS)]
        for each in slow:
            each.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        for _ in range(4):
            for each in slow:
                each.sendall(b"a")
            assert answer_s(base) < MOST_S
            time.sleep(0.3)
        slow[0].sendall(b"\r\n\r\n")
        assert slow[0].recv(64).startswith(b"HTTP/1.1 200"), "a head in pieces is still a head"


def test_who_never_ends_its_head_is_let_go(base: str) -> None:
    with connected(base) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\n")
        began = time.monotonic()
        with suppress(ConnectionResetError):
            assert slow.recv(64) == b""
        assert 5 < time.monotonic() - began < 20


def test_bodies_that_come_slowly_end(base: str) -> None:
    head = (
        "POST /_dash-update-component HTTP/1.1\r\nHost: x\r\n"
        "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
    )
    with ExitStack() as stack:
        for _ in range(CLIENTS):
            stack.enter_context(connected(base)).sendall(head.encode())
        time.sleep(12)
        assert answer_s(base) < MOST_S


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_of_more_than_a_megabyte_is_refused_unread(base: str, is_chunked: bool) -> None:
    size = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {300 * 2**20}"
    head = (
        "POST /_dash-update-component HTTP/1.1\r\nHost: x\r\n"
        f"Content-Type: application/json\r\n{size}\r\n\r\n"
    )
    part = b"x" * 2**16
    sent = 0
    with connected(base) as client:
        client.sendall(head.encode())
        client.settimeout(5)
        try:
            while sent < 40 * 2**20:
                client.sendall(b"10000\r\n" + part + b"\r\n" if is_chunked else part)
                sent += len(part)
        except OSError:
            pass  # the server has shut the door
        else:
            pytest.fail("40 of 300 MB were taken in")
