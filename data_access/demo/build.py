"""Build the demonstration database: the made-up province and the five offices that published."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import URL

from data_access.contract.schema import dossier
from data_access.demo.batch import Batch
from data_access.demo.offices import OFFICES, SOURCES, office
from data_access.demo.province import SOURCE, province, province_register, reference
from data_access.demo.published import published_batch
from data_access.demo.store import NotADemo, sources_in, whole

OWN_SOURCES = SOURCES | {SOURCE}


class AlreadyThere(Exception):
    """A demonstration database stands there already."""


def may_replace(url: URL, *, force: bool) -> None:
    """Raises NotADemo, or AlreadyThere when `force` is wanting."""
    found = sources_in(url)
    if not found:
        return
    if found - OWN_SOURCES:
        raise NotADemo(", ".join(sorted(found - OWN_SOURCES)))
    if not force:
        raise AlreadyThere(url.render_as_string())


def batches(count: int, today: datetime, seed: int, *, with_offices: bool) -> Iterator[Batch]:
    """Every row of the database; `count` 0 leaves the province's dossiers out."""
    yield from province(count, today, seed) if count else reference(province_register(today))
    if with_offices:
        for told in OFFICES:
            yield from office(told, today, seed)
        yield published_batch(f"{today:%Y-%m-%d %H:%M:%S}")


def build(
    url: URL,
    count: int,
    today: datetime,
    seed: int,
    *,
    with_offices: bool = True,
    tick: Callable[[int], None] = lambda _count: None,
) -> None:
    """`tick` hears how many more dossiers are in."""
    with whole(url) as store:
        for batch in batches(count, today, seed, with_offices=with_offices):
            store.write(batch)
            if batch.table is dossier:
                tick(batch.count)


def expected_dossiers(count: int, *, with_offices: bool) -> int:
    """About how many dossiers `build` will write."""
    planned = (sum(cohort.fates.values()) for told in OFFICES for cohort in told.cohorts)
    return count + (sum(planned) if with_offices else 0)
