import os
import signal
import subprocess
import sys
import threading
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from redcross.page_role import PAGE_ROLE, grant_page_role, make_role

# What the kernel sends the worker should this process be killed.
WITH_ITS_PARENT = ("setpriv", "--pdeathsig", "INT", "--")
WORKER = (sys.executable, str(settings.BASE_DIR / "manage.py"), "procrastinate", "worker")


class Command(BaseCommand):
    help = "Runs the development server and, beside it, the worker of background work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000")

    def handle(self, **options: Any) -> None:
        environment = dict(os.environ)
        if settings.EMBEDDED_DATABASE:
            environment["EMBEDDED_ROLE"] = serve_as_page_role()
        # A shell that starts it in the background has had SIGINT ignored, and the worker would
        # have it so until it has started: what ends this before would wait for it for ever.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)
        # A session of its own, or Ctrl-C would reach it twice: the second time it stops in the
        # middle of its work.
        worker = subprocess.Popen(  # noqa: S603
            [*WITH_ITS_PARENT, *WORKER], start_new_session=True, env=environment
        )
        stopping = threading.Event()

        def watch() -> None:
            worker.wait()
            if not stopping.is_set():
                os.kill(os.getpid(), signal.SIGINT)

        threading.Thread(target=watch, daemon=True).start()
        try:
            call_command("runserver", options["address"], use_reloader=False)
        except (KeyboardInterrupt, SystemExit):  # with the latter the server itself leaves
            died = worker.poll()
            if died is not None:
                raise CommandError(
                    f"The worker of background work ended with {died}, and so did the server."
                ) from None
        finally:
            stopping.set()
            if worker.poll() is None:
                worker.send_signal(signal.SIGINT)
                worker.wait()


def serve_as_page_role() -> str:
    """Have the pages of this process come to the embedded database as the role that owns nothing.

    It keeps out what SQL of theirs must not do; who is on the machine may come as any role.
    """
    make_role(PAGE_ROLE)
    grant_page_role(PAGE_ROLE)
    connections.close_all()
    connections.settings["default"]["USER"] = PAGE_ROLE
    return PAGE_ROLE
