"""What `--tour` does: calls every action, brings every repair card that it can, and takes each away again.

Home Assistant's clock is the machine's. Where a card needs time to pass, what Home Assistant noted is made older while it
is stopped, or nothing is published from a day of the past on.
"""

from datetime import date

from .actions import ACTIONS
from .cards import cards, heading, titles, wait_for
from .filling import fill
from .folder import read_log
from .guide import Guide
from .home_assistant import DOMAIN, HomeAssistant
from .judging import Judge
from .log import complaints
from .once import Played
from .scenes import ELECTRICITY_SILENT, NOT_PLAYED, WATER_SILENT, Part, Scene, parts_of
from .stage import Stage
from .steps import Run
from .ways import PARTNER


async def tour(stage: Stage, today: date) -> Played:
    """Play it on a local day, to the end or to the first thing that does not happen."""
    first, *others = parts_of(stage.way)
    async with stage.home_assistant(new=True) as home_assistant:
        right = await _first_run(stage, home_assistant, today, first)
    for part in others:
        # Home Assistant keeps the log of no more than two runs.
        if not right or complaints(read_log(stage.folder), failures_expected=True):
            return Played(right=False, shown={})
        right = await _after_a_stop(stage, today, part)
    for key, why in NOT_PLAYED.items() if right else ():
        stage.say(f"Not in the tour: {key}. {why}")
    return Played(right=right, shown={})


async def _first_run(
    stage: Stage, home_assistant: HomeAssistant, today: date, part: Part
) -> bool:
    """Add the home, play what needs no stop, call the actions; return whether all is as it must be."""
    guide = await _before_it_is_added(stage, home_assistant, today)
    verdicts, issues = await fill(home_assistant, guide.judge, stage.say)
    if issues or not all(verdict.equal for verdict in verdicts):
        print(await guide.judge.tables(verdicts), *issues, sep="\n", flush=True)
        return False
    return await play_part(guide, part, language=stage.language) and await call_all(
        guide
    )


async def _before_it_is_added(
    stage: Stage, home_assistant: HomeAssistant, today: date
) -> Guide:
    """Have nothing new published for long, and the token end soon."""
    guide = await _guide(stage, home_assistant, today)
    silent_since = {
        "electricity": guide.ago(ELECTRICITY_SILENT).isoformat(),
        "water": guide.ago(WATER_SILENT).isoformat(),
    }
    await stage.services.switch(silent_since=silent_since)
    if stage.way is not PARTNER:
        await stage.services.switch(conso_token_days=20)
    return await _guide(stage, home_assistant, today)


async def _after_a_stop(stage: Stage, today: date, part: Part) -> bool:
    """Start Home Assistant again after something happened to its folder, and play."""
    part.before(stage.folder)
    if any(scene.key == "ledger_set_aside" for scene in part.scenes):
        await stage.services.fault("sge", "http_503")
    async with stage.home_assistant() as home_assistant:
        await home_assistant.started()
        guide = await _guide(stage, home_assistant, today)
        return await play_part(guide, part, language=stage.language)


async def _guide(stage: Stage, home_assistant: HomeAssistant, today: date) -> Guide:
    run = Run(
        home_assistant=home_assistant,
        services=stage.services,
        judge=await Judge.of(home_assistant, stage.way, stage.services),
        say=stage.say,
    )
    return Guide(run=run, folder=stage.folder, today=today)


async def play_part(guide: Guide, part: Part, *, language: str) -> bool:
    """Play scene after scene; return whether each card came and went, and none is left."""
    texts = await titles(guide.home_assistant, language)
    for scene in part.scenes:
        if not await _one(guide, scene, texts):
            return False
    left = await cards(guide.home_assistant)
    if left:
        guide.say(f"Cards are left: {', '.join(left)}")
    return not left


async def _one(guide: Guide, scene: Scene, texts: dict[str, str]) -> bool:
    """Bring a card and take it away; return whether both happened."""
    guide.say(f"{scene.happens}.")
    await scene.provoke(guide)
    if not await wait_for(guide.home_assistant, lambda shown: scene.key in shown):
        others = ", ".join(await cards(guide.home_assistant)) or "none"
        guide.say(f"   The card {scene.key} does NOT appear; there is: {others}.")
        return False
    card = (await cards(guide.home_assistant))[scene.key]
    guide.say(f"   A card appears: {heading(card, texts)}")
    guide.say(f"   {scene.helps}.")
    await scene.heal(guide)
    if not await wait_for(guide.home_assistant, lambda shown: scene.key not in shown):
        guide.say(f"   The card {scene.key} does NOT go.")
        return False
    guide.say("   The card is gone.")
    return True


async def call_all(guide: Guide) -> bool:
    """Call every action, say what it did, and return whether each did what it must."""
    right = True
    entry_id = await guide.home_assistant.entry_id(DOMAIN)
    for name, call in ACTIONS.items():
        did = await call(guide, entry_id)
        guide.say(f"Action {name}: {did or 'NOT as it must be'}.")
        right = right and did is not None
    return right
