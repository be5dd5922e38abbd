"""Messages between a kernel and its client, however their bytes arrive."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.kernels.pipe import Arriving, Channel

MESSAGES = st.lists(st.tuples(st.sampled_from(["shell", "iopub"]), st.lists(st.binary(max_size=40), max_size=5)))


def sent(messages: list[tuple[str, list[bytes]]]) -> bytes:
    out: list[bytes] = []
    for name, parts in messages:
        Channel(name, out.append).send_multipart(parts)
    return b"".join(out)


@given(MESSAGES, st.lists(st.integers(min_value=0, max_value=400)))
def test_messages_arrive_as_they_were_sent_wherever_their_bytes_are_parted(
    messages: list[tuple[str, list[bytes]]], cuts: list[int]
) -> None:
    stream, arriving = sent(messages), Arriving()
    places = [0, *sorted(cut for cut in cuts if cut < len(stream)), len(stream)]
    arrived = [message for start, end in pairwise(places) for message in arriving.messages(stream[start:end])]
    assert arrived == messages


@pytest.mark.parametrize("part", [memoryview(b"seen"), bytearray(b"seen"), b"seen"])
def test_a_part_may_be_whatever_jupyter_sends(part: bytes) -> None:
    out: list[bytes] = []
    Channel("iopub", out.append).send_multipart([part], copy=False)
    assert list(Arriving().messages(out[0])) == [("iopub", [b"seen"])]
