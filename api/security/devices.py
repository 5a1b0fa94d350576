"""What somebody of the staff sits at, in two words out of what her browser says of itself: enough to know it again.

Of reporters nothing of this kind is kept anywhere.
"""

SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Macintosh", "Mac"), ("Linux", "Linux"))  # fmt: skip
BROWSERS = (("Edg/", "Edge"), ("SamsungBrowser/", "Samsung"), ("OPR/", "Opera"), ("Firefox/", "Firefox"),
            ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
"""In the order in which they have to be asked: most browsers also call themselves by others' names."""


def called(agent: str | None) -> str:
    """Such as "Android Chrome"; empty where it is none that is known."""
    said = agent or ""
    found = (next((name for mark, name in known if mark in said), "") for known in (SYSTEMS, BROWSERS))
    return " ".join(one for one in found if one)
