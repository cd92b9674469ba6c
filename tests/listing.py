"""Lists as offices export them, written for a test and loaded by the real commands."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import Connection, select

from data_access import engines
from data_access.commands.load import load
from data_access.contract.schema import metadata

HEADINGS = (
    "Mã hồ sơ,Đơn vị,Lĩnh vực,Thủ tục,Kênh,Trạng thái,Chủ hồ sơ,"
    "Ngày tiếp nhận,Ngày hẹn trả,Ngày trả"
)
MAPPING = """
source_id = "list"
[columns]
dossier_code = "Mã hồ sơ"
agency = "Đơn vị"
field = "Lĩnh vực"
procedure = "Thủ tục"
channel = "Kênh"
status = "Trạng thái"
received_at = "Ngày tiếp nhận"
due_at = "Ngày hẹn trả"
result_at = "Ngày trả"
drop = ["Chủ hồ sơ"]
[values.channel]
"trực tiếp" = 1
"trực tuyến" = 2
[values.status]
"đang xử lý" = 4
"bổ sung" = 5
"đã trả" = 10
"""
DONE = "D1,Tư pháp,Hộ tịch,Khai sinh,trực tuyến,đã trả,,02/03/2026,10/03/2026,09/03/2026"
OPEN = "D2,Kinh tế,Đất đai,Biến động,trực tiếp,đang xử lý,,03/03/2026,20/03/2026,"


def lines(*rows: str) -> str:
    return "\n".join((HEADINGS, *rows)) + "\n"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def loaded(url: str, file: Path, mapping: str | Path = MAPPING, *options: str) -> Result:
    """Runs the command; `mapping` is a file, or what one would say."""
    if isinstance(mapping, str):
        mapping = written(file.parent, "mapping.toml", mapping)
    told = [str(file), "--mapping", str(mapping), "--database", url, *options]
    result = CliRunner().invoke(load, told)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def rejects(path: Path) -> list[dict[str, str]]:
    """A reject file, by its headings."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    engine = engines.reader(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def rows(url: str, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """A table in the order of its key, whole or some columns of it."""
    there = metadata.tables[table]
    told = [there.c[name] for name in columns] or list(there.columns)
    with reading(url) as connection:
        statement = select(*told).order_by(*there.primary_key)
        return [tuple(row) for row in connection.execute(statement)]


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    return {table: rows(url, table) for table in metadata.tables}
