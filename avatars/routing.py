"""The sockets of the avatars' pages."""

from django.urls import path

from avatars.consumers import AvatarsConsumer

websocket_urlpatterns = [path("ws/avatars/", AvatarsConsumer.as_asgi())]
