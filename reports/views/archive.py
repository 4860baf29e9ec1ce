"""The year of a society for the archive: what is in it, what is missing, and the package."""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcross.background import defer
from redcross.keys import read_key
from redcross.middleware import UserRequest
from redcross.models import LogEntry, Society, User, audit_log
from redcross.views.background_work import check_ready, file_work_content, file_work_page
from reports.archive.contents import YearContents, contents_of
from reports.archive.directory import retention_words
from reports.archive.forms import ArchiveRulesForm
from reports.archive.missing import NAMED_ON_PAGE, KnownMissing, MissingItem, known_missing
from reports.archive.package import Package
from reports.archive.permissions import (
    may_pack,
    may_reveal_all,
    may_see_archive,
    may_see_disposals,
)
from reports.models import ArchivePackage, ArchiveRules

from .scope import checked_year, only_if


class FolderRow(NamedTuple):
    """A folder of the package, and how much is in it."""

    name: str
    retention: str
    items: int
    files: int


class MissingRow(NamedTuple):
    """What is missing of one category: the first few by name, and how many more there are."""

    category: str
    named: list[MissingItem]
    more: int


for_packers = only_if(may_pack)


def _own_society(user: User) -> Society:
    """Return the society whose year is packed: never one below it."""
    assert user.society is not None  # noqa: S101 - who may see it has one
    return user.society


@never_cache
@require_safe
@only_if(may_see_archive)
def archive(request: UserRequest, year: int | None = None) -> HttpResponse:
    """Show what the package of a year would hold, and what is missing; the last year of itself.

    A year that is typed comes as `?year=`.
    """
    typed = read_key(request.GET.get("year", ""))
    year = checked_year(year or typed or timezone.localdate().year - 1)
    user = request.user
    contents = contents_of(_own_society(user), year, user)
    known = known_missing(contents)
    packages = ArchivePackage.objects.of(user).filter(year=year)[:5]
    return render(
        request,
        "reports/archive.html",
        {
            "year": year,
            "this_year": timezone.localdate().year,
            "has_next": year < timezone.localdate().year,
            "society": contents.society,
            "rules": contents.rules,
            "folders": folder_rows(contents),
            "items": len(contents.items),
            "files": len(contents.files),
            "missing": missing_rows(known),
            "unevidenced": known.unevidenced,
            "left_out": len(contents.left_out),
            "sensitive": contents.sensitive,
            "packages": packages,
            "in_background": len(contents.files) > settings.ARCHIVE_FILES_AT_ONCE,
            "may_pack": may_pack(user),
            "may_dispose": may_see_disposals(user),
            "may_set": user.has_perm("redcross.set_up_society"),
        },
    )


def folder_rows(contents: YearContents) -> list[FolderRow]:
    """Return the folders in the order of their first numbers."""
    found: dict[tuple[str, str], list[int]] = {}
    for item in contents.items:
        counts = found.setdefault((item.folder, retention_words(item.retention)), [0, 0])
        counts[0] += 1
        counts[1] += len(item.files)
    return [FolderRow(*key, *counts) for key, counts in found.items()]


def missing_rows(known: KnownMissing) -> list[MissingRow]:
    """Return what is missing, category by category."""
    categories: dict[str, list[MissingItem]] = {}
    for one in known.named():
        categories.setdefault(one.category, []).append(one)
    return [
        MissingRow(category, rows[:NAMED_ON_PAGE], max(0, len(rows) - NAMED_ON_PAGE))
        for category, rows in categories.items()
    ]


@never_cache
@require_POST
@for_packers
def pack(request: UserRequest, year: int) -> HttpResponseBase:
    """Send the package as it is made; where it holds many files, have the worker make it."""
    user, year = request.user, checked_year(year)
    society = _own_society(user)
    contents = contents_of(society, year, user)
    without = "（不含敏感材料）" if contents.left_out else ""
    name = f"{society.name}{year}年归档{without}.zip"
    if len(contents.files) > settings.ARCHIVE_FILES_AT_ONCE:
        return redirect(_packed_by_worker(request, year, name))
    package = Package(contents, known_missing(contents), request.build_absolute_uri)
    log_package(user, year, contents.sensitive)
    answer = StreamingHttpResponse(package.pieces(), content_type="application/zip")
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


def log_package(user: User, year: int, sensitive: bool) -> None:
    """Log that a year left, and whether with sensitive scans."""
    audit_log.write(
        LogEntry.Action.EXPORT,
        by=user,
        society_id=user.society_id,
        model=ArchivePackage._meta.label_lower,
        object_id=year,
        reason=f"{year}年归档（含敏感材料）" if sensitive else f"{year}年归档",
    )


def _packed_by_worker(request: UserRequest, year: int, name: str) -> ArchivePackage:
    """Return the package that will be made; asked for again meanwhile it is the same."""
    address = request.build_absolute_uri("/").rstrip("/")
    fields: dict[str, Any] = {
        "society": request.user.society,
        "user": request.user,
        "year": year,
        "address": address,
    }
    for work in ArchivePackage.objects.filter(**fields):
        if not work.has_ended and not work.is_interrupted():
            return work
    with transaction.atomic():
        work = ArchivePackage.objects.create(**fields, name=name)
        defer(work)
    return work


def _own_package(request: UserRequest, pk: int) -> ArchivePackage:
    """Return the package, for who asked for it."""
    return get_object_or_404(ArchivePackage.objects.of(request.user), pk=pk)


@never_cache
@require_safe
@for_packers
def archive_package(request: UserRequest, pk: int) -> HttpResponse:
    """Show how far it is, and the link once it is ready."""
    template, part = "reports/archive_package.html", "reports/_archive_package.html"
    return file_work_page(request, _own_package(request, pk), template, part)


@never_cache
@require_safe
@for_packers
def archive_package_download(request: UserRequest, pk: int) -> HttpResponseBase:
    """Give the package out, and log that the year left."""
    work = _own_package(request, pk)
    check_ready(work)
    if work.sensitive and not may_reveal_all(request.user):
        raise PermissionDenied
    log_package(request.user, work.year, work.sensitive)
    return file_work_content(work, "application/zip")


@require_POST
@for_packers
def archive_package_cancel(request: UserRequest, pk: int) -> HttpResponse:
    """Have it not be made."""
    work = _own_package(request, pk)
    work.cancel()
    return redirect(work)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_packers
@permission_required("redcross.set_up_society", raise_exception=True)
def archive_rules(request: UserRequest) -> HttpResponse:
    """Change how the society numbers its archive and how long it keeps what."""
    rules = ArchiveRules.of(_own_society(request.user))
    form = ArchiveRulesForm(request.POST or None, instance=rules)
    if form.is_bound and form.is_valid():
        form.instance.save_logged(by=request.user)
        messages.success(request, _("Saved: %(entry)s") % {"entry": rules._meta.verbose_name})
        return redirect("reports:archive")
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/archive_rules.html", {"form": form}, status=status)
