import os
import signal
import subprocess
import sys
import threading
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

# What the kernel sends the worker should this process be killed.
WITH_ITS_PARENT = ("setpriv", "--pdeathsig", "INT", "--")
WORKER = (sys.executable, str(settings.BASE_DIR / "manage.py"), "procrastinate", "worker")


class Command(BaseCommand):
    help = "Runs the development server and, beside it, the worker of background work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000")

    def handle(self, **options: Any) -> None:
        # A session of its own, or Ctrl-C would reach it twice: the second time it stops in the
        # middle of its work.
        worker = subprocess.Popen([*WITH_ITS_PARENT, *WORKER], start_new_session=True)  # noqa: S603
        stopping = threading.Event()

        def watch() -> None:
            worker.wait()
            if not stopping.is_set():
                os.kill(os.getpid(), signal.SIGINT)

        # A shell that starts it in the background has had SIGINT ignored.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)
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
