"""One-line meanings for the fields of nouns, from which the schema reference is generated."""

from msgspec import Meta


def says(text: str) -> Meta:
    """Return the annotation that carries a field's meaning into the JSON Schema."""
    return Meta(description=text)
