"""What an exception of the SDK means, in the words of coverage."""

from cartographer.model.coverage import State
from collectors.aws.fault import EXPIRED, fault_of
from collectors.engine.fault import Fault


def classify(error: Exception) -> Fault:
    """Return the fault that an exception of the SDK means."""
    from botocore import exceptions as sdk

    if isinstance(error, Fault):
        return error  # of the role that was to sign the call
    if isinstance(error, sdk.ClientError):
        details = error.response.get("Error", {})
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code = str(details.get("Code", "")) or "Unknown"
        if code in EXPIRED:
            return Fault(State.FAILED, code, "the credentials have expired: sign in again")
        return fault_of(code, str(details.get("Message", "")), status)
    signing = (
        sdk.NoCredentialsError,
        sdk.PartialCredentialsError,
        sdk.CredentialRetrievalError,
        sdk.MetadataRetrievalError,
        sdk.NoAuthTokenError,
        sdk.TokenRetrievalError,
        sdk.SSOError,
    )
    nowhere = (sdk.EndpointProviderError, sdk.NoRegionError)
    wire = (sdk.ConnectionError, sdk.HTTPClientError, sdk.IncompleteReadError)
    for kinds, state, code, retry in (
        (signing, State.FAILED, "credentials", False),
        (nowhere, State.UNAVAILABLE, "no-endpoint", False),
        ((sdk.ParamValidationError,), State.FAILED, "parameters", False),
        ((sdk.SSLError,), State.FAILED, "tls", False),
        (wire, State.FAILED, "connection", True),
    ):
        if isinstance(error, kinds):
            return Fault(state, code, str(error), retry=retry)
    # What is left is an answer that the SDK could not read: cut, garbled, or of another shape.
    return Fault(State.FAILED, "malformed", f"{type(error).__name__}: {error}", retry=True)
