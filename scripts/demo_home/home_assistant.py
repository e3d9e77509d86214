"""Home Assistant as its own page speaks to it: HTTP, and one websocket."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

DOMAIN = "grandlyon_energy"

LOG_IN = "demo"
"""The first user's name, user name and password: the page is open to this machine only."""

REPLY_LIMIT_S = 60
START_LIMIT_S = 60
LOAD_LIMIT_S = 90


class HomeAssistantError(Exception):
    """Home Assistant refused something."""


class HomeAssistant:
    """A running Home Assistant, logged in to."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Keep the address, which is also the client's id, as it is for the page."""
        self._session = session
        self._url = url
        self._token: str | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._last_id = 0

    async def post(self, path: str, content: Mapping[str, Any]) -> Any:
        """Post JSON and return the JSON that comes back.

        Raises:
            HomeAssistantError: the status is no success.

        """
        async with self._session.post(
            f"{self._url}{path}", json=content, headers=self._headers
        ) as response:
            return await _content(response, path)

    async def get(self, path: str) -> Any:
        """Return the JSON at a path.

        Raises:
            HomeAssistantError: the status is no success.

        """
        async with self._session.get(
            f"{self._url}{path}", headers=self._headers
        ) as response:
            return await _content(response, path)

    async def command(self, command: str, **content: object) -> Any:
        """Send a websocket command and return its result.

        Raises:
            HomeAssistantError: the command failed.

        """
        if self._socket is None:
            raise HomeAssistantError("Not connected")
        self._last_id += 1
        await self._socket.send_json({"id": self._last_id, "type": command, **content})
        while True:
            reply = await _received(self._socket)
            if reply.get("id") != self._last_id or reply["type"] != "result":
                continue
            if not reply["success"]:
                raise HomeAssistantError(f"{command}: {reply['error']['message']}")
            return reply["result"]

    async def onboard(self, language: str) -> None:
        """Make the first user and go through the steps of the first page."""
        user = await self.post(
            "/api/onboarding/users",
            {
                "name": LOG_IN,
                "username": LOG_IN,
                "password": LOG_IN,
                "client_id": self._client_id,
                "language": language,
            },
        )
        await self._take_token(user["auth_code"])
        await self.post("/api/onboarding/analytics", {})
        await self.post(
            "/api/onboarding/integration",
            {"client_id": self._client_id, "redirect_uri": self._client_id},
        )
        await self._connect()
        # The page would take the browser's language otherwise.
        await self.command(
            "frontend/set_user_data", key="language", value={"language": language}
        )

    async def log_in(self) -> None:
        """Go through the log-in page as the user made before."""
        client = {"client_id": self._client_id}
        step = await self.post(
            "/auth/login_flow",
            {
                **client,
                "handler": ["homeassistant", None],
                "redirect_uri": self._client_id,
            },
        )
        done = await self.post(
            f"/auth/login_flow/{step['flow_id']}",
            {**client, "username": LOG_IN, "password": LOG_IN},
        )
        if done["type"] != "create_entry":
            raise HomeAssistantError(f"The log-in page shows {done.get('errors')}")
        await self._take_token(done["result"])
        await self._connect()

    async def started(self) -> None:
        """Wait until Home Assistant has started all that it has.

        Raises:
            HomeAssistantError: it takes too long.

        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + START_LIMIT_S
        while loop.time() < deadline:
            config = await self.command("get_config")
            if config["state"] == "RUNNING":
                return
            await asyncio.sleep(0.2)
        raise HomeAssistantError("Home Assistant does not come to an end of starting.")

    async def act(self, action: str, **data: object) -> None:
        """Perform an action, `domain.name`."""
        domain, name = action.split(".")
        await self.command(
            "call_service", domain=domain, service=name, service_data=data
        )

    async def ask(self, action: str, **data: object) -> Any:
        """Perform an action, `domain.name`, and return its answer."""
        domain, name = action.split(".")
        result = await self.command(
            "call_service",
            domain=domain,
            service=name,
            service_data=data,
            return_response=True,
        )
        return result["response"]

    async def entities(self, platform: str) -> dict[str, str]:
        """Return the enabled entities of an integration: unique id → entity id."""
        return {
            entity["unique_id"]: entity["entity_id"]
            for entity in await self.command("config/entity_registry/list")
            if entity["platform"] == platform and entity["disabled_by"] is None
        }

    async def enable_entities(self, platform: str) -> None:
        """Enable the entities of an integration that are disabled; they come with the next start at the latest."""
        for entity in await self.command("config/entity_registry/list"):
            if entity["platform"] == platform and entity["disabled_by"] is not None:
                await self.command(
                    "config/entity_registry/update",
                    entity_id=entity["entity_id"],
                    disabled_by=None,
                )

    async def states(self) -> dict[str, str]:
        """Return the state of every entity: entity id → state."""
        return {
            shown["entity_id"]: shown["state"]
            for shown in await self.command("get_states")
        }

    async def entry_id(self, domain: str) -> str:
        """Return the id of an integration's one config entry."""
        [entry] = await self.command("config_entries/get", domain=domain)
        entry_id: str = entry["entry_id"]
        return entry_id

    async def loaded(self, domain: str) -> None:
        """Wait until each home of an integration runs.

        Raises:
            HomeAssistantError: it takes too long.

        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + LOAD_LIMIT_S
        while loop.time() < deadline:
            entries = await self.command("config_entries/get", domain=domain)
            if {entry["state"] for entry in entries} == {"loaded"}:
                return
            await asyncio.sleep(0.2)
        raise HomeAssistantError("The home is not loaded.")

    async def close(self) -> None:
        """Close the websocket."""
        if self._socket is not None:
            await self._socket.close()

    @property
    def _headers(self) -> dict[str, str]:
        """Return what a log-in adds to a request."""
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}

    @property
    def _client_id(self) -> str:
        """Return what Home Assistant knows this client by."""
        return f"{self._url}/"

    async def _take_token(self, code: str) -> None:
        """Exchange a log-in's code for a token."""
        async with self._session.post(
            f"{self._url}/auth/token",
            data={
                "grant_type": "authorization_code",
                "code": code,
                "client_id": self._client_id,
            },
        ) as response:
            token = await _content(response, "/auth/token")
        self._token = token["access_token"]

    async def _connect(self) -> None:
        """Open the websocket. Three years of hours come in one message: no size limit."""
        socket = await self._session.ws_connect(
            f"{self._url}/api/websocket", max_msg_size=0
        )
        await _received(socket)
        await socket.send_json({"type": "auth", "access_token": self._token})
        reply = await _received(socket)
        if reply["type"] != "auth_ok":
            raise HomeAssistantError("The websocket refused the log-in.")
        self._socket = socket


@asynccontextmanager
async def connected(
    session: aiohttp.ClientSession, url: str, *, new_language: str | None
) -> AsyncIterator[HomeAssistant]:
    """Stay connected: onboard a new Home Assistant in its language, log in to one that was onboarded before."""
    home_assistant = HomeAssistant(session, url)
    try:
        if new_language:
            await home_assistant.onboard(new_language)
        else:
            await home_assistant.log_in()
        yield home_assistant
    finally:
        await home_assistant.close()


async def _received(socket: aiohttp.ClientWebSocketResponse) -> Any:
    """Return the next message of a websocket, or raise when it is closed or silent."""
    try:
        message = await socket.receive(timeout=REPLY_LIMIT_S)
    except TimeoutError:
        raise HomeAssistantError("Home Assistant does not answer.") from None
    if message.type is not aiohttp.WSMsgType.TEXT:
        raise HomeAssistantError("Home Assistant closed the websocket.")
    return message.json()


async def _content(response: aiohttp.ClientResponse, path: str) -> Any:
    """Return a reply's JSON, or raise with what it says."""
    if not response.ok:
        raise HomeAssistantError(
            f"{path}: HTTP {response.status} {(await response.text())[:500]}"
        )
    return await response.json()
