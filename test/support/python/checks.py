"""Runs checks of an SDK against the service, and prints one line of JSON for each."""

import asyncio
import inspect
import json
import os
import sys
import traceback
import urllib.request

URL = os.environ["GATEWAY_URL"]
KEY = os.environ["GATEWAY_KEY"]
WIRE = os.environ["GATEWAY_WIRE"]
TEXT = "Grüße, 1.10 \U0001f30a"
REASONING = "Hm. "
SIGNATURE = "++++//4/vw=="
CITY = 'Köln "am" Rhein'
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
#: Tokens of every answer of the scripted upstreams.
INPUT, CACHED, OUTPUT = 100, 40, 30
CHECKS = []


def check(function):
    """Adds a check; it fails by what it raises."""
    CHECKS.append(function)
    return function


def equal(found, expected):
    if found != expected:
        raise AssertionError(f"{found!r} is not {expected!r}")


def sent():
    """The body that reached the upstream last."""
    with urllib.request.urlopen(f"{os.environ['UPSTREAM_URL']}/last-call", timeout=30) as answer:
        return answer.read().decode()


def is_sent(base64):
    """Whether it reached the upstream last, in either alphabet of base64, padded or not."""
    return base64.rstrip("=") in sent().replace("-", "+").replace("_", "/")


def signed():
    """Whether the upstream got back what it had signed; Chat Completions has no place for it."""
    return WIRE == "openai" or is_sent(SIGNATURE)


def raised(kind, function):
    """What a call raises, which must be of a kind."""
    try:
        function()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__} was raised")


def run():
    only = sys.argv[1:]
    for function in CHECKS:
        if only and function.__name__ not in only:
            continue
        failure = None
        try:
            outcome = function()
            if inspect.isawaitable(outcome):
                asyncio.run(asyncio.wait_for(outcome, 60))
        except BaseException:
            failure = traceback.format_exc(limit=-6)
        print(json.dumps({"check": function.__name__, "failure": failure}), flush=True)
