"""How work is handed to the worker, `manage.py procrastinate worker`.

A kind of work is a model on `BackgroundWork`; a function in `<app>/tasks.py`, which the worker
imports, does it:

    @background.task
    def write_export_file(export: ExportFile) -> None:
        for row in export.reported(rows):
            ...
"""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar, cast

from django.apps import apps
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from .models import BackgroundWork, NotWaiting, Stopped

_Work = TypeVar("_Work", bound=BackgroundWork)


def task(function: Callable[[_Work], None]) -> Callable[[_Work], None]:
    """Have the worker call the function, named as its module and itself, with its work.

    What it raises is in the worker's log, and the work has failed. What a worker that is shut down
    leaves, the next one begins anew.
    """

    @app.task(
        name=f"{function.__module__}.{function.__name__}",
        pass_context=True,
        retry=RetryStrategy(retry_exceptions=[Stopped]),
    )
    def run(context: JobContext, *, model: str, pk: int) -> None:
        kind = cast(type[_Work], apps.get_model(model))
        work = kind._base_manager.filter(pk=pk).first()
        if work is None:  # deleted before its turn came
            return
        with suppress(NotWaiting), work.working(context.should_abort):
            function(work)

    return function


def defer(work: BackgroundWork) -> None:
    """Hand it to the worker, which sees it when the transaction is committed, and never without.

    Raises TaskNotFound.
    """
    job = app.configure_task(work.task_name, allow_unknown=False)
    job.defer(model=work._meta.label_lower, pk=work.pk)
