"""The only files that load the AWS SDK: credentials, regions, and single calls.

Every call goes out once: second tries, pace and time are the engine's. It knows nothing of
resource types.
"""

from collectors.aws.session.login import Login
from collectors.aws.session.organization import AwsOrganization, Membership
from collectors.aws.session.transport import AwsDoor, AwsTransport

__all__ = ["AwsDoor", "AwsOrganization", "AwsTransport", "Login", "Membership"]
