"""What the environment says: secrets from files, production's hardening, the embedded default."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ("DEBUG", "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "DEMO", "HTTPS")


def asked(expression: str, var: Path, **environment: str) -> Any:
    """What a fresh process with this environment says to an expression about the settings `s`."""
    code = f"import json; from avatarsite import settings as s; print(json.dumps({expression}, default=str))"
    clean = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in NAMES}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**clean, "VAR_DIR": str(var), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_without_any_setting_it_runs_embedded(tmp_path: Path) -> None:
    engine, redis, debug, demo = asked(
        "[s.DATABASES['default']['ENGINE'], s.REDIS_URL, s.DEBUG, s.DEMO]", tmp_path
    )
    assert (engine, redis) == ("django.db.backends.sqlite3", f"unix://{tmp_path}/redis.sock")
    assert (debug, demo) == (False, True)


def test_the_generated_secret_key_stays_and_is_private(tmp_path: Path) -> None:
    first = asked("s.SECRET_KEY", tmp_path)
    assert asked("s.SECRET_KEY", tmp_path) == first
    assert len(str(first)) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["SECRET_KEY", "OPENAI_API_KEY", "METRICS_TOKEN", "DEMO_PASSWORD"])
def test_a_secret_may_be_in_a_file(tmp_path: Path, name: str) -> None:
    file = tmp_path / "secret"
    file.write_text("from a file\n")
    assert asked(f"s.{name}", tmp_path, **{f"{name}_FILE": str(file)}) == "from a file"


def test_a_deep_folder_gets_a_socket_that_fits(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    socket = str(asked("s.REDIS_URL", deep)).removeprefix("unix://")
    assert len(socket) < 107


@pytest.mark.parametrize(("given", "size"), [({}, 512), ({"AVATAR_SIZE": ""}, 512), ({"AVATAR_SIZE": "720"}, 720)])
def test_sample_avatars_have_the_size_that_is_asked_for(tmp_path: Path, given: dict[str, str], size: int) -> None:
    assert asked("s.AVATAR_SIZE", tmp_path, **given) == size


@pytest.mark.parametrize("given", ["300", "large"])
def test_another_size_is_refused_at_the_start(tmp_path: Path, given: str) -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        asked("s.AVATAR_SIZE", tmp_path, AVATAR_SIZE=given)
    assert refused.value.stderr == f"AVATAR_SIZE can't be {given}. Set it to 512 or 720, or leave it out.\n"


def test_production_has_no_demo(tmp_path: Path) -> None:
    assert asked("[s.DEMO, s.SECURE_SSL_REDIRECT]", tmp_path, DEBUG="false") == [False, True]


@pytest.mark.parametrize(
    ("environment", "staff"),
    [({}, True), ({"HOST": "192.0.2.1"}, False), ({"ALLOWED_HOSTS": "avatar.example.org,localhost"}, False)],
)
def test_the_demo_is_staff_only_where_nobody_else_gets(
    tmp_path: Path, environment: dict[str, str], staff: bool
) -> None:
    assert asked("s.DEMO_STAFF", tmp_path, **environment) is staff


def test_social_log_in_is_there_when_its_key_is(tmp_path: Path) -> None:
    app = "allauth.socialaccount.providers.google"
    assert asked(f"'{app}' in s.INSTALLED_APPS", tmp_path) is False
    keys = {"GOOGLE_CLIENT_ID": "id", "GOOGLE_CLIENT_SECRET": "secret"}
    assert asked(f"'{app}' in s.INSTALLED_APPS", tmp_path, **keys) is True


def test_the_worker_has_no_pool_and_the_web_has(tmp_path: Path) -> None:
    url = {"DATABASE_URL": "postgres://root@127.0.0.1/any"}
    assert asked("'pool' in s.DATABASES['default'].get('OPTIONS', {})", tmp_path, **url) is True
    assert (
        asked("'pool' in s.DATABASES['default'].get('OPTIONS', {})", tmp_path, **url, DATABASE_POOL="0")
        is False
    )


def test_django_s_own_check_finds_nothing_in_production(tmp_path: Path) -> None:
    environment = {**os.environ, "VAR_DIR": str(tmp_path), "DEBUG": "false", "ALLOWED_HOSTS": "example.org"}
    environment.pop("SECRET_KEY", None)
    environment["DJANGO_SETTINGS_MODULE"] = "avatarsite.settings"
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({"PORT": "8123"}, "http://localhost:8123"),
        ({"DEBUG": "false", "ALLOWED_HOSTS": ".example.org,a.example.org"}, "https://a.example.org"),
        ({"DEBUG": "false", "CSRF_TRUSTED_ORIGINS": "https://*.b.org,https://b.org"}, "https://b.org"),
        ({"SITE_URL": "https://c.org/"}, "https://c.org"),
    ],
)
def test_links_in_mails_begin_where_people_reach_it(
    tmp_path: Path, environment: dict[str, str], address: str
) -> None:
    assert asked("s.SITE_URL", tmp_path, **environment) == address
