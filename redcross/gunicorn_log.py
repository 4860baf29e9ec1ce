"""What gunicorn itself writes down: no query of an address, nothing of a row of the database."""

import logging
import re

from gunicorn.config import Config
from gunicorn.glogging import Logger

from .request_log import without_rows

# What somebody searched for, a name or an ID number, stands behind the ? of an address.
_QUERY = re.compile(r"(?<=\S)\?\S+")


class WithoutQueries(logging.Formatter):
    """The lines as gunicorn has them, but for what of a request or a row may tell of people."""

    def format(self, record: logging.LogRecord) -> str:
        return _QUERY.sub("?…", without_rows(super().format(record)))


class QuietLogger(Logger):
    """Tells of a request that failed only where it failed; `--logger-class` names it."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(WithoutQueries(self.error_fmt, self.datefmt))
