"""Addresses of the avatars app."""

from django.urls import include, path

from avatars import own_views, views

urlpatterns = [
    path("", views.avatar_list, name="avatar_list"),
    path("", include("avatars.recording_urls")),
    path("<str:code>/", views.avatar_detail, name="avatar_detail"),
    path("<str:code>/work", own_views.avatar_work, name="avatar_work"),
    path("<str:code>/tile", own_views.avatar_tile, name="avatar_tile"),
    path("<str:code>/cancel", own_views.avatar_cancel, name="avatar_cancel"),
    path("<str:code>/retry", own_views.avatar_retry, name="avatar_retry"),
    path("<str:code>/deactivate", own_views.avatar_deactivate, name="avatar_deactivate"),
    path("<str:code>/reactivate", own_views.avatar_reactivate, name="avatar_reactivate"),
    path("<str:code>/rename", own_views.avatar_rename, name="avatar_rename"),
    path("<str:code>/delete", own_views.avatar_delete, name="avatar_delete"),
    path("<str:code>/media/<str:part>", views.avatar_media, name="avatar_media"),
]
