"""The order of a document's blocks: its sections' names, what is read after what, and sections without content."""

from collections.abc import Iterable, Iterator, Sequence

from ccpi_nb.document.model import Absent, Block, Bullets, Chart, Heading, Inset, Rule, Table


def anchors(blocks: Iterable[Block]) -> list[str]:
    """Return the name of each heading's place on a page, from its words, and of each table and chart; '' for others."""
    taken = {"main", "contents"}
    names = []
    for block in blocks:
        if not isinstance(block, Heading | Table | Chart):
            names.append("")
            continue
        # Without an underscore, so that a name with one (a table's `..._notes`) can't be any other's.
        stem = (block.anchor if isinstance(block, Heading) else "") or block.kind
        name, count = stem, 1
        while name in taken:
            count += 1
            name = f"{stem}-{count}"
        taken.add(name)
        names.append(name)
    return names


def flattened(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks in the order in which they are read, each list item's and quotation's own after its first words.

    A list whose items have blocks becomes a list for each item.
    """
    for block in blocks:
        match block:
            case Bullets(below=below) if below:
                for runs, own in block.parts:
                    yield Bullets((runs,), block.ordered)
                    yield from flattened(own)
            case Inset(below=below) if below:
                yield Inset(block.runs)
                yield from flattened(below)
            case _:
                yield block


def without_empty_sections(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Drop what is absent, then every heading under which nothing is left."""
    kept: list[Block] = []
    depth: int | None = None  # the level above which the next heading must be for the one before it to have a body
    for block in reversed(blocks):
        if isinstance(block, Absent):
            continue
        if isinstance(block, Rule):
            kept.append(block)  # nothing that a section has to say
            continue
        if isinstance(block, Heading):
            if depth is None or depth <= block.level:
                continue
            depth = block.level
        else:
            depth = 7
        kept.append(block)
    return tuple(reversed(kept))
