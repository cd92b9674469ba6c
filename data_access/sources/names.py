"""Names become codes. A name keeps the code it once got."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from data_access.sources.cells import Rejected
from data_access.sources.mapping import Known, Names
from data_access.sources.words import marked_slug, same_name, slug


@dataclass(frozen=True)
class Stored:
    """A code that the register already holds. `is_ours`: it came from this very source."""

    code: str
    name: str
    is_ours: bool


Words = tuple[str, str | None, str | None]  # a code, and the code and name a row gives


@dataclass
class Use:
    """What accepted rows said of a code: the first name, how it was found, and how often."""

    name: str
    rules: dict[str, None]
    count: int = 0


@dataclass
class Codes:
    """Codes of one kind of thing."""

    what: str
    names: Names = Names()
    unknown: str | None = None  # the code for names not listed, and for no name at all
    made: set[str] = field(default_factory=set)  # codes that nobody had before
    _uses: Counter[Words] = field(default_factory=Counter)
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

    @cached_property
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

    def use(self, found: str | None, code: str | None, name: str | None) -> None:
        """Remembers that an accepted row speaks of it, and in which words."""
        if found is not None:
            self._uses[found, code, name] += 1

    @property
    def used(self) -> dict[str, Use]:
        """What accepted rows spoke of, in their order."""
        told: dict[str, Use] = {}
        for (found, code, name), count in self._uses.items():
            use = told.setdefault(found, Use(name or found, {}))
            use.rules[self._rule(found, code, name)] = None
            use.count += count
        return told

    def _rule(self, found: str, code: str | None, name: str | None) -> str:
        """How words led to a code."""
        if found == self.unknown:
            return f"{name or code!r} is not listed" if name or code else f"no {self.what} named"
        by = "code" if code is not None else "name"
        if found in self.made:
            return f"made from its {by}"
        listed = self.known.get(found)
        if listed is None:
            return f"by its {by}, in the register before"
        if code is None and same_name(name or "") != same_name(listed.names[0]):
            return f"as {name!r}, in [[{self.what}.list]] also"
        return f"by its {by}, in [[{self.what}.list]]"

    def _new(self, code: str | None, name: str | None) -> str:
        if self.names.unlisted == "reject":
            raise Rejected(f"{self.what}: {(name or code or '')[:80]!r} is not listed")
        if self.names.unlisted == "unknown" and self.unknown:
            return self.unknown
        made = code or slug(name or "")
        if code is None and self._taken.get(made, same_name(name or "")) != same_name(name or ""):
            made = marked_slug(name or "")  # another name has the same letters
        self._taken[made] = same_name(name or made)
        self.made.add(made)
        if name:
            self._by_name.setdefault(same_name(name), made)
        return made
