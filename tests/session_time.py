"""How long somebody is still signed in."""

from django.contrib.sessions.models import Session
from django.utils import timezone


def seconds_left():
    return (Session.objects.get().expire_date - timezone.now()).total_seconds()
