"""What the environment says, read once. Each name may also be given as NAME_FILE. No Django app code here."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()
environ.FileAwareEnv.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).expanduser().resolve()


def secret(name: str, default: str = "") -> str:
    """NAME, or the contents of the file that NAME_FILE names, without the line end that editors leave."""
    return env.str(name, default=default).strip()


def site_url(origins: list[str]) -> str:
    """By the origins that are trusted, or the hosts that are allowed; names with a star are none."""
    hosts = [host for host in ALLOWED_HOSTS if host[:1] not in ("*", ".")] or [HOST]
    port = "" if HTTPS or PORT == 80 else f":{PORT}"
    named = [origin for origin in origins if "*" not in origin]
    return named[0] if named else f"http{'s' if HTTPS else ''}://{hosts[0]}{port}"


# DEBUG unset: a newcomer's machine, no tracebacks, plain http. DEBUG=false: production, https and its headers.
DEBUG = env.bool("DEBUG", default=False)
PRODUCTION = bool(env.str("DEBUG", default="")) and not DEBUG
HTTPS = env.bool("HTTPS", default=PRODUCTION)
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Nobody else can reach it: neither another address nor, through a proxy here, another name.
ONLY_HERE = HOST in ("127.0.0.1", "localhost", "::1") and {*ALLOWED_HOSTS} <= {"localhost", "127.0.0.1", "[::1]"}
# Where people reach it, for links in mails: written, else the first origin or host that is trusted.
SITE_URL = env.str("SITE_URL", default="").rstrip("/") or site_url(env.list("CSRF_TRUSTED_ORIGINS", default=[]))
PIPER_DIR = Path(env.str("PIPER_DIR", default=str(VAR_DIR / "voices")))
EMBEDDED_REDIS = not env.str("REDIS_URL", default="")
DEMO = env.bool("DEMO", default=not PRODUCTION)
DEMO_EMAIL = "demo@example.com"
DEMO_PASSWORD = secret("DEMO_PASSWORD", "interactive")


def kept_secret(name: str) -> str:
    """A random secret that lives in VAR_DIR, made at the first call; readable by the owner alone."""
    path = VAR_DIR / name
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii").strip()


def avatar_size() -> int:
    """AVATAR_SIZE, in pixels. Any other than those that the rooms and budgets are made for ends the process."""
    given = env.str("AVATAR_SIZE", default="") or "512"
    if given not in ("512", "720"):
        raise SystemExit(f"AVATAR_SIZE can't be {given}. Set it to 512 or 720, or leave it out.")
    return int(given)


def database_url() -> str:
    """DATABASE_URL, or the embedded SQLite file."""
    return env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'avatar.sqlite3'}"


def redis_socket() -> Path:
    """Where the embedded Redis listens. A socket's path may hold 107 bytes, so a deep VAR_DIR gets one in /tmp."""
    path = VAR_DIR / "redis.sock"
    if len(str(path).encode()) <= 100:
        return path
    digest = hashlib.sha256(str(VAR_DIR).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"interactive-avatar-{os.getuid()}-{digest}.sock"


def redis_url() -> str:
    """REDIS_URL, or the embedded server's socket."""
    return env.str("REDIS_URL", default="") or f"unix://{redis_socket()}"
