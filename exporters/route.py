"""The way of an arrow from one rectangle to another, as one smooth curve.

Arrows leave and enter at the sides. They are drawn below the cards, so that none crosses a
label; several that meet at one side are spread along it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Literal

from msgspec import Struct

from cartographer.model.meaning import says
from exporters.dot import LABEL_SIZE
from exporters.graph import Edge, Graph
from exporters.layout import Placed, Rect
from exporters.text import width

Side = Literal["left", "right"]
Point = tuple[float, float]
Curve = tuple[Point, ...]

_LEAST, _MOST = 24.0, 160.0
_TIP = 7.0
_SPREAD = 0.72
_APART, _SAID_APART = 9.0, 14.0
"""Points between arrows at one side, and where each says something."""

_SQUARE = 128.0
_LANE, _FURTHER, _TURN, _TRIES = 6.0, 54.0, 30.0, 12


class Route(Struct, frozen=True):
    """One arrow as a chain of cubic curves: a start, then two handles and a point for each."""

    edge: Annotated[Edge, says("The arrow.")]
    points: Annotated[tuple[Point, ...], says("Start, then handles and point of each curve.")]

    def point(self, t: float) -> Point:
        """Return the point of the middle curve at a time between 0 and 1."""
        curves = (len(self.points) - 1) // 3
        return _at(self.points[curves // 2 * 3 :][:4], t)


def _at(curve: Sequence[Point], t: float) -> Point:
    """Return the point of a cubic curve at a time between 0 and 1."""
    u = 1.0 - t
    a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = curve
    return a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3


def routes(edges: Iterable[Edge], placed: Placed) -> tuple[Route, ...]:
    """Return the ways of all arrows."""
    ends = [(edge, *_sides(placed.rect(edge.source), placed.rect(edge.target))) for edge in edges]
    docks: dict[tuple[str, Side], list[tuple[float, int, bool]]] = defaultdict(list)
    for n, (edge, leave, enter) in enumerate(ends):
        docks[edge.source, leave].append((_centre(placed.rect(edge.target)), n, True))
        docks[edge.target, enter].append((_centre(placed.rect(edge.source)), n, False))
    apart = _SAID_APART if any(edge.said for edge, *_ in ends) else _APART
    at = _spread(docks, placed, apart)
    field = _Field(placed)
    return tuple(
        Route(edge, field.clear(_curve(at[n, True], leave, at[n, False], enter), edge))
        for n, (edge, leave, enter) in enumerate(ends)
    )


_LABEL_AT = (0.5, 0.7, 0.3)
"""Where along an arrow its label may stand: half way, else nearer to one end."""


def spots(graph: Graph, ways: Iterable[Route], placed: Placed) -> Iterator[tuple[Route, Rect]]:
    """Yield the arrows whose label has room, with its place: on no card, on no other label."""
    taken = list(placed.cards.values())
    for way in ways:
        said = way.edge.says(kind=graph.labels)
        room = width(said, LABEL_SIZE) + 4
        for x, y in map(way.point, _LABEL_AT if said else ()):
            spot = Rect(x - room / 2, y - 7, room, 13)
            if not any(spot.meets(other) for other in taken):
                taken.append(spot)
                yield way, spot
                break


def _centre(rect: Rect) -> float:
    return rect.y + rect.h / 2


def _sides(source: Rect, target: Rect) -> tuple[Side, Side]:
    """Return the sides at which an arrow leaves and enters."""
    if target.x >= source.x + source.w:
        return "right", "left"
    if target.x + target.w <= source.x:
        return "left", "right"
    return "right", "right"


def _spread(
    docks: dict[tuple[str, Side], list[tuple[float, int, bool]]], placed: Placed, apart: float
) -> dict[tuple[int, bool], Point]:
    """Return where each end of each arrow stands, spread along its side."""
    at: dict[tuple[int, bool], Point] = {}
    for (end, side), meeting in docks.items():
        rect = placed.rect(end)
        x = rect.x if side == "left" else rect.x + rect.w
        room = min(rect.h * _SPREAD, apart * (len(meeting) - 1))
        top = _centre(rect) - room / 2
        step = room / (len(meeting) - 1) if len(meeting) > 1 else 0.0
        for n, (_, edge, starts) in enumerate(sorted(meeting)):
            at[edge, starts] = (x, top + n * step)
    return at


def _curve(start: Point, leave: Side, end: Point, enter: Side) -> Curve:
    out = 1.0 if leave == "right" else -1.0
    into = 1.0 if enter == "right" else -1.0
    tip = (end[0] + into * _TIP, end[1])
    far = abs(tip[0] - start[0])
    pull = (
        max(_LEAST, min(_MOST, far * 0.5))
        if leave != enter
        else _LEAST + min(_MOST, abs(tip[1] - start[1]) * 0.12)
    )
    return start, (start[0] + out * pull, start[1]), (tip[0] + into * pull, tip[1]), tip


class _Field:
    """The cards that an arrow should not pass below, by the squares of a grid."""

    def __init__(self, placed: Placed) -> None:
        self.squares: dict[tuple[int, int], list[tuple[str, Rect]]] = defaultdict(list)
        for id_, rect in placed.cards.items():
            for square in _squares(rect):
                self.squares[square].append((id_, rect))

    def clear(self, curve: Curve, edge: Edge) -> Curve:
        """Return a curve, or the way round through a free lane if it passes below cards."""
        met = self._met(curve, edge)
        if not met:
            return curve
        best, least = curve, len(met)
        for lane in _lanes(curve, met):
            way = _through(curve, lane)
            hits = len(self._met(way, edge)) if way else least
            if hits < least:
                best, least = way, hits
        return best

    def _met(self, curve: Curve, edge: Edge) -> list[Rect]:
        """Return the cards that a curve passes below, its own ends left out."""
        met: dict[str, Rect] = {}
        for start in range(0, len(curve) - 1, 3):
            part = curve[start : start + 4]
            steps = 4 + int(abs(part[3][0] - part[0][0]) + abs(part[3][1] - part[0][1])) // 24
            spots = (_at(part, n / steps) for n in range(1, steps))
            met.update(hit for x, y in spots for hit in self._at(x, y, edge))
        return list(met.values())

    def _at(self, x: float, y: float, edge: Edge) -> Iterator[tuple[str, Rect]]:
        for id_, rect in self.squares.get((int(x // _SQUARE), int(y // _SQUARE)), ()):
            if id_ not in (edge.source, edge.target) and _holds(rect, x, y):
                yield id_, rect


def _holds(rect: Rect, x: float, y: float) -> bool:
    return rect.x <= x <= rect.x + rect.w and rect.y <= y <= rect.y + rect.h


def _squares(rect: Rect) -> Iterator[tuple[int, int]]:
    for column in range(int(rect.x // _SQUARE), int((rect.x + rect.w) // _SQUARE) + 1):
        for row in range(int(rect.y // _SQUARE), int((rect.y + rect.h) // _SQUARE) + 1):
            yield column, row


def _lanes(curve: Curve, met: list[Rect]) -> list[float]:
    """Return the heights at which an arrow may pass between cards, the nearest first."""
    middle = (curve[0][1] + curve[-1][1]) / 2
    edges = {rect.y - _LANE for rect in met} | {rect.y + rect.h + _LANE for rect in met}
    edges |= {min(edges) - _FURTHER, max(edges) + _FURTHER, curve[0][1], curve[-1][1]}
    return sorted(edges, key=lambda y: (abs(y - middle), y))[:_TRIES]


def _through(curve: Curve, lane: float) -> Curve:
    """Return the way from start to end of a curve along a lane; nothing if it is too short."""
    start, end = curve[0], curve[-1]
    way = 1.0 if end[0] > start[0] else -1.0
    if abs(end[0] - start[0]) < 2 * _TURN + _LEAST:
        return ()
    near, far = start[0] + way * _TURN, end[0] - way * _TURN
    half = way * _TURN / 2
    return (
        start,
        (start[0] + half, start[1]),
        (near - half, lane),
        (near, lane),
        (near + half, lane),
        (far - half, lane),
        (far, lane),
        (far + half, lane),
        (end[0] - half, end[1]),
        end,
    )
