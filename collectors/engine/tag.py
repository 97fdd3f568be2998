"""Tags as services write them: a mapping, or a list of pairs under one of a few names."""

from typing import Any

_TAG_FIELDS = (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"))


def read_tags(found: Any) -> dict[str, str]:  # noqa: ANN401
    """Return tags as a mapping, from a mapping or from a list of pairs, sorted."""
    if isinstance(found, dict):
        pairs = list(found.items())
    elif isinstance(found, list):
        pairs = [pair for pair in map(_pair, found) if pair is not None]
    else:
        pairs = []
    return {str(name): str(value) for name, value in sorted(pairs, key=lambda pair: str(pair[0]))}


def _pair(tag: Any) -> tuple[str, str] | None:  # noqa: ANN401
    if isinstance(tag, dict):
        for key, value in _TAG_FIELDS:
            if key in tag:
                return tag[key], tag.get(value) or ""
    return None
