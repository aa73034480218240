"""`prompt_extend` by somebody else: any chat endpoint that speaks the OpenAI form, named by the operator's settings.

The endpoint is the operator's own choice, so its address does not pass the guard that user-given URLs pass. Neither
the key nor the address is ever part of a note or an error text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wanbox.settings import Settings

from ..language.facts import Facts

#: Longest answer that is read, bytes, and longest prompt that is taken from it, characters.
_MOST_BYTES = 256 * 1024
_MOST_TEXT = 1500
_PATH = "/chat/completions"
_TASK = (
    "You extend short prompts for a video generator. Rewrite the user's prompt as one paragraph of at most 120 words "
    "(or 200 Chinese characters), in the language of the prompt. Keep every person, animal, thing, number, colour, "
    "action, place, time, weather, style, camera instruction and quoted line of the prompt as it is; contradict "
    "nothing and name nothing that it rules out. Add fitting light, atmosphere, small secondary life and camera work. "
    "Answer with the paragraph alone."
)


class WriterFailed(Exception):  # noqa: N818 - reads as the sentence it is
    """The endpoint gave no usable text; the message is a plain sentence without address or key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """A chat endpoint that extends prompts."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    #: For the whole answer.
    seconds: float = 20.0

    def extend(self, prompt: str) -> str:
        """A fuller prompt. Raises WriterFailed."""
        import httpx2

        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        address = self.url if self.url.endswith(_PATH) else self.url + _PATH
        try:
            with httpx2.Client(timeout=self.seconds, headers=headers) as client:
                answer = _posted(client, address, self._question(prompt), self.seconds)
        except httpx2.TimeoutException:
            raise WriterFailed(f"It did not answer within {self.seconds:g} seconds.") from None
        except httpx2.HTTPError as error:
            raise WriterFailed(f"It could not be reached ({type(error).__name__}).") from None
        return _text(answer)

    def _question(self, prompt: str) -> Mapping[str, Any]:
        messages = [{"role": "system", "content": _TASK}, {"role": "user", "content": prompt}]
        return {"model": self.model, "messages": messages, "max_tokens": 600, "temperature": 0.7, "stream": False}


def from_settings(settings: Settings) -> Writer | None:
    """The endpoint that the settings name; None for the built-in writer alone."""
    if not settings.extend_url:
        return None
    return Writer(
        url=settings.extend_url,
        model=settings.extend_model,
        key=settings.extend_key,
        seconds=settings.extend_seconds,
    )


def _posted(client: Any, address: str, question: Mapping[str, Any], seconds: float) -> bytes:
    """The body of the answer, read no longer and no further than allowed."""
    import time

    deadline, found = time.monotonic() + seconds, bytearray()
    with client.stream("POST", address, json=question) as response:
        if response.status_code != 200:
            raise WriterFailed(f"It answered with status {response.status_code}.")
        for piece in response.iter_bytes():
            found += piece
            if len(found) > _MOST_BYTES:
                raise WriterFailed("Its answer is too long.")
            if time.monotonic() > deadline:
                raise WriterFailed(f"It did not answer within {seconds:g} seconds.")
    return bytes(found)


def _text(body: bytes) -> str:
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError):
        raise WriterFailed("Its answer is not a chat completion.") from None
    text = " ".join(content.split()) if isinstance(content, str) else ""
    if not text:
        raise WriterFailed("Its answer is empty.")
    if len(text) > _MOST_TEXT:
        raise WriterFailed("Its answer is too long.")
    return text


def lost(asked: Facts, written: Facts) -> str:
    """The words of the prompt that a rewritten one left out or changed; "" where it keeps to the prompt."""
    kept = {name for subject in written.subjects for name in (subject.noun, *subject.candidates[:1])}
    for subject in asked.subjects:
        if subject.number and not kept & {subject.noun, *subject.candidates[:1]}:
            return subject.label
    for said, now in (
        (asked.times, written.times),
        (asked.weathers, written.weathers),
        (asked.styles, written.styles),
        (asked.framings, written.framings),
        (asked.angles, written.angles),
        (asked.cameras, written.cameras),
    ):
        if said and said[0].name not in {value.name for value in now}:
            return said[0].span.text
    if asked.places and asked.places[0].setting not in {place.setting for place in written.places}:
        return asked.places[0].span.text
    spoken = {quote.text for quote in written.quotes}
    return next((quote.text for quote in asked.quotes if quote.text not in spoken), "")
