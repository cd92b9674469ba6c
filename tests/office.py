"""A register that changes as an office's does, for tests that follow it."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from data_access import engines
from data_access.contract.schema import agency, dossier, metadata, pause, payment, rating
from tests.drawing import drawn
from tests.test_agreement import AGENCIES, PROCEDURES, attached

OWNERS = ["A", "B", "B1", "T"]
HANGING = ("pause", "document", "payment", "rating", "petition", "apology")


class Office:
    """Every change bears the stamp of its instant, unless it is told another."""

    def __init__(self, url: str, now: datetime) -> None:
        self.engine, self.now, self.count, self.keys = engines.writer(url), now, 0, 0
        with self.engine.begin() as connection:
            for table in metadata.tables.values():
                connection.execute(delete(table))
            stamps = self.stamped()
            connection.execute(insert(agency), [each | stamps for each in AGENCIES])
            procedures = [each | stamps for each in PROCEDURES]
            connection.execute(insert(metadata.tables["procedure"]), procedures)

    def close(self) -> None:
        self.engine.dispose()

    def stamped(self, at: datetime | None = None) -> dict[str, Any]:
        stamp = at or self.now
        return {"source_updated_at": stamp, "extracted_at": stamp}

    def codes(self, connection: Connection) -> list[str]:
        return sorted(connection.execute(select(dossier.c.dossier_code)).scalars())

    def one(self, connection: Connection, dice: Random) -> str | None:
        codes = self.codes(connection)
        return dice.choice(codes) if codes else None

    # -- what happens in an office -------------------------------------------------------------
    def receive(self, dice: Random, at: datetime | None = None) -> None:
        self.count += 1
        code = f"D{self.count}"
        days = timedelta(days=dice.randrange(20))
        row = drawn("dossier", "code\nx")[0] | {
            "dossier_code": code,
            "agency_code": dice.choice(OWNERS),
            "procedure_code": dice.choice(["P1", "P2", "P3", "P9", None]),
            "channel": dice.choice([None, 1, 2, 3]),
            "received_at": self.now - dice.choice([timedelta(), timedelta(hours=5), days]),
            "due_at": dice.choice([None, self.now + days - timedelta(days=8)]),
            "outcome": None,
            "result_at": None,
            **self.stamped(at),
        }
        with self.engine.begin() as connection:
            connection.execute(insert(dossier), row)
            for table in dice.sample(HANGING, 2):
                self.hang(connection, dice, table, code)

    def hang(self, connection: Connection, dice: Random, table: str, code: str) -> None:
        """A document, payment, rating …, which leaves the dossier's own stamp as it is."""
        self.keys += 1
        row = attached(dice, table, code, self.keys)
        shift = self.now - datetime(2026, 3, 18, 10, 30)  # the days that `attached` draws from
        moved = {k: v + shift if isinstance(v, datetime) else v for k, v in row.items()}
        origin = {"source_id": "S", "source_key": "k", **self.stamped()}
        connection.execute(insert(metadata.tables[table]), moved | origin)

    def change(self, dice: Random, at: datetime | None = None, **values: Any) -> None:
        with self.engine.begin() as connection:
            if code := self.one(connection, dice):
                told = values | self.stamped(at)
                connection.execute(
                    update(dossier).where(dossier.c.dossier_code == code).values(**told)
                )

    def attach(self, dice: Random) -> None:
        with self.engine.begin() as connection:
            if code := self.one(connection, dice):
                self.hang(connection, dice, dice.choice(HANGING), code)

    def stop(self, dice: Random) -> None:
        with self.engine.begin() as connection:
            if code := self.one(connection, dice):
                self.keys += 1
                row = {"dossier_code": code, "pause_no": self.keys, "started_at": self.now}
                origin = {"source_id": "S", "source_key": "k", **self.stamped()}
                connection.execute(insert(pause), row | origin)
                flag = dice.choice([True, False, None])
                connection.execute(
                    update(dossier)
                    .where(dossier.c.dossier_code == code)
                    .values(paused=flag, **self.stamped())
                )

    def resume(self, dice: Random) -> None:
        with self.engine.begin() as connection:
            stops = connection.execute(
                select(pause.c.dossier_code, pause.c.pause_no)
                .where(pause.c.ended_at.is_(None))
                .order_by(pause.c.pause_no)
            ).all()
            if stops:
                code, number = dice.choice(stops)
                where = (pause.c.dossier_code == code, pause.c.pause_no == number)
                ends = {"ended_at": self.now, **self.stamped()}
                connection.execute(update(pause).where(*where).values(**ends))
                connection.execute(
                    update(dossier)
                    .where(dossier.c.dossier_code == code)
                    .values(paused=False, **self.stamped())
                )

    def correct_rating(self, dice: Random) -> None:
        """A rating or a payment that is put right under the same key."""
        with self.engine.begin() as connection:
            for table, values in (
                (rating, {"score": dice.choice([1, 2, 3, None])}),
                (payment, {"amount": dice.choice([0, 7000, None])}),
            ):
                key = next(iter(table.primary_key.columns))
                keys = sorted(connection.execute(select(key)).scalars())
                if keys:
                    told = values | self.stamped()
                    connection.execute(update(table).where(key == dice.choice(keys)).values(**told))

    def move_agency(self, dice: Random) -> None:
        self.now += timedelta(seconds=1)
        with self.engine.begin() as connection:
            parent = dice.choice(["T", "B", "A"])
            connection.execute(
                update(agency)
                .where(agency.c.agency_code == "B1")
                .values(parent_code=parent, **self.stamped())
            )

    def remove(self, dice: Random) -> None:
        """Gone without a trace: no stamp tells of it."""
        with self.engine.begin() as connection:
            if code := self.one(connection, dice):
                for name in HANGING:
                    table = metadata.tables[name]
                    connection.execute(delete(table).where(table.c.dossier_code == code))
                connection.execute(delete(dossier).where(dossier.c.dossier_code == code))
