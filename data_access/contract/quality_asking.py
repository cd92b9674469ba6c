"""How checks are asked: of the register's rows, or of whoever holds its columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select

from data_access.contract.survey import Contents

Statement = Select[*tuple[Any, ...]]
Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Asking:
    """A register of which checks are made."""

    connection: Connection
    told: Contents
    # As quick as every row can be asked; None where only the database itself can tell.
    by_column: Callable[[Statement], Rows | None] = lambda _statement: None

    def rows(self, statement: Statement) -> Rows:
        found = self.by_column(statement)
        if found is not None:
            return found
        return self.connection.execute(self.told.fit(statement)).all()
