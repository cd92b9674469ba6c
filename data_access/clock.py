"""The clock every office keeps: Vietnam's local time, in whole seconds and without a zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def office_clock() -> datetime:
    """Now, as the contract writes instants."""
    return datetime.now(ZONE).replace(tzinfo=None, microsecond=0)
