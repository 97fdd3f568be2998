"""The exporters by the names that `export --format` knows."""

from typing import IO, Protocol

from cartographer.model.error import UsageError
from cartographer.model.snapshot import Snapshot
from cartographer.ports import Exporter
from exporters.csv_ import CsvExporter
from exporters.dot import DotExporter
from exporters.graph_json import GraphJsonExporter
from exporters.graphml import GraphmlExporter
from exporters.json_ import JsonExporter
from exporters.mermaid import MermaidExporter
from exporters.png import PngExporter
from exporters.svg import SvgExporter
from exporters.yaml_ import YamlExporter


class VersionedExporter(Exporter, Protocol):
    """An exporter that says what it writes."""

    @property
    def version(self) -> str:
        """Standard or schema of the output, with its version."""
        ...


EXPORTERS: dict[str, VersionedExporter] = {
    one.name: one
    for one in (
        JsonExporter(),
        YamlExporter(),
        CsvExporter(),
        GraphJsonExporter(),
        GraphmlExporter(),
        DotExporter(),
        MermaidExporter(),
        SvgExporter(),
        PngExporter(),
    )
}
"""Every exporter by name; the docs and the tests read this same table."""


def exporter(name: str) -> VersionedExporter:
    """Return an exporter by name.

    Raises:
        UsageError: there is none of that name; the message says which there are.
    """
    if name not in EXPORTERS:
        raise UsageError(f"no format {name!r}; there are {', '.join(EXPORTERS)}")
    return EXPORTERS[name]


def render(name: str, snapshot: Snapshot, out: IO[bytes], **options: object) -> None:
    """Write a snapshot or a diff in a format; `exporters.request.Request` lists the options."""
    exporter(name).render(snapshot, out, **options)
