"""Answers of a chat model, streamed by the `openai` package from any server that speaks its protocol."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

import certifi
import httpx2
import openai
from openai.types.chat import ChatCompletionChunk

from avatarsite.errors import Category
from projects.chat.context import messages
from projects.chat.faults import fault, from_openai
from projects.chat.types import ChatConfig, Message

DEFAULT_MODEL = "gpt-4o-mini"
FAILURES = (openai.OpenAIError, httpx2.HTTPError, json.JSONDecodeError, ValueError)


class ModelAnswerer:
    """One per session, on one event loop: its connection is kept from answer to answer until `aclose`."""

    def __init__(self, config: ChatConfig) -> None:
        self.config = config
        self.api: openai.AsyncOpenAI | None = None

    async def prepare(self) -> None:
        """Makes the client, the certificates read in a thread; the connection opens with the first answer."""
        await asyncio.to_thread(certificates)
        if self.api is None:
            self.api = client(self.config)

    async def aclose(self) -> None:
        """Closes the connection. An answer asked for later opens it again."""
        if self.api:
            await self.api.close()
            self.api = None

    async def answer(self, history: Sequence[Message], text: str) -> AsyncIterator[str]:
        """Deltas as they come. Cut off in the middle, what came stays said and `ProviderError` follows."""
        if not self.config.api_key and not self.config.base_url:
            raise fault(Category.AUTH, "no key is set")
        began = False
        try:
            async for delta in self._deltas(history, text):
                began = True
                yield delta
        except FAILURES as error:
            raise from_openai(error, began=began) from error

    async def _deltas(self, history: Sequence[Message], text: str) -> AsyncIterator[str]:
        """Each chunk's text. The first and the later ones have a time limit; empty chunks don't count."""
        await self.prepare()
        limits = self.config.limits
        loop = asyncio.get_running_loop()
        deadline = loop.time() + limits.first_token_s
        stream = await within(deadline, self._stream(history, text))
        finished = False
        spoke = False
        try:
            chunks = aiter(stream)
            while (chunk := await within(deadline, anext(chunks, None))) is not None:
                for choice in chunk.choices or ():
                    finished = finished or bool(choice.finish_reason)
                    if delta := (choice.delta.content if choice.delta else None):
                        spoke = True
                        yield delta
                        deadline = loop.time() + limits.between_tokens_s
        finally:
            with suppress(Exception):
                await stream.close()
        if not finished:
            raise fault(Category.CUT_OFF, "the stream ended without a finish reason")
        if not spoke:
            raise fault(Category.UNAVAILABLE, "the answer was empty")

    async def _stream(self, history: Sequence[Message], text: str) -> openai.AsyncStream[ChatCompletionChunk]:
        """Some reasoning models refuse a temperature: then their own is taken."""
        request = self._request(history, text)
        api = self.api or client(self.config)
        create: Any = api.chat.completions.create
        try:
            return await create(**request)
        except openai.BadRequestError as error:
            if error.param != "temperature":
                raise
            del request["temperature"]
            return await create(**request)

    def _request(self, history: Sequence[Message], text: str) -> dict[str, Any]:
        return {
            "model": self.config.model or DEFAULT_MODEL,
            "messages": messages(self.config, history, text),
            "temperature": self.config.temperature,
            "stream": True,
        }


def client(config: ChatConfig) -> openai.AsyncOpenAI:
    """No retries of its own: the visitor waits, so the session decides. Local servers take any key."""
    limits = config.limits
    read_s = max(limits.first_token_s, limits.between_tokens_s)
    return openai.AsyncOpenAI(
        api_key=config.api_key or "none",
        base_url=config.base_url or None,
        timeout=httpx2.Timeout(read_s, connect=limits.connect_s),
        max_retries=0,
        http_client=openai.DefaultAsyncHttpxClient(verify=certificates()),
    )


@cache
def certificates() -> ssl.SSLContext:
    """Reading the certificates costs some 50 ms of CPU, so once a process."""
    return ssl.create_default_context(cafile=certifi.where())


async def within(deadline: float, waited_for: Any) -> Any:
    """`deadline` on the loop's clock; late raises `ProviderError` of the time-out kind."""
    try:
        async with asyncio.timeout_at(deadline):
            return await waited_for
    except TimeoutError as late:
        raise fault(Category.TIMEOUT, "no token in time") from late
