"""The pages that belong to no app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from avatars.models import Avatar


def home(request: HttpRequest) -> HttpResponse:
    """Template site/home.html for visitors: avatars (the active samples). Who is logged in goes to the projects."""
    if request.user.is_authenticated:
        return redirect("project_list")
    return render(request, "site/home.html", {"avatars": Avatar.objects.samples().active()})


def styleguide(request: HttpRequest) -> HttpResponse:
    """Template site/styleguide.html: every component once. Needs no context."""
    return render(request, "site/styleguide.html")
