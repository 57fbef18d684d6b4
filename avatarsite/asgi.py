"""The ASGI application: pages by Django, the live session's socket by Channels."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "avatarsite.settings")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()  # sets Django up, so it comes before everything that has models

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402

from avatars.routing import websocket_urlpatterns as avatar_sockets  # noqa: E402
from avatarsite.message_limit import limit_messages  # noqa: E402
from conversations.asgi import LiveProcess  # noqa: E402
from conversations.routing import websocket_urlpatterns as live_sockets  # noqa: E402

limit_messages()
application = LiveProcess(
    ProtocolTypeRouter(
        {
            "http": pages,
            "websocket": AllowedHostsOriginValidator(
                AuthMiddlewareStack(URLRouter([*avatar_sockets, *live_sockets]))
            ),
        }
    )
)
