"""Whatever the database does, whoever reads hears that it is unavailable, and nothing else."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, make_url, text

from data_access import engines
from data_access.guarded import Guarded
from data_access.indicators.reading import Unavailable
from data_access.sessions import with_driver
from tests.conftest import fresh_database


@pytest.fixture
def database(postgresql: str) -> Iterator[str]:
    yield from fresh_database(postgresql)


def test_a_server_may_go_away_after_its_last_answer(postgresql: str, database: str) -> None:
    """Letting go of a connection asks the server once more."""
    doubts: list[str] = []
    engine = engines.reader(database)
    admin = create_engine(with_driver(make_url(postgresql)), isolation_level="AUTOCOMMIT")
    with pytest.raises(Unavailable), Guarded(engine, lambda: doubts.append("yes")) as connection:
        own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with admin.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:own, 5000)"), {"own": own})
    assert doubts == ["yes"]
    with Guarded(engine, lambda: None) as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()
    admin.dispose()
