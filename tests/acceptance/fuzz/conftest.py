"""A server with one worker that costs nothing, for callers that behave badly."""

from __future__ import annotations

import pytest
from rig.houses import House, OneMachine
from rig.processes import Shell

USER, OPERATOR = "sk-user-0123456789", "sk-operator-0123456789"


class Server(OneMachine):
    user, operator = USER, OPERATOR

    def environ(self, **changes):
        keys = f"{USER},house[submit+read+admin]:{OPERATOR}"
        more = {"routes": "*=wanbox.testing.noop", "api_keys": keys, "fetch_seconds": "1", "fetch_deny": "*"}
        return House.environ(self, **more | changes)

    async def build(self):
        await self.add_api("api-1", workers=1)

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self):
        return self.proxies["clients-api-1"].target


@pytest.fixture
async def server(tmp_path):
    shell = Shell()
    server = Server(tmp_path, shell)
    await server.open()
    yield server
    await server.close()
    shell.close()
