"""Recorded AWS input: our own recordings, and answers that others wrote down.

Whatever the form, what comes out is the canonical document of the declarations; what a form
does not hold is unknown, never absent. Nothing here calls AWS or loads its SDK.
"""
