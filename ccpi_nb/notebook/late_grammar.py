"""jsonschema without a second of work that nobody asks for: import this before anything that imports jsonschema.

It builds a grammar as it is imported, to check international resource identifiers in JSON. Here that waits until
something is checked, which no notebook's schema asks for.
"""

import sys
from types import ModuleType
from typing import Any

_NAME = "rfc3987_syntax"


def _is_valid_syntax(term: str, value: str) -> bool:
    from rfc3987_syntax import is_valid_syntax

    return bool(is_valid_syntax(term, value))


if _NAME not in sys.modules:
    _late: Any = ModuleType(_NAME)
    _late.is_valid_syntax = _is_valid_syntax
    sys.modules[_NAME] = _late
    import jsonschema  # noqa: F401

    # What anyone else imports is the thing itself.
    del sys.modules[_NAME]
