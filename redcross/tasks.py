"""What the worker does, at once or at its hour."""

import time
from tempfile import TemporaryFile

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from procrastinate import JobContext
from procrastinate.contrib.django import app

from .background import task
from .kinds import list_page_of
from .log_seals import seal_log
from .models import ExportFile, ImportWork, ScannedPage, SpreadsheetImport
from .spreadsheets.import_steps import run_import_step
from .spreadsheets.sheets import remove_lost_parts
from .views.export_files import exported_list


@task
def write_export_file(export: ExportFile) -> None:
    """Write the list for who asked for it, with their rights of now, and keep it encrypted."""
    with TemporaryFile() as plain:
        exported_list(export).write_export(plain, export)
        export.store_file(plain)


@task
def work_on_import(work: ImportWork) -> None:
    """Read a spreadsheet, take it in or take it back, by the rights of now of who asked for it."""
    by, file = work.by, work.file
    allowed = by.is_active and by.society_id == file.society_id
    if not (allowed and by.has_perm(file.entry_model.permission("import"))):
        raise PermissionDenied
    if errors := run_import_step(work, list_page_of(file.entry_model).entry_form):
        ImportWork.objects.filter(pk=work.pk).update(errors=errors)


@app.periodic(cron="17 * * * *")
@app.task(name="redcross.tasks.delete_expired_files", queueing_lock="delete_expired_files")
def delete_expired_files(timestamp: int) -> None:
    """Delete the exported files whose day is over, what imported files said, and old scans."""
    for export in ExportFile.objects.expired().iterator():
        export.expire()
    for file in SpreadsheetImport.objects.past_retention().without_content().iterator():
        file.expire()
    for page in ScannedPage.objects.past_retention().without_content().iterator():
        page.settle(ScannedPage.State.EXPIRED, by=None)
    remove_lost_parts()


@app.periodic(cron="* * * * *")
@app.task(name="redcross.tasks.seal_log", queueing_lock="seal_log")
def seal_log_every_minute(timestamp: int) -> None:
    """Seal the log, at the first moment within the minute at which nobody writes."""
    for _attempt in range(40):
        try:
            seal_log()
        except OperationalError:
            time.sleep(1)
        else:
            return
    # Somebody always writes: then they wait for a moment.
    seal_log(wait=5)


@app.periodic(cron="*/5 * * * *")
@app.task(name="redcross.tasks.take_over_lost_jobs", queueing_lock="take_over", pass_context=True)
async def take_over_lost_jobs(context: JobContext, timestamp: int) -> None:
    """Take from the queue again what a worker took that was killed.

    What it had begun stays as it is and shows as interrupted: only what waits is begun.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
    await manager.delete_old_jobs(nb_hours=30 * 24, include_failed=True, include_aborted=True)
