"""What a Python user writes: a credential, a token, one query. Prints one line of JSON.

With a tenant, an application and its secret as arguments it signs in with them, otherwise as the
environment says.
"""
import json
import sys
from datetime import timedelta

from azure.identity import ClientSecretCredential, DefaultAzureCredential
from azure.monitor.query import LogsQueryClient

workspace_id, query, *secret = sys.argv[1:]
if secret:
    tenant_id, client_id, client_secret = secret
    credential = ClientSecretCredential(
        tenant_id=tenant_id, client_id=client_id, client_secret=client_secret
    )
else:
    credential = DefaultAzureCredential()
token = credential.get_token("https://management.azure.com/.default")
result = LogsQueryClient(credential).query_workspace(
    workspace_id, query, timespan=timedelta(days=1)
)
table = result.tables[0]
print(
    json.dumps(
        {
            "token": token.token,
            "columns": table.columns,
            "rows": [list(row) for row in table.rows],
        }
    )
)
