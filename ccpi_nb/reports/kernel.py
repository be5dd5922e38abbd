"""What a live kernel knows of the notebook that opens a report: its cell of parameters, as it was last run."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from ccpi_nb.document.sources import Glossary
from ccpi_nb.domain.meetings import Report
from ccpi_nb.notebook.parameters import GIVEN, Parameter, parameters_in, value_problems
from ccpi_nb.render.notebook_output import Shown


def shell() -> Any:
    """Return the IPython that runs this code; None outside of any."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


@dataclass(frozen=True)
class KernelParameters:
    """The parameters of a notebook as its kernel has them.

    `known` are those of the cell of parameters that was run last, `values` what all names stand for now, and `gone` the
    names that an earlier version of the cell had and other cells use.
    """

    known: Mapping[str, Parameter]
    values: Mapping[str, Any]
    gone: frozenset[str] = frozenset()

    def problems(self, report: Report) -> list[str]:
        """Return what is wrong with the values, a sentence each; the meeting's own file shows which are periods."""
        given = report.parameters
        known = {name: replace(own, default=given.get(name, own.default)) for name, own in self.known.items()}
        return value_problems(known, self.values)

    @property
    def texts(self) -> dict[str, str]:
        """The values that are texts, without those that say which report it is."""
        values = {name: self.values.get(name) for name in self.known if name not in GIVEN}
        return {name: value for name, value in values.items() if isinstance(value, str)}

    def remarks(self) -> Iterator[str]:
        """Yield a sentence for each parameter that seems to be mistyped, so that calls still use its old value."""
        for name in self.gone:
            if meant := get_close_matches(name, self.known, n=1, cutoff=0.8):
                yield (
                    f"The cell of parameters has '{meant[0]}' and no longer '{name}', which keeps the value "
                    f"{self.values.get(name)!r} in this kernel; if it is the same one, correct its name, else restart "
                    "the kernel."
                )


def kernel_parameters(shell: Any) -> KernelParameters:
    """Return the parameters of the notebook that a kernel runs; none where no cell has given any."""
    cells = [cell for source in shell.user_ns.get("In", ()) if (cell := _parameters(source))] if shell else []
    if not cells:
        return KernelParameters({}, {})
    *earlier, last = cells
    others = "\n".join(source for source in shell.user_ns["In"] if not _parameters(source))
    gone = frozenset(name for cell in earlier for name in cell if name not in last)
    return KernelParameters(last, shell.user_ns, frozenset(name for name in gone if re.search(rf"\b{name}\b", others)))


def _parameters(source: str) -> dict[str, Parameter]:
    """Return what a cell gives that names its meeting with a type, as a cell of parameters does; nothing for another.

    papermill's own cell, which comes after it, has no types.
    """
    if not re.search(r"^meeting\s*:", source, re.MULTILINE):
        return {}
    try:
        return parameters_in(source)
    except (SyntaxError, ValueError):
        return {}


def name_indicators(shell: Any, glossary: Glossary) -> None:
    """Have a kernel name indicators below its cells as the glossary does, by IPython's own way for a type."""
    formatter = getattr(getattr(shell, "display_formatter", None), "mimebundle_formatter", None)
    if formatter is not None:
        formatter.for_type(Shown, lambda shown, **_: shown.bundle(glossary))


_MATCHER = "ccpi_nb"


def offer_completion(shell: Any) -> None:
    """Have a kernel complete what stands in the strings of a report's calls; what that takes is loaded at the first."""
    matchers = getattr(getattr(shell, "Completer", None), "custom_matchers", None)
    if matchers is None or any(getattr(matcher, "matcher_identifier", "") == _MATCHER for matcher in matchers):
        return
    from IPython.core.completer import SimpleCompletion, context_matcher  # loaded already, where there is a completer

    def matched(context: Any) -> dict[str, Any]:
        from ccpi_nb.reports.completion import offer

        lines = context.full_text.split("\n")[: context.cursor_line]
        found = offer("\n".join((*lines, context.text_until_cursor)), shell.user_ns)
        if not found:
            return {"completions": []}
        completions = [SimpleCompletion(text, type=found.kind) for text in found.matching]
        return {"completions": completions, "matched_fragment": found.fragment, "suppress": True, "ordered": True}

    matchers.append(context_matcher(identifier=_MATCHER, priority=200)(matched))
