"""Servers that a run of the tests starts for itself."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from shutil import which
from time import monotonic, sleep

PATIENCE_S = 60
# Nothing has to outlive the run.
QUICK = (
    "--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--skip-log-bin",
    "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=16M", "--performance-schema=OFF",
)  # fmt: skip


@contextmanager
def mariadb_in(folder: Path) -> Iterator[str]:
    """A MariaDB server with its data and its only door, a socket, in a folder."""
    data, user = f"--datadir={folder / 'data'}", f"--user={getuser()}"
    made = ("--no-defaults", data, user, "--auth-root-authentication-method=normal")
    subprocess.run((program("mariadb-install-db"), *made), check=True, capture_output=True)
    door = folder / "socket"
    where = (data, user, f"--socket={door}", "--skip-networking", "--pid-file=pid")
    with (folder / "log").open("wb") as log:
        command = (program("mariadbd"), "--no-defaults", *where, *QUICK)
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_for(door, server)
        yield f"mariadb://root@localhost/mysql?unix_socket={door}"
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def program(name: str) -> str:
    """Servers lie where not everybody looks; empty for one that is not there."""
    return which(name) or which(name, path="/usr/sbin") or ""


def wait_for(door: Path, server: "subprocess.Popen[bytes]") -> None:
    until = monotonic() + PATIENCE_S
    while not is_open(door):
        assert server.poll() is None, (door.parent / "log").read_text()
        assert monotonic() < until, "it does not open"
        sleep(0.05)


def is_open(door: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as knock:
        return knock.connect_ex(str(door)) == 0
