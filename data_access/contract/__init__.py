"""SQL over the read contract: what the tables are, what each measure counts, how to ask."""

from data_access.contract import dating as dating  # adds the indexes on its expressions
from data_access.contract import making

making.settle()
