"""What a user keeps of a list: filters by a name, and the columns."""

from contextlib import suppress
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from redcross.middleware import UserRequest
from redcross.models import ColumnChoice, SavedFilter

from .list import SHOWN_HOW, EntryList
from .periods import current_query, recent_periods


def list_class(name: str) -> type[EntryList] | None:
    """Return the view of the list page with this address in words, or None."""
    try:
        view = getattr(resolve(reverse(name)).func, "view_class", None)
    except NoReverseMatch:
        return None
    return cast(type[EntryList], view) if view and issubclass(view, EntryList) else None


def _requested_list(request: UserRequest) -> type[EntryList]:
    """Return the list that is meant; raises Http404 and PermissionDenied."""
    found = list_class(request.POST.get("list", ""))
    if found is None:
        raise Http404
    if not request.user.has_perm(found.model.permission("view")):
        raise PermissionDenied
    return found


def _to_the_list(found: type[EntryList], query: str) -> HttpResponse:
    address = reverse(found.model.url_name("list"))
    # Encoded anew: what was sent might break the header.
    again = QueryDict(query).urlencode()
    return redirect(f"{address}?{again}" if again else address)


@require_POST
def save_filter(request: UserRequest) -> HttpResponse:
    """Keep the filter of a list under a name, for this user."""
    found = _requested_list(request)
    query = QueryDict(request.POST.get("query", "").replace("\x00", ""), mutable=True)
    for name in SHOWN_HOW:
        query.pop(name, None)
    period = request.POST.get("period", "")
    shown = query.urlencode()
    if period in recent_periods(timezone.localdate()):
        for name in ("date_from", "date_to"):
            query.pop(name, None)
    else:
        period = ""
    saved_filter = SavedFilter(
        user=request.user,
        list_name=found.model.url_name("list"),
        name=request.POST.get("name", "").strip(),
        query=query.urlencode(),
        period=period,
    )
    try:
        saved_filter.full_clean()
        mine = SavedFilter.objects.filter(user=request.user, list_name=saved_filter.list_name)
        if mine.count() >= SavedFilter.MOST:
            raise ValidationError(_("That is enough: take one away first."))
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        # The same name may have been sent twice at the same moment.
        with suppress(IntegrityError), transaction.atomic():
            saved_filter.save()
        messages.success(request, _("Saved: %(entry)s") % {"entry": saved_filter})
    return _to_the_list(found, shown)


@require_POST
def delete_filter(request: UserRequest, pk: int) -> HttpResponse:
    """Forget a filter that this user saved; another user's is not found."""
    saved_filter = SavedFilter.objects.filter(user=request.user, pk=pk).first()
    found = list_class(saved_filter.list_name) if saved_filter else None
    if saved_filter is None or found is None:
        raise Http404
    query = current_query(saved_filter)
    saved_filter.delete()
    messages.success(request, _("Taken away: %(entry)s") % {"entry": saved_filter})
    return _to_the_list(found, query)


@require_POST
def choose_columns(request: UserRequest) -> HttpResponse:
    """Keep which columns of a list this user wants to see; `usual` forgets it."""
    found = _requested_list(request)
    name = found.model.url_name("list")
    known = {*found.table_class.base_columns, *found.optional_columns()}
    chosen = [column for column in request.POST.getlist("column") if column in known]
    if "usual" in request.POST:
        ColumnChoice.objects.filter(user=request.user, list_name=name).delete()
    else:
        ColumnChoice.objects.update_or_create(
            user=request.user, list_name=name, defaults={"columns": chosen}
        )
    return _to_the_list(found, request.POST.get("query", ""))
