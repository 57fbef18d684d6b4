"""Pieces of the project page that htmx fetches."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import current_workspace
from avatars.access import seen_avatars
from projects.access import access_project
from projects.choices import room_choices, voice_choices
from projects.forms import EntryFormSet
from projects.importing import pairs
from projects.messages import MESSAGES
from projects.models import KnowledgeEntry
from projects.trying import tried


@login_required
@require_safe
def voice_options(request: HttpRequest) -> HttpResponse:
    """Template projects/voice_options.html (the <option>s): voices ((code, name) list), chosen (code).

    GET language, avatar (code), voice (the one chosen now).
    """
    avatar = seen_avatars(current_workspace(request)).filter(code=request.GET.get("avatar", "")).first()
    choices = voice_choices(request.GET.get("language", "en"), avatar)
    context = {"voices": choices, "chosen": request.GET.get("voice", "")}
    return render(request, "projects/voice_options.html", context)


@login_required
@require_safe
def room_options(request: HttpRequest) -> HttpResponse:
    """Template projects/room_options.html (the pictures to choose from): rooms (RoomChoices), avatar (or None), wanted
    (the room chosen now, which the form keeps where none can be chosen).

    GET avatar (code), background (the room chosen now, "" for the presenter's own).
    """
    avatar = seen_avatars(current_workspace(request)).filter(code=request.GET.get("avatar", "")).first()
    wanted = request.GET.get("background", "")
    context = {"rooms": room_choices(avatar, wanted), "avatar": avatar, "wanted": wanted}
    return render(request, "projects/room_options.html", context)


@login_required
@require_safe
def empty_entry(request: HttpRequest) -> HttpResponse:
    """Template projects/entry.html (one row): entry (an EntryForm), number. GET number: the next index of the formset.

    The page then raises entries-TOTAL_FORMS by one.
    """
    number = int(request.GET.get("number", "0") or 0) if request.GET.get("number", "0").isdigit() else 0
    return render(request, "projects/entry.html", {"entry": _row(number), "number": number})


@login_required
@require_POST
def import_entries(request: HttpRequest) -> HttpResponse:
    """Template projects/entries_imported.html: rows (EntryForms to append), total (the new TOTAL_FORMS), error.

    POST text, number (the next index of the formset). Nothing is saved until the project is.
    """
    given = request.POST.get("number", "0")
    number = int(given) if given.isdigit() else 0
    found = pairs(request.POST.get("text", "")[:200_000])
    rows = [
        _row(number + index, KnowledgeEntry(question=pair.question, answer=pair.answer))
        for index, pair in enumerate(found)
    ]
    error = "" if found else str(MESSAGES["project.nothing_to_import"])
    context = {"rows": rows, "total": number + len(rows), "error": error}
    return render(request, "projects/entries_imported.html", context)


def _row(number: int, entry: KnowledgeEntry | None = None) -> object:
    formset = EntryFormSet(prefix="entries")
    form = formset.empty_form
    form.prefix = f"entries-{number}"
    if entry is not None:
        form.initial = {"question": entry.question, "answer": entry.answer}
    return form


@login_required
@require_POST
def try_question(request: HttpRequest, code: str) -> HttpResponse:
    """Template projects/try.html: question, entry (the KnowledgeEntry that answers, or None), answer, source, error.

    POST question. It asks the written answers as they are saved; source is "entry" or "unknown".
    """
    project = access_project(current_workspace(request), code)
    question = request.POST.get("question", "").strip()[:500]
    return render(request, "projects/try.html", {"question": question, **tried(project, question)})
