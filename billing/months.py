"""Months of a subscription: the same day of each month, the last one where that day is missing."""

from calendar import monthrange
from datetime import datetime


def months_after(anchor: datetime, months: int) -> datetime:
    """31 January and one month: 28 or 29 February; two months: 31 March."""
    count = anchor.month - 1 + months
    year, month = anchor.year + count // 12, count % 12 + 1
    return anchor.replace(year=year, month=month, day=min(anchor.day, monthrange(year, month)[1]))


def month_around(anchor: datetime, moment: datetime) -> tuple[datetime, datetime]:
    """The month counted from `anchor` that holds `moment` (not before it): its start, and the end that it excludes."""
    number = (moment.year - anchor.year) * 12 + moment.month - anchor.month
    if months_after(anchor, number) > moment:
        number -= 1
    return months_after(anchor, number), months_after(anchor, number + 1)
