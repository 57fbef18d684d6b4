"""Addresses of the conversations app."""

from django.urls import path

from conversations import guest_views, views

urlpatterns = [
    path("chat/<str:code>/", views.chat, name="chat"),
    path("chat/<str:code>/start/", views.chat_start, name="chat_start"),
    path("conversations/", views.conversation_list, name="conversation_list"),
    path("conversations/<str:code>/", views.conversation_detail, name="conversation_detail"),
    path("conversations/<str:code>/state/", views.conversation_state, name="conversation_state"),
    path("conversations/<str:code>/end/", views.conversation_end, name="conversation_end"),
    path("talk/<str:link>/", guest_views.guest_chat, name="guest_chat"),
    path("talk/<str:link>/start/", guest_views.guest_start, name="guest_chat_start"),
    path("talk/<str:link>/<str:code>/", guest_views.guest_detail, name="guest_detail"),
    path("talk/<str:link>/<str:code>/state/", guest_views.guest_state, name="guest_state"),
    path("talk/<str:link>/<str:code>/end/", guest_views.guest_end, name="guest_end"),
]
