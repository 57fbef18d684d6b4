"""Writes the weights."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from avatars.engine.sound_net import LOOKS, SOUNDS, WEIGHTS, SoundNet, mark

from . import corpus, festival, network, voices
from .augment import joined, rows_of, varied
from .network import Example
from .utterance import Utterance, labels, mouths

TOGETHER = 3  # utterances at most that are heard as one piece


def example(said: Sequence[Utterance], rng: np.random.Generator) -> Example:
    """As another microphone heard them, one after the other."""
    one = joined([varied(each, rng) for each in said])
    rows = rows_of(one.sound, rng)
    known = labels(one.phones, 2 * len(rows))
    return Example(rows, known[::2], mouths(known)[::2])


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
    sounds, looks, _ = map(
        np.concatenate, zip(*(net.answers(net.gist(e.rows.astype(np.float32))) for e in held), strict=True)
    )
    known = np.concatenate([e.labels for e in held])
    true = np.concatenate([e.mouths[:, :LOOKS] for e in held]).astype(np.float32)
    opened, wide = (np.corrcoef(a, b)[0, 1] for a, b in zip(looks.T, true.T, strict=True))
    lips = [i for i, sound in enumerate(SOUNDS) if sound in "pbm"]
    closed, told = np.isin(known, lips), sounds[:, lips].sum(1) > 0.5
    recall, precision = (
        (told & closed).sum() / max(1, closed.sum()),
        (told & closed).sum() / max(1, told.sum()),
    )
    return (
        f"sounds right {(sounds.argmax(1) == known).mean():.3f}, open r {opened:.3f}, wide r {wide:.3f}, "
        f"p b m found {recall:.2f}, rightly {precision:.2f}"
    )


def say(line: str) -> None:
    """To who started it."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def hearer(said: Sequence[Utterance], seed: int) -> Callable[[], list[Example]]:
    """Hears all of it, each time otherwise."""
    rng = np.random.default_rng(seed)

    def hear() -> list[Example]:
        order, found = rng.permutation(len(said)).tolist(), []
        while order:
            taken = [said[order.pop()] for _ in range(min(len(order), int(rng.integers(1, TOGETHER + 1))))]
            found.append(example(taken, rng))
        return found

    return hear


def fitted(said: Sequence[Utterance], epochs: int) -> SoundNet:
    """From what was said alone."""
    held = hearer([one for one in said if one.voice in voices.HELD_OUT][::6], seed=0)()
    learnt = [one for one in said if one.voice not in voices.HELD_OUT]
    say(f"{len(learnt)} utterances to learn from, {len(held)} pieces to measure with")
    for epoch, learner in enumerate(network.fit(hearer(learnt, seed=1), epochs), start=1):
        net = learner.folded()
        say(f"epoch {epoch}: {report(net, held)}")
    return net


def main() -> None:
    """Makes the voices speak, then learns."""
    parser = argparse.ArgumentParser(prog="python -m avatars.speech.fit_sound")
    parser.add_argument("--utterances", type=int, default=300, help="of each voice")
    parser.add_argument("--epochs", type=int, default=4)
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
