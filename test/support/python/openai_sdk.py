"""OpenAI's SDK at the doors of Chat Completions and Responses."""

import base64
import time

import openai
from checks import CACHED, CITY, INPUT, KEY, OUTPUT, PNG, REASONING, TEXT, URL, WIRE
from checks import check, equal, is_sent, raised, run, sent, signed
from pydantic import BaseModel

# Of the wire that is OpenAI's own the scripted answers pass as they are.
client = openai.OpenAI(base_url=f"{URL}/v1", api_key=KEY, max_retries=0, timeout=60)
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
PICTURE = f"data:image/png;base64,{PNG}"
CHAT_TOOLS = [{"type": "function", "function": {"name": name, "parameters": SCHEMA}} for name in ("weather", "clock")]
TOOLS = [{"type": "function", "name": name, "parameters": SCHEMA, "strict": False} for name in ("weather", "clock")]
ENCRYPTED = {"store": False, "include": ["reasoning.encrypted_content"]}


class City(BaseModel):
    city: str
    population: int


KOELN = City(city="Köln", population=1086000)


def chat(scene, **more):
    return {"model": WIRE, "messages": [{"role": "user", "content": f"scene:{scene}"}], **more}


def asked(scene, **more):
    return {"model": WIRE, "input": f"scene:{scene}", **more}


def usage_of_chat(usage):
    equal((usage.prompt_tokens, usage.prompt_tokens_details.cached_tokens), (INPUT, CACHED))
    equal(usage.completion_tokens, OUTPUT)


def usage_of(response):
    usage = response.usage
    equal((usage.input_tokens, usage.input_tokens_details.cached_tokens, usage.output_tokens), (INPUT, CACHED, OUTPUT))


def reasoning_of(response):
    items = [item for item in response.output if item.type == "reasoning"]
    return "".join(part.text for item in items for part in [*item.summary, *(item.content or [])])


@check
def chat_whole():
    answer = client.chat.completions.create(**chat("text"))
    message = answer.choices[0].message
    equal((message.content, answer.choices[0].finish_reason), (TEXT, "stop"))
    usage_of_chat(answer.usage)


@check
def chat_streamed():
    with client.chat.completions.stream(**chat("text", stream_options={"include_usage": True})) as stream:
        text = "".join(event.delta for event in stream if event.type == "content.delta")
        answer = stream.get_final_completion()
    equal((text, answer.choices[0].message.content), (TEXT, TEXT))
    usage_of_chat(answer.usage)


@check
def chat_tools_two_turns():
    for is_stream in (False, True):
        first = chat("calls", tools=CHAT_TOOLS)
        if is_stream:
            with client.chat.completions.stream(**first) as stream:
                message = stream.get_final_completion().choices[0].message
        else:
            message = client.chat.completions.create(**first).choices[0].message
        calls = [(call.function.name, call.function.arguments) for call in message.tool_calls]
        equal([name for name, _ in calls], ["weather", "clock"])
        results = [
            {"role": "tool", "tool_call_id": call.id, "content": said}
            for call, said in zip(message.tool_calls, ("1.10", "scene:sum"))
        ]
        turns = [*first["messages"], message, *results]
        answer = client.chat.completions.create(**{**first, "messages": turns})
        equal(answer.choices[0].message.content, "Rain at noon.")
        assert "1.10" in sent()


@check
def chat_structured_output():
    answer = client.chat.completions.parse(**chat("json"), response_format=City)
    equal(answer.choices[0].message.parsed, KOELN)


@check
def chat_pictures():
    content = [{"type": "text", "text": "scene:plain"}, {"type": "image_url", "image_url": {"url": PICTURE}}]
    answer = client.chat.completions.create(**chat("plain", messages=[{"role": "user", "content": content}]))
    equal(answer.choices[0].message.content, "Plain.")
    assert is_sent(PNG)


@check
def chat_ends():
    for scene, reason in (("length", "length"), ("filtered", "content_filter")):
        equal(client.chat.completions.create(**chat(scene)).choices[0].finish_reason, reason)


def refused(ask):
    for status, kind in ((400, openai.BadRequestError), (429, openai.RateLimitError), (500, openai.InternalServerError)):
        error = raised(kind, lambda: ask(client, f"error-{status}", WIRE))
        assert error.request_id and error.type, error
    raised(openai.PermissionDeniedError, lambda: ask(client, "text", "nobody"))
    wrong = client.with_options(api_key="wrong")
    raised(openai.AuthenticationError, lambda: ask(wrong, "text", WIRE))


@check
def chat_errors():
    refused(lambda one, scene, model: one.chat.completions.create(**{**chat(scene), "model": model}))
    for scene in ("fail", "cut"):
        raised(Exception, lambda: list(client.chat.completions.create(**chat(scene), stream=True)))


@check
def whole():
    response = client.responses.create(**asked("text", reasoning={"effort": "low", "summary": "auto"}))
    equal((response.output_text, reasoning_of(response), response.status), (TEXT, REASONING, "completed"))
    usage_of(response)


@check
def streamed():
    with client.responses.stream(**asked("text")) as stream:
        events = list(stream)
        response = stream.get_final_response()
    equal((events[0].type, events[-1].type), ("response.created", "response.completed"))
    equal([event.sequence_number for event in events], list(range(len(events))))
    equal((response.output_text, reasoning_of(response)), (TEXT, REASONING))
    usage_of(response)


@check
def tools_two_turns():
    for is_stream in (False, True):
        first = {**asked("calls", tools=TOOLS, **ENCRYPTED), "input": [{"role": "user", "content": "scene:calls"}]}
        if is_stream:
            with client.responses.stream(**first) as stream:
                response = stream.get_final_response()
        else:
            response = client.responses.create(**first)
        calls = [item for item in response.output if item.type == "function_call"]
        equal([call.name for call in calls], ["weather", "clock"])
        picture = [{"type": "input_text", "text": "1.10"}, {"type": "input_image", "image_url": PICTURE}]
        results = [
            {"type": "function_call_output", "call_id": calls[0].call_id, "output": picture},
            {"type": "function_call_output", "call_id": calls[1].call_id, "output": "scene:sum"},
        ]
        said = [item.to_dict() for item in response.output]
        answer = client.responses.create(**{**first, "input": [*first["input"], *said, *results]})
        equal(answer.output_text, "Rain at noon.")
        assert is_sent(PNG) and "1.10" in sent()
        assert signed(), "the signature is lost"


@check
def previous_response():
    first = client.responses.create(**asked("one", tools=TOOLS, instructions="Be old."))
    (call,) = [item for item in first.output if item.type == "function_call"]
    output = {"type": "function_call_output", "call_id": call.call_id, "output": "scene:sum"}
    more = {"previous_response_id": first.id, "instructions": "Be new.", "tools": TOOLS}
    second = client.responses.create(model=WIRE, input=[output], **more)
    equal(second.output_text, "Rain at noon.")
    if WIRE != "responses":
        equal(second.previous_response_id, first.id)
        assert signed() and "Be new." in sent() and "Be old." not in sent(), sent()
        equal(client.responses.retrieve(first.id).id, first.id)
        shown = list(client.responses.input_items.list(second.id))
        assert shown, "no items"
        events = list(client.responses.retrieve(second.id, stream=True, starting_after=1))
        equal((events[0].sequence_number, events[-1].type), (2, "response.completed"))
        client.responses.delete(second.id)
        raised(openai.NotFoundError, lambda: client.responses.retrieve(second.id))


@check
def conversations():
    conversation = client.conversations.create(
        metadata={"of": "a test"}, items=[{"type": "message", "role": "user", "content": "My name is Anna."}]
    )
    response = client.responses.create(**asked("text"), conversation=conversation.id)
    if WIRE != "responses":
        equal(response.conversation.id, conversation.id)
    assert "Anna" in sent()
    client.responses.create(**asked("plain"), conversation=conversation.id)
    assert "1.10" in sent()
    items = list(client.conversations.items.list(conversation.id, order="asc", limit=2))
    assert len(items) >= 5, items
    added = client.conversations.items.create(
        conversation.id, items=[{"type": "message", "role": "user", "content": "More."}]
    )
    one = client.conversations.items.retrieve(added.data[0].id, conversation_id=conversation.id)
    equal(one.content[0].text, "More.")
    client.conversations.items.delete(one.id, conversation_id=conversation.id)
    equal(client.conversations.update(conversation.id, metadata={"of": "two"}).metadata, {"of": "two"})
    equal(client.conversations.retrieve(conversation.id).metadata, {"of": "two"})
    assert client.conversations.delete(conversation.id).deleted
    raised(openai.NotFoundError, lambda: client.conversations.retrieve(conversation.id))


@check
def background():
    response = client.responses.create(**asked("text"), background=True)
    until = time.monotonic() + 60
    while response.status in ("queued", "in_progress"):
        assert time.monotonic() < until, "it never ended"
        time.sleep(0.05)
        response = client.responses.retrieve(response.id)
    equal((response.status, response.output_text), ("completed", TEXT))
    equal(client.responses.cancel(response.id).status, "completed")
    events = list(client.responses.create(**asked("text"), background=True, stream=True))
    number = events[len(events) // 2].sequence_number
    rest = list(client.responses.retrieve(events[0].response.id, stream=True, starting_after=number))
    equal([event.type for event in rest], [event.type for event in events[len(events) // 2 + 1 :]])


@check
def structured_output():
    equal(client.responses.parse(**asked("json"), text_format=City).output_parsed, KOELN)
    with client.responses.stream(**asked("json"), text_format=City) as stream:
        equal(stream.get_final_response().output_parsed, KOELN)


@check
def pictures_and_files():
    note = base64.b64encode(b"%PDF-1.4 A note. %%EOF").decode()
    content = [
        {"type": "input_text", "text": "scene:plain"},
        {"type": "input_image", "image_url": PICTURE, "detail": "auto"},
        {"type": "input_file", "filename": "note.pdf", "file_data": f"data:application/pdf;base64,{note}"},
    ]
    response = client.responses.create(model=WIRE, input=[{"role": "user", "content": content}])
    equal(response.output_text, "Plain.")
    assert is_sent(PNG) and is_sent(note)


@check
def ends():
    for scene, reason in (("length", "max_output_tokens"), ("filtered", "content_filter")):
        response = client.responses.create(**asked(scene))
        equal((response.status, response.incomplete_details.reason), ("incomplete", reason))
        events = list(client.responses.create(**asked(scene), stream=True))
        equal(events[-1].type, "response.incomplete")


@check
def errors():
    refused(lambda one, scene, model: one.responses.create(**{**asked(scene), "model": model}))
    for scene in ("fail", "cut"):
        events = []
        try:
            events.extend(event.type for event in client.responses.create(**asked(scene), stream=True))
        except openai.APIError:
            events.append("error")
        assert events[-1] in ("error", "response.failed"), events


@check
def count_and_compact():
    assert client.responses.input_tokens.count(**asked("text")).input_tokens > 1
    if WIRE != "responses":
        assert client.responses.compact(**asked("plain")).output


@check
def models():
    names = [model.id for model in client.models.list()]
    assert WIRE in names, names
    equal(client.models.retrieve(WIRE).id, WIRE)


@check
def web_socket():
    with client.responses.connect() as connection:
        for scene, end in (("text", "response.completed"), ("error-429", "error"), ("plain", "response.completed")):
            connection.response.create(**asked(scene, store=False))
            for event in connection:
                if event.type in ("response.completed", "response.failed", "error"):
                    break
            equal(event.type, end)
        equal(event.response.output[-1].content[0].text, "Plain.")


@check
async def asynchronous():
    async with openai.AsyncOpenAI(base_url=f"{URL}/v1", api_key=KEY, max_retries=0) as several:
        said = ""
        async for event in await several.responses.create(**asked("text"), stream=True):
            said += event.delta if event.type == "response.output_text.delta" else ""
        equal(said, TEXT)
        answer = await several.chat.completions.create(**chat("calls", tools=CHAT_TOOLS))
        equal(len(answer.choices[0].message.tool_calls), 2)
        async with several.responses.connect() as connection:
            await connection.response.create(**asked("plain"))
            async for event in connection:
                if event.type == "response.completed":
                    break
            equal(event.response.status, "completed")


@check
async def azure():
    several = openai.AzureOpenAI(azure_endpoint=URL, api_key=KEY, api_version="2025-04-01-preview", max_retries=0)
    equal(several.chat.completions.create(**chat("text")).choices[0].message.content, TEXT)
    equal(several.responses.create(**asked("text")).output_text, TEXT)


run()
