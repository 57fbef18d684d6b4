"""Fetches Piper voice files over HTTP: resumed where they broke off, put in place only when they are whole."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from avatarsite.errors import UserError

PUBLIC_URL = "https://huggingface.co/rhasspy/piper-voices/resolve/main"
TIMEOUT_S = 10.0
_BLOCK = 1 << 16
# One pleasant voice of medium size (about 60 MB) for each language that has any; Korean and Japanese have none.
VOICES = {
    "en": "en_US-hfc_female-medium",
    "es": "es_ES-sharvard-medium",
    "fr": "fr_FR-siwis-medium",
    "de": "de_DE-thorsten-medium",
    "it": "it_IT-paola-medium",
    "pt": "pt_BR-faber-medium",
    "zh": "zh_CN-huayan-medium",
    "hi": "hi_IN-priyamvada-medium",
    "ar": "ar_JO-kareem-medium",
    "nl": "nl_NL-mls-medium",
    "pl": "pl_PL-gosia-medium",
    "ru": "ru_RU-irina-medium",
    "tr": "tr_TR-dfki-medium",
}
Progress = Callable[[str, int, int], None]


def get_voice(
    language: str, folder: Path, base_url: str = "", name: str = "", progress: Progress | None = None
) -> Path:
    """The path of the voice's .onnx file, fetched if it is not there. `progress(file, bytes, of)` as it comes.

    `name`: another voice of the same collection, such as "en_GB-alba-medium". Raises UserError: "voice.none" (the
    language has none), "voice.no_internet", "voice.refused" (the server does not have it), "voice.broken".
    """
    name = name or VOICES.get(language, "")
    if not name:
        raise UserError("voice.none", language=language)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    for file in (path.with_name(path.name + ".json"), path):
        if not file.exists():
            _fetch(f"{base_url or PUBLIC_URL}/{_place(name)}/{file.name}", file, progress)
    return path


def _place(name: str) -> str:
    """The collection's folder of a voice: en/en_US/lessac/medium."""
    region, _, rest = name.partition("-")
    voice, _, quality = rest.rpartition("-")
    if not (region and voice and quality):
        raise UserError("voice.refused", name=name)
    return f"{region.partition('_')[0]}/{region}/{voice}/{quality}"


def _fetch(url: str, file: Path, progress: Progress | None) -> None:
    part = file.with_name(file.name + ".part")
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310
            have = have if response.status == 206 else 0
            total = have + int(response.headers.get("Content-Length") or 0)
            with part.open("ab" if have else "wb") as out:
                for block in _blocks(response):
                    have += out.write(block)
                    if progress:
                        progress(file.name, have, total)
    except urllib.error.HTTPError as error:
        _refused(error, part, file)
        return
    except (OSError, ValueError) as error:
        raise UserError("voice.no_internet", host=url.split("/")[2]) from error
    if have < total:
        raise UserError("voice.broken", name=file.name)
    _put_in_place(part, file)


def _blocks(response: Any) -> Iterator[bytes]:
    while block := response.read(_BLOCK):
        yield block


def _refused(error: urllib.error.HTTPError, part: Path, file: Path) -> None:
    """416 answers the wish for more of a file that is already whole."""
    if error.code == 416 and part.exists():
        _put_in_place(part, file)
        return
    raise UserError("voice.refused", name=file.name) from error


def _put_in_place(part: Path, file: Path) -> None:
    if file.suffix == ".json":
        try:
            json.loads(part.read_text("utf-8"))
        except ValueError as error:
            part.unlink()
            raise UserError("voice.broken", name=file.name) from error
    part.replace(file)
