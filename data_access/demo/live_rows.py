"""Rows of the living demonstration: chosen, changed, and stamped with their instant."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from data_access.contract.schema import dossier, step
from data_access.demo.journey import ACTIONS, RETURN, STEP_NAMES
from data_access.demo.province import SOURCE

d = dossier.c
Row = dict[str, Any]


def of_ours() -> Any:
    return d.source_id == SOURCE


def stamped(now: datetime, key: str | None = None) -> Row:
    told: Row = {"source_updated_at": now, "extracted_at": now}
    return told if key is None else told | {"source_key": key}


def write_step(connection: Connection, row: Row, at: int, now: datetime) -> None:
    c = step.c
    last = connection.execute(
        select(func.max(c.step_no)).where(c.dossier_code == row["dossier_code"])
    ).scalar_one()
    connection.execute(
        insert(step),
        {
            "dossier_code": row["dossier_code"],
            "step_no": (last or 0) + 1,
            "happened_at": now,
            "from_step": STEP_NAMES[at - 1] if at else None,
            "to_step": row["step_name"] or STEP_NAMES[at],
            "action": ACTIONS[at],
            "actor": row["holder"],
            "actor_unit": row.get("holder_unit"),
            "status": 9 if at == RETURN else 4 if at else 2,
            "step_due_at": row.get("step_due_at"),
            "rolled_back": False,
            "source_id": SOURCE,
            **stamped(now, str((last or 0) + 1)),
        },
    )


def some_open(
    connection: Connection, now: datetime, dice: Random, *where: Any, order: Any = None
) -> Row | None:
    asked = (
        select(dossier)
        .where(d.outcome.is_(None), of_ours(), d.received_at < now - timedelta(minutes=30))
        .where(d.due_at.is_not(None), d.step_code.is_not(None), *where)
        .order_by(d.due_at.desc() if order is None else order)
        .limit(60)
    )
    return chosen(connection, dice, asked)


def chosen(connection: Connection, dice: Random, asked: Select[Any]) -> Row | None:
    rows = connection.execute(asked).all()
    return dict(dice.choice(rows)._mapping) if rows else None


def change(connection: Connection, row: Row, now: datetime, told: Mapping[str, Any]) -> None:
    connection.execute(
        update(dossier).where(d.dossier_code == row["dossier_code"]).values(**told, **stamped(now))
    )
