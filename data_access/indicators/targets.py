"""Targets, read once from a file that a site may replace."""

import os
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from data_access.indicators.catalogue import BY_KEY
from data_access.indicators.definition import Better, Indicator, Target

SHIPPED = Path(__file__).with_name("targets.toml")


class BadTarget(ValueError):
    """A line of the targets file that cannot be used."""


@cache
def declared() -> dict[str, tuple[Target, ...]]:
    """Indicator key → its targets, oldest first. Raises BadTarget."""
    file = Path(os.environ.get("ONESTOP_TARGETS") or SHIPPED)
    kept: dict[str, list[Target]] = {}
    for line in tomllib.loads(file.read_text(encoding="utf-8")).get("target", []):
        indicator = BY_KEY.get(line.get("indicator", ""))
        if indicator is None or indicator.better is Better.NEITHER:
            allowed = ", ".join(k for k, i in BY_KEY.items() if i.better is not Better.NEITHER)
            raise BadTarget(f"{file.name}: indicator {line.get('indicator')!r}; allowed: {allowed}")
        if set(line) - {"decision_en"} != {"indicator", "level", "since", "decision"}:
            raise BadTarget(f"{file.name}: {line}: needs indicator, level, since, decision")
        kept.setdefault(indicator.key, []).append(
            Target(
                float(line["level"]), line["since"], line["decision"], line.get("decision_en", "")
            )
        )
    return {key: tuple(sorted(each, key=lambda t: t.since)) for key, each in kept.items()}


def target_on(indicator: Indicator, day: date) -> Target | None:
    """The target in force on `day`, if one was."""
    in_force = [target for target in targets_of(indicator) if target.since <= day]
    return in_force[-1] if in_force else None


def targets_of(indicator: Indicator) -> tuple[Target, ...]:
    return declared().get(indicator.key, ())
