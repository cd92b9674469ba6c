"""The name of every component a callback touches."""

# the frame
URL = "url"
PULSE = "pulse"  # felt by assets/50-pulse.js when what is drawn is no longer true
FILTERS_WANTED = "filters-wanted"  # told by assets/20-page.js once the page has been drawn
FILTERS_SHOWN = "filters-shown"
SHOWN = "shown"  # what is drawn now, so that nothing moves when nothing changed
MASTHEAD = "masthead"
SCOPE = "scope"  # the scope line
FILTER_PANEL = "filter-panel"  # apart from the line: new data must not close what is being typed
PAGE = "page"
PANEL = "panel"  # what a figure means, beside the page
FOOT = "foot"

# the filter panel; the scripts in assets know `filters`, `filter-…` and `grid` too
FILTERS = "filters"
FILTER_AGENCY = "filter-agency"
FILTER_ALONE = "filter-alone"
FILTER_PERIOD = "filter-period"
FILTER_FROM = "filter-from"
FILTER_TO = "filter-to"
FILTER_FIELDS = "filter-fields"
FILTER_PROCEDURES = "filter-procedures"
FILTER_CHANNELS = "filter-channels"
FILTER_ADDRESS = "filter-address"
FILTER_PROBLEM = "filter-problem"
FILTER_CLEAR = "filter-clear"
FILTER_DONE = "filter-done"

# the dossiers
GRID = "grid"
GRID_COLUMNS = "grid-columns"
GRID_SEARCH = "grid-search"
GRID_COUNT = "grid-count"
GRID_QUESTION = "grid-question"  # the address its rows are asked by
GRID_XLSX = "grid-xlsx"
GRID_CSV = "grid-csv"
GRID_PRINT = "grid-print"

# the trend
TREND = "trend"
