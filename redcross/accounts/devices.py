"""With what somebody signed in, as people call it: read from what the browser says of itself."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

# Others say that they are Chrome and Safari too: the first that is found counts.
BROWSERS = (
    ("MicroMessenger", gettext_lazy("WeChat")),
    ("QQBrowser", gettext_lazy("QQ Browser")),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", gettext_lazy("Android telephone or tablet")),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_in_words(user_agent: str) -> str:
    """Return browser and system: “Edge, Windows”."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    known = [str(name) for name in (browser, system) if name]
    return _(", ").join(known) if known else str(pgettext_lazy("device", "unknown"))
