"""The nouns of the design: frozen values that every other package speaks in.

No input or output, no clock, no logging and no randomness happen here; whatever is needed
of the world comes in as an argument. It knows no cloud.
"""
