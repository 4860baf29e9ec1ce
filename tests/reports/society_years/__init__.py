"""Years of invented societies, each of a sort of its own, whose texts are held to their records."""

from .money import appeal, every_line_of_the_statement
from .periods import half_a_year, planned, two_years
from .roughly_known import all_rough, half_with_rough_dates, only_lump_sums, only_years_known
from .sizes import all_void, empty, huge, tiny, told_in_full
from .societies_below import province, province_alone, province_of_one

SOCIETY_YEARS = (
    tiny,
    huge,
    only_lump_sums,
    only_years_known,
    half_a_year,
    half_with_rough_dates,
    two_years,
    province,
    province_of_one,
    planned,
    province_alone,
    empty,
    all_rough,
    all_void,
    every_line_of_the_statement,
    appeal,
    told_in_full,
)
