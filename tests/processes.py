"""Processes of their own on the database of the tests, as several servers would be."""

import os
import socket
import subprocess
import sys
from urllib.parse import urlencode

from django import conf
from django.db import connection


def other_process(*arguments, variables=(), **options):
    """Start Python on the database of the tests, with their keys and files.

    `variables`: further ones of its environment.
    """
    where = connection.get_connection_params()
    asked = {key: where[key] for key in ("user", "password", "host", "port") if where.get(key)}
    keys = conf.settings.FIELD_KEYS.items()
    environment = os.environ | {
        "DATABASE_URL": f"postgres:///{where['dbname']}?{urlencode(asked)}",
        "DJANGO_SETTINGS_MODULE": "redcross.settings",
        "FIELD_KEYS": ",".join(f"{number}:{key}" for number, key in keys),
        "MEDIA_ROOT": str(conf.settings.MEDIA_ROOT),
        **dict(variables),
    }
    command = [sys.executable, *arguments]
    return subprocess.Popen(
        command, cwd=conf.settings.BASE_DIR, env=environment, text=True, **options
    )


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
