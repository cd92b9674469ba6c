"""The demonstration goes on: dossiers arrive, take steps and end as time passes.

A new dossier takes after one of the last weeks, with its procedure, channel, papers and fee; an
old one goes on from where it stands. Everything written bears the stamp of its instant.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from data_access.contract.schema import document, dossier, pause, payment, rating
from data_access.demo.journey import RETURN, STEP_NAMES
from data_access.demo.live_rows import (
    Row,
    change,
    chosen,
    d,
    of_ours,
    some_open,
    stamped,
    write_step,
)
from data_access.demo.province import SOURCE
from data_access.indicators.calendar import WorkingDays

OFFICE_HOURS = (range(7, 12), range(13, 17))
MODELS = timedelta(days=30)  # how far back a new dossier looks for one to take after
LATE_SHARE, PAUSE_SHARE, RATED_SHARE = 0.04, 0.08, 0.3
FIRST_SERIAL = 5_000  # beyond every one that the generator gives on a day
SECONDS_A_CHANGE = {True: 3, False: 12}  # in office hours; at other hours


def tick(connection: Connection, now: datetime, dice: Random, seconds: float) -> int:
    """What happens in some seconds: how many dossiers have changed."""
    works = is_open(now)
    wanted = seconds / SECONDS_A_CHANGE[works]
    count = int(wanted) + (dice.random() < wanted % 1)
    happen = (arrive, arrive, go_on, go_on, finish, finish, give_back, stop, resume)
    at_night = (arrive_online, arrive_online, pay_late)
    return sum(
        dice.choice(happen if works else at_night)(connection, now, dice) for _ in range(count)
    )


def is_open(now: datetime) -> bool:
    return WorkingDays().is_working(now.date()) and any(now.hour in each for each in OFFICE_HOURS)


# -- arriving -----------------------------------------------------------------------------------
def arrive(connection: Connection, now: datetime, dice: Random) -> int:
    return received(connection, now, dice, one_like(connection, now, dice))


def arrive_online(connection: Connection, now: datetime, dice: Random) -> int:
    """Handed in at night, taken in by nobody yet."""
    model = one_like(connection, now, dice, d.channel == 2)
    if model is None:
        return 0
    code = next_code(connection, model, now)
    row = copy_of(model, code, now) | {
        "submitted_at": now, "status": 1, "status_raw": "Mới đăng ký", "identity_verified": True,
    }  # fmt: skip
    connection.execute(insert(dossier), row)
    return 1


def received(connection: Connection, now: datetime, dice: Random, model: Row | None) -> int:
    if model is None:
        return 0
    code = next_code(connection, model, now)
    due = promised(model, now)
    row = copy_of(model, code, now) | {
        "submitted_at": now - timedelta(hours=dice.randrange(1, 30))
        if model["channel"] == 2
        else now,
        "received_at": now,
        "due_at": due,
        "original_due_at": due,
        "status": 2,
        "status_raw": "Được tiếp nhận",
        "identity_verified": model["identity_verified"],
        "step_name": STEP_NAMES[0],
        "step_code": "B1",
        "holder": f"CB-{model['agency_code']}-01",
        "step_since": now,
        "step_due_at": due,
    }
    connection.execute(insert(dossier), row)
    write_step(connection, row, 0, now)
    for table, keys in ((document, "document_key"), (payment, "payment_key")):
        copy_hanging(connection, table, keys, model["dossier_code"], code, now)
    return 1


def one_like(connection: Connection, now: datetime, dice: Random, *where: Any) -> Row | None:
    """A dossier of the last weeks, as the office has them at this time."""
    then = now - MODELS * dice.random()
    found = connection.execute(
        select(dossier)
        .where(d.received_at >= then, d.received_at < now, of_ours(), d.due_at.is_not(None))
        .where(d.due_at > d.received_at, *where)
        .order_by(d.received_at)
        .limit(1)
    ).first()
    return None if found is None else dict(found._mapping)


def next_code(connection: Connection, model: Row, now: datetime) -> str:
    """The counter's next of this day."""
    prefix = f"{model['receiving_agency_code'] or model['agency_code']}-{now:%y%m%d}-"
    last = connection.execute(
        select(func.max(d.dossier_code)).where(
            d.dossier_code >= f"{prefix}{FIRST_SERIAL}", d.dossier_code < f"{prefix}9999"
        )
    ).scalar_one()
    serial = FIRST_SERIAL if last is None else int(str(last).removeprefix(prefix)) + 1
    return f"{prefix}{serial:04}"


def promised(model: Row, now: datetime) -> datetime:
    """As many working days on as the model was given."""
    calendar = WorkingDays()
    days = calendar.between(model["received_at"].date(), model["due_at"].date())
    return datetime.combine(calendar.add(now.date(), max(days, 1)), model["due_at"].time())


def copy_of(model: Row, code: str, now: datetime) -> Row:
    kept = (
        "agency_code", "receiving_agency_code", "procedure_code", "channel", "submission_place",
        "applicant_kind", "time_precision", "source_id",
    )  # fmt: skip
    return {name: model[name] for name in kept} | {
        "dossier_code": code, "deleted": False, "paused": False, **stamped(now, code),
    }  # fmt: skip


def copy_hanging(
    connection: Connection, table: Any, key: str, model: str, code: str, now: datetime
) -> None:
    c = table.c
    rows = connection.execute(select(table).where(c.dossier_code == model)).all()
    for row in rows:
        told = dict(row._mapping)
        if told.get("direction") == "RESULT":
            continue
        told |= {"dossier_code": code, key: str(told[key]).replace(model, code)}
        if table is payment and told["paid_at"] is not None:
            told["paid_at"] = now
        connection.execute(insert(table), told | stamped(now, told[key]))


# -- going on -----------------------------------------------------------------------------------
def go_on(connection: Connection, now: datetime, dice: Random) -> int:
    """The next step inside the office."""
    row = some_open(connection, now, dice, d.step_code.in_(["B1", "B2", "B3", "B4"]))
    if row is None:
        return 0
    at = int(row["step_code"][1:])  # the next one's place: codes count from one
    told = {
        "step_name": STEP_NAMES[at], "step_code": f"B{at + 1}", "step_since": now, "status": 4,
        "status_raw": "Đang xử lý",
    }  # fmt: skip
    change(connection, row, now, told)
    write_step(connection, row | told, at, now)
    return 1


def finish(connection: Connection, now: datetime, dice: Random) -> int:
    """Mostly what is due next; now and then what has been overdue for long."""
    late = dice.random() < LATE_SHARE
    order = d.due_at.asc() if late else d.due_at.desc()
    within = () if late else (d.due_at >= now, d.due_at < now + timedelta(days=4))
    row = some_open(connection, now, dice, ~d.paused.is_(True), *within, order=order)
    if row is None:
        return 0
    at_once = row["channel"] == 2
    over = {"step_name": None, "step_code": None, "holder": None, "holder_unit": None}
    over |= {"step_since": None, "step_due_at": None}
    write_step(connection, row | {"step_name": STEP_NAMES[RETURN]}, RETURN, now)
    change(connection, row, now, {
        "outcome": "RESULT", "result_at": now, "returned_at": now if at_once else None,
        "return_method": 2 if at_once else None, "status": 10 if at_once else 9,
        "status_raw": "Đã trả kết quả" if at_once else "Đã xử lý xong", **over,
    })  # fmt: skip
    if at_once:
        rate(connection, row, now, dice)
    return 1


def give_back(connection: Connection, now: datetime, dice: Random) -> int:
    """Somebody comes for a result."""
    row = chosen(connection, dice, select(dossier).where(
        of_ours(), d.status == 9, d.returned_at.is_(None), d.outcome == "RESULT",
        d.result_at >= now - MODELS, d.result_at < now,
    ).order_by(d.result_at.desc()).limit(40))  # fmt: skip
    if row is None:
        return 0
    told = {"returned_at": now, "return_method": 0, "status": 10, "status_raw": "Đã trả kết quả"}
    change(connection, row, now, told)
    rate(connection, row, now, dice)
    return 1


def rate(connection: Connection, row: Row, now: datetime, dice: Random) -> None:
    if dice.random() < RATED_SHARE:
        key = f"{row['dossier_code']}:R{now:%H%M%S}"
        score = dice.choices([3, 2, 1], [80, 17, 3])[0]
        connection.execute(insert(rating), {
            "rating_key": key, "dossier_code": row["dossier_code"],
            "agency_code": row["agency_code"], "score": score, "rated_at": now,
            "source_id": SOURCE, **stamped(now, key),
        })  # fmt: skip


def stop(connection: Connection, now: datetime, dice: Random) -> int:
    """Papers are asked for."""
    row = some_open(connection, now, dice, d.paused.is_(False), d.due_at > now)
    if row is None or dice.random() > PAUSE_SHARE * 5:
        return 0
    c = pause.c
    number = connection.execute(
        select(func.max(c.pause_no)).where(c.dossier_code == row["dossier_code"])
    ).scalar_one()
    connection.execute(insert(pause), {
        "dossier_code": row["dossier_code"], "pause_no": (number or 0) + 1, "kind": "SUPPLEMENT",
        "started_at": now, "due_before": row["due_at"], "source_id": SOURCE,
        **stamped(now, row["dossier_code"]),
    })  # fmt: skip
    told = {"paused": True, "status": 5, "status_raw": "Yêu cầu bổ sung giấy tờ"}
    change(connection, row, now, told)
    return 1


def resume(connection: Connection, now: datetime, dice: Random) -> int:
    """They are brought: the clock goes on, and the due day moves by the days it stood."""
    row = some_open(connection, now, dice, d.paused.is_(True), d.status == 5)
    if row is None:
        return 0
    c = pause.c
    running = (c.dossier_code == row["dossier_code"], c.ended_at.is_(None))
    started = connection.execute(select(func.max(c.started_at)).where(*running)).scalar_one()
    if started is None:
        return 0
    calendar = WorkingDays()
    days = calendar.between(started.date(), now.date())
    due = datetime.combine(calendar.add(row["due_at"].date(), days), row["due_at"].time())
    ends = {"ended_at": now, "due_after": due, **stamped(now)}
    connection.execute(update(pause).where(*running).values(**ends))
    told = {"paused": False, "due_at": due, "status": 4, "status_raw": "Đang xử lý"}
    change(connection, row, now, told)
    return 1


def pay_late(connection: Connection, now: datetime, dice: Random) -> int:
    """A fee paid from home."""
    c = payment.c
    key = connection.execute(
        select(c.payment_key, c.dossier_code)
        .where(c.status == "WAITING", c.amount > 0, c.source_id == SOURCE)
        .limit(1)
    ).first()
    if key is None:
        return arrive_online(connection, now, dice)
    told = {"status": "PAID", "method": "ONLINE_NATIONAL", "paid_at": now, **stamped(now)}
    connection.execute(update(payment).where(c.payment_key == key[0]).values(**told))
    return 1
