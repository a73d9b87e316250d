"""Google's SDK at the Gemini door."""

from checks import CACHED, CITY, INPUT, KEY, OUTPUT, PNG, REASONING, TEXT, URL, WIRE
from checks import check, equal, is_sent, raised, run, sent, signed
import base64

from google import genai
from google.genai import errors as failures
from google.genai import types
from pydantic import BaseModel

OPTIONS = types.HttpOptions(base_url=URL, timeout=60_000)
client = genai.Client(api_key=KEY, http_options=OPTIONS)
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
TOOLS = [
    types.Tool(
        function_declarations=[
            types.FunctionDeclaration(name="weather", description="Tells it.", parameters_json_schema=SCHEMA),
            types.FunctionDeclaration(name="clock", description="Tells it."),
        ]
    )
]
MANUAL = types.AutomaticFunctionCallingConfig(disable=True)
THINKING = types.ThinkingConfig(include_thoughts=True, thinking_budget=2048)


def texts(parts):
    return "".join(part.text for part in parts if part.text and not part.thought)


def thoughts(parts):
    return "".join(part.text for part in parts if part.text and part.thought)


def usage_of(answer):
    usage = answer.usage_metadata
    equal((usage.prompt_token_count, usage.cached_content_token_count), (INPUT, CACHED))
    equal(usage.candidates_token_count + (usage.thoughts_token_count or 0), OUTPUT)


@check
def whole():
    config = types.GenerateContentConfig(thinking_config=THINKING, system_instruction="Be short.")
    answer = client.models.generate_content(model=WIRE, contents="scene:text", config=config)
    parts = answer.candidates[0].content.parts
    equal((texts(parts), thoughts(parts)), (TEXT, REASONING))
    equal(answer.candidates[0].finish_reason, types.FinishReason.STOP)
    usage_of(answer)


@check
def streamed():
    chunks = list(client.models.generate_content_stream(model=WIRE, contents="scene:text"))
    parts = [part for chunk in chunks for part in (chunk.candidates[0].content.parts or [] if chunk.candidates[0].content else [])]
    equal((texts(parts), thoughts(parts)), (TEXT, REASONING))
    equal(chunks[-1].candidates[0].finish_reason, types.FinishReason.STOP)
    usage_of(chunks[-1])


@check
def tools_two_turns():
    config = types.GenerateContentConfig(tools=TOOLS, automatic_function_calling=MANUAL)
    for is_stream in (False, True):
        asked = types.Content(role="user", parts=[types.Part(text="scene:calls")])
        if is_stream:
            chunks = list(client.models.generate_content_stream(model=WIRE, contents=[asked], config=config))
            parts = [part for chunk in chunks for part in (chunk.candidates[0].content.parts or [] if chunk.candidates[0].content else [])]
            said = types.Content(role="model", parts=parts)
        else:
            said = client.models.generate_content(model=WIRE, contents=[asked], config=config).candidates[0].content
        calls = [part.function_call for part in said.parts if part.function_call]
        equal([(call.name, call.args or {}) for call in calls], [("weather", {"city": CITY}), ("clock", {})])
        picture = types.FunctionResponsePart(
            inline_data=types.FunctionResponseBlob(mime_type="image/png", data=base64.b64decode(PNG))
        )
        results = [
            types.FunctionResponse(id=calls[0].id, name="weather", response={"output": "1.10"}, parts=[picture]),
            types.FunctionResponse(id=calls[1].id, name="clock", response={"output": "scene:sum"}),
        ]
        turns = [asked, said, types.Content(role="user", parts=[types.Part(function_response=one) for one in results])]
        answer = client.models.generate_content(model=WIRE, contents=turns, config=config)
        equal(texts(answer.candidates[0].content.parts), "Rain at noon.")
        assert "1.10" in sent() and is_sent(PNG)
        assert signed(), "the signature is lost"


@check
def automatic_calls():
    heard = []

    def weather(city: str) -> str:
        """Tells the weather."""
        heard.append(city)
        return "scene:sum"

    config = types.GenerateContentConfig(tools=[weather])
    answer = client.models.generate_content(model=WIRE, contents="scene:one", config=config)
    equal((texts(answer.candidates[0].content.parts), heard), ("Rain at noon.", ["Bonn"]))


@check
def chats():
    chat = client.chats.create(model=WIRE)
    equal(texts(chat.send_message("scene:text").candidates[0].content.parts), TEXT)
    said = "".join(texts(chunk.candidates[0].content.parts or []) for chunk in chat.send_message_stream("scene:plain") if chunk.candidates[0].content)
    equal(said, "Plain.")
    assert "1.10" in sent()


class City(BaseModel):
    city: str
    population: int


@check
def structured_output():
    for form in ({"response_schema": City}, {"response_json_schema": City.model_json_schema()}):
        config = types.GenerateContentConfig(response_mime_type="application/json", **form)
        answer = client.models.generate_content(model=WIRE, contents="scene:json", config=config)
        found = answer.parsed if isinstance(answer.parsed, City) else City(**answer.parsed)
        equal(found, City(city="Köln", population=1086000))


@check
def pictures():
    parts = [types.Part.from_bytes(data=base64.b64decode(PNG), mime_type="image/png"), types.Part(text="scene:plain")]
    answer = client.models.generate_content(model=WIRE, contents=parts)
    equal(answer.text, "Plain.")
    assert is_sent(PNG)


@check
def ends():
    for scene, reason in (("length", "MAX_TOKENS"), ("filtered", "SAFETY")):
        answer = client.models.generate_content(model=WIRE, contents=f"scene:{scene}")
        equal(answer.candidates[0].finish_reason.name, reason)


@check
def errors():
    for status, told in ((400, 400), (429, 429), (500, 502 if WIRE != "gemini" else 502)):
        error = raised(
            failures.APIError, lambda: client.models.generate_content(model=WIRE, contents=f"scene:error-{status}")
        )
        equal(error.code, told)
        assert error.status and error.message, error
    error = raised(failures.ClientError, lambda: client.models.generate_content(model="nobody", contents="Hello"))
    equal(error.code, 403)
    wrong = genai.Client(api_key="wrong", http_options=OPTIONS)
    error = raised(failures.ClientError, lambda: wrong.models.generate_content(model=WIRE, contents="Hello"))
    equal((error.code, error.status), (401, "UNAUTHENTICATED"))


@check
def errors_in_streams():
    for scene in ("fail", "cut"):
        raised(Exception, lambda: list(client.models.generate_content_stream(model=WIRE, contents=f"scene:{scene}")))


@check
def count_tokens():
    if WIRE in ("openai", "responses"):
        assert client.models.count_tokens(model=WIRE, contents="How many are these?").total_tokens > 3


@check
def models():
    names = [model.name for model in client.models.list(config={"page_size": 2})]
    assert f"models/{WIRE}" in names and len(set(names)) == len(names), names
    equal(client.models.get(model=WIRE).name, f"models/{WIRE}")
    raised(failures.ClientError, lambda: client.models.get(model="nobody"))


@check
async def asynchronous():
    async with genai.Client(api_key=KEY, http_options=OPTIONS).aio as several:
        answer = await several.models.generate_content(model=WIRE, contents="scene:text")
        equal(texts(answer.candidates[0].content.parts), TEXT)
        said = ""
        async for chunk in await several.models.generate_content_stream(model=WIRE, contents="scene:text"):
            said += texts(chunk.candidates[0].content.parts or []) if chunk.candidates[0].content else ""
        equal(said, TEXT)


@check
def earlier_version_of_the_api():
    beta = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=URL, api_version="v1beta", timeout=60_000))
    equal(texts(beta.models.generate_content(model=WIRE, contents="scene:text").candidates[0].content.parts), TEXT)


run()
