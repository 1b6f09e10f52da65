"""Which addresses a fetcher may talk to: public unicast ones, in every spelling that IPv6 gives an IPv4 address."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
# Ways to write an IPv4 address that no publisher's server uses, and ranges that older Pythons call global.
_NEVER = tuple(
    ip_network(text)
    for text in (
        "::/96",  # IPv4-compatible, deprecated by RFC 4291
        "64:ff9b:1::/48",  # local-use NAT64, RFC 8215
        "2001::/23",  # Teredo, ORCHID, benchmarking and other protocol assignments
        "2002::/16",  # 6to4, RFC 3056
        "3fff::/20",  # documentation, RFC 9637
        "5f00::/16",  # segment routing, RFC 9602
        "fec0::/10",  # site-local, RFC 3879
        "100.64.0.0/10",  # shared address space, RFC 6598
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
    )
)
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)  # RFC 5214


def may_reach(text: str, allow: Iterable[Network] = ()) -> bool:
    """True for a public unicast address, and for any in `allow` (networks that the operator opened)."""
    address = plain_address(text)
    return is_allowed(address, allow) or _is_public(address)


def is_allowed(address: Address, allow: Iterable[Network]) -> bool:
    return any(address in network for network in allow)


def plain_address(text: str) -> Address:
    """The address without its zone; a mapped or NAT64 address becomes the IPv4 address that the packets go to."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP:
        return False
    if any(address in network for network in _NEVER if network.version == address.version):
        return False
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_unspecified
    )
