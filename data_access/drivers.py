"""How psycopg reads what PostgreSQL can hold and Python cannot: infinity, years before the first
and after the last are as if not given.
"""

from datetime import date, datetime
from typing import Any, cast

from psycopg import DataError
from psycopg.types.datetime import DateLoader, TimestampLoader, TimestamptzLoader


class Dates(DateLoader):
    def load(self, data: Any) -> date:
        try:
            return super().load(data)
        except DataError:
            return cast("date", None)


class Instants(TimestampLoader):
    def load(self, data: Any) -> datetime:
        try:
            return super().load(data)
        except DataError:
            return cast("datetime", None)


class ZonedInstants(TimestamptzLoader):
    def load(self, data: Any) -> datetime:
        try:
            return super().load(data)
        except DataError:
            return cast("datetime", None)
