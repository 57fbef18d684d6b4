"""Figures, printed as a table and written as JSON."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Figure:
    """One number; `limit` is what was promised (the value must not be above it, or below it for at_least)."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False

    @property
    def ok(self) -> bool:
        """Is the promise kept?"""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def kept(self) -> str:
        """In words, and by how much it is missed."""
        return "ok" if self.ok or self.limit is None else f"MISSED by {abs(self.value - self.limit):.3g}"


@dataclass
class Report:
    """All figures of one bench, and the conditions they were taken under."""

    bench: str
    conditions: dict[str, object] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)

    def add(
        self, name: str, value: float, unit: str, limit: float | None = None, at_least: bool = False
    ) -> None:
        """One more figure."""
        self.figures.append(Figure(name, float(value), unit, limit, at_least))

    @property
    def ok(self) -> bool:
        """Are all promises kept?"""
        return all(f.ok for f in self.figures)

    def show(self) -> None:
        """Print the table."""
        print(self.bench + "".join(f"  {key}={value}" for key, value in self.conditions.items()))
        width = max((len(f.name) for f in self.figures), default=0)
        for f in self.figures:
            sign = ">=" if f.at_least else "<="
            promise = (
                ""
                if f.limit is None
                else f"{sign} {f.limit:g}  {'ok' if f.ok else f'MISSED by {abs(f.value - f.limit):.3g}'}"
            )
            print(f"  {f.name:<{width}} {f.value:10.2f} {f.unit:<10} {promise}".rstrip())

    def write(self, file: str) -> None:
        """The same as JSON."""
        rows = [{**asdict(f), "ok": f.ok} for f in self.figures]
        data = {"bench": self.bench, "ok": self.ok, "conditions": self.conditions, "figures": rows}
        Path(file).write_text(json.dumps(data, indent=2) + "\n", "utf-8")
