"""A sample estate in moto's server, a Friday afternoon that changes it, and faults in between.

It stands beside the product, not in it: the wheel does not hold it, and it imports none of the
four packages.
"""
