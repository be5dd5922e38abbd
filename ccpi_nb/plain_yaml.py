"""YAML as people expect it: no aliases, nothing said twice, and what looks like text stays text; and values written to be read back."""

import json
import re
from collections.abc import Hashable
from datetime import date
from typing import Any

import yaml

from ccpi_nb.errors import InputError


def load_yaml(text: str, file: str) -> Any:
    """Plain YAML: no aliases, no key twice, numbers with leading zeros kept as text. InputError names the line."""
    try:
        return yaml.load(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as problem:
        line = f", line {problem.problem_mark.line + 1}" if problem.problem_mark else ""
        raise InputError(f"{file}{line}: {problem.problem or 'this is not YAML'}; correct the line") from None
    except yaml.YAMLError as problem:
        raise InputError(f"{file}: this is not YAML: {problem}") from None


def scalar(value: str | int | float | bool | date, *, quoted: bool = False, in_brackets: bool = False) -> str:
    """A value as it stands after a key, or `in_brackets`: text without quotes where it is read back as itself, unless it is to be `quoted`."""
    if not isinstance(value, str):
        return json.dumps(value) if isinstance(value, bool | int | float) else str(value)
    # Quotes of JSON are quotes of YAML; the last form is for line breaks that only YAML knows.
    forms = ([value] if value and not quoted else []) + [json.dumps(value, ensure_ascii=False), json.dumps(value)]
    return next(form for form in forms if _reads_as(f"[{form}]" if in_brackets else f"- {form}", [value]))


def _reads_as(text: str, value: Any) -> bool:
    try:
        return bool(load_yaml(text, "") == value)
    except InputError:
        return False


class _PlainLoader(yaml.SafeLoader):
    """YAML as people expect it: what looks like text, a code or a time stays text, and nothing is said twice."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases ('*name') are not taken; write the value out", problem_mark=self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as problem:  # 2014-02-30 looks like a day
            raise yaml.MarkedYAMLError(problem=f"'{node.value}': {problem}", problem_mark=node.start_mark) from None

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        for number, (key, _) in enumerate(node.value):
            if key.value in keys[:number]:
                raise yaml.MarkedYAMLError(problem=f"the key '{key.value}' stands twice; remove one", problem_mark=key.start_mark)
        return super().construct_mapping(node, deep)


# Only true and false, plain decimal numbers and days are more than text: YAML 1.1 would read 11:00 as 660, 0071234 as octal, and 'no' as false.
_PlainLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:int", r"^-?(?:0|[1-9]\d*)$", "-0123456789"),
    ("tag:yaml.org,2002:float", r"^-?(?:0|[1-9]\d*)\.\d+$", "-0123456789"),
    ("tag:yaml.org,2002:null", r"^(?:~|null)$", "~n"),
    ("tag:yaml.org,2002:timestamp", r"^\d{4}-\d\d-\d\d$", "0123456789"),
):
    _PlainLoader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))
