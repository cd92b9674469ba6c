"""Names become codes. A name keeps the code it once got."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from data_access.sources.cells import Rejected
from data_access.sources.mapping import Known, Names
from data_access.sources.words import marked_slug, same_name, slug


@dataclass(frozen=True)
class Stored:
    """A code that the register already holds. `is_ours`: it came from this very source."""

    code: str
    name: str
    is_ours: bool


@dataclass
class Codes:
    """Codes of one kind of thing. `used` holds those that accepted rows speak of."""

    what: str
    names: Names = Names()
    unknown: str | None = None  # the code for names not listed, and for no name at all
    used: dict[str, str] = field(default_factory=dict)
    is_unknown_used: bool = False
    _by_name: dict[str, str] = field(default_factory=dict)
    _taken: dict[str, str] = field(default_factory=dict)

    def keep(self, stored: Iterable[Stored]) -> "Codes":
        """Starts from what the mapping and the register know."""
        for known in self.names.known:
            self._taken[known.code] = same_name(known.names[0])
            for name in known.names:
                self._by_name[same_name(name)] = known.code
        for each in stored:
            self._taken.setdefault(each.code, same_name(each.name))
            if each.is_ours:
                self._by_name.setdefault(same_name(each.name), each.code)
        return self

    @property
    def known(self) -> Mapping[str, Known]:
        return {each.code: each for each in self.names.known}

    def code(self, code: str | None, name: str | None) -> str | None:
        """The code of a row's agency, procedure or field. Raises Rejected."""
        if code is None and name is None:
            return self.unknown
        found = code if code is not None else self._by_name.get(same_name(name or ""))
        if found is None or found not in self._taken:
            found = self._new(found, name)
        return found

    def use(self, code: str | None, name: str | None) -> None:
        """Remembers the first name under which an accepted row speaks of it."""
        if code is None:
            return
        if code == self.unknown:
            self.is_unknown_used = True
        else:
            self.used.setdefault(code, name or code)

    def _new(self, code: str | None, name: str | None) -> str:
        if self.names.unlisted == "reject":
            raise Rejected(f"{self.what}: {(name or code or '')[:80]!r} is not listed")
        if self.names.unlisted == "unknown" and self.unknown:
            return self.unknown
        made = code or slug(name or "")
        if code is None and self._taken.get(made, same_name(name or "")) != same_name(name or ""):
            made = marked_slug(name or "")  # another name has the same letters
        self._taken[made] = same_name(name or made)
        if name:
            self._by_name.setdefault(same_name(name), made)
        return made
