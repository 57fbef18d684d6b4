"""Picture and sound over the socket: a reader who stops reading must not make the server's memory grow."""

import numpy as np

from conversations.live.websocket_media import MAX_AHEAD, MAX_UNREAD, SocketSink

IMAGE, SOUND = np.full((96, 64), 128, np.uint8), np.ones(1920, np.int16)


def put(sink: SocketSink, first: int, count: int) -> None:
    for index in range(first, first + count):
        sink.put(index, sink.encode(IMAGE, SOUND), index, silent=False)


def test_who_never_says_that_it_reads_gets_twenty_seconds_and_no_more() -> None:
    sent: list[bytes] = []
    put(SocketSink(sent.append), 7, 3 * MAX_UNREAD)
    assert len(sent) == MAX_UNREAD + 1


def test_who_stops_reading_gets_more_when_it_reads_again() -> None:
    sent: list[bytes] = []
    sink = SocketSink(sent.append)
    sink.put(0, sink.encode(IMAGE, SOUND), 0, silent=False)
    sink.acknowledged(0)
    put(sink, 1, 2 * MAX_UNREAD)
    assert len(sent) == MAX_UNREAD + 1
    sink.acknowledged(2 * MAX_UNREAD)
    put(sink, 2 * MAX_UNREAD + 1, 10)
    assert len(sent) == MAX_UNREAD + 11


def test_who_is_a_little_behind_gets_the_sound_without_the_picture() -> None:
    sent: list[bytes] = []
    sink = SocketSink(sent.append)
    sink.acknowledged(0)
    put(sink, 1, MAX_AHEAD + 5)
    assert len(sent[-1]) < len(sent[0])
    assert len(sent) == MAX_AHEAD + 5
