"""Loads a list of dossiers through a mapping file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from click._termui_impl import ProgressBar
from sqlalchemy import URL

from data_access.clock import office_clock
from data_access.commands.options import database_option, instant_option
from data_access.commands.refusal import Refused, opened
from data_access.sources.mapping import BadMapping, CannotLoad
from data_access.sources.mapping_file import read_mapping
from data_access.sources.rejects import Rejects
from data_access.sources.spreadsheet import Asked, Count, Progress, Summary
from data_access.sources.spreadsheet import load as load_list

REASONS_SHOWN = 15
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, required=True, help="What the columns and words mean.")
@database_option
@click.option("--steps", type=FILE, help="A second list, one row a step; see [steps].")
@click.option("--rejects", type=FILE, help="Rows not used; default FILE.rejects.csv.")
@instant_option("--extracted-at", "When the list was drawn; default now.")
def load(
    file: Path,
    mapping: Path,
    database: URL,
    steps: Path | None,
    rejects: Path | None,
    extracted_at: datetime | None,
) -> None:
    """Load a CSV or XLSX list of dossiers, all of it or nothing.

    Exit code 0: every row was used; 1: some rows went to the reject file, or the database cannot
    be reached, which stderr says; 2: nothing was loaded, for the list, the mapping or an option.
    """
    at = extracted_at or office_clock()
    kept = Rejects(rejects, file)
    try:
        asked = Asked(file, read_mapping(mapping), at, steps)
        with opened(database, for_writing=True) as engine, progress_bar() as progress:
            summary = load_list(engine, asked, kept, progress)
    except BadMapping as error:
        raise Refused(f"{mapping}: {error}") from None
    except CannotLoad as error:
        raise Refused(str(error)) from None
    report(summary, file)
    for each in summary.rejects:
        report_rejects(each)
    sys.exit(1 if any(each.rows for each in summary.rejects) else 0)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """One bar a file, on stderr."""
    bars: dict[str, ProgressBar[int]] = {}

    def advance(file: str, position: int, size: int) -> None:
        if file not in bars:
            bars[file] = click.progressbar(length=max(size, 1), label=file, file=sys.stderr)
        bars[file].update(min(position, size) - bars[file].pos)

    try:
        yield advance
    finally:
        for bar in bars.values():
            bar.render_finish()


def report(summary: Summary, file: Path) -> None:
    if not summary.dossiers.read:
        click.echo(f"{file}: no rows below its headings")
    click.echo(line("dossiers", summary.dossiers))
    if summary.steps:
        click.echo(line("steps", summary.steps))
    block("agencies", summary.agencies)
    block("fields that are not those of their procedures", summary.fields)
    if summary.personal:
        click.echo(f"never read, about people: {' · '.join(summary.personal)}")
    if summary.unread:
        click.echo(f"not read, unknown to the mapping: {' · '.join(summary.unread)}")


def report_rejects(rejects: Rejects) -> None:
    if not rejects.rows:
        return
    click.echo(f"rejected rows are in {rejects.path}; mend them there and load that file:")
    for reason, count in rejects.reasons.most_common(REASONS_SHOWN):
        click.echo(f"  {count:>7,}  {reason}")
    if len(rejects.reasons) > REASONS_SHOWN:
        click.echo(f"  … and {len(rejects.reasons) - REASONS_SHOWN} other reasons")


def block(what: str, told: tuple[str, ...]) -> None:
    if told:
        click.echo(f"{what}:")
    for each in told:
        click.echo(each)


def line(what: str, count: Count) -> str:
    changes = count.changes
    told = {
        "read": count.read,
        "loaded": changes.new,
        "updated": changes.changed,
        "unchanged": changes.same,
        "removed": changes.removed,
        "rejected": count.rejected,
        "skipped as totals or titles": count.skipped,
    }
    optional = ("removed", "skipped as totals or titles")
    return f"{what}: " + ", ".join(
        f"{word} {number:,}" for word, number in told.items() if number or word not in optional
    )
