"""Makes the tables of the contract."""

import click
from sqlalchemy import URL, inspect

from data_access.commands.options import database_option
from data_access.commands.refusal import opened
from data_access.contract.schema import metadata
from data_access.engines import shown


@click.command()
@database_option
def create(database: URL) -> None:
    """Make the tables of the contract; those that are there stay as they are.

    Exit code 0: all are there; 1: the database cannot be reached, or refuses; 2: a wrong option.
    """
    with opened(database, for_writing=True) as engine, engine.begin() as connection:
        before = set(inspect(connection).get_table_names())
        metadata.create_all(connection)
    made = [table.name for table in metadata.sorted_tables if table.name not in before]
    click.echo(f"{shown(database)}: made {', '.join(made) if made else 'nothing, all was there'}")
