"""What operators open and shut, and what stays shut whatever they write."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from wanbox.fetch.guard import AddressRefused, Guard
from wanbox.hostrules import parse_rules
from wanbox.settings import SettingError, load, to_environ

ANSWERS = {
    "files.corp.example": ["10.1.2.3"],
    "corp.example": ["10.1.2.3"],
    "other.corp.example": ["10.9.9.9"],
    "public.example": ["93.184.216.34"],
    "metadata.corp.example": ["169.254.169.254"],
    "mixed.corp.example": ["10.1.2.3", "93.184.216.34"],
    "aws6.corp.example": ["fd00:ec2::254"],
}


async def resolver(host, port):
    return ANSWERS.get(host.rstrip(".")) or [host.strip("[]")]


def guard(allow="", deny="", **more):
    return Guard(resolver=resolver, allow=parse_rules(allow), deny=parse_rules(deny), **more)


async def is_open(gate, url):
    try:
        parsed = gate.check_url(url)
        await gate.addresses(parsed.host, parsed.port or {"http": 80, "https": 443}[parsed.scheme])
    except AddressRefused:
        return False
    return True


@pytest.mark.parametrize(
    ("allow", "url", "wanted"),
    [
        ("files.corp.example", "http://files.corp.example/a", True),
        ("files.corp.example", "https://FILES.corp.example./a", True),
        ("files.corp.example", "http://files.corp.example:9000/a", False),
        ("files.corp.example:9000", "http://files.corp.example:9000/a", True),
        ("files.corp.example:9000", "http://files.corp.example/a", False),
        ("files.corp.example", "http://other.corp.example/a", False),
        ("files.corp.example", "http://10.1.2.3/a", False),
        ("*.corp.example", "http://other.corp.example/a", True),
        ("*.corp.example", "http://corp.example/a", False),
        ("*.corp.example", "http://mixed.corp.example/a", True),
        ("10.1.0.0/16", "http://10.1.2.3/a", True),
        ("10.1.0.0/16", "http://files.corp.example/a", True),
        ("10.1.0.0/16", "http://other.corp.example/a", False),
        ("10.1.0.0/16", "http://mixed.corp.example/a", True),
        ("10.1.0.0/16", "http://10.2.0.1/a", False),
        ("10.1.0.0/16:9000", "http://10.1.2.3:9000/a", True),
        ("10.1.0.0/16:9000", "http://10.1.2.3/a", False),
        ("10.1.0.0/16:9000", "http://public.example:9000/a", False),
        ("10.1.2.3", "http://10.1.2.3:8080/a", True),
        ("10.1.2.3", "http://10.1.2.4:8080/a", False),
        ("fd12::/16", "http://[fd12::1]/a", True),
        ("[fd12::1]:9000", "http://[fd12::1]:9000/a", True),
        ("[fd12::1]:9000", "http://[fd12::1]/a", False),
        ("public.example:9000", "http://public.example:9000/a", True),
        ("public.example:22", "http://public.example:22/a", True),
        ("10.1.2.3", "http://public.example/a", True),
        ("", "http://files.corp.example/a", False),
    ],
)
async def test_an_allowed_host_is_open_and_no_other(allow, url, wanted):
    assert await is_open(guard(allow), url) is wanted


@pytest.mark.parametrize(
    ("deny", "url", "wanted"),
    [
        ("public.example", "http://public.example/a", False),
        ("public.example", "http://PUBLIC.example./a", False),
        ("public.example", "http://93.184.216.34/a", True),
        ("*.example", "http://public.example/a", False),
        ("*", "http://93.184.216.34/a", False),
        ("93.184.0.0/16", "http://public.example/a", False),
        ("93.184.216.34", "http://[::ffff:93.184.216.34]/a", False),
        ("93.184.216.34:8080", "http://public.example:8080/a", False),
        ("93.184.216.34:8080", "http://public.example/a", True),
        ("0.0.0.0/0", "http://public.example/a", False),
        ("0.0.0.0/0", "http://[2606:4700::1111]/a", True),
    ],
)
async def test_a_denied_host_is_shut(deny, url, wanted):
    assert await is_open(guard(deny=deny), url) is wanted


@pytest.mark.parametrize("more", [{}, {"allow_private": True}])
async def test_deny_wins_over_everything_that_opens(more):
    gate = guard("*.corp.example,10.0.0.0/8", "10.1.2.3", **more)
    assert not await is_open(gate, "http://files.corp.example/a")
    assert await is_open(gate, "http://other.corp.example/a")


async def test_only_what_is_named_is_open_where_public_addresses_are_shut():
    gate = guard("files.corp.example,93.184.216.0/24", public=False)
    assert await is_open(gate, "http://files.corp.example/a")
    assert await is_open(gate, "http://public.example/a")
    assert not await is_open(gate, "http://8.8.8.8/a")


@pytest.mark.parametrize("allow", ["*.corp.example", "169.254.0.0/16", "0.0.0.0/0,::/0", "169.254.169.254", "fd00::/8"])
@pytest.mark.parametrize(
    "url",
    [
        "http://metadata.corp.example/",
        "http://aws6.corp.example/",
        "http://169.254.169.254/",
        "http://100.100.100.200/",
        "http://168.63.129.16/",
        "http://[fd00:ec2::254]/",
        "http://metadata.google.internal/",
        "http://224.0.0.1/",
        "http://0.0.0.0/",
    ],
)
async def test_no_rule_opens_what_is_never_open(allow, url):
    assert not await is_open(guard(allow, allow_private=True), url)


async def test_there_is_no_port_0_on_private_networks_either():
    assert not await is_open(guard(allow_private=True), "http://10.0.0.1:0/")
    assert await is_open(guard(allow_private=True), "http://10.0.0.1:1/")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Files.Example.COM.", "files.example.com"),
        (" a.example , *.b.example:8080 ,", "a.example,*.b.example:8080"),
        ("10.1.2.3/16", "10.1.0.0/16"),
        ("10.1.2.3:9000", "10.1.2.3/32:9000"),
        ("[fd12::1]:80", "[fd12::1/128]:80"),
        ("fd12::/16", "fd12::/16"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("*", "*"),
        ("_my-host", "_my-host"),
        ("", ""),
    ],
)
def test_rules_as_people_write_them(text, shown):
    assert ",".join(map(str, parse_rules(text))) == shown


def test_rules_survive_the_way_to_another_process():
    text = "files.example:9000,10.1.0.0/16,[fd12::/16]:80,*.b.example"
    settings = load({"WANBOX_FETCH_ALLOW": text, "WANBOX_FETCH_PUBLIC": "0"})
    assert len(settings.fetch_allow) == 4
    assert load(to_environ(settings)).fetch_allow == settings.fetch_allow
    assert Guard.of(settings) == Guard(allow=settings.fetch_allow, public=False)


@pytest.mark.parametrize(
    "text",
    [
        "http://a.example",
        "a.example/path",
        "user@a.example",
        "a.*.example",
        "a*.example",
        "10.0.0.1/99",
        "10.0.0",
        "256.1.1.1",
        "a.example:0",
        "a.example:70000",
        "a.example:http",
        "a b.example",
        "[fd12::1",
        "..",
        "-",
    ],
)
def test_what_is_no_rule_is_refused_at_the_start(text):
    with pytest.raises(SettingError, match="WANBOX_FETCH_DENY"):
        load({"WANBOX_FETCH_DENY": text})


@pytest.mark.parametrize(
    "text", ["proxy:3128", "socks5://p:1", "https://p:1", "http://p", "http://p:1/a", "http://p:1?a"]
)
def test_what_is_no_proxy_is_refused_and_not_repeated(text):
    with pytest.raises(SettingError) as told:
        load({"WANBOX_FETCH_PROXY": text})
    assert text not in str(told.value).replace("http://proxy.example.com:3128", "")


@pytest.mark.parametrize("text", ["http://proxy:3128", "http://u:p@[::1]:3128/", "http://10.0.0.1:8080"])
def test_a_proxy_is_taken(text):
    assert Guard.of(load({"WANBOX_FETCH_PROXY": text})).proxy == text.rstrip("/")


def test_addresses_alone_are_judged_by_networks():
    assert guard("10.1.0.0/16").allows(ip_address("10.1.2.3"))
    assert not guard().allows(ip_address("10.1.2.3"))
