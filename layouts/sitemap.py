"""Every page, by its path. Components import what a page is, so this stands apart from them."""

from layouts.pages.breakdown import BREAKDOWNS
from layouts.pages.definitions import DEFINITIONS
from layouts.pages.dossier import DOSSIER
from layouts.pages.dossiers import DOSSIERS
from layouts.pages.overview import OVERVIEW
from layouts.pages.page import Page, View
from layouts.pages.wall_setup import WALL_SETUP
from layouts.pages.wall_status import WALL_STATUS

PAGES = (OVERVIEW, *BREAKDOWNS, DOSSIERS)
TOOLS = (DEFINITIONS, WALL_SETUP)
BY_PATH = {page.path: page for page in (*PAGES, *TOOLS, WALL_STATUS)}


def page_at(view: View) -> Page | None:
    """A code behind the dossiers' path opens that dossier's own page."""
    return DOSSIER if view.code is not None else BY_PATH.get(view.path)
