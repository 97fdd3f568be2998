"""A made-up organization of AWS behind one address on loopback, fast enough to be measured against.

It answers every read of every service that botocore has a model of: what an organization, an
account, a log group or a bucket is in its own words, and everything else with an empty answer in
the right form. Everything follows from the settings and an account's number, so that two servers
with the same settings say the same. It keeps no state and knows nothing of who asks.

    with organization_server(Settings(accounts=300)) as url:
        ...  # AWS_ENDPOINT_URL=url, and any access key: it is one of the management account
"""

from benchmarks.organization.process import organization_server
from benchmarks.organization.settings import Settings

__all__ = ["Settings", "organization_server"]
