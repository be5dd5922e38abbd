"""The call that gives a figure of the author's own a name."""

from collections.abc import Collection

from ccpi_nb.computing.formulas import FORMS, formula_from, is_formula
from ccpi_nb.computing.named_figures import Named, with_named
from ccpi_nb.document.figures import observed
from ccpi_nb.document.model import Cell, Column, Table
from ccpi_nb.document.runs import Text
from ccpi_nb.domain.indicators import Polarity, Unit
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.render.notebook_output import Working
from ccpi_nb.reports.opened import Opened

_SHOWN = 12  # values


class Computed(Opened):
    """Calls that work figures out."""

    def computed(
        self,
        key: str,
        slot: str,
        *,
        name: str,
        unit: str = "",
        decimals: int | None = None,
        polarity: str = "none",
        target: str = "",
    ) -> Working:
        """Work a figure out by a slot, and give it a key by which calls and slots of the report know it.

        `slot` is one without a period: '{ratio of contracts_let_value to contracts_let}'. Every period and breakdown
        that has all parts has the figure, with their rows. `polarity` says which way is better: higher, lower or none;
        `target` names the indicator whose targets it has. `unit` and `decimals` are those of its parts, if not given.
        InputError where the slot works nothing out, or its parts don't go together.

        >>> report.computed("contract_value", "{ratio of contracts_let_value to contracts_let}",
        ...                 name="Value of a contract")
        contract_value: {ratio of contracts_let_value to contracts_let}
        Period | Part | Value of a contract
        April to June 2014 |  | £0.60m
        April to September 2014 |  | [z]
        July to September 2014 |  | £1.19m
        April to October 2014 |  | £1.09m
        >>> report.say("A contract was worth {contract_value} on average.", at="2014-15-Q2")
        A contract was worth £1.19m on average.
        """
        inside = slot.strip().removeprefix("{").removesuffix("}").strip()
        if not is_formula(inside):
            raise InputError(f"'{slot}' works nothing out; write {', '.join(FORMS.values())}, without the period")
        named = Named(
            key,
            name,
            Unit(_one_of(unit, [*Unit], "unit")) if unit else None,
            decimals,
            Polarity(_one_of(polarity, [*Polarity], "polarity")),
            target,
        )
        formula = formula_from(inside, self.evidence.indicators)
        # The one thing that a report learns after it has been opened.
        object.__setattr__(self, "evidence", with_named(self.evidence, formula, named))
        for frame in ("frame", "frame_all"):
            vars(self).pop(frame, None)
        return Working(self._last_values(key, slot))

    def _last_values(self, key: str, slot: str) -> Table:
        """Return the latest values of a figure, for its author to look at."""
        indicator = self.evidence.indicator(key)
        values = sorted((one for one in self.evidence.published if one.indicator == key), key=lambda one: one.period)
        rows = [
            (Cell.of(part.period.label), Cell.of(part.breakdown), Cell((observed(indicator, part),)))
            for part in values[-_SHOWN:]
        ]
        columns = (Column("Period"), Column("Part"), Column(indicator.name, numeric=True))
        return Table((Text(f"{key}: {slot}"),), columns, tuple(rows))


def _one_of(text: str, known: Collection[str], what: str) -> str:
    if text not in known:
        raise InputError(f"there is no {what} '{text}'; {did_you_mean(text, known)}")
    return text
