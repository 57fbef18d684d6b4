"""Connections to OpenAI-compatible speech services: one per event loop, server and key, so that they stay warm."""

import asyncio
from weakref import WeakKeyDictionary

import httpx2
import openai

_Clients = dict[tuple[str, str, float], openai.AsyncOpenAI]
_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, _Clients] = WeakKeyDictionary()
CONNECT_S = 4.0


def service(base_url: str, api_key: str, timeout_s: float) -> openai.AsyncOpenAI:
    """The running loop's client. An empty `base_url` is OpenAI's own; a server without keys gets a dummy one."""
    kept = _clients.setdefault(asyncio.get_running_loop(), {})
    key = (base_url, api_key, timeout_s)
    if key not in kept:
        kept[key] = openai.AsyncOpenAI(
            base_url=base_url or None,
            api_key=api_key or "none",
            timeout=httpx2.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s)),
            max_retries=0,
        )
    return kept[key]


async def close_services() -> None:
    """Closes the running loop's connections; later calls open them anew."""
    for client in _clients.pop(asyncio.get_running_loop(), {}).values():
        await client.close()
