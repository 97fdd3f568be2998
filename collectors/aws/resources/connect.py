"""Amazon Connect: instances; neither users nor contacts nor what was said.

https://docs.aws.amazon.com/connect/latest/APIReference/API_Operations_Amazon_Connect_Service.html
"""

from collectors.aws.vocabulary import by_arn, host_in
from collectors.engine.specification import Declaration, ListCall

_API = "https://docs.aws.amazon.com/connect/latest/APIReference"

INSTANCE = Declaration(
    type="AWS::Connect::Instance",
    kind="contact-center",
    service="connect",
    doc=f"{_API}/API_ListInstances.html",
    list=ListCall("ListInstances", "InstanceSummaryList"),
    id="{Arn}",
    native_id="Id",
    uid="Id",
    name="InstanceAlias",
    tags=None,
    aliases=(("dns", host_in("InstanceAccessUrl")),),
    relations=(by_arn("runs-as", "ServiceRole"),),
    no_by_id="the call by id brings more than the list call",
    events={
        "CreateInstance": "responseElements.id",
        "DeleteInstance": "requestParameters.instanceId",
        "UpdateInstanceAttribute": "requestParameters.instanceId",
    },
)

DECLARATIONS = (INSTANCE,)
