"""Addresses of the projects app."""

from django.urls import path

from projects import parts, shared, views

urlpatterns = [
    path("", views.project_list, name="project_list"),
    path("new/", views.project_new, name="project_new"),
    path("voices/", parts.voice_options, name="project_voices"),
    path("rooms/", parts.room_options, name="project_rooms"),
    path("entry/", parts.empty_entry, name="project_entry"),
    path("import/", parts.import_entries, name="project_import"),
    path("<str:code>/", views.project_edit, name="project_edit"),
    path("<str:code>/duplicate/", views.project_duplicate, name="project_duplicate"),
    path("<str:code>/delete/", views.project_delete, name="project_delete"),
    path("<str:code>/try/", parts.try_question, name="project_try"),
    path("<str:code>/shared/open/", shared.shared_open, name="shared_open"),
    path("<str:code>/shared/close/", shared.shared_close, name="shared_close"),
    path("<str:code>/shared/renew/", shared.shared_renew, name="shared_renew"),
    path("<str:code>/shared/limits/", shared.shared_limits, name="shared_limits"),
]
