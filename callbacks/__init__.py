"""When it changes: controls write the address; the address draws the page."""

from dash import Dash

from callbacks import downloads as downloads
from callbacks import filters, navigation, pulse, rows
from callbacks.doors import Doors


def register(app: Dash, doors: Doors) -> None:
    navigation.register(app, doors)
    filters.register(app, doors)
    rows.register(app, doors)
    pulse.register(app.server, doors)
    downloads.register(app.server, doors)
