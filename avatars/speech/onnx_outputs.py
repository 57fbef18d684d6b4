"""One more output for an ONNX model, without the onnx package.

A VITS network computes how many frames each phoneme lasts (its only Ceil node), but does not put it out. In protobuf,
a message appended to a file is merged into it, so a few bytes at the end declare that tensor an output.
Field numbers: onnx.proto (ModelProto.graph 7, GraphProto.node 1 and output 12, NodeProto.output 2 and op_type 4).
"""

from collections.abc import Iterator

_GRAPH, _NODE, _OUTPUT, _NODE_OUTPUT, _OP_TYPE, _NAME = 7, 1, 12, 2, 4, 1
_BYTES = 2  # the wire type of strings and messages


def with_output(model: bytes, name: str) -> bytes:
    """`model` with the tensor `name` as its last output."""
    return model + _message(_GRAPH, _message(_OUTPUT, _message(_NAME, name.encode())))


def only_output_of(model: bytes, kind: str) -> str | None:
    """The output's name of the model's one node of that kind ("Ceil"); None where there is none, or several."""
    found = []
    for graph in _fields(memoryview(model), _GRAPH):
        for node in _fields(graph, _NODE):
            if any(bytes(value) == kind.encode() for value in _fields(node, _OP_TYPE)):
                found += [bytes(value).decode() for value in _fields(node, _NODE_OUTPUT)]
    return found[0] if len(found) == 1 else None


def _fields(message: memoryview, wanted: int) -> Iterator[memoryview]:
    """The contents of each `wanted` field that is a string or a message."""
    at = 0
    while at < len(message):
        key, at = _number(message, at)
        field, wire = key >> 3, key & 7
        if wire == _BYTES:
            size, at = _number(message, at)
            if field == wanted:
                yield message[at : at + size]
            at += size
        elif wire == 0:
            _, at = _number(message, at)
        else:
            at += 8 if wire == 1 else 4


def _number(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _message(field: int, body: bytes) -> bytes:
    return _varint(field << 3 | _BYTES) + _varint(len(body)) + body


def _varint(value: int) -> bytes:
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])
