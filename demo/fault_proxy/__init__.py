"""A reverse proxy between an AWS client and moto's server that answers wrongly on demand.

It listens on loopback and talks to loopback, and it uses the standard library only: an SDK in
here would hide what really went over the wire. It refuses to know what the client wants to see;
it only knows how AWS spells a refusal, and how a connection dies.
"""

from demo.fault_proxy.call import Call
from demo.fault_proxy.fault import KINDS, Fault, expire_after
from demo.fault_proxy.server import FaultProxy, Seen

__all__ = ["KINDS", "Call", "Fault", "FaultProxy", "Seen", "expire_after"]
