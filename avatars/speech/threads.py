"""Where voices do their work: never in the event loop. Made at first use, and anew in a forked process."""

import os
from concurrent.futures import ThreadPoolExecutor

_pools: dict[str, ThreadPoolExecutor] = {}
os.register_at_fork(after_in_child=_pools.clear)


def embedded_thread() -> ThreadPoolExecutor:
    """The one thread in which the embedded voice reads: espeak-ng has one global state."""
    return _pool("voice", 1)


def heavy_threads() -> ThreadPoolExecutor:
    """For networks and alignment, so that they do not delay the embedded voice of other sessions."""
    return _pool("voice-heavy", 2)


def _pool(name: str, size: int) -> ThreadPoolExecutor:
    if name not in _pools:
        _pools[name] = ThreadPoolExecutor(size, thread_name_prefix=name)
    return _pools[name]
