"""A server that believes it is a certain moment: started, stopped and started again on its port."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60
COMMAND = ("-m", "gunicorn", "--config", "python:scripts.situations.settings")


class Hung:
    """Without the process that counts: the rows themselves answer. Raises RuntimeError."""

    def __init__(self, url: str, own: Path, moment: str, root: Path = ROOT) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.base, self._root = f"http://127.0.0.1:{self.port}", root
        self.own_url = f"sqlite:///{own}"
        app = f"scripts.situations.server:wsgi('{moment}')"
        self._command = [sys.executable, *COMMAND, "--bind", f"127.0.0.1:{self.port}", app]
        self._told = os.environ | {
            "ONESTOP_DATABASE_URL": url,
            "DASHBOARD_DATABASE_URL": self.own_url,
            "ONESTOP_CACHE": "FileSystemCache",  # in files, as a site has it
            "CACHE_URL": "",
        }
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._server = subprocess.Popen(
            self._command, cwd=self._root, env=self._told, start_new_session=True
        )
        until = time.monotonic() + PATIENCE_S
        while self._server.poll() is None and time.monotonic() < until:
            try:
                urlopen(f"{self.base}/suc-khoe", timeout=5).close()
            except HTTPError:
                return  # the register is away: that is an answer, too
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the server does not answer")

    def stop(self) -> None:
        if self._server is not None:
            os.killpg(self._server.pid, signal.SIGKILL)  # the worker as well: it would go on
            self._server.wait(timeout=20)
            self._server = None

    def memory(self) -> float:
        """Bytes of the workers that are in memory."""
        assert self._server is not None
        told = subprocess.run(
            ["ps", "--no-headers", "-o", "rss", "--ppid", str(self._server.pid)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return sum(float(each) for each in told.stdout.split()) * 1024
