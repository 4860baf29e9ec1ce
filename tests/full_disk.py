"""A disk that takes no more: the kernel itself ends what is written at so many bytes a file."""

import resource
from contextlib import contextmanager


@contextmanager
def files_end_at(size):
    """Have no file of this process grow beyond so many bytes: its last piece is written in part."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
