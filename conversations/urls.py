"""Addresses of the conversations app."""

from django.urls import path

from conversations import views

urlpatterns = [
    path("chat/<str:code>/", views.chat, name="chat"),
    path("chat/<str:code>/start/", views.chat_start, name="chat_start"),
    path("conversations/", views.conversation_list, name="conversation_list"),
    path("conversations/<str:code>/", views.conversation_detail, name="conversation_detail"),
    path("conversations/<str:code>/state/", views.conversation_state, name="conversation_state"),
    path("conversations/<str:code>/end/", views.conversation_end, name="conversation_end"),
]
