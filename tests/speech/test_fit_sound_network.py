"""The network while it learns: needs requirements-neural.txt."""

import numpy as np
import pytest

from avatars.engine.sound_net import SOUNDS
from avatars.speech.fit_sound import voices

torch = pytest.importorskip("torch", reason="fitting needs requirements-neural.txt")

from avatars.speech.fit_sound import network  # noqa: E402
from avatars.speech.fit_sound.__main__ import hearer  # noqa: E402


def sounds_of(learner: "network.Learner", rows: np.ndarray) -> np.ndarray:
    """(n, 46) as the network that ships would say."""
    net = learner.folded()
    return net.answers(net.gist(rows))[0]


def test_learning_tells_sounds_apart_and_ships_what_was_learnt() -> None:
    examples = hearer(list(voices.embedded(6, seed=4)), seed=3)()
    rows = examples[0].rows.astype(np.float32)
    right = []
    for learner in network.fit(lambda: examples, epochs=12):
        sounds = sounds_of(learner, rows)
        right.append((sounds.argmax(1) == examples[0].labels).mean())
    assert right[-1] > right[0] + 0.1
    padded = np.pad(rows.T, ((0, 0), (network.REACH, network.REACH)), "edge")
    with torch.no_grad():
        said = learner(torch.from_numpy(padded)[None])[0].numpy().T
    agree = sounds_of(learner, rows).argmax(1) == said[:, : len(SOUNDS)].argmax(1)
    assert agree.mean() > 0.99  # folded, the last digits differ


def test_the_same_seed_learns_the_same() -> None:
    said = list(voices.embedded(3, seed=4))

    def weights(seed: int) -> np.ndarray:
        *_, learner = network.fit(hearer(said, seed), 3, seed)
        return np.concatenate([part.ravel() for layer in learner.folded().layers for part in layer])

    first = weights(1)
    np.testing.assert_array_equal(weights(1), first)
    assert np.abs(weights(2) - first).max() > 0.01
