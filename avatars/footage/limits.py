"""What a recording may be."""

SMALLEST_EYES_PX = 60.0  # between the outer corners, in the clean copy
GOOD_EYES_PX = 110.0  # from here on teeth are sharp
SHORTEST_S = 15.0
LONGEST_S = 600.0
LARGEST_BYTES = 2 << 30
LARGEST_SIDE = 8192  # pixels of the source
CLEAN_SIDE = 1080  # pixels of the clean copy's longest side
MOST_FPS = 250  # pictures a second, in the mean: more is no camera's

FPS = 25
RATE = 48_000
EACH = RATE // FPS  # samples a picture
