"""The OpenAPI document says what the server does: no answer it does not name, no mistake of the program, whatever is
sent. Through ASGI, with fixed examples."""

from __future__ import annotations

import itertools
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import status_code_conformance

from storeops.operations import api_keys
from storeops.server.app import make_app
from storeops.server.centre import Centre

pytestmark = pytest.mark.xdist_group("postgresql")
EXAMPLES = 12


def document(app: Any) -> Any:
    schema = schemathesis.openapi.from_asgi("/schema/openapi.json", app)
    return schema.include(path_regex=r"^/v1/(availability|orders|reservations|webhooks)")


def test_whatever_is_sent_is_answered_as_the_document_says(centre: Centre) -> None:
    app = make_app(centre)
    head = {"Authorization": f"Bearer {api_keys.add(centre.shop(), 'web', rate=100_000).key}"}
    count = 0
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    for found, mode in itertools.product(document(app).get_all_operations(), modes):
        strategy = found.ok().as_strategy(generation_mode=mode)

        @hypothesis.settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=strategy)
        def send(case: Any) -> None:
            nonlocal count
            count += 1
            answer = case.call(headers=head)
            case.validate_response(answer, checks=[not_a_server_error, status_code_conformance])

        send()
    assert count >= 9 * EXAMPLES


def test_the_document_names_every_request_and_its_types(centre: Centre) -> None:
    app = make_app(centre)
    raw = app.openapi_schema.to_schema()
    assert sorted(path for path in raw["paths"] if path.startswith("/v1/orders")) == [
        "/v1/orders",
        "/v1/orders/{number}",
        "/v1/orders/{number}/amend",
        "/v1/orders/{number}/cancel",
        "/v1/orders/{number}/returns",
    ]
    place = raw["paths"]["/v1/orders"]["post"]
    assert place["security"] == [{"key": []}]
    assert sorted(place["responses"]) == ["201", "400", "401", "404", "409", "413", "422", "429", "503"]
    (key,) = place["parameters"]
    assert (key["name"], key["in"], key["required"]) == ("Idempotency-Key", "header", True)
    order = raw["components"]["schemas"]["Order"]["properties"]
    assert order["total"] == {
        "type": "string",
        "pattern": order["total"]["pattern"],
        "description": order["total"]["description"],
    }
    assert order["lines"]["type"] == "array"
