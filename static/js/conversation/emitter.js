// A small event source: on(type, fn) and emit(type, detail).
export class Emitter {
  #hearers = new Map();

  on(type, hear) {
    if (!this.#hearers.has(type)) this.#hearers.set(type, new Set());
    this.#hearers.get(type).add(hear);
    return () => this.#hearers.get(type).delete(hear);
  }

  emit(type, detail) {
    for (const hear of this.#hearers.get(type) ?? []) hear(detail);
  }
}
