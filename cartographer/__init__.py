"""The version, and nothing else: importing `cartographer` loads no other module."""

__version__ = "0.1.0"
