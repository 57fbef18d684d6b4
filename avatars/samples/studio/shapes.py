"""Mouth shapes as face-unit weights: the visemes and the bank of rendered units.

A shape is a vector over `UNITS`. The mesh is linear in it, so a mix of shapes is the
geometry between them. Weights add to the presenter's neutral face (which smiles a little).
"""

from __future__ import annotations

import numpy as np

BOTH_SIDES = ("mouthLowerDown", "mouthUpperUp", "mouthStretch", "mouthSmile", "mouthPress")
UNITS = (
    "jawOpen", *BOTH_SIDES, "mouthRollLower", "mouthRollUpper", "mouthFunnel", "mouthPucker",
    "mouthShrugLower", "mouthShrugUpper", "tongueOut",
)

VISEMES: dict[str, dict[str, float]] = {
    "sil": {},
    "MBP": {"mouthPress": .26, "mouthRollLower": .24, "mouthRollUpper": .16},
    "FV": {"mouthRollLower": .80, "mouthUpperUp": .52, "jawOpen": .13, "mouthShrugLower": .42, "mouthSmile": -.22},
    "TH": {"jawOpen": .34, "tongueOut": .62, "mouthLowerDown": .34, "mouthUpperUp": .22},
    "DDN": {"jawOpen": .14, "mouthLowerDown": .34, "mouthUpperUp": .14},
    "L": {"jawOpen": .23, "mouthLowerDown": .26, "mouthUpperUp": .16, "tongueOut": .16},
    "KG": {"jawOpen": .22, "mouthLowerDown": .22},
    "CHSH": {"mouthFunnel": .58, "jawOpen": .10, "mouthLowerDown": .24, "mouthUpperUp": .14, "mouthSmile": -.20},
    "SZ": {"jawOpen": .05, "mouthStretch": .26, "mouthLowerDown": .38, "mouthUpperUp": .18},
    "R": {"mouthPucker": .38, "mouthFunnel": .24, "jawOpen": .14, "mouthSmile": -.20},
    "AA": {"jawOpen": .68, "mouthLowerDown": .16, "mouthUpperUp": .04},
    "AE": {"jawOpen": .50, "mouthStretch": .24, "mouthLowerDown": .22, "mouthUpperUp": .10},
    "EH": {"jawOpen": .31, "mouthStretch": .20, "mouthLowerDown": .22, "mouthUpperUp": .08},
    "UH": {"jawOpen": .27, "mouthLowerDown": .16},
    "IY": {"jawOpen": .13, "mouthStretch": .34, "mouthSmile": .12, "mouthLowerDown": .28, "mouthUpperUp": .14},
    "OH": {"jawOpen": .46, "mouthFunnel": .34, "mouthPucker": .48, "mouthSmile": -.42},
    "UW": {"jawOpen": .21, "mouthPucker": .98, "mouthFunnel": .12, "mouthSmile": -.50},
}

# units between the visemes: name -> parts of other shapes
BETWEEN: dict[str, dict[str, float]] = {
    "MBP.half": {"MBP": .5}, "FV.half": {"FV": .5}, "TH.half": {"TH": .5}, "AA.quarter": {"AA": .25},
    "AA.half": {"AA": .5}, "AA.three": {"AA": .75}, "AE.half": {"AE": .5}, "IY.half": {"IY": .5},
    "OH.quarter": {"OH": .25}, "OH.half": {"OH": .5}, "OH.three": {"OH": .75}, "UW.half": {"UW": .5},
    "CHSH.half": {"CHSH": .5}, "SZ.half": {"SZ": .5}, "R.half": {"R": .5},
    "OH-AA": {"OH": .5, "AA": .5}, "UW-OH": {"UW": .5, "OH": .5}, "EH-IY": {"EH": .5, "IY": .5},
    "UW-IY": {"UW": .5, "IY": .5}, "MBP-UW": {"MBP": .6, "UW": .6}, "FV-OH": {"FV": .7, "OH": .35},
    "CHSH-EH": {"CHSH": .5, "EH": .5}, "SZ-UW": {"SZ": .5, "UW": .5}, "L-OH": {"L": .5, "OH": .5},
    "AA.wide": {"AA": 1.2, "IY": .25},
}

LAUGH = {  # a face, not a mouth: cheeks rise, lids narrow
    "jawOpen": .24,
    **{unit + side: weight for side in ("Left", "Right") for unit, weight in {
        "mouthSmile": .38, "mouthUpperUp": .25, "cheekSquint": .45, "eyeSquint": .28, "eyeBlink": .04, "noseSneer": .10,
    }.items()},
}


def vector(weights: dict[str, float]) -> np.ndarray:
    """Weights by unit name -> (k,) float32 in the order of `UNITS`."""
    return np.array([weights.get(unit, 0.) for unit in UNITS], np.float32)


def bank() -> dict[str, np.ndarray]:
    """Every mouth that is rendered: name -> (k,) shape; the visemes come first."""
    shapes = {name: vector(weights) for name, weights in VISEMES.items()}
    for name, parts in BETWEEN.items():
        shapes[name] = sum((part * shapes[of] for of, part in parts.items()), np.zeros(len(UNITS), np.float32))
    return shapes


def sided(shape: np.ndarray) -> dict[str, float]:
    """(k,) shape -> weights of the mesh's own units, left and right apart."""
    out: dict[str, float] = {}
    for unit, weight in zip(UNITS, shape, strict=True):
        names = (unit + "Left", unit + "Right") if unit in BOTH_SIDES else (unit,)
        out.update({name: float(weight) for name in names if weight})
    return out
