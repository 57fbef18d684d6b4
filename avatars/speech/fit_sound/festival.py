"""Voices of Debian's Festival and Flite, which say texts into files with the times of their phones."""

import shutil
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soxr

from avatars.engine.mel import RATE

from .festival_phones import ipa_of
from .utterance import Phone, Utterance

VOICES = {
    "kal_diphone": "en", "ked_diphone": "en", "cmu_us_slt_arctic_hts": "en", "lp_diphone": "it", "pc_diphone": "it",
    "suo_fi_lj_diphone": "fi", "hy_fi_mv_diphone": "fi", "czech_dita": "cs", "czech_krb": "cs", "czech_machac": "cs",
    "czech_ph": "cs", "msu_ru_nsh_clunits": "ru", "hindi_NSK_diphone": "hi", "marathi_NSK_diphone": "hi",
    "telugu_NSK_diphone": "te", "upc_ca_ona_hts": "ca",
}  # fmt: skip
FLITE = ("awb", "rms", "slt", "kal16")
ENCODINGS = {"it": "iso-8859-1", "fi": "iso-8859-1", "ca": "iso-8859-1", "cs": "iso-8859-2"}
_SCRIPT = """\
(define (phones utt file) (let ((out (fopen file "w")))
  (mapcar (lambda (s) (format out "%f %s\\n" (item.feat s 'segment_end) (item.name s)))
    (utt.relation.items utt 'Segment))
  (fclose out)))
(define (say text base) (unwind-protect
  (let ((utt (utt.synth (eval (list 'Utterance 'Text text)))))
    (utt.save.wave utt (string-append base ".wav") 'riff) (phones utt (string-append base ".phones")))
  (begin t)))
"""


def installed() -> list[str]:
    """Of VOICES, those that this machine's Festival has."""
    if not shutil.which("festival"):
        return []
    said = subprocess.run(
        ["festival", "-b", "(print (voice.list))"], capture_output=True, text=True, check=True
    )
    return [voice for voice in VOICES if voice in said.stdout]


def read(voice: str, texts: list[str], folder: Path) -> Iterator[Utterance]:
    """Texts by one of VOICES; what it can't say is left out. Works in `folder`, which must be empty."""
    language = VOICES[voice]
    lines = [f'(say "{text}" "{folder / str(i)}")' for i, text in enumerate(texts)]
    script = folder / "texts.scm"
    said = "\n".join([_SCRIPT, f"(voice_{voice})", *lines])
    script.write_bytes(said.encode(ENCODINGS.get(language, "utf-8"), "ignore"))
    subprocess.run(["festival", "-b", str(script)], capture_output=True, check=False)
    for file in sorted(folder.glob("*.phones")):
        rows = [line.split() for line in file.read_text("latin-1").splitlines()]
        phones = timed((ipa_of(language, name), float(end)) for end, name in rows)
        if len(phones) > 4:
            yield Utterance(voice, read_wav(file.with_suffix(".wav")), phones)


def read_flite(voice: str, texts: list[str], folder: Path) -> Iterator[Utterance]:
    """Texts by one of FLITE, in English."""
    if not shutil.which("flite"):
        return
    for text in texts:
        out = folder / "said.wav"
        command = ["flite", "-voice", voice, "-psdur", "-t", text, "-o", str(out)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        rows = [pair.rsplit(":", 1) for pair in said.split() if ":" in pair]
        yield Utterance(
            f"flite_{voice}", read_wav(out), timed((ipa_of("en", name), float(end)) for name, end in rows)
        )


def timed(ends: Iterator[tuple[str, float]]) -> list[Phone]:
    """From the end of each phone to phones."""
    found: list[Phone] = []
    for ipa, end_s in ends:
        found.append((ipa, found[-1][2] if found else 0.0, end_s))
    return found


def read_wav(file: Path) -> np.ndarray:
    """(n,) float32 at 16 kHz."""
    with wave.open(str(file)) as source:
        pcm = np.frombuffer(source.readframes(source.getnframes()), np.int16).astype(np.float32) / 32768
        rate = source.getframerate()
    return pcm if rate == RATE else np.asarray(soxr.resample(pcm, rate, RATE), np.float32)
