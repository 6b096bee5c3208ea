"""What a browser is called, and how much of an address is shown."""

import pytest

from accounts.devices import read_device, shown_address

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; M2012K11AC) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 "
    "Mobile Safari/537.36 MMWEBID/2307 MicroMessenger/8.0.50.2701(0x28003252) WeChat/arm64 NetType/WIFI"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 "
    "Edg/141.0.0.0"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
HARMONY = (
    "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 "
    "ArkWeb/4.1.6.1 Mobile HuaweiBrowser/5.0.4.300"
)


@pytest.mark.parametrize(
    ("user_agent", "words", "phone"),
    [
        (IPHONE, "Safari · iPhone", True),
        (WECHAT, "微信 · Android", True),
        (EDGE, "Edge · Windows", False),
        (FIREFOX, "Firefox · Linux", False),
        (HARMONY, "华为浏览器 · HarmonyOS", True),
        ("curl/8.5.0", "未知程序", False),
        ("", "未知程序", False),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it(user_agent, words, phone):
    device = read_device(user_agent)
    assert (str(device), device.phone) == (words, phone)


@pytest.mark.parametrize(
    ("ip", "shown"),
    [
        ("203.0.113.7", "203.0.*.*"),
        ("2408:8207:25c0:1::9", "2408:8207:*"),
        ("::1", "0:0:*"),
        ("nowhere", ""),
    ],
)
def test_of_an_address_only_the_first_parts_are_shown(ip, shown):
    assert shown_address(ip) == shown
