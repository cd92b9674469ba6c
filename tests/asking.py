"""A process that asks for one key from four threads, as a worker does, once it is told to go.

python -m tests.asking KIND URL WAIT_S COMPUTE_S: in a folder of its own, where `go` is waited for
and every computation leaves a line in `computed`. Prints how often it was answered.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Flask

from data_access import keeping

ANSWER = 42


def compute(seconds: float) -> int:
    with Path("computed").open("a", encoding="utf-8") as told:
        told.write("once\n")
    time.sleep(seconds)
    return ANSWER


def ask(kind: str, url: str, wait_s: float, compute_s: float) -> int:
    once = keeping.keeper(Flask(__name__), kind, url or None, wait_s)("asked", 50, 60)
    Path(f"ready-{time.monotonic_ns()}").touch()
    while not Path("go").exists():
        time.sleep(0.005)
    with ThreadPoolExecutor(4) as threads:
        answers = threads.map(lambda _: once("a question", lambda: compute(compute_s)), range(4))
        return list(answers).count(ANSWER)


if __name__ == "__main__":
    kind, url, wait_s, compute_s = sys.argv[1:]
    sys.stdout.write(str(ask(kind, url, float(wait_s), float(compute_s))))
