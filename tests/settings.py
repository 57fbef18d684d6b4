"""The site's settings for tests: a var folder of the run's own, unless the environment names services.

Where pytest shares the work among processes (-n), each has a folder, a database and a Redis of its own.
"""

import os
import tempfile
from pathlib import Path

_FOLDER = os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="avatar-tests-"))
if _worker := os.environ.get("PYTEST_XDIST_WORKER", ""):
    _own = Path(_FOLDER, _worker)
    _own.mkdir(exist_ok=True)
    os.environ["VAR_DIR"] = str(_own)
    if _redis := os.environ.get("REDIS_URL", ""):
        os.environ["REDIS_URL"] = f"{_redis.rpartition('/')[0]}/{12 + int(_worker.removeprefix('gw')) % 4}"
os.environ["DEBUG"] = ""
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("SECRET_KEY", "tests only: not a secret")

from avatarsite.settings import *  # noqa: E402, F403
from avatarsite.settings import DATABASES, VAR_DIR  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {
        "NAME": str(VAR_DIR / "test.sqlite3")
    }  # a file, so that threads really race
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # emptied before each test
