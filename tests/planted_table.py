"""`python tests/planted_table.py`: which planted mistakes are noticed, by what, and the false alarms on true data."""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from planted import Notice
from planted_bench import Bench, Caught
from planted_labels import LABELS
from planted_parts import PARTS
from planted_pasted import PASTED
from planted_rows import ROWS
from planted_values import VALUES
from planted_words import WORDS

MISTAKES = (*VALUES, *PARTS, *ROWS, *LABELS, *PASTED, *WORDS)


def table(caught: Iterable[Caught]) -> Iterator[str]:
    """Yield a line for each kind: what should notice it, places, caught, by what, and a sentence or a place missed."""
    yield f"{'should be':10}{'places':>7}{'caught':>7}  kind: by what"
    for mistake, group in groupby(caught, key=lambda each: each.mistake):
        found = list(group)
        by = Counter(each.by for each in found if each.by)
        words = ", ".join(f"{way} {count}" for way, count in by.items()) or "nothing"
        yield f"{mistake.notice:10}{len(found):7}{by.total():7}  {mistake.name}: {words}"


def summary(caught: Iterable[Caught]) -> Iterator[str]:
    """Yield how many places and kinds were noticed, of those that should be."""
    by_notice = {notice: [each for each in caught if each.mistake.notice is notice] for notice in Notice}
    for notice, found in by_notice.items():
        kinds: dict[str, list[bool]] = {each.mistake.name: [] for each in found}
        for each in found:
            kinds[each.mistake.name].append(bool(each.by))
        yield (
            f"{notice}: {sum(bool(each.by) for each in found)} of {len(found)} places, "
            f"{sum(map(all, kinds.values()))} of {len(kinds)} kinds wherever tried, "
            f"{sum(map(any, kinds.values()))} somewhere"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--missed", action="store_true", help="each place that should be noticed and was not")
    parser.add_argument("--sentences", action="store_true", help="what was said at each place")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        caught = list(bench.run(MISTAKES, options.seed, options.places))
    print(*table(caught), "", *summary(caught), sep="\n")
    if options.missed:
        print(
            *(
                f"missed: {each.mistake.name} | {each.place}"
                for each in caught
                if not each.by and each.mistake.notice is not Notice.UNSEEN
            ),
            sep="\n",
        )
    if options.sentences:
        print(*(f"{each.mistake.name} | {each.place} | {each.by} | {each.sentence}" for each in caught), sep="\n")
    print(f"\nOn the true data, where every one is a false alarm ({len(bench.answered)} more are answered):")
    print(
        *(
            f"{by}: {sentence}"
            for by, sentences in bench.true.items()
            if by == "asked"
            for sentence in sorted(sentences)
        ),
        sep="\n",
    )


if __name__ == "__main__":
    main()
