"""The tree of agencies, node by node, with what each counts."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np

from data_access.scope import Channel
from data_access.tally.counts import MOST_PROCEDURES, Gathered, gathered_from
from data_access.tally.events import Adding, Ints
from data_access.tally.facts import Told
from data_access.tally.places import CHANNELS, Places
from data_access.tally.tables import desk

MOST = 20_000_000  # counts that may wait to be put together
NO_CHANNEL = 0
KNOWN = tuple(channel.code for channel in Channel if channel.code is not None)
assert min(KNOWN) > NO_CHANNEL and max(KNOWN) < CHANNELS
Visit = Callable[[str, Gathered], None]  # told of each node
Branch = tuple[str, str]  # a root, and an agency right below it
Totals = dict[str, Gathered]  # by root


class Walk:
    """What lies lower comes first, so that little has to be remembered."""

    def __init__(self, told: Told, places: Places, adding: Adding, kept_from: int) -> None:
        if len(places.book.procedures) > MOST_PROCEDURES:
            raise OverflowError(f"more than {MOST_PROCEDURES} procedures")
        self.told, self.places, self.adding, self.kept_from = told, places, adding, kept_from
        agencies = np.ascontiguousarray(told.facts["agency"])
        self._order = np.argsort(agencies, kind="stable")
        starts = np.flatnonzero(np.diff(agencies[self._order], prepend=-1))
        ends = np.append(starts, len(agencies))[1:]
        numbers = agencies[self._order][starts]
        self._at = {
            places.book.agencies[int(number)]: (int(first), int(last))
            for number, first, last in zip(numbers, starts, ends, strict=True)
        }
        self.channels = places.keys_of_channels()
        self.procedures, self.fields = places.keys_of_procedures()

    # -- parts of it, which may be walked by several ------------------------------------------
    def shares(self, hands: int) -> list[list[Branch]]:
        """Branches dealt out so that everybody has about as many dossiers."""
        directory = self.places.directory
        branches = [(r.code, c.code) for r in directory.roots for c in directory.children(r.code)]
        weights = {
            branch: sum(map(self._many, directory.subtree(branch[1]))) for branch in branches
        }
        dealt: list[list[Branch]] = [[] for _ in range(hands)]
        loads = [0] * hands
        for branch in sorted(branches, key=lambda branch: -weights[branch]):
            lightest = loads.index(min(loads))
            dealt[lightest].append(branch)
            loads[lightest] += weights[branch]
        return dealt

    def _many(self, code: str) -> int:
        first, last = self._at.get(code, (0, 0))
        return last - first

    def share(self, branches: Sequence[Branch], visit: Visit) -> Totals:
        """Visits all nodes of some branches; what they come to."""
        found: dict[str, list[Gathered]] = defaultdict(list)
        for root, child in branches:
            found[root] = few([*found[root], self._below(child, visit)])
        return {root: Gathered.joined(parts) for root, parts in found.items()}

    def tops(self, totals: Sequence[Mapping[str, Gathered]], visit: Visit) -> None:
        """Visits what is left when all branches are walked."""
        for root in self.places.directory.roots:
            own = self._own(root.code)
            below = [each[root.code] for each in totals if root.code in each]
            if below:
                visit(desk(root.code), own)
            visit(root.code, Gathered.joined([own, *below]))
        self._rest(visit)

    def _below(self, code: str, visit: Visit) -> Gathered:
        own, children = self._own(code), self.places.directory.children(code)
        if children:
            visit(desk(code), own)
        parts = [own]
        for child in children:
            parts = few([*parts, self._below(child.code, visit)])
        whole = Gathered.joined(parts)
        visit(code, whole)
        return whole

    def _rest(self, visit: Visit) -> None:
        """Agencies that no root leads to: a tree that bites its own tail."""
        directory = self.places.directory
        reached = {code for root in directory.roots for code in directory.subtree(root.code)}
        waiting: dict[str, list[Gathered]] = defaultdict(list)
        for code in self._at:
            if code not in reached:
                own = self._own(code)
                for node in self.places.nodes_of(code):
                    waiting[node].append(own)
        for node, parts in waiting.items():
            visit(node, Gathered.joined(parts))

    def _own(self, code: str) -> Gathered:
        first, last = self._at.get(code, (0, 0))
        places = np.sort(self._order[first:last])
        part = self.told.taken(places)
        return gathered_from(part, self._channels[places], self.adding, self.kept_from)

    @cached_property
    def _channels(self) -> Ints:
        told = self.told.facts["channel"].astype(np.int64)
        return np.where(np.isin(told, KNOWN), told, NO_CHANNEL)


def few(parts: list[Gathered]) -> list[Gathered]:
    return [Gathered.joined(parts)] if sum(map(len, parts)) > MOST else parts
