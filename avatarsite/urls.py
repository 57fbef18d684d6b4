"""Every address of the site. Names are listed with their view."""

from django.contrib import admin
from django.urls import include, path

from avatarsite import health, metrics, views

urlpatterns = [
    path("", views.home, name="home"),
    path("design/", views.styleguide, name="styleguide"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("avatars/", include("avatars.urls")),
    path("projects/", include("projects.urls")),
    path("billing/", include("billing.urls")),
    path("", include("conversations.urls")),
    path("admin/", admin.site.urls),
]
