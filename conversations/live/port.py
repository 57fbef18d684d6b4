"""The browser's end of a session, as the session sees it: the consumer of its socket."""

from typing import Any, Protocol


class Port(Protocol):
    def send_event(self, message: dict[str, Any]) -> None:
        """Queue one JSON message; never blocks."""
        ...

    def send_media(self, data: bytes) -> None:
        """Queue one binary message; never blocks."""
        ...

    async def taken_over(self, message: str) -> None:
        """Another tab has the session now: say so and close."""
        ...

    async def silent(self) -> None:
        """Nothing was heard of it for too long: close, so that it opens another one if it lives."""
        ...

    async def finished(self) -> None:
        """Everything was said: close after what is queued."""
        ...
