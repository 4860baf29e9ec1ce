"""Sleeps by select: libfaketime takes the monotonic moment until which Python sleeps for a date."""

import select
import time


def sleep(seconds):
    select.select([], [], [], seconds)


time.sleep = sleep
