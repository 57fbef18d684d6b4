"""Writes the weights."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from avatars.engine.sound_net import MEMBERS, SOUNDS, WEIGHTS, Layer, SoundNet, mark

from . import corpus, festival, network, voices
from .augment import rows_of, varied
from .network import Example
from .utterance import Utterance, labels, mouths


def example(said: Utterance, rng: np.random.Generator) -> Example:
    """As another microphone heard it."""
    said = varied(said, rng)
    rows = rows_of(said.sound, rng)
    known = labels(said.phones, len(rows))
    return Example(rows, known, mouths(known))


def utterances(count: int, seed: int) -> Iterator[Utterance]:
    """`count` of each of Festival's voices, and eight times as many by embedded ones."""
    yield from voices.embedded(8 * count, seed)
    missing = [voice for voice in festival.VOICES if voice not in festival.installed()]
    if missing:
        say(f"not installed, so left out: {', '.join(missing)}")
    with tempfile.TemporaryDirectory(prefix="fit-sound-") as folder:
        for i, voice in enumerate(festival.installed()):
            out = Path(folder) / voice
            out.mkdir()
            texts = voices.texts(festival.VOICES[voice], count, seed + i)
            yield from festival.read(voice, texts, out)
        for i, voice in enumerate(festival.FLITE):
            yield from festival.read_flite(voice, voices.texts("en", count, seed + 50 + i), Path(folder))


def report(net: SoundNet, held: list[Example]) -> str:
    """On voices that were held out: frames right, and how well open and wide mouths are told."""
    found = [net.heard(e.rows.astype(np.float32)) for e in held]
    right = np.concatenate([f.sounds.argmax(1) == e.labels for f, e in zip(found, held, strict=True)])
    looks = np.concatenate([f.looks for f in found]).T
    true = np.concatenate([e.mouths[:, :2] for e in held]).T
    opened, wide = (np.corrcoef(a, b.astype(np.float32))[0, 1] for a, b in zip(looks, true, strict=True))
    closed = np.isin([SOUNDS[i] for i in np.concatenate([e.labels for e in held])], ["p", "b", "m"])
    told = np.concatenate([f.visemes[:, 1] for f in found]) > 0.5
    recall = (told & closed).sum() / max(1, closed.sum())
    return (
        f"sounds right {right.mean():.3f}, open r {opened:.3f}, wide r {wide:.3f}, p b m found {recall:.2f}"
    )


def say(line: str) -> None:
    """To who started it."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def hearer(said: Sequence[Utterance], seed: int) -> Callable[[], list[Example]]:
    """Hears all of it, each time otherwise."""
    rng = np.random.default_rng(seed)
    return lambda: [example(one, rng) for one in said]


def fitted(said: Sequence[Utterance], epochs: int) -> SoundNet:
    """All members; each depends on what was said and on its number alone."""
    held = hearer([one for one in said if one.voice in voices.HELD_OUT][::6], seed=0)()
    learnt = [one for one in said if one.voice not in voices.HELD_OUT]
    say(f"{len(learnt)} utterances to learn from, {len(held)} to measure with")
    together: list[Sequence[Layer]] = []
    for member in range(1, MEMBERS + 1):
        for epoch, learner in enumerate(network.fit(hearer(learnt, member), epochs, member), start=1):
            net = learner.folded()
            say(f"network {member}, epoch {epoch}: {report(net, held)}")
        together += net.members
    net = SoundNet(together)
    say(f"together: {report(net, held)}")
    return net


def main() -> None:
    """Makes the voices speak, then learns."""
    parser = argparse.ArgumentParser(prog="python -m avatars.speech.fit_sound")
    parser.add_argument("--utterances", type=int, default=300, help="of each voice")
    parser.add_argument("--epochs", type=int, default=8, help="of each network")
    parser.add_argument("--corpus", type=Path, help="where what was said is kept, for another time")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fit-sound-") as folder:
        corpus_at = options.corpus or Path(folder) / "corpus"
        said = list(corpus.kept(corpus_at, lambda: utterances(options.utterances, seed=100)))
    fitted(said, options.epochs).save(options.out)
    say(f"{options.out}: mark {mark(options.out):08x}")


if __name__ == "__main__":
    main()
