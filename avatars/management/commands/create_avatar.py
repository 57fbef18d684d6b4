"""manage.py create_avatar VIDEO --owner EMAIL --name NAME [--wait] [--json]: an own avatar, by the real jobs."""

import json
import sys
import time
from argparse import ArgumentParser
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from avatars.from_file import create_from_file
from avatars.jobs import is_served, run
from avatars.models import Avatar, Work
from avatars.progress import progress_of
from avatars.reports import report_of
from avatars.stages import ACTIVATION, CREATION
from avatars.status import Status
from avatars.voices import BUILT_IN
from avatarsite.errors import UserError
from avatarsite.messages import sentence

LOOK_S = 0.5


class Command(BaseCommand):
    """Prints the avatar's code, status, reasons and seconds per stage."""

    help = "Make an own avatar of a video file. Needs a free slot of the owner's workspace (manage.py grant --slots 1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """VIDEO is read by FFmpeg; 15 s to 10 minutes."""
        parser.add_argument("video", type=Path)
        parser.add_argument("--owner", required=True, help="e-mail address; their own workspace gets it")
        parser.add_argument("--name", required=True)
        parser.add_argument("--language", default="en", help="that is spoken in it")
        parser.add_argument("--voice", choices=sorted(BUILT_IN), default="", help="with which it answers")
        parser.add_argument("--wait", action="store_true", help="until it is active, or has failed")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Begin, wait if asked, print. Exit code 1 where --wait ended without an active avatar."""
        try:
            avatar = create_from_file(
                options["video"], options["owner"], options["name"], options["language"], options["voice"]
            )
        except UserError as error:
            raise CommandError(sentence(error)) from error
        if options["wait"]:
            self._wait(avatar)
        avatar.refresh_from_db()
        self._show(found(avatar), as_json=options["json"])
        if options["wait"] and avatar.status != Status.ACTIVE:
            sys.exit(1)

    def _wait(self, avatar: Avatar) -> None:
        """For the site's worker; where none is heard, the jobs run here."""
        served, said = is_served(), ""
        while (row := avatar.works.open().first()) is not None:
            if not served:
                with redirect_stdout(sys.stderr):  # mails that are printed are no part of the answer
                    run(row.pk)
                continue
            said = self._tell(avatar, row, said)
            time.sleep(LOOK_S)

    def _tell(self, avatar: Avatar, row: Work, said: str) -> str:
        if row.stage != said and sys.stderr.isatty():
            progress = progress_of(avatar)
            left = f", about {progress.left_s:.0f} s left" if progress and progress.left_s else ""
            self.stderr.write(f"{row.kind}: {row.stage or 'waiting'}{left}")
        return row.stage

    def _show(self, result: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{result['code']}  {result['status']}")
        for reason in result["reasons"]:
            self.stdout.write(f"  {reason['id']}: {reason['text']}")
        for stage, seconds in result["seconds"].items():
            self.stdout.write(f"  {stage:<8} {seconds:8.1f} s")


def found(avatar: Avatar) -> dict[str, Any]:
    """What the command says of an avatar; reasons are {id, text, facts}, seconds {stage: s}."""
    rows = list(avatar.works.all())
    took = {stage: seconds for row in reversed(rows) for stage, seconds in row.seconds.items()}
    seconds = {stage: took[stage] for stage in (*CREATION, *ACTIVATION) if stage in took}
    newest = rows[0] if rows else None
    report = report_of(newest) if newest else None
    return {
        "code": avatar.code,
        "name": avatar.name,
        "status": avatar.status,
        "reasons": [vars(line) for line in report.reasons] if report else [],
        "seconds": seconds,
        "footage_s": next((row.length_s for row in rows if row.length_s), None),
        "spots": next((row.report["spots"] for row in rows if row.report), []),
        "quality": avatar.quality,
    }
