"""Lengths of time as people write them: '1m 52s', '1:52', '2 hours', '1 minute and 30 seconds'."""

import re
from decimal import Decimal

_CLOCK = re.compile(r"(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,3}):(?P<seconds>\d\d(?:\.\d+)?)")
_PARTS = re.compile(
    r"(?:(?P<days>\d+)\s*d(?:ays?)?[ ,]*)?(?:(?P<hours>\d+)\s*h(?:(?:ou)?rs?)?[ ,]*)?"
    r"(?:(?P<minutes>\d+)\s*m(?:in(?:ute)?s?)?[ ,]*(?:and )?)?(?:(?P<seconds>\d+(?:\.\d+)?)\s*s(?:ec(?:ond)?s?)?\.?)?"
)
_SIZES = {"days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}


def seconds_in(words: str, shown: str) -> Decimal | None:
    """Return the seconds that a text in small letters comes to; None for what is no length of time.

    '1:52' is minutes and seconds, and '1:01:52' has hours before them. ValueError, which quotes the text as it is
    `shown`, where there are sixty or more of what a larger part should have.
    """
    match = _CLOCK.fullmatch(words) or _PARTS.fullmatch(words)
    if not match or not any(match.groups()):
        return None
    parts = {name: Decimal(text) for name, text in match.groupdict().items() if text}
    minutes, seconds = parts.get("minutes", Decimal(0)), parts.get("seconds", Decimal(0))
    if seconds >= 60 and len(parts) > 1:
        raise ValueError(
            f"'{shown}' has {seconds} seconds after its minutes, and a minute has sixty; write the time again"
        )
    if minutes >= 60 and parts.get("hours"):
        raise ValueError(f"'{shown}' has {minutes} minutes after its hours; write the time again")
    return sum((number * _SIZES[name] for name, number in parts.items()), Decimal(0))
