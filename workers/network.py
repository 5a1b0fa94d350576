"""What may travel without TLS: nothing that leaves this machine, unless a setting says that nobody else listens."""

from ipaddress import ip_address


def on_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
