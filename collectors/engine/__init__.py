"""The collect engine: it alone pages, retries, limits rates, classifies faults, makes claims.

It is blind to clouds: what there is to collect stands in declarations, how to call stands in
a cloud's session.
"""
