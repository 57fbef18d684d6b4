"""Addresses of the conversations app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
