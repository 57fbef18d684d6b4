"""Addresses of the editor."""

from django.urls import path

from avatars import recording_endpoints, recording_views

urlpatterns = [
    path("new/", recording_views.avatar_new, name="avatar_new"),
    path("<str:code>/again/", recording_views.avatar_again, name="avatar_again"),
    path("recordings/<str:code>/", recording_views.recording_page, name="recording"),
    path("recordings/<str:code>/leave", recording_views.recording_leave, name="recording_leave"),
    path("recordings/<str:code>/state", recording_endpoints.state, name="recording_state"),
    path("recordings/<str:code>/send", recording_endpoints.recording_send, name="recording_send"),
    path("recordings/<str:code>/takes/<str:key>", recording_endpoints.take, name="recording_take"),
    path("recordings/<str:code>/takes/<str:key>/media", recording_views.take_media, name="take_media"),
]
