"""Made-up numbers of people, and a reader who knows all rules that hold between them, against `secondary`."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pytest
from attack import Reader, added, counted, times
from builders import known, kpi, p, related, seen

from ccpi_nb.disclosure.protection import Protection
from ccpi_nb.domain.disclosure import Disclosure, Scheme
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation
from ccpi_nb.domain.relations import Related

THRESHOLD = 5
PERIODS = {
    **{f"2014-15-Q{number + 1}": range(number, number + 1) for number in range(4)},
    "2014-04/2014-09": range(2),
    "2014-04/2014-12": range(3),
    "2014-10/2015-03": range(2, 4),
    "2014-15": range(4),
}
MEMBERS = ("North", "South", "West")
ANSWERS = ("yes", "no", "neither")
COUNTS = ("complaints", "enquiries", "contacts", "upheld")
INDICATORS: tuple[Indicator, ...] = (
    *(kpi(key, unit="number", breakdown="area", people=True) for key in COUNTS),
    kpi("upheld_rate", decimals=1, breakdown="area", people=True),
    kpi("share_upheld", decimals=1, breakdown="area", people=True),
    kpi("answers", decimals=1, breakdown="answer", people=True),
    kpi("upheld_per_month", unit="number", decimals=2, people=True),
)
RELATIONS: tuple[Related, ...] = (
    related("total", "contacts", "complaints"),
    related("total", "contacts", "enquiries"),
    related("rate", "share_upheld", "upheld", "complaints"),
    related("per month", "upheld_per_month", "upheld"),
)


@dataclass(frozen=True)
class World:
    """What truly happened, and the rows that tell of it."""

    evidence: Evidence
    parts: dict[tuple[str, str, int], int]

    def count(self, of: str, member: str, period: str) -> int:
        return sum(self.parts[of, one, quarter] for one in whole(of, member) for quarter in PERIODS[period])


def whole(of: str, member: str) -> tuple[str, ...]:
    everybody = ANSWERS if of in {"answers part", "answers whole"} else MEMBERS
    return (member,) if member else everybody


def share(part: int, all_of_them: int) -> str:
    return str((Decimal(100) * part / all_of_them).quantize(Decimal("0.1"), ROUND_HALF_UP))


def world(seed: int) -> World:
    """A year in quarters, of which some quarters and longer periods are given, some as they come, some suppressed."""
    random = Random(seed)
    parts: dict[tuple[str, str, int], int] = {}
    for member in MEMBERS:
        for quarter in range(4):
            parts["complaints", member, quarter] = random.choice((0, 1, 2, 3, 4, 6, 9, 14, 30))
            parts["enquiries", member, quarter] = random.choice((0, 2, 4, 8, 20, 45))
            parts["upheld", member, quarter] = random.randint(0, parts["complaints", member, quarter])
            parts["contacts", member, quarter] = (
                parts["complaints", member, quarter] + parts["enquiries", member, quarter]
            )
    for quarter in range(4):
        for answer in ANSWERS:
            parts["answers part", answer, quarter] = random.choice((1, 3, 6, 20, 60))
    made = World(known(), parts)
    periods = random.sample(sorted(PERIODS), random.randint(3, 5))
    observed = [row for period in periods for row in _rows(made, period, random)]
    return World(known(*INDICATORS, *observed), parts)


def _rows(made: World, period: str, random: Random) -> Iterator[Observation]:
    for of in random.sample(COUNTS, random.randint(1, 4)):
        for member in ("", *MEMBERS):
            count = made.count(of, member, period)
            if count or member == "" or random.random() < 0.6:  # a member with none is often not listed
                came = "[c]" if 0 < count < THRESHOLD and random.random() < 0.3 else str(count)
                yield seen("[x]" if random.random() < 0.05 else came, period, of=of, breakdown=member)
    for of in random.sample(("upheld_rate", "share_upheld"), random.randint(0, 2)):
        for member in ("", *MEMBERS):
            part, everybody = made.count("upheld", member, period), made.count("complaints", member, period)
            if everybody:
                row = seen(share(part, everybody), period, of=of, breakdown=member)
                numbers = {"numerator": Decimal(part), "denominator": Decimal(everybody)}
                yield replace(row, **numbers) if of == "upheld_rate" else row
    if random.random() < 0.4:
        everybody = made.count("answers part", "", period)
        for answer in ANSWERS:
            part = made.count("answers part", answer, period)
            row = seen(share(part, everybody), period, of="answers", breakdown=answer)
            yield replace(row, numerator=Decimal(part), denominator=Decimal(everybody))
    if random.random() < 0.4:
        months = 3 * len(PERIODS[period])
        average = (Decimal(made.count("upheld", "", period)) / months).quantize(Decimal("0.01"), ROUND_HALF_UP)
        yield seen(str(average), period, of="upheld_per_month")


def reader_of(shown: Evidence) -> Reader:
    """Somebody who knows what is shown, also the numbers behind a share, and how things depend on each other."""
    reader = Reader()
    for quarter in range(4):
        for member in MEMBERS:
            parts, wholes, rates = (
                counted(of, (member,), (quarter,)) for of in ("upheld", "complaints", "upheld_rate part")
            )
            reader.learns(added(wholes, times(-1, parts)), 0)
            reader.learns(added(counted("upheld_rate whole", (member,), (quarter,)), times(-1, rates)), 0)
            reader.learns(
                added(*(times(-1 if of == "contacts" else 1, counted(of, (member,), (quarter,))) for of in COUNTS[:3])),
                0,
                0,
            )
    for row in shown.published:
        for numbers, least, most in told(row):
            reader.learns(numbers, least, most)
    listed = {(row.indicator, row.period, row.breakdown) for row in shown.published}
    for of in COUNTS:  # who is not listed has none
        for period, quarters in PERIODS.items():
            if any((of, p(period), member) in listed for member in MEMBERS):
                for member in MEMBERS:
                    if (of, p(period), member) not in listed:
                        reader.learns(counted(of, (member,), quarters), 0, 0)
    return reader


def told(row: Observation) -> Iterator[tuple[dict, float, float]]:
    """What a row says of the parts: exactly, or between what."""
    of, quarters = row.indicator, PERIODS[str(row.period)]
    if row.shorthand == "[x]":
        return
    if of in COUNTS:
        value = None if row.value is None else float(row.value)
        yield (
            counted(of, whole(of, row.breakdown), quarters),
            value or (value is None),
            (10_000 if value is None else value),
        )
    elif of == "answers":
        if row.numerator is not None and row.denominator is not None:
            yield counted("answers part", (row.breakdown,), quarters), float(row.numerator), float(row.numerator)
            yield counted("answers part", ANSWERS, quarters), float(row.denominator), float(row.denominator)
    elif of == "upheld_per_month":
        if row.value is not None:
            half, months = 0.005, 3 * len(quarters)
            value = float(row.value)
            yield counted("upheld", MEMBERS, quarters), (value - half) * months, (value + half) * months
    elif of == "upheld_rate":
        if row.numerator is not None and row.denominator is not None:
            for what, number in (("part", row.numerator), ("whole", row.denominator)):
                yield counted(f"upheld_rate {what}", whole(of, row.breakdown), quarters), float(number), float(number)
    elif row.value is not None:
        parts, wholes = (counted(one, whole(of, row.breakdown), quarters) for one in ("upheld", "complaints"))
        value = float(row.value)
        yield added(times(100, parts), times(-value - 0.05, wholes)), -1e9, 1e-6
        yield added(times(100, parts), times(-value + 0.05, wholes)), -1e-6, 1e9


def secrets(made: World, shown: Evidence) -> Iterator[tuple[str, dict]]:
    """The numbers too small to be known, of all rows."""
    for row in made.evidence.published:
        of, quarters = row.indicator, PERIODS[str(row.period)]
        if row.shorthand == "[x]" or of in {"upheld_per_month", "share_upheld"}:
            continue
        for what in ("",) if of in COUNTS else ("part", "whole", "rest"):
            names = {"": of, "part": f"{of} part", "whole": f"{of} whole"}
            if of == "answers":
                names["whole"] = "answers part"
            members = whole(of if of != "answers" else "answers part", row.breakdown)
            part = counted(names.get(what, f"{of} part"), members, quarters)
            everybody = counted(names["whole"], ANSWERS if of == "answers" else members, quarters)
            sums = {"": part, "part": part, "whole": everybody, "rest": added(everybody, times(-1, part))}
            true = _true(made, row, what)
            if 0 < true < THRESHOLD:
                yield f"{of} {what} {row.period} {row.breakdown}", sums[what]


def _true(made: World, row: Observation, what: str) -> int:
    of, period = row.indicator, str(row.period)
    if of in COUNTS:
        return made.count(of, row.breakdown, period)
    part, everybody = int(row.numerator or 0), int(row.denominator or 0)
    return {"part": part, "whole": everybody, "rest": everybody - part}[what]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_whoever_knows_every_rule_must_think_values_a_threshold_apart_possible(seed: int) -> None:
    made = world(seed)
    shown = Protection.over(made.evidence, Disclosure(THRESHOLD, Scheme.SECONDARY), RELATIONS).on(made.evidence)
    reader = reader_of(shown)
    told_apart = {what: reader.can_tell(numbers) for what, numbers in secrets(made, shown)}
    assert {what: ends for what, ends in told_apart.items() if ends[1] - ends[0] < THRESHOLD} == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_no_rounded_number_can_be_told_exactly(seed: int) -> None:
    random = Random(seed)
    areas = [f"Area {number}" for number in range(random.choice((3, 5, 7)))]
    parts = {(area, quarter): random.choice((1, 2, 2, 2, 3, 7)) for area in areas for quarter in range(2)}
    spans = {"2014-15-Q1": (0,), "2014-15-Q2": (1,), "2014-04/2014-09": (0, 1)}

    def sums(area: str, quarters: Iterable[int]) -> dict[Hashable, float]:
        return counted("complaints", [area] if area else areas, quarters)

    rows = [
        seen(
            str(sum(parts[one, at] for one in ([area] if area else areas) for at in at_quarters)),
            span,
            of="complaints",
            breakdown=area,
        )
        for span, at_quarters in spans.items()
        for area in ("", *areas)
    ]
    made = known(*INDICATORS, *rows)
    reader = Reader()
    for row in Protection.over(made, Disclosure(5, Scheme.ROUND)).on(made).observations:
        if row.value is not None:
            reader.learns(sums(row.breakdown, spans[str(row.period)]), float(row.value) - 2, float(row.value) + 2)
    for row in rows:
        least, most = reader.can_tell(sums(row.breakdown, spans[str(row.period)]))
        assert least < most, row


def test_the_reader_finds_what_is_not_protected() -> None:
    evidence = known(
        *INDICATORS,
        seen("50", of="complaints"),
        *(
            seen(value, of="complaints", breakdown=member)
            for member, value in zip(MEMBERS, ("14", "[c]", "33"), strict=True)
        ),
    )
    assert reader_of(evidence).can_tell(counted("complaints", ("South",), PERIODS["2014-15-Q2"])) == (3, 3)
