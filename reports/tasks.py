"""What the worker does for reports."""

from tempfile import TemporaryFile

from django.core.exceptions import PermissionDenied
from procrastinate.contrib.django import app

from redcross.background import task
from reports.archive.contents import contents_of
from reports.archive.disposal import carry_out
from reports.archive.missing import known_missing
from reports.archive.package import Package
from reports.archive.permissions import may_pack
from reports.models import ArchivePackage, DisposalList


@task
def pack_archive(work: ArchivePackage) -> None:
    """Pack the year for who asked for it, with their rights of now, and keep it encrypted."""
    user = work.user
    if not (user.is_active and user.society_id == work.society_id and may_pack(user)):
        raise PermissionDenied
    assert work.society is not None  # noqa: S101 - who packs has one
    contents = contents_of(work.society, work.year, user)
    work.report(0, len(contents.files))
    package = Package(contents, known_missing(contents), work.absolute, work.report)
    with TemporaryFile() as plain:
        plain.writelines(package.pieces())
        work.sensitive = contents.sensitive
        work.save(update_fields=["sensitive"])
        work.store_file(plain)


@task
def carry_out_disposal(work: DisposalList) -> None:
    """Destroy what an approved list names, by the rights of now of who asked for it."""
    by = work.carried_out_by
    allowed = by is not None and by.is_active and by.society_id == work.society_id
    if by is None or not (allowed and by.has_perm("reports.make_disposal")):
        raise PermissionDenied
    carry_out(work.pk)


@app.periodic(cron="27 * * * *")
@app.task(name="reports.tasks.delete_expired_packages", queueing_lock="delete_expired_packages")
def delete_expired_packages(timestamp: int) -> None:
    """Delete the packages for the archive whose day is over."""
    for work in ArchivePackage.objects.expired().iterator():
        work.expire()
