"""What the tests of every app's figures share: linked lists, and the table worked out by hand."""

from datetime import date

from django.http import QueryDict
from django.utils.module_loading import import_string

from redcross.figures import Period, Scope, count, rounding_read
from reports.figures import figure_values

YEAR = Period.year(2021)
# Around and within it.
BEFORE, FIRST, MIDDLE = date(2020, 12, 31), date(2021, 1, 1), date(2021, 6, 1)
LAST, AFTER = date(2021, 12, 31), date(2022, 1, 1)
FIRST_HALF = Period(date(2021, 1, 1), date(2021, 6, 30))
SECOND_HALF = Period(date(2021, 7, 1), date(2021, 12, 31))
TWO_YEARS = Period(date(2020, 1, 1), date(2021, 12, 31))


def year_values(society, period=YEAR):
    """Return the value of every figure that the period has, by its key."""
    return figure_values(Scope(society, period))


def figure_numbers(society, period=YEAR):
    """Return the number of every figure that the period has, by its key."""
    return {key: value.number for key, value in year_values(society, period).items()}


def listed(figure, society, period, own_records_only=False):
    """The rows of the list page that the figure links to, through the page's own filter."""
    filterset = import_string(figure.filterset)
    parameters = figure.parameters(Scope(society, period, own_records_only=own_records_only))
    page = filterset(data=parameters, queryset=figure.model.objects.all())
    assert page.is_valid(), page.errors
    return page.qs


def check_lists(figures, society, period, own_records_only=False):
    """Every figure's linked list has its number, and is rounded when the number is."""
    for value in count(figures, Scope(society, period, own_records_only=own_records_only)).values():
        figure, rounded = value.figure, value.figure.rounded(period)
        rows = listed(figure, society, period, own_records_only)
        assert (rows.aggregate(n=figure.aggregate(period))["n"] or 0) == value.number, figure.key
        found = rounded is not None and rows.aggregate(r=rounded)["r"]
        assert rounding_read(found or None) == value.rounded, figure.key


def check_table(figures, expected, society, period, own_records_only=False, rounded=()):
    """Every figure has the number worked out by hand: `expected` names them all.

    `rounded`: the keys of those with a rounded part. The linked lists agree.
    """
    values = count(figures, Scope(society, period, own_records_only=own_records_only))
    assert {key: value.number for key, value in values.items()} == expected
    assert {key for key, value in values.items() if value.rounded} == set(rounded)
    check_lists(figures, society, period, own_records_only)


def linked(value):
    """The rows behind the value's own address, through the list page's own filter."""
    filterset = import_string(value.figure.filterset)
    asked = QueryDict(value.url.partition("?")[2])
    page = filterset(data=asked, queryset=value.figure.model.objects.all())
    assert page.is_valid(), page.errors
    assert set(asked) <= set(page.filters), asked
    return page.qs
