"""The sockets of the avatars' pages."""

from django.urls import path

from avatars.coach_consumer import CoachConsumer
from avatars.consumers import AvatarsConsumer

websocket_urlpatterns = [
    path("ws/avatars/", AvatarsConsumer.as_asgi()),
    path("ws/coach/<str:code>/", CoachConsumer.as_asgi()),
]
