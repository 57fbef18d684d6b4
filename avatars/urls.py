"""Addresses of the avatars app."""

from django.urls import path

from avatars import views

urlpatterns = [
    path("", views.avatar_list, name="avatar_list"),
    path("<str:code>/", views.avatar_detail, name="avatar_detail"),
    path("<str:code>/media/<str:part>", views.avatar_media, name="avatar_media"),
]
