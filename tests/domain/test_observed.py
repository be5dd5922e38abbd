from datetime import date

from builders import seen
from hypothesis import given
from hypothesis import strategies as some

from ccpi_nb.domain.indicators import Observation
from ccpi_nb.domain.observed import Observed


def row(of: str, breakdown: str, day: int) -> Observation:
    return seen("5", "2014-10", of=of, breakdown=breakdown, as_at=f"2014-12-{day:02}")


ROWS = some.lists(some.builds(row, some.sampled_from("abc"), some.sampled_from(["", "North"]), some.integers(1, 5)))
PARTS = some.lists(ROWS, max_size=4)


@given(PARTS, some.sets(some.sampled_from("abcd")), some.integers(0, 6))
def test_rows_that_are_put_together_answer_as_if_they_had_been_together_always(
    parts: list[list[Observation]], keys: set[str], day: int
) -> None:
    rows = [row for part in parts for row in part]
    by = date(2014, 12, day) if day else date(2014, 11, 30)
    for found in (Observed(rows), Observed.joined(map(Observed, parts))):
        assert [*found] == rows
        assert [*found.known_by(by)] == [row for row in rows if row.as_at <= by]
        assert [*found.of(keys)] == [row for row in rows if row.indicator in keys]
        assert {key: [*own] for key, own in found.by_indicator.items()} == {
            key: [row for row in rows if row.indicator == key] for key in dict.fromkeys(row.indicator for row in rows)
        }
        assert found.has_whole is any(not row.breakdown for row in rows)
        assert found.published() == Observed(rows).published()


def test_what_was_found_in_rows_is_found_in_all_that_holds_them() -> None:
    own, other = Observed([row("a", "", 1)]), Observed([row("b", "", 2)])
    together = Observed.joined([own, other])
    assert together.by_indicator["a"] is own.by_indicator["a"]
    assert together.known_by(date(2014, 12, 2)) is together
    assert together.known_by(date(2014, 12, 1)) is own
    assert Observed.joined([Observed(), own]) is own
    assert Observed.among(together) is together
