"""What happens to a project's shared page. Each waits for a guest who is just beginning, and counts from then on."""

from avatarsite.codes import new_link
from projects.models import Project, SharedPage


def open_page(project: Project) -> None:
    """Switch it on: with a link and the usual limits the first time, later with those that it had."""
    SharedPage.objects.update_or_create(project=project, defaults={"is_open": True})


def close_page(project: Project) -> None:
    """Switch it off. Who talks may finish."""
    SharedPage.objects.filter(project=project).update(is_open=False)


def renew_link(project: Project) -> None:
    """Another link, and no way in by the one before. Who talks may finish."""
    SharedPage.objects.filter(project=project).update(link=new_link())


def set_limits(project: Project, *, day_minutes: int, guests: int, conversation_minutes: int) -> None:
    """What its guests may use from now on. Who talks keeps the time that they began with."""
    SharedPage.objects.filter(project=project).update(
        day_minutes=day_minutes, guests=guests, conversation_minutes=conversation_minutes
    )
