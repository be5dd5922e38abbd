"""How a spreadsheet shows a number, as Excel's format says it and as OpenDocument does."""

import re
from dataclasses import dataclass

_HALF = re.compile(r'([+-]?)("£")?#,##0(?:\.(0+))?(%?)')


@dataclass(frozen=True)
class Layout:
    """How a number is shown: '#,##0.0%' has one decimal, and is a percentage of a hundredth of what is shown."""

    decimals: int
    is_signed: bool
    is_pounds: bool
    is_percentage: bool

    @classmethod
    def parse(cls, text: str) -> "Layout | None":
        """Return the layout that a format of Excel says; None for any other than this package writes, and 'General'."""
        halves = [_HALF.fullmatch(half) for half in text.split(";")]
        if not (first := halves[0]) or not all(halves):
            return None
        return cls(len(first[3] or ""), first[1] == "+", bool(first[2]), bool(first[4]))

    def shown(self, number: float) -> str:
        """Return a number as it is seen: '+1,234.5', '65.5%', '-£3'."""
        seen = round(number * 100, 12) if self.is_percentage else number
        sign = "-" if seen < 0 else "+" if self.is_signed else ""
        return f"{sign}{'£' if self.is_pounds else ''}{abs(seen):,.{self.decimals}f}{'%' if self.is_percentage else ''}"

    def style(self, name: str) -> str:
        """Return the layout as a style of OpenDocument; one with a sign has two, by what it is."""
        if not self.is_signed:
            return self._style(name, "")
        positive = f'<style:map style:condition="value()&gt;=0" style:apply-style-name="{name}P"/>'
        return self._style(f"{name}P", "+") + self._style(name, "-", positive)

    def _style(self, name: str, sign: str, after: str = "") -> str:
        kind = "percentage-style" if self.is_percentage else "number-style"
        before = f"{sign}{'£' if self.is_pounds else ''}"
        text = f"<number:text>{before}</number:text>" if before else ""
        unit = "<number:text>%</number:text>" if self.is_percentage else ""
        digits = (
            f'<number:number number:decimal-places="{self.decimals}" number:min-decimal-places="{self.decimals}" '
            'number:min-integer-digits="1" number:grouping="true"/>'
        )
        return f'<number:{kind} style:name="{name}">{text}{digits}{unit}{after}</number:{kind}>'
