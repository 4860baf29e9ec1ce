"""What the worker does, at once or at its hour."""

from tempfile import TemporaryFile

from procrastinate import JobContext
from procrastinate.contrib.django import app

from .background import task
from .models import ExportFile
from .spreadsheets.sheets import remove_lost_parts
from .views.export_files import exported_list


@task
def write_export_file(export: ExportFile) -> None:
    """Write the list for who asked for it, with their rights of now, and keep it encrypted."""
    with TemporaryFile() as plain:
        exported_list(export).write_export(plain, export)
        export.keep(plain)


@app.periodic(cron="17 * * * *")
@app.task(name="redcross.tasks.delete_expired_files", queueing_lock="delete_expired_files")
def delete_expired_files(timestamp: int) -> None:
    """Delete the exported files whose day is over."""
    for export in ExportFile.objects.expired().iterator():
        export.expire()
    remove_lost_parts()


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
