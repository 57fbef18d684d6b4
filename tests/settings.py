"""The site's settings for tests: a var folder of the run's own, unless the environment names services."""

import os
import tempfile

_FOLDER = os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="avatar-tests-"))
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
