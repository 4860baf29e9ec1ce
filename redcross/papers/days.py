"""Days as they stand on a paper: 2021年3月5日, as far as they are known."""

from datetime import date, timedelta

from redcross.formatting import format_day
from redcross.models import Record
from redcross.typed_values import DatePrecision

# A course lasts some days in a row; what lies further apart is several occasions in one record.
LONGEST_COURSE = 10


def full_day(day: date) -> str:
    """Return 2021年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def days_of(record: Record) -> str:
    """Return from when to when it lasted: 2021年10月25日至26日; 2021年3月."""
    if record.date_precision != DatePrecision.DAY:
        return format_day(record.date, DatePrecision(record.date_precision))
    return days_between(record.date, record.end_date or record.date)


def days_between(start: date, end: date) -> str:
    """Return 2021年10月25日至26日, 2021年10月25日至11月2日; of one day 2021年3月5日."""
    if end == start:
        return full_day(start)
    if end.year != start.year:
        return f"{full_day(start)}至{full_day(end)}"
    month = "" if end.month == start.month else f"{end.month}月"
    return f"{full_day(start)}至{month}{end.day}日"


def each_day(record: Record) -> list[date]:
    """Return the days of what was held once, on known days in a row; none of anything else."""
    known = record.date_precision == DatePrecision.DAY and record.times == 1
    number = ((record.end_date or record.date) - record.date).days + 1
    if not known or number > LONGEST_COURSE:
        return []
    return [record.date + timedelta(days=one) for one in range(number)]
