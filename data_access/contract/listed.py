"""A condition on very many codes: one value for all of them, where a database has such."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, String, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY


def listed(column: ColumnElement[Any], name: str, database: str) -> ColumnElement[bool]:
    """Whether a column is among the codes given as `as_list` under a name.

    A list of as many parameters as codes would be written and read anew each time.
    """
    if database == "sqlite":
        codes = func.json_each(bindparam(name, type_=String)).table_valued("value")
        return column.in_(select(codes.c.value))
    if database == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(String)))
    return column.in_(bindparam(name, expanding=True))


def as_list(codes: Collection[str], database: str) -> Any:
    return json.dumps(list(codes)) if database == "sqlite" else list(codes)
