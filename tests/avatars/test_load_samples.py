"""manage.py load_samples and list_avatars."""

import json
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from avatars.bundles import SAMPLES
from avatars.models import Avatar
from avatars.samples.loading import digest
from avatars.status import Status


def listed() -> list[dict[str, str]]:
    """What list_avatars --json prints."""
    out = StringIO()
    call_command("list_avatars", "--json", stdout=out)
    rows: list[dict[str, str]] = json.loads(out.getvalue())
    return rows


def test_it_loads_every_bundle_that_ships(db: None) -> None:
    call_command("load_samples", stdout=StringIO())
    codes = {json.loads(file.read_text())["code"] for file in SAMPLES.glob("*/manifest.json")}
    assert len(codes) >= 2
    assert {row["code"] for row in listed()} == codes
    assert {(row["kind"], row["status"]) for row in listed()} == {("sample", "active")}


def test_samples_are_labelled_greet_and_have_a_licence(db: None) -> None:
    call_command("load_samples", stdout=StringIO())
    for avatar in Avatar.objects.all():
        assert avatar.synthetic
        assert avatar.licence
        assert avatar.greeting_in("en")
        assert avatar.voice


def test_running_it_again_changes_nothing(db: None) -> None:
    call_command("load_samples", stdout=StringIO())
    before = listed()
    out = StringIO()
    call_command("load_samples", stdout=out)
    assert listed() == before
    assert out.getvalue() == ""


def test_a_status_that_staff_set_stays(db: None) -> None:
    call_command("load_samples", stdout=StringIO())
    Avatar.objects.update(status=Status.DEACTIVATED)
    call_command("load_samples", stdout=StringIO())
    assert {row["status"] for row in listed()} == {"deactivated"}


def test_the_table_has_a_line_each(sample: Avatar) -> None:
    out = StringIO()
    call_command("list_avatars", stdout=out)
    assert out.getvalue().splitlines()[1].split() == ["sample1", "Sample", "sample", "active"]


def test_a_bundle_s_digest_follows_its_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    before = digest(tmp_path)
    assert digest(tmp_path) == before
    (tmp_path / "a").write_text("22")
    assert digest(tmp_path) != before
