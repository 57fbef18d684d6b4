"""python -m avatars.speech.fit_sound.cut_encoder SMART_TURN.onnx: makes `avatars/engine/sound_encoder.onnx`.

SMART_TURN.onnx is `pipecat/audio/turn/smart_turn/data/smart-turn-v3.2-cpu.onnx` in the wheel of pipecat-ai 1.14.0 (BSD
2-clause; Whisper's weights MIT). What follows its third layer falls away, windows are 4 s instead of 8 s, and only
weights stay in 8 bits: what flows between layers is not rounded by a fixed scale any more, nor cut off at its ends.
"""

import argparse
import tempfile
from collections.abc import MutableSequence
from pathlib import Path

import numpy as np
import onnx
from onnx import GraphProto, TensorProto, helper, numpy_helper

from avatars.engine.sound_encoder import MODEL

INPUT, INPUT_NAME = "input_features", "mel"
LAYERS = {"add_268": "layer2", "add_390": "layer3"}  # the sums at the ends of the second and the third
POSITIONS = "inner.encoder.embed_positions.weight"
LENGTH = "val_21"  # of a window, in frames
FRAMES = 200


def cut(model: Path, out: Path) -> None:
    """Writes the encoder."""
    with tempfile.TemporaryDirectory(prefix="cut-encoder-") as folder:
        part = Path(folder) / "part.onnx"
        onnx.utils.extract_model(str(model), str(part), [INPUT], list(LAYERS), check_model=False)
        found = onnx.load(str(part))
    graph = found.graph
    for kept in graph.initializer:
        if kept.name == LENGTH:
            kept.CopyFrom(numpy_helper.from_array(np.array([FRAMES], np.int64), LENGTH))
        if kept.name == POSITIONS:
            kept.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(kept)[:FRAMES].copy(), POSITIONS))
    unround(graph)
    for node in graph.node:
        _rename(node.input)
        _rename(node.output)
        node.doc_string = ""
        del node.metadata_props[:]
    for kept_of in (graph.value_info, graph.input, graph.output, found.metadata_props):
        del kept_of[:]
    graph.input.append(helper.make_tensor_value_info(INPUT_NAME, TensorProto.FLOAT, [1, 80, 2 * FRAMES]))
    graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, FRAMES, 384]) for name in LAYERS.values()
    )
    onnx.save(found, str(out))


def unround(graph: GraphProto) -> None:
    """What is rounded to 8 bits and brought back at once goes on as it is."""
    rounded = {node.output[0]: node for node in graph.node if node.op_type == "QuantizeLinear"}
    backs = [n for n in graph.node if n.op_type == "DequantizeLinear" and n.input[0] in rounded]
    as_it_is = {back.output[0]: rounded[back.input[0]].input[0] for back in backs}
    for node in (*backs, *rounded.values()):
        graph.node.remove(node)
    for node in graph.node:
        for i, name in enumerate(node.input):
            while name in as_it_is:
                name = as_it_is[name]
            node.input[i] = name
    used = {name for node in graph.node for name in node.input}
    for kept in [kept for kept in graph.initializer if kept.name not in used]:
        graph.initializer.remove(kept)


def _rename(names: MutableSequence[str]) -> None:
    for i, name in enumerate(names):
        names[i] = {INPUT: INPUT_NAME, **LAYERS}.get(name, name)


def main() -> None:
    """From the command line."""
    parser = argparse.ArgumentParser(prog="python -m avatars.speech.fit_sound.cut_encoder")
    parser.add_argument("model", type=Path)
    parser.add_argument("--out", type=Path, default=MODEL)
    options = parser.parse_args()
    cut(options.model, options.out)


if __name__ == "__main__":
    main()
