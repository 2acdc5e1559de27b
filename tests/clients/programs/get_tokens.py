"""What a Python user writes: a credential and a token for each scope.

Standard input: one JSON object {"kind", "arguments", "scopes"}; standard output: the tokens as JSON.
"""
import json
import sys

import azure.identity

request = json.load(sys.stdin)
credential = getattr(azure.identity, request["kind"])(**request["arguments"])
print(json.dumps([credential.get_token(scope).token for scope in request["scopes"]]))
