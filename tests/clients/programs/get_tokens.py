"""What a Python user writes: a credential and a token for each scope.

Standard input: one JSON object {"kind", "arguments", "scopes"}; standard output: the tokens as JSON.
What a person has to do meanwhile is told on standard error.
"""
import json
import sys

import azure.identity

request = json.load(sys.stdin)
arguments = request["arguments"]
if request["kind"] == "DeviceCodeCredential":
    arguments["prompt_callback"] = lambda address, code, _: print(
        f"open the page {address} and enter the code {code} to sign in", file=sys.stderr, flush=True
    )
credential = getattr(azure.identity, request["kind"])(**arguments)
print(json.dumps([credential.get_token(scope).token for scope in request["scopes"]]))
