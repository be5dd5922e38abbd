"""The calls that show sentences."""

from collections.abc import Callable, Iterable, Sequence

from ccpi_nb.content.gaps import gaps
from ccpi_nb.content.main_points import main_points
from ccpi_nb.content.verdicts import describe, rating_counts
from ccpi_nb.document.model import Absent, Block, Bullets, Inset, Paragraph
from ccpi_nb.document.runs import Runs
from ccpi_nb.document.sentences import run_on, say_held
from ccpi_nb.domain.periods import Period
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.reports.opened import Keys, Opened, Periods, keys_of


class Words(Opened):
    """Calls that show sentences."""

    def say(self, *sentences: str, at: str = "") -> Shown:
        """Show a paragraph of sentences whose slots are filled from the data.

        A slot is `{indicator}`, with ` / member` and ` @ period` where needed, and may put a question: `{change of
        indicator}`, `{rating of ...}`, `{target of ...}`, `{earlier of ...}`, `{direction of ...}`, `{total of ...}`,
        `{words of ...}`, `{rounded of ...}`. A slot without a period means `at`, one period; without a value there its
        sentence is left out. InputError where a slot names an unknown indicator, or a period of its own without a
        value.

        >>> report.say("Of invoices {invoices_paid_30_days} were paid in time, {change of invoices_paid_30_days}.",
        ...            at="2014-15-Q2")
        Of invoices 77.59% were paid in time, up 3.43 percentage points.
        """
        return self._as_held(sentences, at, lambda said: Paragraph(run_on(said)))

    def points(self, *sentences: str, at: str = "") -> Shown:
        """Show sentences with slots as bullets, filled as `say` does.

        >>> report.points("Contracts let: {contracts_let}.", "The year before: {contracts_let @ 2014-15-Q1}.",
        ...               at="2014-15-Q2")
        - Contracts let: 30.
        - The year before: 18.
        """
        return self._as_held(sentences, at, Bullets)

    def caution(self, *sentences: str, at: str = "") -> Shown:
        """Show sentences with slots as a paragraph set apart, filled as `say` does.

        >>> report.caution("Calls to the line were {rating of ap_calls_answered_rate}.", at="2014-10")
        Calls to the line were on target.
        """
        return self._as_held(sentences, at, lambda said: Inset(run_on(said)))

    def main_points(self, periods: Periods, *sentences: str, keys: Keys = (), at: str = "") -> Shown:
        """Show what matters most of a report as up to six bullets, the worst first.

        Sentences with slots come before all others, in your order, and what they tell of is not told again. The rest is
        chosen among `keys`, or all indicators, each at the last of the periods that has a value: newly off target, off
        target and worse, off target, not clear, worse, within tolerance, recovered, better, on target.

        >>> report.main_points("2014-15-Q2", keys=["invoices_paid_30_days", "contracts_let_on_time"])
        - Invoices paid within 30 days improved but missed the target of 100%. The figure was 77.59% in July to
        September 2014, up from 74.16% in April to June 2014, the one earlier figure.
        """
        default = self._period_if_any(at)
        said, left_out = say_held(sentences, self.evidence, default)
        when, chosen = self._periods_of(periods), keys_of(keys) or self.evidence.observed
        found = [self.evidence.latest_result(key, when) for key in chosen]
        points = main_points(self.evidence, filter(None, found), said)
        return Shown(points, *_left_out(left_out, default), *gaps(self.evidence, chosen, when))

    def results(self, keys: Keys, at: Periods) -> Shown:
        """Show a bullet for each indicator: verdict, value, up to two earlier values, target.

        Each is at the last of the periods that has a value. Earlier values are given where their periods have the same
        length; a percentage may also be told beside those of other months.

        >>> report.results(["ap_calls_answered_rate"], "2014-10")
        - Calls answered as a share of calls offered met the target of at least 90%. The figure was 92.6% in October
        2014. The year so far, April to October 2014, is off target at 84.4%.
        """
        when = self._periods_of(at)
        found = [self.evidence.latest_result(key, when) for key in keys_of(keys)]
        items = tuple(describe(result) for result in found if result)
        return self._shown(Bullets(items) if items else Absent(f"No indicator has a value at {at}."), keys, when)

    def rating_counts(self, periods: Periods) -> Shown:
        """Show how many of all indicators with a target are on target, and by name which are not.

        Each is at the last of the periods that has a value.

        >>> report.rating_counts("2014-10")
        Two of the three indicators with a target are off target: Invoices paid within 30 days (79.99%) and Invoices
        paid
        after 90 days (5.1%); Calls answered as a share of calls offered (92.6%) is on target. ...
        """
        when, observed = self._periods_of(periods), self.evidence.observed
        found = [self.evidence.latest_result(key, when) for key in observed]
        counts = rating_counts(result for result in found if result)
        rated = [key for key in observed if any(target.indicator == key for target in self.evidence.targets)]
        shown = Paragraph(counts) if counts else Absent("No indicator with a target has a value.")
        return Shown(shown, *gaps(self.evidence, rated, when))

    def _as_held(self, sentences: Sequence[str], at: str, block: Callable[[tuple[Runs, ...]], Block]) -> Shown:
        default = self._period_if_any(at)
        said, left_out = say_held(sentences, self.evidence, default)
        return Shown(*([block(said)] if said else []), *_left_out(left_out, default))


def _left_out(sentences: Iterable[str], at: Period | None) -> tuple[Absent, ...]:
    return tuple(Absent(f"Nothing is held at {at} for: {sentence}") for sentence in sentences)
