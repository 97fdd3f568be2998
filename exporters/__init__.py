"""Exporters: each writes nouns of the model in one format, to a stream that the caller opened."""
