"""The settings of a server with the keys of a trial: what goes wrong is said as people see it.

A list or a spreadsheet of a few rows is work for the worker already.
"""

from redcross.settings import *  # noqa: F403

DEBUG = False
EXPORT_ROWS_AT_ONCE = IMPORT_ROWS_AT_ONCE = 10
