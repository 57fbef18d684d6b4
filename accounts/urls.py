"""Addresses of the accounts app (log-in and sign-up are django-allauth's)."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("settings/", views.settings_page, name="settings"),
    path("settings/workspace/", views.switch_workspace, name="workspace_switch"),
]
