"""The live session's socket."""

from django.urls import path

from conversations.consumers import LiveConsumer

websocket_urlpatterns = [path("ws/conversations/<str:code>/", LiveConsumer.as_asgi())]
