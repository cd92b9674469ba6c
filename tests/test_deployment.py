"""The proxy that the documents recommend: nginx takes its settings, and does what they promise."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from data_access.clock import office_clock
from tests.board import ROOT, make_register, served
from tests.conftest import missing

TOLD = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def settings(folder: Path, port: int, upstream: str) -> str:
    """Those of the document, on a free port, without TLS, and with nothing outside the folder."""
    found = re.search(r"<!-- nginx -->\n```nginx\n(.*?)```", TOLD, re.S)
    assert found
    told = found[1].replace("127.0.0.1:8050", upstream)
    told = told.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    told = re.sub(r" *ssl_certificate.*\n", "", told)
    places = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{places}{told}}}\n"
    )


@contextmanager
def proxied(folder: Path, upstream: str) -> Iterator[int]:
    if NGINX is None:
        missing("no nginx: apt-get install nginx-light")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file = folder / "nginx.conf"
    file.write_text(settings(folder, port, upstream), encoding="utf-8")
    server = subprocess.Popen([str(NGINX), "-p", str(folder), "-c", str(file)], env=os.environ)
    try:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert server.poll() is None, (folder / "error.log").read_text()
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_the_recommended_proxy_serves_and_lets_slow_clients_go(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with (
        served(make_register(tmp_path, office_clock()), tmp_path) as base,
        proxied(tmp_path, base.removeprefix("http://")) as port,
        ExitStack() as stack,
    ):
        with urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
            assert b"data-name" in answer.read()
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            for _ in range(24)
        ]
        for each in slow:
            each.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        began = time.monotonic()
        with urlopen(f"http://127.0.0.1:{port}/suc-khoe", timeout=30) as answer:
            assert answer.status == 200
        assert time.monotonic() - began < 3
        assert slow[0].recv(64)[:12] in (b"", b"HTTP/1.1 408")
        assert time.monotonic() - began < 20
