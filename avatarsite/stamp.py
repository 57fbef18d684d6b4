"""Has this very code already prepared this very database? Then a start need not look again."""

import hashlib
from pathlib import Path

from avatarsite.config import BASE_DIR, DEMO, DEMO_PASSWORD, ONLY_HERE, PRODUCTION, VAR_DIR, database_url, env

PARTS = (
    "*/migrations/*.py", "avatars/samples/bundles/*/*", "avatars/engine/sound_net.npz", "projects/chat/demo/*.json",
    "requirements.txt",
)  # fmt: skip


def fingerprint() -> str:
    """Of everything that `manage.py prepare` reads: names, sizes and times of files, and the demo's settings."""
    files = sorted(path for part in PARTS for path in BASE_DIR.glob(part))
    facts = [f"{path}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in files]
    facts += [database_url(), str(DEMO), DEMO_PASSWORD, str(ONLY_HERE), env.str("DEMO_STAFF", default="")]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def stamp_file() -> Path:
    """Beside the data that it speaks of."""
    return VAR_DIR / "prepared"


def is_prepared() -> bool:
    """Only ever for an SQLite file that is there: another database may have been emptied behind our back."""
    if PRODUCTION:
        return False  # its static files are collected at each start
    url = database_url()
    file = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or not file.is_file() or not file.stat().st_size:
        return False
    return stamp_file().is_file() and stamp_file().read_text() == fingerprint()


def mark_prepared() -> None:
    """After `manage.py prepare` went well."""
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    stamp_file().write_text(fingerprint())
