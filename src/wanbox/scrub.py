"""The last gate before a line is written to a log: what looks like a key, a signature or inline media is left out.

Nobody should hand such a thing to the log in the first place. But texts come from everywhere, such as the message of a
library's exception, and one line is enough.
"""

from __future__ import annotations

import re

_CHARACTER = r"[A-Za-z0-9+/_=%.~-]"
#: What a line must hold, in small letters, for a pattern to be worth trying: most lines hold none of it.
_PATTERNS: tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...] = (
    # API keys of every form (spec 1.3), and signing secrets of webhooks.
    (("sk-", "st-", "whsec_"), re.compile(rf"\b(sk-|st-|whsec_){_CHARACTER}{{12,}}"), r"\1…"),
    (("bearer",), re.compile(rf"(?i)\b(bearer)\s+{_CHARACTER}{{4,}}"), r"\1 …"),
    # A name and a password in an address.
    (("://",), re.compile(r"(://)[^/\s@'\"]+@"), r"\1…@"),
    # What signs an address, whoever's scheme it is.
    (
        ("signature=", "token=", "credential=", "secret=", "password=", "key="),
        re.compile(rf"(?i)(signature|token|credential|secret|password|key)={_CHARACTER}{{4,}}"),
        r"\1=…",
    ),
    (("data:",), re.compile(rf"(data:[\w.+/;=-]*,){_CHARACTER}{{8,}}"), r"\1…"),
)
#: Base64 that lost its head.
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{256,}={0,2}")


def scrub(text: str) -> str:
    """The text without secrets, as far as their form tells."""
    lowered = text.lower()
    for hints, pattern, instead in _PATTERNS:
        if any(hint in lowered for hint in hints):
            text = pattern.sub(instead, text)
    return _BASE64.sub("…", text) if len(text) > 256 else text
