"""A tiny voice with the inputs and outputs of a Piper file: each phoneme id has its length, the sound is a hum."""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HOP, RATE = 256, 22_050
LETTERS = "_^$ !',-.:;?abcdefhijklmnopqrstuvwxyzæçðøħŋœɐɑɒɔɕəɚɛɜɡɪɫɹɾʁʃʊʌʒʔˈˌːθᵻ̩̃"
IDS = {letter: [index] for index, letter in enumerate(LETTERS)}


def frames_of(letter: str) -> int:
    """How long the tiny voice holds a letter: none for marks, one for padding, more for sounds."""
    return {"_": 1, "^": 10, "$": 10, " ": 2, "ˈ": 1, "ˌ": 1, "ː": 6}.get(letter, 8)


def write_voice(
    folder: Path, name: str = "en_US-tiny-low", *, rounding: str = "Ceil", speakers: int = 1
) -> Path:
    """`rounding`: the node that makes whole frames; a stock voice has one Ceil, which tells the lengths."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    path.write_bytes(_model(rounding, speakers).SerializeToString())
    settings = {
        "audio": {"sample_rate": RATE, "quality": "low"},
        "espeak": {"voice": "en-us"},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": IDS,
        "num_symbols": len(IDS),
        "num_speakers": speakers,
    }
    (folder / f"{name}.onnx.json").write_text(json.dumps(settings))
    return path


def _model(rounding: str, speakers: int) -> onnx.ModelProto:
    table = np.array([frames_of(letter) - 0.5 for letter in LETTERS], np.float32)
    constants: dict[str, np.ndarray] = {
        "table": table,
        "one": np.array([1], np.int64),
        "hop": np.array(HOP, np.float32),
        "zero": np.array(0, np.float32),
        "step": np.array(1, np.float32),
        "pitch": np.array(2 * np.pi * 150 / RATE, np.float32),
        "quiet": np.array(0.3, np.float32),
        "shape": np.array([1, 1, -1], np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["table", "input"], ["lengths"]),
        helper.make_node("Gather", ["scales", "one"], ["scale"]),
        helper.make_node("Mul", ["lengths", "scale"], ["scaled"]),
        helper.make_node(rounding, ["scaled"], ["whole"]),
        helper.make_node("ReduceSum", ["whole"], ["total"], keepdims=0),
        helper.make_node("Mul", ["total", "hop"], ["samples"]),
        helper.make_node("Range", ["zero", "samples", "step"], ["clock"]),
        helper.make_node("Mul", ["clock", "pitch"], ["angle"]),
        helper.make_node("Sin", ["angle"], ["hum"]),
        helper.make_node("Mul", ["hum", "quiet"], ["soft"]),
        helper.make_node("Reshape", ["soft", "shape"], ["output"]),
    ]
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, ["batch", "phonemes"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, ["batch"]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, ["batch"]))
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, ["batch", 1, "time"])
    initial = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "tiny", inputs, [output], initial)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
