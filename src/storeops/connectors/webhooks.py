"""Posting an event to where a channel wants it: no redirect followed, ten seconds at the most, nowhere but there."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping

import httpx

from storeops.rules.webhooks import BadAddress, is_loopback, require_public, require_url

SECONDS = 10.0


def post(url: str, body: bytes, headers: Mapping[str, str], insecure: bool) -> tuple[int, str]:
    """The status that was answered; or 0 and, in words, why there was none. Nothing of the answer itself is read."""
    try:
        return asyncio.run(asyncio.wait_for(_post(url, body, headers, insecure), SECONDS)), ""
    except BadAddress as refusal:
        return 0, refusal.reason
    except TimeoutError:
        return 0, f"no answer within {SECONDS:.0f} seconds"
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        return 0, f"{type(error).__name__}: {error}"


async def _post(url: str, body: bytes, headers: Mapping[str, str], insecure: bool) -> int:
    """What a name stands for is looked up once, judged, and connected to: asked again, it could answer otherwise."""
    require_url(url, insecure=insecure)
    place = httpx.URL(url)
    address = await _address(url, place, insecure)
    sent = {**headers, "Host": place.netloc.decode(), "Content-Type": "application/json", "User-Agent": "StoreOps"}
    async with (
        httpx.AsyncClient(timeout=SECONDS, trust_env=False, follow_redirects=False) as client,
        client.stream(
            "POST",
            place.copy_with(host=address),
            content=body,
            headers=sent,
            extensions={"sni_hostname": place.host},
        ) as answer,
    ):
        return answer.status_code


async def _address(url: str, place: httpx.URL, insecure: bool) -> str:
    port = place.port or (443 if place.scheme == "https" else 80)
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(place.host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not (insecure or is_loopback(place.host)):
        for address in addresses:
            require_public(url, address)
    return addresses[0]
