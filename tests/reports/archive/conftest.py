import pytest


@pytest.fixture(autouse=True)
def media(settings, media):
    """For every test here; beside the packages that a test writes."""
    settings.MEDIA_ROOT = media / "media"
    return settings.MEDIA_ROOT
