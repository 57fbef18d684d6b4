"""The live session's socket."""

from django.urls import URLPattern

websocket_urlpatterns: list[URLPattern] = []
