"""The calls that the package knows are those that reports have."""

import inspect
import re
from collections.abc import Mapping

from ccpi_nb.notebook.signatures import KEYS, PERIODS, signatures
from ccpi_nb.reports import OpenReport


def test_every_call_of_a_report_is_known_with_what_it_takes() -> None:
    own = {
        name: inspect.signature(call)
        for name, call in inspect.getmembers(OpenReport, inspect.isfunction)
        if not name.startswith("_")
    }
    expected = {}
    for name, signature in own.items():
        words: list[str] = []
        for parameter in [*signature.parameters.values()][1:]:
            if parameter.kind is parameter.KEYWORD_ONLY and not any(word.startswith("*") for word in words):
                words.append("*")
            words.append("*words" if parameter.kind is parameter.VAR_POSITIONAL else parameter.name)
        expected[name] = ", ".join(words)
    assert signatures() == expected


def test_the_names_of_keys_and_periods_are_those_of_calls() -> None:
    taken = {name for takes in signatures().values() for name in re.findall(r"\w+", takes)}
    assert {*KEYS, *PERIODS} <= taken


def test_every_call_that_takes_a_register_is_known() -> None:
    methods: Mapping[str, object] = dict(inspect.getmembers(OpenReport, inspect.isfunction))
    taking = {
        name
        for name, method in methods.items()
        if not name.startswith("_") and [*inspect.signature(method).parameters][1:2] == ["register"]  # type: ignore[arg-type]
    }
    assert taking == {name for name, takes in signatures().items() if takes.startswith("register")}
