"""The field of a dossier is its procedure's: a procedure named in two fields becomes two.

The contract has no other place for a field, and every count by field goes through the procedure.
So that no dossier loses the field its list gives it, a second field of a procedure gets a
procedure of its own, and so does a field without a procedure.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from data_access.scope import APART
from data_access.sources.words import LONGEST_CODE, marked_slug

NOBODYS = ""  # the field of a procedure that another source describes without one


class Apart(NamedTuple):
    """A procedure in a field that is not its own; no procedure at all is None."""

    procedure: str | None
    field: str


@dataclass
class Fields:
    """Which field each procedure is in, as the mapping, the register and the list say."""

    told: frozenset[str] = frozenset()  # procedures whose field the mapping gives
    home: dict[str, str] = field(default_factory=dict)  # procedure → field
    names: dict[str, str] = field(default_factory=dict)  # field → name
    apart: dict[str, Apart] = field(default_factory=dict)  # procedure made for them → both
    kept: Counter[str] = field(default_factory=Counter)  # dossiers of each made apart
    overruled: Counter[Apart] = field(default_factory=Counter)
    unsaid: Counter[str] = field(default_factory=Counter)  # procedure → dossiers without a field

    def place(self, procedure: str | None, told: str | None, name: str | None) -> str | None:
        """The procedure that a row's dossier is of."""
        if told is None:
            return procedure
        self.names.setdefault(told, name or told)
        if procedure is None:
            return self._apart(None, told)
        if procedure in self.told or self.home.setdefault(procedure, told) == told:
            return procedure
        return self._apart(procedure, told)

    def _apart(self, procedure: str | None, told: str) -> str:
        code = f"{procedure or ''}{APART}{told}"
        if len(code) > LONGEST_CODE:
            code = f"{(procedure or '')[:40]}{APART}{marked_slug(code)[-8:]}"
        self.apart[code] = Apart(procedure, told)
        return code

    def use(self, placed: str | None, procedure: str | None, told: str | None) -> None:
        """Remembers what became of an accepted row's field."""
        if told is None:
            if procedure is not None:
                self.unsaid[procedure] += 1
        elif placed in self.apart:
            self.kept[placed] += 1
        elif procedure is not None and self.home[procedure] != told:
            self.overruled[Apart(procedure, told)] += 1

    def of(self, code: str) -> tuple[str | None, str | None]:
        """Code and name of a procedure's field."""
        told = self.apart[code].field if code in self.apart else self.home.get(code)
        return (told, self.names.get(told, told)) if told else (None, None)
