"""Makes the tables of the contract."""

import click
from sqlalchemy import URL, inspect
from sqlalchemy.exc import SQLAlchemyError

from data_access.commands.refusal import Refused, database_option, opened, reason, shown
from data_access.contract.schema import metadata


@click.command()
@database_option
def create(database: URL) -> None:
    """Make the tables of the contract; those that are there stay as they are."""
    engine = opened(database, for_writing=True)
    try:
        with engine.begin() as connection:
            before = set(inspect(connection).get_table_names())
            metadata.create_all(connection)
    except SQLAlchemyError as error:
        raise Refused(f"{shown(database)}: {reason(error)}") from None
    finally:
        engine.dispose()
    made = [table.name for table in metadata.sorted_tables if table.name not in before]
    click.echo(f"{shown(database)}: made {', '.join(made) if made else 'nothing, all was there'}")
