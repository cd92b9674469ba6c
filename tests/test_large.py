"""The bench's registers have the shape they promise."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from data_access import engines
from data_access.contract.schema import dossier, payment
from tests.large import changes, fill

TODAY = datetime(2026, 11, 26, 7)
d = dossier.c


def test_a_large_register_has_the_shape_of_a_real_one(register_url: str) -> None:
    fill(register_url, 5_000, 7, TODAY)
    engine = engines.reader(register_url)
    with engine.connect() as connection:

        def count(*where: Any) -> int:
            asked = select(func.count()).select_from(dossier).where(*where)
            return int(connection.execute(asked).scalar_one())

        assert count() == 5_000
        late = count(func.date(d.result_at) > func.date(d.due_at))
        assert 0.02 < late / 5_000 < 0.06
        assert 0.001 < count(d.outcome.is_(None)) / 5_000 < 0.02
        assert count(d.result_at < d.received_at) == 0
        paid = connection.execute(select(func.count()).select_from(payment)).scalar_one()
        assert 0.1 < paid / 5_000 < 0.2
        now = TODAY + timedelta(hours=1)
    changes(register_url, 30, 1, now)
    with engine.connect() as connection:
        changed = select(func.count()).where(d.source_updated_at == now)
        assert 15 <= connection.execute(changed).scalar_one() <= 30
    engine.dispose()
