"""Anthropic's SDK at the Messages door."""

import anthropic
from checks import CACHED, CITY, INPUT, KEY, OUTPUT, PNG, REASONING, TEXT, URL, WIRE
from checks import check, equal, raised, run, sent, signed
from pydantic import BaseModel

MODEL = WIRE
client = anthropic.Anthropic(base_url=URL, api_key=KEY, max_retries=0, timeout=60)
THINKING = {"type": "enabled", "budget_tokens": 2048}
TOOLS = [
    {
        "name": name,
        "description": "Tells it.",
        "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
    }
    for name in ("weather", "clock")
]


def asked(scene, **more):
    return {"model": MODEL, "max_tokens": 4096, "messages": [{"role": "user", "content": f"scene:{scene}"}], **more}


def usage_of(message):
    usage = message.usage
    equal(usage.input_tokens + (usage.cache_read_input_tokens or 0), INPUT)
    equal((usage.cache_read_input_tokens, usage.output_tokens), (CACHED, OUTPUT))


@check
def whole():
    message = client.messages.create(**asked("text", thinking=THINKING))
    blocks = {block.type: block for block in message.content}
    equal((blocks["thinking"].thinking, blocks["text"].text), (REASONING, TEXT))
    equal((message.stop_reason, message.role, message.type), ("end_turn", "assistant", "message"))
    usage_of(message)


@check
def streamed():
    with client.messages.stream(**asked("text", thinking=THINKING)) as stream:
        types = [event.type for event in stream]
        message = stream.get_final_message()
    equal((types[0], types[-1]), ("message_start", "message_stop"))
    for kind in ("thinking", "text", "content_block_stop", "message_delta"):
        assert kind in types, kind
    equal("".join(block.text for block in message.content if block.type == "text"), TEXT)
    equal(message.stop_reason, "end_turn")
    usage_of(message)


@check
def raw_events():
    events = list(client.messages.create(**asked("calls", tools=TOOLS), stream=True))
    opened = None
    for event in events:
        if event.type == "content_block_start":
            equal(opened, None)
            opened = event.index
        elif event.type == "content_block_delta":
            equal(event.index, opened)
        elif event.type == "content_block_stop":
            equal(event.index, opened)
            opened = None
    equal(events[-1].type, "message_stop")


@check
def tools_two_turns():
    for is_stream in (False, True):
        first = asked("calls", tools=TOOLS, thinking=THINKING)
        if is_stream:
            with client.messages.stream(**first) as stream:
                message = stream.get_final_message()
        else:
            message = client.messages.create(**first)
        equal(message.stop_reason, "tool_use")
        calls = [block for block in message.content if block.type == "tool_use"]
        equal([(call.name, call.input) for call in calls], [("weather", {"city": CITY}), ("clock", {})])
        picture = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}}
        results = [
            {"type": "tool_result", "tool_use_id": calls[0].id, "content": [{"type": "text", "text": "1.10"}, picture]},
            {"type": "tool_result", "tool_use_id": calls[1].id, "content": "scene:sum", "is_error": True},
        ]
        turns = [
            *first["messages"],
            {"role": "assistant", "content": message.content},
            {"role": "user", "content": results},
        ]
        answer = client.messages.create(**{**first, "messages": turns})
        equal(answer.content[-1].text, "Rain at noon.")
        assert PNG in sent() and "1.10" in sent()
        assert signed(), "the signature is lost"


@check
def tool_runner():
    heard = []

    @anthropic.beta_tool
    def weather(city: str) -> str:
        """Tells the weather.

        Args:
            city: The city.
        """
        heard.append(city)
        return "scene:sum"

    runner = client.beta.messages.tool_runner(**asked("one"), tools=[weather])
    equal(runner.until_done().content[-1].text, "Rain at noon.")
    equal(heard, ["Bonn"])


class City(BaseModel):
    city: str
    population: int


@check
def structured_output():
    message = client.messages.parse(**asked("json"), output_format=City)
    equal(message.parsed_output, City(city="Köln", population=1086000))


@check
def pictures_and_documents():
    content = [
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}},
        {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "A note."}},
        {"type": "text", "text": "scene:text", "cache_control": {"type": "ephemeral"}},
    ]
    message = client.messages.create(**asked("text", messages=[{"role": "user", "content": content}]))
    equal(message.content[-1].text, TEXT)
    assert PNG in sent()


@check
def ends():
    for scene, reason in (("length", "max_tokens"), ("filtered", "refusal")):
        equal(client.messages.create(**asked(scene)).stop_reason, reason)
        with client.messages.stream(**asked(scene)) as stream:
            equal(stream.get_final_message().stop_reason, reason)


@check
def errors():
    for status, kind in ((400, anthropic.BadRequestError), (429, anthropic.RateLimitError), (500, anthropic.InternalServerError)):
        error = raised(kind, lambda: client.messages.create(**asked(f"error-{status}")))
        assert error.body["type"] == "error" and error.body["error"]["message"], error.body
        assert error.request_id, "no request id"
    raised(anthropic.PermissionDeniedError, lambda: client.messages.create(**{**asked("text"), "model": "nobody"}))
    wrong = client.with_options(api_key="wrong")
    raised(anthropic.AuthenticationError, lambda: wrong.messages.create(**asked("text")))
    without = {**asked("text"), "max_tokens": None}
    raised(anthropic.BadRequestError, lambda: client.messages.create(**without))


@check
def errors_in_streams():
    for scene in ("fail", "cut"):

        def read():
            with client.messages.stream(**asked(scene)) as stream:
                stream.get_final_message()

        raised(anthropic.APIError, read)


@check
def count_tokens():
    asked_of = asked("text", tools=TOOLS)
    del asked_of["max_tokens"]
    if WIRE in ("openai", "responses"):
        assert client.messages.count_tokens(**asked_of).input_tokens > 10


@check
def models():
    page = client.models.list(limit=2)
    equal(len(page.data), 2)
    names = [model.id for model in client.models.list(limit=2)]
    assert WIRE in names and len(names) == len(set(names)) > 2, names
    assert client.models.retrieve(WIRE).display_name
    raised(anthropic.NotFoundError, lambda: client.models.retrieve("nobody"))


@check
def beta():
    message = client.beta.messages.create(
        **asked("text"), betas=["context-management-2025-06-27"], context_management={"edits": []}
    )
    equal(message.content[-1].text, TEXT)


@check
async def asynchronous():
    async with anthropic.AsyncAnthropic(base_url=f"{URL}/anthropic", auth_token=KEY, api_key=None, max_retries=0) as several:
        async with several.messages.stream(**asked("text")) as stream:
            text = "".join([piece async for piece in stream.text_stream])
        equal(text, TEXT)
        message = await several.messages.create(**asked("calls", tools=TOOLS))
        equal(message.stop_reason, "tool_use")
        equal(len([model async for model in several.models.list(limit=1)]) > 2, True)


@check
def raw_response():
    raw = client.messages.with_raw_response.create(**asked("text"))
    assert raw.headers["request-id"] and raw.parse().content


run()
