"""What flows between the encoder's layers is not brought to 8 bits of a fixed scale; its weights stay so."""

import numpy as np
import onnxruntime
from onnx import ModelProto, TensorProto, helper, numpy_helper

from avatars.engine.sound_encoder import MODEL
from avatars.speech.fit_sound.cut_encoder import unround

WEIGHTS = np.array([[1, -2], [3, 4]], np.int8)


def rounding() -> ModelProto:
    """x, rounded twice, times weights of 8 bits at a scale of a half."""
    node = helper.make_node
    nodes = [
        node("DequantizeLinear", ["weights", "half"], ["w"]),
        node("QuantizeLinear", ["x", "coarse"], ["x8"]), node("DequantizeLinear", ["x8", "coarse"], ["x1"]),
        node("QuantizeLinear", ["x1", "coarse"], ["x18"]), node("DequantizeLinear", ["x18", "coarse"], ["x2"]),
        node("MatMul", ["x2", "w"], ["y"]),
    ]  # fmt: skip
    held = {"weights": WEIGHTS, "half": np.float32(0.5), "coarse": np.float32(1.0)}
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 2]) for name in "xy"]
    kept = [numpy_helper.from_array(np.asarray(value), name) for name, value in held.items()]
    graph = helper.make_graph(nodes, "rounding", ends[:1], ends[1:], kept)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def answer(model: ModelProto, x: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"x": x})[0])


def test_what_is_rounded_and_brought_back_goes_on_as_it_is() -> None:
    model, x = rounding(), np.array([[0.3, -1.4]], np.float32)
    assert np.abs(answer(model, x) - x @ WEIGHTS / 2).max() > 0.2
    unround(model.graph)
    assert np.abs(answer(model, x) - x @ WEIGHTS / 2).max() < 0.01  # onnxruntime may round by each row's own scale
    assert [kept.name for kept in model.graph.initializer] == ["weights", "half"]


def test_the_encoder_that_ships_rounds_nothing() -> None:
    shipped = ModelProto.FromString(MODEL.read_bytes()).graph
    kinds = {node.op_type for node in shipped.node}
    assert "QuantizeLinear" not in kinds and "MatMul" in kinds
    assert any(kept.data_type == TensorProto.INT8 for kept in shipped.initializer)
