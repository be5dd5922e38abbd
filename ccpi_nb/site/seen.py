"""What there was to see of an indicator by each day, as digests: a page that saw the same is not made again."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ccpi_nb.domain.indicators import Indicator, Observation
from ccpi_nb.domain.targets import Target
from ccpi_nb.files.views import content_digest


@dataclass(frozen=True)
class SeenByDay:
    """The days on which anything of an indicator became known, earliest first, each with the digest of all until then.

    A hundred scorecards may show an indicator: what they saw is not written out again for every one.
    """

    days: Sequence[date]
    digests: Sequence[str]

    @classmethod
    def of(cls, indicator: Indicator, known: Iterable[Observation | Target]) -> "SeenByDay":
        """Return what there was to see of an indicator, its observations and its targets."""
        new: dict[date, list[Observation | Target]] = defaultdict(list)
        for each in known:
            new[each.as_at or date.min].append(each)
        days = sorted({date.min, *new})
        digests = [content_digest(indicator)]
        for day in days:
            digests.append(content_digest((digests[-1], new[day])))
        return cls(days, digests[1:])

    def by(self, day: date) -> str:
        """Return the digest of what was known by a day."""
        return self.digests[bisect_right(self.days, day) - 1]
