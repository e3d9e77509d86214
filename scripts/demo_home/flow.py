"""A config flow, filled in step by step as a person would in the page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .home_assistant import HomeAssistant

FLOW = "/api/config/config_entries/flow"

type Answers = Mapping[str, Mapping[str, Any]]
"""What to fill in: step → field → value; a section's value is a mapping of its own fields."""


class FlowError(Exception):
    """The flow did not end in an entry."""


async def add_integration(
    home_assistant: HomeAssistant,
    domain: str,
    answers: Answers,
    say: Callable[[str], None],
) -> str:
    """Go through the flow and return the new entry's title.

    Raises:
        FlowError: a step showed errors, asked what has no answer, or the flow was aborted.

    """
    step = await home_assistant.post(FLOW, {"handler": domain})
    while step["type"] == "form":
        name: str = step["step_id"]
        if step.get("errors"):
            raise FlowError(f"Step {name} shows {step['errors']}")
        say(f"  step {name}")
        filled = fill(step["data_schema"], answers.get(name, {}), step=name)
        step = await home_assistant.post(f"{FLOW}/{step['flow_id']}", filled)
    if step["type"] != "create_entry":
        raise FlowError(f"The flow ended with {step['type']}: {step.get('reason')}")
    title: str = step["title"]
    return title


async def go_through(
    home_assistant: HomeAssistant,
    path: str,
    step: Mapping[str, Any],
    answers: Answers,
) -> None:
    """Go on with a dialogue about a home that is there, from a step on; answers that no form asks for are left out.

    `path` is where the dialogue's pages are posted. A page that shows errors from the beginning says why it is there.

    Raises:
        FlowError: a page showed errors to what was typed, or the dialogue was given up.

    """
    typed = False
    while step["type"] == "form":
        name: str = step["step_id"]
        if typed and step.get("errors"):
            raise FlowError(f"Step {name} shows {step['errors']}")
        asked = wanted(step["data_schema"], answers.get(name, {}))
        filled = fill(step["data_schema"], asked, step=name)
        step = await home_assistant.post(f"{path}/{step['flow_id']}", filled)
        typed = True
    done = step["type"] == "create_entry" or "successful" in step.get("reason", "")
    if not done:
        raise FlowError(f"The dialogue ended with {step.get('reason')}")


def wanted(
    schema: Sequence[Mapping[str, Any]], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Return those of the answers that a form asks for."""
    return {
        field["name"]: wanted(field["schema"], answers[field["name"]])
        if field.get("type") == "expandable"
        else answers[field["name"]]
        for field in schema
        if field["name"] in answers
    }


def fill(
    schema: Sequence[Mapping[str, Any]], answers: Mapping[str, Any], *, step: str
) -> dict[str, Any]:
    """Answer a form: what is known, else the form's default, else nothing.

    Raises:
        FlowError: a required field has no answer, or an answer has no field.

    """
    known = dict(answers)
    filled: dict[str, Any] = {}
    for field in schema:
        name = field["name"]
        if field.get("type") == "expandable":
            filled[name] = fill(
                field["schema"], known.pop(name, {}), step=f"{step}.{name}"
            )
        elif name in known:
            filled[name] = known.pop(name)
        elif "default" in field:
            filled[name] = field["default"]
        elif field.get("required"):
            raise FlowError(f"Step {step} requires {name}")
    if known:
        raise FlowError(f"Step {step} does not ask for {', '.join(sorted(known))}")
    return filled
