"""One Piper voice file: phoneme ids in, sound and the phonemes' lengths out, on onnxruntime alone."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from avatars.speech import espeak_library
from avatars.speech.onnx_outputs import only_output_of, with_output

_PAD, _BEGIN, _END = "_", "^", "$"
_PUNCTUATION = ".,:;?! "
_CLAUSE_END = re.compile(r"([.?!,:;])[\"'”’»)\]\s]*.?$")
_SAME_MARK = str.maketrans("。！？、，；：।؟،؛…¿¡", ".!?,,;:.?,;.  ")


class UnusableVoice(ValueError):
    """A file that is no Piper voice, or one whose phonemes we cannot make."""


@dataclass(frozen=True)
class PiperSound:
    """`pcm`: (n,) float32 at `rate` Hz; `timed`: (IPA, start_s, end_s), None where the network tells no lengths."""

    pcm: np.ndarray
    rate: int
    timed: list[tuple[str, float, float]] | None


class PiperModel:
    """`path`: the .onnx file; its settings stand beside it in .onnx.json. Raises UnusableVoice."""

    def __init__(self, path: Path) -> None:
        self.settings = settings_of(path)
        self._ids: dict[str, list[int]] = self.settings["phoneme_id_map"]
        self._hop = int(self.settings.get("hop_length", 256))
        self.rate = int(self.settings["audio"]["sample_rate"])
        try:
            self._session = _session(path)
        except Exception as error:
            raise UnusableVoice(f"{path.name}: {type(error).__name__}") from error

    def read(self, text: str) -> PiperSound:
        """`text`: speakable. Blocks for about a tenth of the sound's length."""
        signs = self._signs(text)
        ids, owners = self._numbered(signs)
        results = self._session.run(None, self._inputs(ids))
        pcm = np.asarray(results[0], np.float32).squeeze().reshape(-1)
        lengths = np.asarray(results[1]).reshape(-1) if len(results) > 1 else np.zeros(0)
        known = len(lengths) == len(ids) and abs(lengths.sum() * self._hop - len(pcm)) <= 2 * self._hop
        timed = _timed(signs, owners, lengths * self._hop / self.rate) if known else None
        return PiperSound(pcm, self.rate, timed)

    def _signs(self, text: str) -> list[str]:
        if self.settings.get("phoneme_type", "espeak") == "text":
            return list(unicodedata.normalize("NFD", text))
        signs: list[str] = []
        for ipa, clause in espeak_library.spell(text, self.settings["espeak"]["voice"]):
            plain = espeak_library.without_switches(ipa)
            signs += unicodedata.normalize("NFD", plain)
            ending = _CLAUSE_END.search(clause.translate(_SAME_MARK))
            signs += ending.group(1) + " " if ending else ""
        while signs and signs[-1] == " ":
            signs.pop()
        return [sign for sign in signs if sign in self._ids]

    def _numbered(self, signs: list[str]) -> tuple[list[int], list[int]]:
        """Ids with Piper's padding, and for each the index of the sign that it belongs to (-1: the beginning)."""
        ids = [*self._ids[_BEGIN], *self._ids[_PAD]]
        owners = [-1] * len(ids)
        for index, sign in enumerate(signs):
            more = [*self._ids[sign], *self._ids[_PAD]]
            ids += more
            owners += [index] * len(more)
        ending = self._ids[_END]
        return ids + ending, owners + [len(signs)] * len(ending)

    def _inputs(self, ids: list[int]) -> dict[str, np.ndarray]:
        inference = self.settings.get("inference", {})
        scales = [
            inference.get("noise_scale", 0.667),
            inference.get("length_scale", 1.0),
            inference.get("noise_w", 0.8),
        ]
        inputs: dict[str, np.ndarray] = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array(scales, np.float32),
        }
        if int(self.settings.get("num_speakers", 1)) > 1:
            inputs["sid"] = np.array([self.settings.get("default_speaker_id", 0)], np.int64)
        return inputs


def _timed(signs: list[str], owners: list[int], lengths_s: np.ndarray) -> list[tuple[str, float, float]]:
    """Marks (length, stress, accents) join the letter before them, a stress mark the one after it."""
    ends = np.cumsum(lengths_s)
    timed: list[tuple[str, float, float]] = []
    waiting = ""
    for index, sign in enumerate(signs):
        own = [i for i, owner in enumerate(owners) if owner == index]
        start, end = float(ends[own[0]] - lengths_s[own[0]]), float(ends[own[-1]])
        if sign in "ˈˌ":
            waiting = waiting or str(start)
        elif sign in _PUNCTUATION:
            timed.append(("_", start, end))
        elif timed and timed[-1][0] != "_" and unicodedata.category(sign) in ("Mn", "Lm", "Sk"):
            timed[-1] = (timed[-1][0] + sign, timed[-1][1], end)
        else:
            timed.append((sign, float(waiting or start), end))
            waiting = ""
    return [row for row in timed if row[0] != "_"]


def _session(path: Path) -> Any:
    import onnxruntime

    data = path.read_bytes()
    lengths = only_output_of(data, "Ceil")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    model = with_output(data, lengths) if lengths else data
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def settings_of(path: Path) -> dict[str, Any]:
    """A voice's settings. Raises UnusableVoice where they are missing, broken or of a kind we cannot serve."""
    file = path.with_name(path.name + ".json")
    try:
        settings: dict[str, Any] = json.loads(file.read_text("utf-8"))
        kind = settings.get("phoneme_type", "espeak")
        complete = settings["audio"]["sample_rate"] and {_PAD, _BEGIN, _END} <= set(
            settings["phoneme_id_map"]
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableVoice(f"{file.name}: {type(error).__name__}") from error
    if kind not in ("espeak", "text") or not complete:
        raise UnusableVoice(f"{file.name}: phoneme type {kind}")
    return settings


@lru_cache(maxsize=4)
def loaded(path: Path) -> PiperModel:
    """The model, kept in memory; about 60 MB each."""
    return PiperModel(path)
