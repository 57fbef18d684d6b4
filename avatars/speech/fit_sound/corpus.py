"""What the voices said, kept on disk so that learning again needs no voices, and hears the very same."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from .utterance import Utterance


def kept(folder: Path, make: Callable[[], Iterator[Utterance]]) -> Iterator[Utterance]:
    """What lies in `folder`; if there is no such folder, what is made, as it then lies there (in half floats)."""
    if folder.is_dir():
        yield from map(_read, sorted(folder.glob("*.npz")))
    else:
        unfinished = folder.with_name(folder.name + ".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for i, said in enumerate(make()):
            file = unfinished / f"{i:06}.npz"
            _write(file, said)
            yield _read(file)
        unfinished.rename(folder)


def _write(file: Path, said: Utterance) -> None:
    ipa, start_s, end_s = zip(*said.phones, strict=True)
    np.savez(
        file, voice=said.voice, sound=said.sound.astype(np.float16), ipa=ipa, times=np.array([start_s, end_s])
    )


def _read(file: Path) -> Utterance:
    with np.load(file) as had:
        starts, ends = had["times"].tolist()
        phones = list(zip(had["ipa"].tolist(), starts, ends, strict=True))
        return Utterance(str(had["voice"]), had["sound"].astype(np.float32), phones)
