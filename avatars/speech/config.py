"""Which voices and which transcription service this installation has."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

_VAR = Path(__file__).resolve().parents[2] / "var"


@dataclass(frozen=True)
class SpeechConfig:
    """Everything optional: with nothing set, the embedded voice speaks and nothing transcribes."""

    piper_dir: Path | None = None
    piper_voices_url: str = ""
    speech_base_url: str = ""
    speech_api_key: str = ""
    speech_model: str = "gpt-4o-mini-tts"
    speech_voice: str = "alloy"
    speech_timeout_s: float = 20.0
    transcribe_base_url: str = ""
    transcribe_api_key: str = ""
    transcribe_model: str = "whisper-1"
    transcribe_timeout_s: float = 20.0

    @property
    def has_speech_service(self) -> bool:
        """An OpenAI-compatible /audio/speech server is configured."""
        return bool(self.speech_base_url or self.speech_api_key)

    @property
    def can_transcribe(self) -> bool:
        """An OpenAI-compatible /audio/transcriptions server is configured."""
        return bool(self.transcribe_base_url or self.transcribe_api_key)


def from_env(environ: Mapping[str, str] = os.environ) -> SpeechConfig:
    """Reads SPEECH_*, TRANSCRIBE_*, PIPER_*; each secret also as NAME_FILE. Empty means not set."""
    values: dict[str, object] = {}
    for field in fields(SpeechConfig):
        text = _value(environ, field.name.upper())
        if text:
            values[field.name] = float(text) if field.name.endswith("_s") else text
    folder = values.get("piper_dir") or Path(environ.get("VAR_DIR") or _VAR) / "voices"
    values["piper_dir"] = Path(str(folder))
    return SpeechConfig(**values)  # type: ignore[arg-type]


def _value(environ: Mapping[str, str], name: str) -> str:
    path = environ.get(f"{name}_FILE", "")
    return Path(path).read_text().strip() if path else environ.get(name, "").strip()
