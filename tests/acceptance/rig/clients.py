"""Clients that do not give up: they hand in, ask, withdraw and download, and write down what must never happen."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import random
import re

import httpx2

from . import orders

TERMINAL = {"SUCCEEDED", "FAILED", "CANCELED"}
_KEY = re.compile(r"/([0-9a-f]{64})\.png/")
_PAUSE = 0.1
#: Answers that say "not now".
_BUSY = {408, 429, 502, 503, 504}


class Gone(Exception):  # noqa: N818 - reads as the sentence it is
    """Nothing more can be learnt about an order; why is written down."""


class Clients:
    """`count` clients on any of the addresses, until `finish` is called."""

    def __init__(self, bases, *, key, run, seed, count, headers=None):
        self.journal = orders.Journal()
        self.closing = False
        self._bases = bases
        self._run = run
        self._headers = headers or {}
        self._numbers = itertools.count()
        self._rng = random.Random(seed)
        self._http = httpx2.AsyncClient(
            headers={"Authorization": f"Bearer {key}"},
            timeout=httpx2.Timeout(8.0, connect=3.0),
            limits=httpx2.Limits(max_keepalive_connections=count),
        )
        self._tasks = [asyncio.create_task(self._work()) for _ in range(count)]

    async def finish(self, seconds):
        """Hand in nothing new, and see all that was handed in to its end."""
        self.closing = True
        try:
            async with asyncio.timeout(seconds):
                await asyncio.gather(*self._tasks)
        except TimeoutError:
            left = [order for order in self.journal.orders if order.status is None]
            self.journal.violations.append(f"{len(left)} orders had no end after {seconds:.0f} s: {left[:3]}")
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._http.aclose()

    async def _work(self):
        while not self.closing:
            order = orders.make(next(self._numbers), self._run, self._rng)
            self.journal.orders.append(order)
            with contextlib.suppress(Gone):
                await self._carry_out(order)

    async def _carry_out(self, order):
        answer = await self._submit(order)
        if order.synchronous:
            if order.status == "SUCCEEDED":
                await self._take(order, answer["output"])
            return
        if order.withdrawal:
            await self._withdraw(order)
        output = await self._await_end(order)
        self._judge(order)
        if order.status == "SUCCEEDED":
            await self._take(order, output)
        if self._rng.random() < 0.2:
            await self._submit(order)

    # --- calls

    async def _submit(self, order):
        """Hand it in, as often as it takes; the same task must come out each time."""
        switch = {} if order.synchronous else {"X-DashScope-Async": "enable"}
        headers = {"Idempotency-Key": order.mark, **switch, **self._headers}
        while True:
            order.submits += 1
            answer = await self._call("POST", "/api/v1" + order.path, order, json=order.body, headers=headers)
            if answer is None:
                continue
            payload = answer.json()
            if answer.status_code != 200:
                if order.synchronous and answer.status_code in {400, 500}:
                    order.status, order.code = "FAILED", payload.get("code")
                    return payload
                self.journal.violate(order, f"submit was answered {answer.status_code}: {answer.text[:200]}")
                raise Gone
            told = payload["request_id"] if order.synchronous else payload["output"]["task_id"]
            known = order.request_id if order.synchronous else order.task_id
            if known not in {None, told}:
                self.journal.violate(order, f"the same idempotency key gave {told} after {known}")
            order.accepted = True
            if order.synchronous:
                order.request_id, order.status = told, "SUCCEEDED"
            else:
                order.task_id = told
            return payload

    async def _withdraw(self, order):
        await asyncio.sleep(self._rng.choice((0.0, 0.05, 0.2)))
        method, path = ("POST", "/cancel") if order.withdrawal == "cancel" else ("DELETE", "")
        answer = await self._call(method, f"/api/v1/tasks/{order.task_id}{path}", order)
        if answer is not None and answer.status_code == 200:
            order.withdrawn = True
        elif answer is not None and answer.json().get("code") != "UnsupportedOperation":
            self.journal.violate(order, f"{order.withdrawal} was answered {answer.status_code}: {answer.text[:200]}")

    async def _await_end(self, order):
        while True:
            output = await self._poll(order)
            if order.status in TERMINAL:
                return output
            await asyncio.sleep(self._rng.uniform(0.5, 1.5) * _PAUSE)

    async def _poll(self, order):
        while True:
            wait = self._rng.choice(("", "", "?wait=1"))
            answer = await self._call("GET", f"/api/v1/tasks/{order.task_id}{wait}", order)
            if answer is None:
                continue
            if answer.status_code != 200:
                self.journal.violate(order, f"a poll was answered {answer.status_code}: {answer.text[:200]}")
                raise Gone
            output = answer.json()["output"]
            status = output["task_status"]
            if order.status in TERMINAL and status != order.status:
                self.journal.violate(order, f"{order.status} became {status}")
            if status == "UNKNOWN":
                self.journal.violate(order, "the task is lost")
                raise Gone
            order.status, order.code = status, output.get("code")
            return output

    async def _take(self, order, output):
        """Download every picture of the result, and look whether it is the one that was asked for."""
        wanted = {f"{order.mark}:{number + 1}".encode() for number in range(order.pictures)}
        while True:
            urls = _urls(output)
            if len(urls) != order.pictures:
                self.journal.violate(order, f"{len(urls)} pictures, {order.pictures} were asked for")
                return
            got = [await self._download(order, url) for url in urls]
            if all(got):
                found = {mark for content in got for mark in wanted if b"mark\0" + mark in content}
                if found != wanted:
                    self.journal.violate(order, f"the result is not its own: {found}")
                order.downloads += len(got)
                return
            if order.synchronous:
                output = (await self._submit(order))["output"]
            else:
                output = await self._poll(order)

    async def _download(self, order, url):
        """The content; None if it did not come whole."""
        answer = await self._call("GET", url, order, once=True)
        if answer is None:
            return None
        key = _KEY.search(url)
        if answer.status_code != 200 or key is None:
            self.journal.violate(order, f"a download was answered {answer.status_code}: {url[:120]}")
            return None
        if hashlib.sha256(answer.content).hexdigest() != key[1]:
            self.journal.violate(order, f"the content of {key[1]} has another hash")
        return answer.content

    async def _call(self, method, path, order, *, once=False, **more):
        """An answer that means something; None after one that came to nothing."""
        base = "" if once else self._rng.choice(self._bases)
        try:
            answer = await self._http.request(method, base + path, **more)
        except httpx2.TransportError as error:
            self.journal.count(type(error).__name__)
        else:
            self.journal.count(answer.status_code)
            if answer.status_code not in _BUSY:
                self._check_form(order, answer)
                return answer
        await asyncio.sleep(self._rng.uniform(0.5, 1.5) * _PAUSE)
        return None

    # --- judgements

    def _check_form(self, order, answer):
        if answer.status_code >= 400:
            payload = answer.json() if "json" in answer.headers.get("content-type", "") else {}
            if not {"code", "message", "request_id"} <= set(payload):
                self.journal.violate(order, f"{answer.status_code} without the vendor's form: {answer.text[:200]}")

    def _judge(self, order):
        if order.withdrawn and order.status != "CANCELED":
            self.journal.violate(order, f"the {order.withdrawal} was confirmed, and it ended {order.status}")
        if order.status == "CANCELED" and not order.withdrawal:
            self.journal.violate(order, "it was cancelled by nobody")
        if order.failure and order.status == "SUCCEEDED":
            self.journal.violate(order, f"it succeeded, and should have failed with {order.failure}")


def _urls(output):
    contents = [part for choice in output["choices"] for part in choice["message"]["content"]]
    return [part["image"] for part in contents if "image" in part]
