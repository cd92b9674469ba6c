"""One writer of the tally at a time, wherever the others run."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

NUMBER = 7_662_026  # of PostgreSQL's advisory lock


@contextmanager
def only_writer(own: Engine) -> Iterator[bool]:
    """Whether nobody else writes. Whoever dies lets go: system or server sees to it."""
    if own.dialect.name == "postgresql":
        with own.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            asked = text(f"SELECT pg_try_advisory_lock({NUMBER})")
            yield bool(connection.execute(asked).scalar_one())
            connection.execute(text(f"SELECT pg_advisory_unlock({NUMBER})"))
        return
    path = Path(f"{own.url.database}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
