"""Messages between a kernel and its client, however their bytes arrive."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
import zmq
from hypothesis import given
from hypothesis import strategies as st
from ipykernel.iostream import IOPubThread
from jupyter_client.session import Session

from ccpi_nb.kernels.pipe import Arriving, Channel
from ccpi_nb.kernels.piped_kernel import PipedStream

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


class HeldUp(Session):
    """What makes the messages of an output stream, once it may."""

    def __init__(self) -> None:
        super().__init__()
        self.begins, self.may = threading.Event(), threading.Event()

    def msg(self, *arguments: Any, **more: Any) -> dict[str, Any]:
        self.begins.set()
        assert self.may.wait(10)
        return super().msg(*arguments, **more)


async def _nothing() -> None:
    pass


@dataclass
class Sender:
    """The thread that sends for a kernel, and what it was asked to do and has sent."""

    context: zmq.Context[zmq.Socket[bytes]]
    session: HeldUp = field(default_factory=HeldUp)
    sent: list[bytes] = field(default_factory=list)
    scheduled: int = 0

    def __post_init__(self) -> None:
        self.thread = IOPubThread(Channel("iopub", self.sent.append, self.context), session=self.session)
        schedule = self.thread.schedule

        def count(work: Callable[[], object]) -> None:
            self.scheduled += 1
            schedule(work)

        self.thread.schedule = count
        self.thread._run_event_pipe_gc = _nothing  # which would outlive the test
        self.thread.start()
        self.stream = PipedStream(self.session, self.thread, "stdout", watchfd=False)


@pytest.fixture
def sender() -> Iterator[Sender]:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    sender = Sender(context)
    yield sender
    sender.thread.stop()
    context.destroy(linger=0)


def test_an_output_stream_waits_for_the_thread_that_sends_only_where_something_was_written(sender: Sender) -> None:
    sender.session.may.set()
    for _ in range(6):
        sender.stream.flush()
    assert sender.scheduled == 0
    sender.stream.write("seen")
    sender.stream.flush()
    before = sender.scheduled
    sender.stream.flush()
    assert (before > 0, sender.scheduled) == (True, before)
    sender.thread.stop()
    assert [b'"text": "seen"' in message for message in sender.sent] == [True]


def test_an_output_stream_waits_for_what_is_being_sent(sender: Sender) -> None:
    sender.stream.write("seen")
    first, second = (threading.Thread(target=sender.stream.flush) for _ in range(2))
    first.start()
    assert sender.session.begins.wait(10)
    second.start()
    second.join(0.05)
    assert second.is_alive()
    sender.session.may.set()
    first.join(10)
    second.join(10)
    assert not second.is_alive()


def test_an_output_stream_waits_where_a_program_wrote_by_its_number_and_nobody_has_read_it(sender: Sender) -> None:
    sender.stream._fid, theirs = os.pipe()
    sender.stream.flush()
    assert sender.scheduled == 0
    os.write(theirs, b"seen")
    sender.stream.flush()
    assert sender.scheduled > 0
    os.close(sender.stream._fid)
    os.close(theirs)
    sender.stream._fid = None
