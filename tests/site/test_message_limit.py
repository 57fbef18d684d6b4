"""A WebSocket message that is too large for any use of ours closes its socket."""

import daphne.server

from avatarsite.message_limit import MAX_MESSAGE, limit_messages


def test_every_daphne_server_limits_its_messages() -> None:
    limit_messages()
    server = daphne.server.Server(application=None, endpoints=["tcp:0"])
    factory = daphne.server.WebSocketFactory(server, server="Daphne")
    factory.setProtocolOptions(autoPingTimeout=30, allowNullOrigin=True)  # as the server does afterwards
    assert factory.maxMessagePayloadSize == factory.maxFramePayloadSize == MAX_MESSAGE
