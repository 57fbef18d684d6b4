"""The one clock of the engine: a slice is one image and exactly its 40 ms of sound."""

FPS = 25
SAMPLE_RATE = 48_000
SLICE_SAMPLES = SAMPLE_RATE // FPS
SLICE_S = 1 / FPS
